import {
  PartnerUserUpsertMany,
  type PartnerUserUpsertManyData,
  type PartnerUserUpsertManyVariables,
  StaffMemberUpsertMany,
  type StaffMemberUpsertManyData,
  type StaffMemberUpsertManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Creates or changes up to 250 partner users, found by their external reference: the mutation `partnerUserUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertPartnerUsers: Mutation<
  PartnerUserUpsertManyVariables['input'],
  PartnerUserUpsertManyData['partnerUserUpsertMany']
> = /* @__PURE__ */ defineMutation(PartnerUserUpsertMany, 'partnerUserUpsertMany');

/**
 * Creates or changes up to 250 staff members, found by their external reference: the mutation `staffMemberUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertStaffMembers: Mutation<
  StaffMemberUpsertManyVariables['input'],
  StaffMemberUpsertManyData['staffMemberUpsertMany']
> = /* @__PURE__ */ defineMutation(StaffMemberUpsertMany, 'staffMemberUpsertMany');
