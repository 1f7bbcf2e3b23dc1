import {
  ProgramUpsertMany,
  type ProgramUpsertManyData,
  type ProgramUpsertManyVariables,
  ProgramEnrollmentUpsertMany,
  type ProgramEnrollmentUpsertManyData,
  type ProgramEnrollmentUpsertManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Creates or changes up to 250 programs with their tiers, found by their external reference: the mutation `programUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertPrograms: Mutation<
  ProgramUpsertManyVariables['input'],
  ProgramUpsertManyData['programUpsertMany']
> = /* @__PURE__ */ defineMutation(ProgramUpsertMany, 'programUpsertMany');

/**
 * Creates or changes up to 250 enrolments of partners in programs, found by their external reference: the mutation `programEnrollmentUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertProgramEnrollments: Mutation<
  ProgramEnrollmentUpsertManyVariables['input'],
  ProgramEnrollmentUpsertManyData['programEnrollmentUpsertMany']
> = /* @__PURE__ */ defineMutation(ProgramEnrollmentUpsertMany, 'programEnrollmentUpsertMany');
