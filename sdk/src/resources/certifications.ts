import {
  CertificationTrackUpsertMany,
  type CertificationTrackUpsertManyData,
  type CertificationTrackUpsertManyVariables,
  CertificationAwardUpsertMany,
  type CertificationAwardUpsertManyData,
  type CertificationAwardUpsertManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Creates or changes up to 250 certification tracks, found by their external reference: the mutation `certificationTrackUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertCertificationTracks: Mutation<
  CertificationTrackUpsertManyVariables['input'],
  CertificationTrackUpsertManyData['certificationTrackUpsertMany']
> = /* @__PURE__ */ defineMutation(CertificationTrackUpsertMany, 'certificationTrackUpsertMany');

/**
 * Creates or changes up to 250 certification awards, found by their external reference: the mutation `certificationAwardUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertCertificationAwards: Mutation<
  CertificationAwardUpsertManyVariables['input'],
  CertificationAwardUpsertManyData['certificationAwardUpsertMany']
> = /* @__PURE__ */ defineMutation(CertificationAwardUpsertMany, 'certificationAwardUpsertMany');
