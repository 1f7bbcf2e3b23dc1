import {
  PlanTargetUpsertMany,
  type PlanTargetUpsertManyData,
  type PlanTargetUpsertManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Creates or changes up to 250 plan targets, found by their external reference: the mutation `planTargetUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertPlanTargets: Mutation<
  PlanTargetUpsertManyVariables['input'],
  PlanTargetUpsertManyData['planTargetUpsertMany']
> = /* @__PURE__ */ defineMutation(PlanTargetUpsertMany, 'planTargetUpsertMany');
