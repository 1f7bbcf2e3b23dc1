import { type LocalDate, fromLocalDate, toLocalDate, todayIn } from '@channelgraph/core/calendar.ts';
import { audit } from '@channelgraph/server/audit.ts';
import type { Context, Reader, Transaction } from '../../context.ts';
import type { CertificationAward } from '../../db.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import { type AwardBook, type BookedAward, type StandingAward, lineKey } from './certification-award.book.ts';

/** A partner's user as awards need to know them. */
export interface Member {
  readonly userId: string;
  readonly partnerId: string;
  readonly isActive: boolean;
  /** Today in the time zone of the partner's program; null while the partner is not known here. */
  readonly today: LocalDate | null;
}

/** Reads the users named, by id, in one statement. */
export async function readMembers(
  reader: Pick<Reader, '$queryRaw'>,
  userIds: readonly string[],
  now: Date,
): Promise<Map<string, Member>> {
  const rows = await reader.$queryRaw<
    { user_id: string; partner_id: string; status: string; time_zone: string | null }[]
  >`
    SELECT m.user_id, m.partner_id, m.status, p.time_zone
    FROM channelgraph.member m
    LEFT JOIN partner_profile p ON p.partner_id = m.partner_id AND p.valid_to IS NULL
    WHERE m.user_id = ANY (${[...userIds]}::text[])`;
  return new Map(
    rows.map((row) => [
      row.user_id,
      {
        userId: row.user_id,
        partnerId: row.partner_id,
        isActive: row.status === 'ACTIVE',
        today: row.time_zone === null ? null : todayIn(now, row.time_zone),
      },
    ]),
  );
}

/** Lets one transaction at a time decide about the awards of each partner. */
export async function lockAwardsOf(tx: Transaction, partnerIds: readonly string[]): Promise<void> {
  await lockAll(
    tx,
    partnerIds.map((partnerId) => `certification_award ${partnerId}`),
  );
}

/** Picks, of stored awards, the one that stands in each line. */
export function standingAwards(awards: readonly CertificationAward[]): Map<string, StandingAward> {
  return new Map(
    awards
      .filter(({ supersededById, revokedOn }) => supersededById === null && revokedOn === null)
      .map((award) => [
        lineKey(award),
        { id: award.id, awardedOn: toLocalDate(award.awardedOn), expiresOn: toLocalDate(award.expiresOn) },
      ]),
  );
}

/** Stores what a book added and superseded; the supersessions with their audit entries. */
export async function storeBook(tx: Transaction, context: Context, book: AwardBook): Promise<void> {
  const { added } = book;
  if (added.length === 0) return;
  const stamp = { updatedAt: context.clock.now(), updatedBy: context.viewer.userId };
  await tx.certificationAward.createMany({
    data: added.map((award) => ({
      ...rowOf(award),
      ...stamp,
      createdAt: stamp.updatedAt,
      createdBy: stamp.updatedBy,
    })),
  });
  await markSuperseded(tx, book, stamp);
  await audit(tx, context, supersessionEntries(book));
}

function rowOf(award: BookedAward) {
  return {
    ...award,
    awardedOn: fromLocalDate(award.awardedOn),
    expiresOn: fromLocalDate(award.expiresOn),
    supersededOn: award.supersededOn && fromLocalDate(award.supersededOn),
    revokedOn: award.revokedOn && fromLocalDate(award.revokedOn),
  };
}

async function markSuperseded(
  tx: Transaction,
  { superseded }: AwardBook,
  { updatedAt, updatedBy }: { updatedAt: Date; updatedBy: string },
): Promise<void> {
  if (superseded.length === 0) return;
  await tx.$executeRaw`
    UPDATE certification_award a SET superseded_by_id = s."byId", superseded_on = s."on",
      version = a.version + 1, updated_at = ${updatedAt}, updated_by = ${updatedBy}
    FROM jsonb_to_recordset(${JSON.stringify(superseded)}::jsonb) AS s("supersededId" text, "byId" text, "on" date)
    WHERE a.id = s."supersededId"`;
}

function supersessionEntries({ added, superseded }: AwardBook) {
  const byId = new Map(added.map((award) => [award.id, award]));
  return superseded.flatMap(({ supersededId, byId: newId, on }) => {
    const partnerId = byId.get(newId)?.partnerId;
    if (partnerId === undefined) return [];
    return [
      {
        action: 'certificationAward.superseded',
        entityType: 'CertificationAward',
        entityId: supersededId,
        partnerId,
        before: { supersededById: null },
        after: { supersededById: newId, supersededOn: on },
      },
    ];
  });
}

/** Marks an award as revoked; nothing else of it ever changes. */
export async function storeRevocation(
  tx: Transaction,
  context: Context,
  id: string,
  revocation: { readonly on: LocalDate; readonly reason: string },
): Promise<void> {
  await tx.certificationAward.update({
    where: { id },
    data: {
      revokedOn: fromLocalDate(revocation.on),
      revocationReason: revocation.reason,
      version: { increment: 1 },
      updatedAt: context.clock.now(),
      updatedBy: context.viewer.userId,
    },
  });
}
