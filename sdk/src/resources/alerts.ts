import { alertActions, type AlertIn, type AlertState } from '../__generated__/actions.ts';
import { AlertGet, AlertList, type AlertListVariables } from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

export { alertActions };

/** An alert in a state: `Alert<'OPEN'>`; without one, in any. */
export type Alert<State extends AlertState = AlertState> = AlertIn<State>;

/** Which alerts to list, and how. */
export interface AlertListArguments extends ListOptions {
  readonly filter?: AlertListVariables['filter'];
  readonly orderBy?: AlertListVariables['orderBy'];
}

/**
 * Reads an alert by its id: the query `alert`.
 *
 * @returns null when it is absent or the caller may not see it.
 */
export async function getAlert(
  client: CoreClient,
  id: string,
  options: RequestOptions = {},
): Promise<Alert | null> {
  return (await client.query(AlertGet, { id }, options)).alert as Alert | null;
}

/** Lists the alerts that the caller may see: the query `alerts`. */
export function listAlerts(
  client: CoreClient,
  options: AlertListArguments & RequestOptions = {},
): PagePromise<Alert> {
  const { filter, orderBy } = options;
  return listOf('AlertList', options, async (page) => {
    const data = await client.query(AlertList, { filter, orderBy, ...page }, options);
    return { ...data.alerts, nodes: data.alerts.nodes as readonly Alert[] };
  });
}
