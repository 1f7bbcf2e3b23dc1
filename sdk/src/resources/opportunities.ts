import { opportunityActions, type OpportunityIn, type OpportunityState } from '../__generated__/actions.ts';
import {
  OpportunityCreate,
  type OpportunityCreateData,
  type OpportunityCreateVariables,
  OpportunityGet,
  OpportunityList,
  type OpportunityListVariables,
  OpportunityUpsertMany,
  type OpportunityUpsertManyData,
  type OpportunityUpsertManyVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import { defineMutation, type Mutation } from '../mutation.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

export { opportunityActions };

/** An opportunity with an outcome: `Opportunity<'OPEN'>`; without one, with any. */
export type Opportunity<State extends OpportunityState = OpportunityState> = OpportunityIn<State>;

/** Which opportunities to list, and how. */
export interface OpportunityListArguments extends ListOptions {
  readonly filter?: OpportunityListVariables['filter'];
  readonly orderBy?: OpportunityListVariables['orderBy'];
}

/**
 * Reads an opportunity by its id: the query `opportunity`.
 *
 * @returns null when it is absent or the caller may not see it.
 */
export async function getOpportunity(
  client: CoreClient,
  id: string,
  options: RequestOptions = {},
): Promise<Opportunity | null> {
  return (await client.query(OpportunityGet, { id }, options)).opportunity as Opportunity | null;
}

/** Lists the opportunities that the caller may see: the query `opportunities`. */
export function listOpportunities(
  client: CoreClient,
  options: OpportunityListArguments & RequestOptions = {},
): PagePromise<Opportunity> {
  const { filter, orderBy } = options;
  return listOf('OpportunityList', options, async (page) => {
    const data = await client.query(OpportunityList, { filter, orderBy, ...page }, options);
    return { ...data.opportunities, nodes: data.opportunities.nodes as readonly Opportunity[] };
  });
}

/**
 * Records an opportunity: the mutation `opportunityCreate`.
 *
 * @throws ValidationError when the input is refused, ConflictError when the idempotency key was used before.
 */
export const createOpportunity: Mutation<
  OpportunityCreateVariables['input'],
  OpportunityCreateData['opportunityCreate']
> = /* @__PURE__ */ defineMutation(OpportunityCreate, 'opportunityCreate');

/**
 * Creates or changes up to 250 opportunities, found by their external reference: the mutation `opportunityUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input is refused, ConflictError when the idempotency key was used before.
 */
export const upsertOpportunities: Mutation<
  OpportunityUpsertManyVariables['input'],
  OpportunityUpsertManyData['opportunityUpsertMany']
> = /* @__PURE__ */ defineMutation(OpportunityUpsertMany, 'opportunityUpsertMany');
