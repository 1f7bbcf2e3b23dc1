import {
  MetricFactRecordMany,
  type MetricFactRecordManyData,
  type MetricFactRecordManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Records up to 250 metric facts: the mutation `metricFactRecordMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const recordMetricFacts: Mutation<
  MetricFactRecordManyVariables['input'],
  MetricFactRecordManyData['metricFactRecordMany']
> = /* @__PURE__ */ defineMutation(MetricFactRecordMany, 'metricFactRecordMany');
