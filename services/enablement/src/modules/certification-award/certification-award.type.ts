import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import type { CertificationAward } from '../../db.ts';
import { PartnerUser } from '../../entities/partner-user.entity.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { seesAwardsOfOthers, seesEvidence } from '../../policy.ts';
import { awardDatesOf } from '../certification-coverage/certification-coverage.store.ts';
import { trackById } from '../certification-track/certification-track.loaders.ts';
import { CertificationScopeEnum } from '../../vocabulary.ts';
import { CertificationTrackType } from '../certification-track/certification-track.type.ts';
import { isActiveMember } from '../membership/membership.loaders.ts';
import { CertificationAwardStatusEnum } from './certification-award.enums.ts';
import { awardById } from './certification-award.loaders.ts';
import { awardMachine } from './certification-award.machine.ts';
import { type AwardStatus, awardStatusOn, daysUntilExpiry } from './certification-award.status.ts';

const award = builder.objectRef<CertificationAward>('CertificationAward');

/** One person's certification in one track. */
export const CertificationAwardType = award.implement({
  description:
    "One person's certification in one track. Visible to the vendor's staff, to the partner's `ADMIN` and `TECHNICAL` users, and to the person.",
  interfaces: ['Node'],
  authScopes: ({ partnerId, userId }, { viewer }) =>
    seesAwardsOfOthers(viewer) || viewer.userId === userId ? { partner: partnerId } : false,
  fields: (t) => ({
    version: t.exposeInt('version', {
      description: 'The number of the stored version: 1, and 2 once superseded or revoked.',
    }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The company of the person when the award was made; it counts for no other.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    user: t.field({
      type: PartnerUser,
      nullable: true,
      description: 'The certified person.',
      resolve: ({ userId }) => ({ id: userId }),
    }),
    track: t.field({
      type: CertificationTrackType,
      description: 'What the person is certified in.',
      resolve: ({ trackId }, _, context) => requireTrack(context, trackId),
    }),
    scope: t.expose('scope', {
      type: CertificationScopeEnum,
      nullable: true,
      description: 'The field of managed service for which it counts; null when it counts for none.',
    }),
    awardedOn: t.field({
      type: 'Date',
      description: 'The first day on which it counts.',
      resolve: ({ awardedOn }) => toLocalDate(awardedOn),
    }),
    expiresOn: t.field({
      type: 'Date',
      description: 'The last day on which it counts, to its end.',
      resolve: ({ expiresOn }) => toLocalDate(expiresOn),
    }),
    status: t.field({
      type: CertificationAwardStatusEnum,
      description: 'Where it stands today.',
      resolve: (row, _, context) => statusOf(context, row),
    }),
    daysUntilExpiry: t.int({
      description: 'Whole days until the last day: 0 on it, negative after it.',
      resolve: async (row, _, context) =>
        daysUntilExpiry(awardDatesOf(row), await todayOfPartner(context, row.partnerId)),
    }),
    supersededBy: t.field({
      type: award,
      nullable: true,
      description: 'The later award that stands for it; null while it stands itself.',
      resolve: ({ supersededById }, _, context) =>
        supersededById === null ? null : awardById(context, supersededById),
    }),
    supersededOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day on which the later award counts instead; null while it stands itself.',
      resolve: ({ supersededOn }) => supersededOn && toLocalDate(supersededOn),
    }),
    revokedOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day on which it was taken back; null when it was not.',
      resolve: ({ revokedOn }) => revokedOn && toLocalDate(revokedOn),
    }),
    revocationReason: t.string({
      nullable: true,
      description:
        "Why it was taken back; null when it was not, and for viewers who may not see the person's results.",
      resolve: (row, _, { viewer }) => (seesEvidence(viewer, row) ? row.revocationReason : null),
    }),
    evidence: t.string({
      nullable: true,
      description:
        "What proves it, such as an exam result or a certificate's address; null when nothing was given. Visible to the person, the partner's `ADMIN`, program administrators and services; null for others.",
      resolve: (row, _, { viewer }) => (seesEvidence(viewer, row) ? row.evidence : null),
    }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'The ids of the award in other systems.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    availableActions: t.field({
      type: ['AvailableAction'],
      description:
        'What the viewer can do with it now: `RENEW` by `certificationGrant`, `REVOKE` by `certificationRevoke`.',
      resolve: async (row, _, context) => {
        const track = await requireTrack(context, row.trackId);
        return awardMachine
          .availableActions(await statusOf(context, row), context.viewer, {
            isActiveMember: (await isActiveMember(context, row.userId)) ?? false,
            isTrackActive: track.isActive,
          })
          .filter(({ action }) => action !== 'GRANT');
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was recorded.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it was recorded, superseded or revoked, the latest of these.',
    }),
  }),
});

builder.asEntity(CertificationAwardType, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => awardById(context, id),
});

/** A page of awards. */
export const CertificationAwardConnection = connectionOf(
  builder,
  CertificationAwardType,
  'CertificationAward',
);

async function requireTrack(context: Context, trackId: string) {
  const track = await trackById(context, trackId);
  if (!track) throw new Error('An award names a track that does not exist.');
  return track;
}

// An award of today in another time zone may lie in the future for the moment; it counts from its day on.
async function statusOf(context: Context, row: CertificationAward): Promise<AwardStatus> {
  return awardStatusOn(awardDatesOf(row), await todayOfPartner(context, row.partnerId)) ?? 'ACTIVE';
}
