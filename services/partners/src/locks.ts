import type { Transaction } from './context.ts';

/**
 * Waits until no other transaction changes these entities, and keeps others waiting until this one ends.
 *
 * @remarks Comes before an entity is read to be changed: what is written back was read under the lock.
 */
export async function lockEntities(tx: Transaction, entityIds: readonly string[]): Promise<void> {
  // In one order for all, so that two transactions never wait for each other.
  const ids = [...new Set(entityIds)].sort();
  if (ids.length === 0) return;
  await tx.$queryRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('entity ' || e.id, 0))::text
    FROM unnest(${ids}::text[]) WITH ORDINALITY AS e(id, place) ORDER BY e.place`;
}
