import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { ExternalReference, ReferenceInput } from '@channelgraph/graphql/shared-types.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { type BulkInput, type BulkResult, bulkResult, requireItemCount } from '../../bulk/bulk-rows.ts';
import { readReferences, storeReferences } from '../../bulk/references.ts';
import type { EnablementContext, Tx } from '../../context.ts';
import { requireAdministrator } from '../../policy.ts';
import { openAwardBook } from './award.book.ts';
import { lockAwardsOf, readMembers, standingAwards, storeBook, storeRevocation } from './award.store.ts';
import { type AwardLookup, type AwardPlan, planAward } from './award.upsert-plan.ts';

/** An award as it is sent in by a learning system or an import. */
export interface AwardItem {
  readonly externalReference?: ExternalReference | null | undefined;
  readonly user: ReferenceInput;
  readonly track: ReferenceInput;
  readonly awardedOn: LocalDate;
  /** Follows from the track's validity when left out. */
  readonly expiresOn?: LocalDate | null | undefined;
  readonly evidence?: string | null | undefined;
  readonly revokedOn?: LocalDate | null | undefined;
  readonly revocationReason?: string | null | undefined;
}

/**
 * Records awards with their history. What is recorded already stays as it is, but for a revocation that
 * it did not have.
 */
export async function upsertAwards(context: EnablementContext, input: BulkInput<AwardItem>): Promise<BulkResult> {
  requireAdministrator(context.viewer);
  requireItemCount(input.items.length);
  const { idempotencyKey, ...rest } = input;
  return mutate(context, { mutation: 'certificationAwardUpsertMany', idempotencyKey, input: rest }, async (tx) => {
    const lookup = await readLookup(tx, context, input.items);
    const plans = input.items.map((item, index) => planAward(context, item, index, lookup));
    if (!input.dryRun) await writeAwards(tx, context, plans, lookup);
    return bulkResult(plans, input.dryRun === true);
  });
}

async function readLookup(tx: Tx, context: EnablementContext, items: readonly AwardItem[]): Promise<AwardLookup> {
  const users = await readReferences(tx, 'PartnerUser', items.map(({ user }) => user));
  const tracks = await readReferences(tx, 'CertificationTrack', items.map(({ track }) => track));
  const awards = await readReferences(tx, 'CertificationAward', items.map(({ externalReference }) => ({ externalReference })));
  const userIds = items.flatMap(({ user }) => users.idOf(user) ?? []);
  const trackIds = items.flatMap(({ track }) => tracks.idOf(track) ?? []);
  const awardIds = items.flatMap(({ externalReference }) => awards.idOf({ externalReference }) ?? []);
  const members = await readMembers(tx, userIds, context.clock.now());
  await lockAwardsOf(tx, [...members.values()].map(({ partnerId }) => partnerId));
  const stored = await tx.certificationAward.findMany({
    where: { OR: [{ id: { in: awardIds } }, { userId: { in: userIds }, trackId: { in: trackIds } }] },
  });
  const found = await tx.certificationTrack.findMany({ where: { id: { in: trackIds } } });
  return {
    users,
    tracks,
    awards,
    members,
    tracksById: new Map(found.map((track) => [track.id, track])),
    stored,
    book: openAwardBook(standingAwards(stored)),
    seen: new Set(),
  };
}

async function writeAwards(
  tx: Tx,
  context: EnablementContext,
  plans: readonly AwardPlan[],
  { book }: AwardLookup,
): Promise<void> {
  for (const { before, revocation } of plans) {
    if (before && revocation) await storeRevocation(tx, context, before, revocation);
  }
  await storeBook(tx, context, book);
  await storeReferences(
    tx,
    'CertificationAward',
    plans.flatMap(({ action, id, partnerId, externalReference: reference }) =>
      reference && partnerId !== null && action !== 'REFUSED' ? [{ reference, entityId: id, partnerId }] : [],
    ),
  );
}
