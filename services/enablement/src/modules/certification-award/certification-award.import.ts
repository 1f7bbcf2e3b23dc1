import { type LocalDate, toLocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector, ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, BulkItem, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { repeatedPlaces } from '@channelgraph/server/bulk/repeated-places.ts';
import { requireReference } from '@channelgraph/server/bulk/field.ts';
import type { Reference, ReferenceBook } from '@channelgraph/server/bulk/references.ts';
import type { Context, Transaction } from '../../context.ts';
import type { CertificationAward, CertificationTrack, PrismaClient } from '../../db.ts';
import { referenceTables } from '../../reference-tables.ts';
import { requestCoverage } from '../certification-coverage/certification-coverage.requests.ts';
import { lineKey, openAwardBook } from './certification-award.book.ts';
import {
  type Member,
  lockAwardsOf,
  readMembers,
  standingAwards,
  storeBook,
  storeRevocation,
} from './certification-award.store.ts';

/** An award as it is sent in by a learning system or an import. */
export interface AwardItem extends BulkItem {
  readonly user: Reference;
  readonly track: Reference;
  readonly awardedOn: LocalDate;
  /** Follows from the track's validity when left out. */
  readonly expiresOn?: LocalDate | null | undefined;
  readonly evidence?: string | null | undefined;
  readonly revokedOn?: LocalDate | null | undefined;
  readonly revocationReason?: string | null | undefined;
}

interface AwardValues {
  readonly partnerId: string;
  readonly userId: string;
  readonly trackId: string;
  readonly awardedOn: LocalDate;
  /** Null for a new award whose last day follows from the track. */
  readonly expiresOn: LocalDate | null;
  readonly evidence: string | null;
  readonly revokedOn: LocalDate | null;
  readonly revocationReason: string | null;
}

/** What one call reads before it decides about its items. */
interface Known {
  members: ReadonlyMap<string, Member>;
  tracks: ReadonlyMap<string, CertificationTrack>;
  awards: readonly CertificationAward[];
}

interface Subjects {
  readonly member: Member;
  readonly today: LocalDate;
  readonly trackId: string;
}

/**
 * Makes the rules by which one call records awards with their history. What is recorded already stays as
 * it is, but for a revocation that it did not have.
 */
export function awardUpsert(context: Context): BulkDefinition<PrismaClient, AwardItem, AwardValues> {
  const known: Known = { members: new Map(), tracks: new Map(), awards: [] };
  return {
    mutation: 'certificationAwardUpsertMany',
    type: 'CertificationAward',
    tables: referenceTables,
    prefix: 'awd',
    related: ({ user, track }) => [
      { type: 'PartnerUser', reference: user },
      { type: 'CertificationTrack', reference: track },
    ],
    async findByNature(tx, items, references) {
      Object.assign(known, await readKnown(tx, context, items, references));
      return items.map((item) => findByDay(known, item, references));
    },
    async load(tx, ids) {
      const rows = await tx.certificationAward.findMany({ where: { id: { in: [...ids] } } });
      addKnown(known, rows);
      return new Map(rows.map((row) => [row.id, storedValues(row)]));
    },
    check: (item, { references, stored, issues }) => {
      const subjects = requireSubjects(item, { references, known, issues });
      if (!subjects) return null;
      checkDates(item, subjects.today, issues);
      return stored ? change(item, stored, { subjects, known, issues }) : newValues(item, subjects);
    },
    conflicts: (_, changes) =>
      Promise.resolve(
        repeatedPlaces(changes, (values) => `${lineKey(values)} ${values.awardedOn}`, twiceOnOneDay),
      ),
    write: (tx, writer, changes) => writeAwards(tx, writer, changes, known),
    partnerOf: ({ values }) => values.partnerId,
    announce: (tx, _, changes) =>
      requestCoverage(
        tx,
        changes.map(({ values }) => values.partnerId),
      ),
  };
}

// An item may name, by its reference, an award of another person than the one that it says.
function addKnown(known: Known, rows: readonly CertificationAward[]): void {
  const ids = new Set(known.awards.map(({ id }) => id));
  known.awards = [...known.awards, ...rows.filter(({ id }) => !ids.has(id))];
}

async function readKnown(
  tx: Transaction,
  context: Context,
  items: readonly AwardItem[],
  references: ReferenceBook,
): Promise<Known> {
  const userIds = items.flatMap(({ user }) => references.idOf('PartnerUser', user) ?? []);
  const trackIds = items.flatMap(({ track }) => references.idOf('CertificationTrack', track) ?? []);
  const members = await readMembers(tx, userIds, context.clock.now());
  await lockAwardsOf(
    tx,
    [...members.values()].map(({ partnerId }) => partnerId),
  );
  const tracks = await tx.certificationTrack.findMany({ where: { id: { in: trackIds } } });
  const awards = await tx.certificationAward.findMany({
    where: { userId: { in: userIds }, trackId: { in: trackIds } },
  });
  return { members, tracks: new Map(tracks.map((track) => [track.id, track])), awards };
}

// One person is awarded one track at most once a day, so an item without a reference is known by these.
function findByDay(known: Known, item: AwardItem, references: ReferenceBook): string | null {
  const userId = references.idOf('PartnerUser', item.user);
  const trackId = references.idOf('CertificationTrack', item.track);
  const partnerId = known.members.get(userId ?? '')?.partnerId;
  const found = known.awards.find(
    (award) =>
      award.partnerId === partnerId &&
      award.userId === userId &&
      award.trackId === trackId &&
      toLocalDate(award.awardedOn) === item.awardedOn,
  );
  return found?.id ?? null;
}

function requireSubjects(
  item: AwardItem,
  { references, known, issues }: { references: ReferenceBook; known: Known; issues: IssueCollector },
): Subjects | null {
  const userId = requireReference(
    { type: 'PartnerUser', field: 'user', reference: item.user },
    references,
    issues,
  );
  const trackId = requireReference(
    { type: 'CertificationTrack', field: 'track', reference: item.track },
    references,
    issues,
  );
  const member = known.members.get(userId ?? '');
  const today = member?.today ?? null;
  if (member && today === null) {
    issues.add(
      ['user'],
      'NOT_FOUND',
      'The partner of this person has not arrived here yet.',
      'Send the item again in a few seconds.',
    );
  }
  return member && today !== null && trackId !== null ? { member, today, trackId } : null;
}

function checkDates(item: AwardItem, today: LocalDate, issues: IssueCollector): void {
  const { awardedOn, expiresOn, revokedOn, revocationReason } = item;
  if (awardedOn > today) {
    issues.add(
      ['awardedOn'],
      'IN_FUTURE',
      `${awardedOn} has not come yet: today is ${today}.`,
      'Send the award on its day.',
    );
  }
  if (expiresOn && expiresOn < awardedOn) {
    issues.add(
      ['expiresOn'],
      'BEFORE_AWARD',
      'The last day lies before the award.',
      'Correct one of the two dates.',
    );
  }
  if (!revokedOn) return;
  if (revokedOn < awardedOn || revokedOn > today) {
    issues.add(
      ['revokedOn'],
      'OUT_OF_RANGE',
      `A revocation lies between the award and today (${today}).`,
      'Correct revokedOn.',
    );
  }
  if (!revocationReason?.trim()) {
    issues.add(['revocationReason'], 'REQUIRED', 'A revocation has a reason.', 'Fill in revocationReason.');
  }
}

function newValues(item: AwardItem, { member, trackId }: Subjects): AwardValues {
  const revokedOn = item.revokedOn ?? null;
  return {
    partnerId: member.partnerId,
    userId: member.userId,
    trackId,
    awardedOn: item.awardedOn,
    expiresOn: item.expiresOn ?? null,
    evidence: item.evidence?.trim() || null,
    revokedOn,
    revocationReason: revokedOn && (item.revocationReason?.trim() ?? ''),
  };
}

/** Gives a stored award with the revocation it gains; adds an issue for everything that an item would rewrite. */
function change(
  item: AwardItem,
  stored: AwardValues,
  { subjects, known, issues }: { subjects: Subjects; known: Known; issues: IssueCollector },
): AwardValues {
  const asked = newValues(item, subjects);
  const fields = {
    userId: 'user',
    trackId: 'track',
    awardedOn: 'awardedOn',
    expiresOn: 'expiresOn',
    evidence: 'evidence',
  } as const;
  for (const [key, field] of Object.entries(fields) as [keyof typeof fields, string][]) {
    if (asked[key] === null || asked[key] === stored[key]) continue;
    issues.add(
      [field],
      'WRITTEN_ONCE',
      `The award is recorded with another ${field}.`,
      'Revoke it and record the right award.',
    );
  }
  const { revokedOn, revocationReason } = asked;
  if (revokedOn === null || revokedOn === stored.revokedOn) return stored;
  if (stored.revokedOn !== null) {
    issues.add(
      ['revokedOn'],
      'WRITTEN_ONCE',
      'The award was revoked on another day.',
      'Leave revokedOn out.',
    );
  } else if (isSuperseded(known, stored)) {
    issues.add(['revokedOn'], 'SUPERSEDED', 'A later award stands for this one.', 'Revoke the later award.');
  }
  return { ...stored, revokedOn, revocationReason };
}

function isSuperseded({ awards }: Known, stored: AwardValues): boolean {
  return awards.some(
    (award) =>
      lineKey(award) === lineKey(stored) &&
      toLocalDate(award.awardedOn) === stored.awardedOn &&
      award.supersededById !== null,
  );
}

const twiceOnOneDay: ValidationIssue = {
  code: 'DUPLICATE_ITEM',
  message: 'An earlier item of this call awards the same track to the same person on the same day.',
  path: [],
  remedy: 'Send one item per award.',
};

async function writeAwards(
  tx: Transaction,
  context: Context,
  changes: readonly Change<AwardValues>[],
  { awards, tracks }: Known,
): Promise<void> {
  const revoked = new Set<string>();
  for (const { id, before, values } of changes) {
    if (!before || values.revokedOn === null) continue;
    await storeRevocation(tx, context, id, { on: values.revokedOn, reason: values.revocationReason ?? '' });
    revoked.add(id);
  }
  const book = openAwardBook(standingAwards(awards.filter(({ id }) => !revoked.has(id))));
  for (const { id, before, values } of changes) {
    const track = tracks.get(values.trackId);
    if (before || !track) continue;
    book.add({ id, ...values, scope: track.scope, validityMonths: track.validityMonths });
  }
  await storeBook(tx, context, book);
}

function storedValues(award: CertificationAward): AwardValues {
  const { partnerId, userId, trackId, evidence, revocationReason } = award;
  return {
    partnerId,
    userId,
    trackId,
    awardedOn: toLocalDate(award.awardedOn),
    expiresOn: toLocalDate(award.expiresOn),
    evidence,
    revokedOn: award.revokedOn && toLocalDate(award.revokedOn),
    revocationReason,
  };
}
