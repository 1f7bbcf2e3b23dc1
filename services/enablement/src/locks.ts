import type { Tx } from './context.ts';

/**
 * Lets one transaction at a time decide about each of these things; the locks end with the transaction.
 *
 * @remarks Taken in a fixed order, so that two bulk calls never wait for each other.
 */
export async function lockAll(tx: Tx, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const ordered = [...new Set(names)].sort();
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
    FROM unnest(${ordered}::text[]) WITH ORDINALITY AS t(name, place) ORDER BY place`;
}
