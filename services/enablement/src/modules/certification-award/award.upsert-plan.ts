import { type LocalDate, toLocalDate } from '@channelgraph/core/calendar.ts';
import { type IssueCollector, createIssues } from '@channelgraph/core/domain-errors.ts';
import type { ReferenceInput } from '@channelgraph/graphql/shared-types.ts';
import { type PlannedRow, refuseDuplicates } from '../../bulk/bulk-rows.ts';
import { type ReferenceBook, checkReference, describeReference, referenceKey } from '../../bulk/references.ts';
import type { EnablementContext } from '../../context.ts';
import type { CertificationAward, CertificationTrack } from '../../db.ts';
import { type AwardBook, lineKey } from './award.book.ts';
import type { Member } from './award.store.ts';
import type { AwardItem } from './award.upsert.ts';

/** Everything read before a bulk call decides about its items. */
export interface AwardLookup {
  readonly users: ReferenceBook;
  readonly tracks: ReferenceBook;
  readonly awards: ReferenceBook;
  readonly members: ReadonlyMap<string, Member>;
  readonly tracksById: ReadonlyMap<string, CertificationTrack>;
  readonly stored: readonly CertificationAward[];
  /** Fills with the awards to create. */
  readonly book: AwardBook;
  readonly seen: Set<string>;
}

/** What would happen to one award of a bulk call. */
export interface AwardPlan extends PlannedRow {
  readonly partnerId: string | null;
  readonly before: CertificationAward | null;
  /** Set when a stored award is to be revoked. */
  readonly revocation: { readonly on: LocalDate; readonly reason: string } | null;
}

interface Subjects {
  readonly member: Member;
  readonly today: LocalDate;
  readonly track: CertificationTrack;
}

/** Decides about one item; an award to create goes into the book at once, so that later items see it. */
export function planAward(context: EnablementContext, item: AwardItem, index: number, lookup: AwardLookup): AwardPlan {
  const issues = createIssues(['items', index]);
  const subjects = requireSubjects(item, lookup, issues);
  checkReference(item.externalReference, issues);
  const reference = item.externalReference ?? null;
  const named = lookup.awards.idOf({ externalReference: reference });
  const before = subjects && findStored(lookup, named, subjects, item.awardedOn);
  const line = subjects && lineOf(subjects);
  refuseDuplicates(
    lookup.seen,
    [before && `id:${before.id}`, line && `${lineKey(line)} ${item.awardedOn}`, reference && referenceKey(reference)],
    issues,
  );
  const plan = { index, externalReference: reference, before, partnerId: line?.partnerId ?? null };
  if (subjects) checkDates(item, subjects.today, issues);
  const revocation = before && subjects ? changeOf(item, before, subjects, { lookup, issues }) : null;
  const id = before?.id ?? context.ids.next('awd');
  if (!subjects || issues.issues.length > 0) {
    return { ...plan, id, action: 'REFUSED', issues: issues.issues, revocation: null };
  }
  if (before) {
    const isChanged = revocation !== null || (reference !== null && named === null);
    if (revocation) lookup.book.revoke(before);
    return { ...plan, id, action: isChanged ? 'UPDATED' : 'UNCHANGED', issues: [], revocation };
  }
  addToBook(lookup.book, id, item, subjects);
  return { ...plan, id, action: 'CREATED', issues: [], revocation: null };
}

function requireSubjects(item: AwardItem, lookup: AwardLookup, issues: IssueCollector): Subjects | null {
  const member = lookup.members.get(lookup.users.idOf(item.user) ?? '');
  const track = lookup.tracksById.get(lookup.tracks.idOf(item.track) ?? '');
  if (!member) addNotFound('user', 'PartnerUser', item.user, issues);
  if (!track) addNotFound('track', 'CertificationTrack', item.track, issues);
  if (member && member.today === null) {
    issues.add(['user'], 'PARTNER_NOT_KNOWN', 'The partner of this person has not arrived here yet.', 'Send the item again in a few seconds.');
  }
  return member && track && member.today !== null ? { member, track, today: member.today } : null;
}

function addNotFound(field: string, type: string, reference: ReferenceInput, issues: IssueCollector): void {
  issues.add(
    [field],
    'NOT_FOUND',
    `No ${type} is known as ${describeReference(reference)}.`,
    `Import the ${type} first or correct the reference.`,
  );
}

function lineOf({ member, track }: Subjects) {
  return { partnerId: member.partnerId, userId: member.userId, trackId: track.id };
}

// One person is awarded one track at most once a day, so an item without a reference is known by these.
function findStored(
  { stored }: AwardLookup,
  named: string | null,
  subjects: Subjects,
  awardedOn: LocalDate,
): CertificationAward | null {
  const key = lineKey(lineOf(subjects));
  const isIt = (award: CertificationAward) =>
    named === null ? lineKey(award) === key && toLocalDate(award.awardedOn) === awardedOn : award.id === named;
  return stored.find(isIt) ?? null;
}

function checkDates(item: AwardItem, today: LocalDate, issues: IssueCollector): void {
  const { awardedOn, expiresOn, revokedOn, revocationReason } = item;
  if (awardedOn > today) {
    issues.add(['awardedOn'], 'IN_FUTURE', `${awardedOn} has not come yet: today is ${today}.`, 'Send the award on its day.');
  }
  if (expiresOn && expiresOn < awardedOn) {
    issues.add(['expiresOn'], 'BEFORE_AWARD', 'The last day lies before the award.', 'Correct one of the two dates.');
  }
  if (!revokedOn) return;
  if (revokedOn < awardedOn || revokedOn > today) {
    issues.add(['revokedOn'], 'OUT_OF_RANGE', `A revocation lies between the award and today (${today}).`, 'Correct revokedOn.');
  }
  if (!revocationReason?.trim()) {
    issues.add(['revocationReason'], 'REQUIRED', 'A revocation has a reason.', 'Fill in revocationReason.');
  }
}

/** Finds what a stored award would gain; adds an issue for everything that an item would rewrite. */
function changeOf(
  item: AwardItem,
  before: CertificationAward,
  subjects: Subjects,
  { lookup, issues }: { lookup: AwardLookup; issues: IssueCollector },
): AwardPlan['revocation'] {
  const line = lineOf(subjects);
  const asked = { user: line.userId, track: line.trackId, awardedOn: item.awardedOn, expiresOn: item.expiresOn, evidence: item.evidence?.trim() || null };
  const stored = {
    user: before.userId,
    track: before.trackId,
    awardedOn: toLocalDate(before.awardedOn),
    expiresOn: toLocalDate(before.expiresOn),
    evidence: before.evidence,
  };
  for (const field of ['user', 'track', 'awardedOn', 'expiresOn', 'evidence'] as const) {
    if (asked[field] == null || asked[field] === stored[field]) continue;
    issues.add([field], 'WRITTEN_ONCE', `The award is recorded with another ${field}.`, 'Revoke it and record the right award.');
  }
  return revocationOf(item, before, { lookup, issues });
}

function revocationOf(
  { revokedOn, revocationReason }: AwardItem,
  before: CertificationAward,
  { lookup, issues }: { lookup: AwardLookup; issues: IssueCollector },
): AwardPlan['revocation'] {
  if (!revokedOn) return null;
  if (before.revokedOn) {
    if (toLocalDate(before.revokedOn) !== revokedOn) {
      issues.add(['revokedOn'], 'WRITTEN_ONCE', 'The award was revoked on another day.', 'Leave revokedOn out.');
    }
    return null;
  }
  if (lookup.book.standingOf(before)?.id !== before.id) {
    issues.add(['revokedOn'], 'SUPERSEDED', 'A later award stands for this one.', 'Revoke the later award.');
    return null;
  }
  return { on: revokedOn, reason: revocationReason?.trim() ?? '' };
}

function addToBook(book: AwardBook, id: string, item: AwardItem, { member, track }: Subjects): void {
  const revokedOn = item.revokedOn ?? null;
  book.add({
    id,
    partnerId: member.partnerId,
    userId: member.userId,
    trackId: track.id,
    scope: track.scope,
    awardedOn: item.awardedOn,
    expiresOn: item.expiresOn ?? null,
    validityMonths: track.validityMonths,
    evidence: item.evidence?.trim() || null,
    revokedOn,
    revocationReason: revokedOn && (item.revocationReason?.trim() ?? ''),
  });
}
