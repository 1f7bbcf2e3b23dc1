import type { Transaction } from './context.ts';

/** Waits until no other transaction changes these partners, and keeps others waiting until this one ends. */
export async function lockPartners(tx: Transaction, partnerIds: readonly string[]): Promise<void> {
  // In one order for all, so that two transactions never wait for each other.
  const ids = [...new Set(partnerIds)].sort();
  await tx.$queryRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('partner ' || p.id, 0))::text
    FROM unnest(${ids}::text[]) WITH ORDINALITY AS p(id, place) ORDER BY p.place`;
}
