import { toLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import {
  ConflictError,
  type IssueCollector,
  NotFoundError,
  createIssues,
} from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import {
  type ExternalName,
  type Reference,
  resolveReferences,
  storeNames,
} from '@channelgraph/server/bulk/references.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { Context, Transaction } from '../../context.ts';
import type { CertificationAward, CertificationTrack } from '../../db.ts';
import { requireAdministrator } from '../../policy.ts';
import { referenceTables } from '../../reference-tables.ts';
import { requestCoverage } from '../certification-coverage/certification-coverage.requests.ts';
import { awardDatesOf } from '../certification-coverage/certification-coverage.store.ts';
import { type AwardBook, type AwardLine, openAwardBook } from './certification-award.book.ts';
import { awardMachine } from './certification-award.machine.ts';
import { awardStatusOn } from './certification-award.status.ts';
import {
  type Member,
  lockAwardsOf,
  readMembers,
  standingAwards,
  storeBook,
} from './certification-award.store.ts';

/** What certifies a person. */
export interface GrantInput {
  readonly user: Reference;
  readonly track: Reference;
  /** The day of the award; today when left out. */
  readonly awardedOn?: LocalDate | null | undefined;
  readonly evidence?: string | null | undefined;
  readonly externalReference?: ExternalName | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Certifies a person in a track. An award of the track that stands is renewed: the new award begins where
 * the old one ends, if that is later than today, and supersedes it.
 */
export async function grantAward(context: Context, input: GrantInput): Promise<string> {
  requireAdministrator(context.viewer);
  const { idempotencyKey, ...rest } = input;
  const call = { mutation: 'certificationGrant', idempotencyKey, input: rest };
  const { id } = await mutate(context, call, async (tx) => {
    const subjects = await requireSubjects(tx, context, input);
    const { member, track, today } = subjects;
    await lockAwardsOf(tx, [member.partnerId]);
    const line = { partnerId: member.partnerId, userId: member.userId, trackId: track.id };
    const stored = await tx.certificationAward.findMany({
      where: { ...line, supersededById: null, revokedOn: null },
    });
    const awardedOn = input.awardedOn ?? today;
    checkGrant(context, { ...subjects, input, awardedOn, standing: stored[0] ?? null });
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
    await storeGrant(tx, context, award, { book, name: input.externalReference });
    return { id: award.id };
  });
  return id;
}

async function storeGrant(
  tx: Transaction,
  context: Context,
  award: AwardLine & { readonly id: string },
  { book, name }: { readonly book: AwardBook; readonly name: ExternalName | null | undefined },
): Promise<void> {
  await storeBook(tx, context, book);
  await nameAward(tx, award, name);
  await audit(tx, context, {
    action: 'certificationAward.granted',
    entityType: 'CertificationAward',
    entityId: award.id,
    partnerId: award.partnerId,
    before: null,
    after: book.added[0],
  });
  await requestCoverage(tx, [award.partnerId]);
}

async function requireSubjects(tx: Transaction, context: Context, input: GrantInput) {
  const references = await resolveReferences(tx, referenceTables, [
    { type: 'PartnerUser', reference: input.user },
    { type: 'CertificationTrack', reference: input.track },
  ]);
  const userId = references.idOf('PartnerUser', input.user);
  const member = userId === null ? null : (await readMembers(tx, [userId], context.clock.now())).get(userId);
  if (!member || member.today === null) throw new NotFoundError('PartnerUser', ['user']);
  const trackId = references.idOf('CertificationTrack', input.track);
  const track = trackId === null ? null : await tx.certificationTrack.findUnique({ where: { id: trackId } });
  if (!track) throw new NotFoundError('CertificationTrack', ['track']);
  return { member, track, today: member.today };
}

interface GrantFacts {
  readonly input: GrantInput;
  readonly awardedOn: LocalDate;
  readonly today: LocalDate;
  readonly member: Member;
  readonly track: CertificationTrack;
  readonly standing: CertificationAward | null;
}

function checkGrant({ viewer }: Context, facts: GrantFacts): void {
  const { awardedOn, today, member, track, standing } = facts;
  const issues = createIssues();
  checkName(facts.input.externalReference, issues);
  checkDay(facts, issues);
  issues.throwIfAny();
  if (standing && awardedOn === toLocalDate(standing.awardedOn)) {
    throw new ConflictError(
      'certificationAward.oncePerDay',
      'The person was awarded this track on this day already.',
      ['awardedOn'],
    );
  }
  const status = standing && awardStatusOn(awardDatesOf(standing), today);
  awardMachine.apply(status ?? 'NONE', status ? 'RENEW' : 'GRANT', viewer, {
    isActiveMember: member.isActive,
    isTrackActive: track.isActive,
  });
}

function checkName(name: ExternalName | null | undefined, issues: IssueCollector): void {
  if (!name || (name.system.trim() !== '' && name.externalId.trim() !== '')) return;
  issues.add(
    ['externalReference'],
    'REQUIRED',
    'An external reference has a system and an id.',
    'Fill in both, or leave the reference out.',
  );
}

function checkDay({ awardedOn, today, standing }: GrantFacts, issues: IssueCollector): void {
  if (awardedOn > today) {
    issues.add(
      ['awardedOn'],
      'IN_FUTURE',
      `${awardedOn} has not come yet: today is ${today}.`,
      'Grant the award on its day.',
    );
  }
  if (standing && awardedOn < toLocalDate(standing.awardedOn)) {
    issues.add(
      ['awardedOn'],
      'BEFORE_STANDING_AWARD',
      `The person holds an award of ${toLocalDate(standing.awardedOn)} in this track.`,
      'Record older awards with certificationAwardUpsertMany.',
    );
  }
}

async function nameAward(
  tx: Transaction,
  { id, partnerId }: { readonly id: string; readonly partnerId: string },
  name: ExternalName | null | undefined,
): Promise<void> {
  if (!name) return;
  const reference = { externalReference: name };
  const known = await resolveReferences(tx, referenceTables, [{ type: 'CertificationAward', reference }]);
  if (known.idOf('CertificationAward', reference) !== null) {
    throw new ConflictError('externalReference.taken', 'Another award has this external reference.', [
      'externalReference',
    ]);
  }
  await storeNames(tx, 'CertificationAward', [{ name, id, partnerId }]);
}
