import {
  CustomerSlaResultRecordMany,
  type CustomerSlaResultRecordManyData,
  type CustomerSlaResultRecordManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Records how up to 250 promises to customers were kept, of which the latest told of a month counts: the mutation `customerSlaResultRecordMany`.
 *
 * @remarks A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const recordSlaResults: Mutation<
  CustomerSlaResultRecordManyVariables['input'],
  CustomerSlaResultRecordManyData['customerSlaResultRecordMany']
> = /* @__PURE__ */ defineMutation(CustomerSlaResultRecordMany, 'customerSlaResultRecordMany');
