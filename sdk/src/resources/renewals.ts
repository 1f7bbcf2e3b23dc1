import { renewalActions, type RenewalIn, type RenewalState } from '../__generated__/actions.ts';
import {
  RenewalCalendar,
  type RenewalCalendarEntry,
  type RenewalCalendarVariables,
  RenewalGet,
  RenewalList,
  type RenewalListVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

export { renewalActions };

/** A renewal in a state: `Renewal<'IN_WINDOW'>`; without one, in any. */
export type Renewal<State extends RenewalState = RenewalState> = RenewalIn<State>;

/** Which renewals to list, and how. */
export interface RenewalListArguments extends ListOptions {
  readonly filter?: RenewalListVariables['filter'];
  readonly orderBy?: RenewalListVariables['orderBy'];
}

/**
 * Reads a renewal by its id: the query `renewal`.
 *
 * @returns null when it is absent or the caller may not see it.
 */
export async function getRenewal(
  client: CoreClient,
  id: string,
  options: RequestOptions = {},
): Promise<Renewal | null> {
  return (await client.query(RenewalGet, { id }, options)).renewal as Renewal | null;
}

/** Lists the renewals that the caller may see: the query `renewals`. */
export function listRenewals(
  client: CoreClient,
  options: RenewalListArguments & RequestOptions = {},
): PagePromise<Renewal> {
  const { filter, orderBy } = options;
  return listOf('RenewalList', options, async (page) => {
    const data = await client.query(RenewalList, { filter, orderBy, ...page }, options);
    return { ...data.renewals, nodes: data.renewals.nodes as readonly Renewal[] };
  });
}

/**
 * Lists what somebody should do for renewals in the next weeks, with the reasons, the most urgent first: the query
 * `renewalCalendar`.
 */
export async function getRenewalCalendar(
  client: CoreClient,
  options: RenewalCalendarVariables & RequestOptions = {},
): Promise<readonly RenewalCalendarEntry[]> {
  const { partnerId, until, first } = options;
  return (await client.query(RenewalCalendar, { partnerId, until, first }, options)).renewalCalendar;
}
