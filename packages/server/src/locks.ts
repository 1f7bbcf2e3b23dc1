import type { RawSql } from './raw-sql.ts';

/**
 * Waits until no other transaction holds one of these names, and holds them until this one ends.
 *
 * @remarks For what is decided from more than one row, or from a row that does not exist yet. Taken before
 * what is decided about is read, and in one order for all, so that two transactions never wait for each other.
 */
export async function lockAll(tx: unknown, names: readonly string[]): Promise<void> {
  const ordered = [...new Set(names)].sort();
  if (ordered.length === 0) return;
  await (tx as RawSql).$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended(l.name, 0))
    FROM unnest(${ordered}::text[]) WITH ORDINALITY AS l(name, place) ORDER BY l.place`;
}
