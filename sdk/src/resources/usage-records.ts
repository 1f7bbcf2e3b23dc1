import {
  UsageRecordRecordMany,
  type UsageRecordRecordManyData,
  type UsageRecordRecordManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Records up to 250 measurements of use, of which the latest told of a day counts: the mutation `usageRecordRecordMany`.
 *
 * @remarks A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const recordUsage: Mutation<
  UsageRecordRecordManyVariables['input'],
  UsageRecordRecordManyData['usageRecordRecordMany']
> = /* @__PURE__ */ defineMutation(UsageRecordRecordMany, 'usageRecordRecordMany');
