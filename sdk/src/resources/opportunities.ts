import {
  OpportunityUpsertMany,
  type OpportunityUpsertManyData,
  type OpportunityUpsertManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Creates or changes up to 250 opportunities, found by their external reference: the mutation `opportunityUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertOpportunities: Mutation<
  OpportunityUpsertManyVariables['input'],
  OpportunityUpsertManyData['opportunityUpsertMany']
> = /* @__PURE__ */ defineMutation(OpportunityUpsertMany, 'opportunityUpsertMany');
