import {
  conflictCaseActions,
  type ConflictCaseIn,
  type ConflictCaseState,
} from '../__generated__/actions.ts';
import {
  ConflictCaseGet,
  ConflictCaseList,
  type ConflictCaseListVariables,
  ConflictCaseReport,
  type ConflictCaseReportData,
  type ConflictCaseReportVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import { defineMutation, type Mutation } from '../mutation.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

export { conflictCaseActions as conflictActions };

/** A conflict in a state: `Conflict<'DECIDED'>`; without one, in any. */
export type Conflict<State extends ConflictCaseState = ConflictCaseState> = ConflictCaseIn<State>;

/** Which conflicts to list, and how. */
export interface ConflictListArguments extends ListOptions {
  readonly filter?: ConflictCaseListVariables['filter'];
  readonly orderBy?: ConflictCaseListVariables['orderBy'];
}

/**
 * Reads a conflict by its id: the query `conflictCase`.
 *
 * @returns null when it is absent or the caller may not see it.
 */
export async function getConflict(
  client: CoreClient,
  id: string,
  options: RequestOptions = {},
): Promise<Conflict | null> {
  return (await client.query(ConflictCaseGet, { id }, options)).conflictCase as Conflict | null;
}

/** Lists the conflicts that the caller may see: the query `conflictCases`. */
export function listConflicts(
  client: CoreClient,
  options: ConflictListArguments & RequestOptions = {},
): PagePromise<Conflict> {
  const { filter, orderBy } = options;
  return listOf('ConflictCaseList', options, async (page) => {
    const data = await client.query(ConflictCaseList, { filter, orderBy, ...page }, options);
    return { ...data.conflictCases, nodes: data.conflictCases.nodes as readonly Conflict[] };
  });
}

/**
 * Reports a conflict that the program did not find by itself: the mutation `conflictCaseReport`.
 *
 * @throws ValidationError when the input is refused, ConflictError when the idempotency key was used before.
 */
export const reportConflict: Mutation<
  ConflictCaseReportVariables['input'],
  ConflictCaseReportData['conflictCaseReport']
> = /* @__PURE__ */ defineMutation(ConflictCaseReport, 'conflictCaseReport');
