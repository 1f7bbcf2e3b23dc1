import {
  CustomerSurveyUpsertMany,
  type CustomerSurveyUpsertManyData,
  type CustomerSurveyUpsertManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Creates or changes up to 250 surveys of customers, found by their external reference: the mutation `customerSurveyUpsertMany`.
 *
 * @remarks A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertSurveys: Mutation<
  CustomerSurveyUpsertManyVariables['input'],
  CustomerSurveyUpsertManyData['customerSurveyUpsertMany']
> = /* @__PURE__ */ defineMutation(CustomerSurveyUpsertMany, 'customerSurveyUpsertMany');
