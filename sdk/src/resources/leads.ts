import { leadActions, type LeadIn, type LeadState } from '../__generated__/actions.ts';
import {
  LeadCreate,
  type LeadCreateData,
  type LeadCreateVariables,
  LeadGet,
  LeadList,
  type LeadListVariables,
  LeadUpsertMany,
  type LeadUpsertManyData,
  type LeadUpsertManyVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import { defineMutation, type Mutation } from '../mutation.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

export { leadActions };

/** A lead in a state: `Lead<'ROUTED'>`; without one, in any. */
export type Lead<State extends LeadState = LeadState> = LeadIn<State>;

/** Which leads to list, and how. */
export interface LeadListArguments extends ListOptions {
  readonly filter?: LeadListVariables['filter'];
  readonly orderBy?: LeadListVariables['orderBy'];
}

/**
 * Reads a lead by its id: the query `lead`.
 *
 * @returns null when it is absent or the caller may not see it.
 */
export async function getLead(
  client: CoreClient,
  id: string,
  options: RequestOptions = {},
): Promise<Lead | null> {
  return (await client.query(LeadGet, { id }, options)).lead as Lead | null;
}

/** Lists the leads that the caller may see: the query `leads`. */
export function listLeads(
  client: CoreClient,
  options: LeadListArguments & RequestOptions = {},
): PagePromise<Lead> {
  const { filter, orderBy } = options;
  return listOf('LeadList', options, async (page) => {
    const data = await client.query(LeadList, { filter, orderBy, ...page }, options);
    return { ...data.leads, nodes: data.leads.nodes as readonly Lead[] };
  });
}

/**
 * Passes a lead on: from the vendor to a partner, or from a partner to the vendor: the mutation `leadCreate`.
 *
 * @throws ValidationError when the input is refused, ConflictError when the idempotency key was used before.
 */
export const createLead: Mutation<LeadCreateVariables['input'], LeadCreateData['leadCreate']> =
  /* @__PURE__ */ defineMutation(LeadCreate, 'leadCreate');

/**
 * Creates or changes up to 250 leads, found by their external reference: the mutation `leadUpsertMany`.
 *
 * @throws ValidationError when the input is refused, ConflictError when the idempotency key was used before.
 */
export const upsertLeads: Mutation<LeadUpsertManyVariables['input'], LeadUpsertManyData['leadUpsertMany']> =
  /* @__PURE__ */ defineMutation(LeadUpsertMany, 'leadUpsertMany');
