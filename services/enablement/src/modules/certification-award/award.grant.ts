import { toLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { ConflictError, NotFoundError, createIssues } from '@channelgraph/core/domain-errors.ts';
import type { ExternalReference, ReferenceInput } from '@channelgraph/graphql/shared-types.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { checkReference, readReferences, storeReferences } from '../../bulk/references.ts';
import type { EnablementContext, Tx } from '../../context.ts';
import type { CertificationAward, CertificationTrack } from '../../db.ts';
import { requireAdministrator } from '../../policy.ts';
import { awardDatesOf } from '../certification-coverage/coverage.store.ts';
import { openAwardBook } from './award.book.ts';
import { awardMachine } from './award.machine.ts';
import { awardStatusOn } from './award.status.ts';
import { type Member, lockAwardsOf, readMembers, standingAwards, storeBook } from './award.store.ts';

/** What certifies a person. */
export interface GrantInput {
  readonly user: ReferenceInput;
  readonly track: ReferenceInput;
  /** The day of the award; today when left out. */
  readonly awardedOn?: LocalDate | null | undefined;
  readonly evidence?: string | null | undefined;
  readonly externalReference?: ExternalReference | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Certifies a person in a track. An award of the track that stands is renewed: the new award begins where
 * the old one ends, if that is later than today, and supersedes it.
 */
export async function grantAward(context: EnablementContext, input: GrantInput): Promise<string> {
  requireAdministrator(context.viewer);
  const { idempotencyKey, ...rest } = input;
  const { id } = await mutate(
    context,
    { mutation: 'certificationGrant', idempotencyKey, input: rest },
    async (tx) => {
      const { member, track, today } = await requireSubjects(tx, context, input);
      await lockAwardsOf(tx, [member.partnerId]);
      const line = { partnerId: member.partnerId, userId: member.userId, trackId: track.id };
      const stored = await tx.certificationAward.findMany({
        where: { ...line, supersededById: null, revokedOn: null },
      });
      const awardedOn = input.awardedOn ?? today;
      checkGrant(context, { input, awardedOn, today, member, track, standing: stored[0] ?? null });
      const book = openAwardBook(standingAwards(stored));
      const award = { id: context.ids.next('awd'), ...line };
      book.add({
        ...award,
        scope: track.scope,
        awardedOn,
        expiresOn: null,
        validityMonths: track.validityMonths,
        evidence: input.evidence?.trim() || null,
        revokedOn: null,
        revocationReason: null,
      });
      await storeBook(tx, context, book);
      await nameAward(tx, award, input.externalReference);
      return { id: award.id };
    },
  );
  return id;
}

async function requireSubjects(tx: Tx, context: EnablementContext, input: GrantInput) {
  const users = await readReferences(tx, 'PartnerUser', [input.user]);
  const tracks = await readReferences(tx, 'CertificationTrack', [input.track]);
  const userId = users.idOf(input.user);
  const member = userId === null ? null : (await readMembers(tx, [userId], context.clock.now())).get(userId);
  if (!member || member.today === null) throw new NotFoundError('PartnerUser', ['input', 'user']);
  const trackId = tracks.idOf(input.track);
  const track = trackId === null ? null : await tx.certificationTrack.findUnique({ where: { id: trackId } });
  if (!track) throw new NotFoundError('CertificationTrack', ['input', 'track']);
  return { member, track, today: member.today };
}

function checkGrant(
  { viewer }: EnablementContext,
  facts: {
    readonly input: GrantInput;
    readonly awardedOn: LocalDate;
    readonly today: LocalDate;
    readonly member: Member;
    readonly track: CertificationTrack;
    readonly standing: CertificationAward | null;
  },
): void {
  const { input, awardedOn, today, member, track, standing } = facts;
  const issues = createIssues(['input']);
  if (awardedOn > today) {
    issues.add(['awardedOn'], 'IN_FUTURE', `${awardedOn} has not come yet: today is ${today}.`, 'Grant the award on its day.');
  }
  if (standing && awardedOn < toLocalDate(standing.awardedOn)) {
    issues.add(
      ['awardedOn'],
      'BEFORE_STANDING_AWARD',
      `The person holds an award of ${toLocalDate(standing.awardedOn)} in this track.`,
      'Record older awards with certificationAwardUpsertMany.',
    );
  }
  checkReference(input.externalReference, issues);
  issues.throwIfAny();
  if (standing && awardedOn === toLocalDate(standing.awardedOn)) {
    throw new ConflictError(
      'certificationAward.oncePerDay',
      'The person was awarded this track on this day already.',
      ['input', 'awardedOn'],
    );
  }
  const status = standing && awardStatusOn(awardDatesOf(standing), today);
  awardMachine.apply(status ?? 'NONE', status ? 'RENEW' : 'GRANT', viewer, {
    isActiveMember: member.isActive,
    isTrackActive: track.isActive,
  });
}

async function nameAward(
  tx: Tx,
  { id, partnerId }: { readonly id: string; readonly partnerId: string },
  reference: ExternalReference | null | undefined,
): Promise<void> {
  if (!reference) return;
  const known = await readReferences(tx, 'CertificationAward', [{ externalReference: reference }]);
  if (known.idOf({ externalReference: reference }) !== null) {
    throw new ConflictError('externalReference.taken', 'Another award has this external reference.', [
      'input',
      'externalReference',
    ]);
  }
  await storeReferences(tx, 'CertificationAward', [{ reference, entityId: id, partnerId }]);
}
