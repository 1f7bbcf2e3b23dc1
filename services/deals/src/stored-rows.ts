import { join, raw, sqltag as sql } from '@prisma/client/runtime/client';
import { fromLocalDate, toLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';

/** A row by its column names, as JSON can carry it. */
export type StoredRow = Readonly<Record<string, string | number | boolean | null | readonly unknown[]>>;

interface RawWriter {
  $executeRaw(query: unknown): Promise<number>;
}

/** Inserts rows in one statement; columns that the first row does not name get their defaults. */
export async function insertRows(tx: unknown, table: string, rows: readonly StoredRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  await (tx as RawWriter).$executeRaw(insertion(table, first, rows));
}

/**
 * Inserts rows when they are wanted, and none otherwise, by the same statement.
 *
 * @remarks For what a viewer must not notice: that a statement is missing shows in how long the answer takes.
 */
export async function insertRowsIf(
  tx: unknown,
  table: string,
  { rows, isWanted }: { readonly rows: readonly StoredRow[]; readonly isWanted: boolean },
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  await (tx as RawWriter).$executeRaw(insertion(table, first, isWanted ? rows : []));
}

function insertion(table: string, first: StoredRow, rows: readonly StoredRow[]) {
  const columns = join(Object.keys(first).map((column) => raw(column)));
  return sql`INSERT INTO ${raw(table)} AS t (${columns})
    SELECT ${columns} FROM jsonb_populate_recordset(NULL::${raw(table)}, ${JSON.stringify(rows)}::jsonb)`;
}

const keptOnUpdate = new Set(['id', 'version', 'created_at', 'created_by']);

/** Inserts rows, or changes those whose id exists, raising their version; one statement. */
export async function upsertRows(tx: unknown, table: string, rows: readonly StoredRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const changes = Object.keys(first)
    .filter((column) => !keptOnUpdate.has(column))
    .map((column) => sql`${raw(column)} = excluded.${raw(column)}`);
  await (tx as RawWriter).$executeRaw(
    sql`${insertion(table, first, rows)} ON CONFLICT (id) DO UPDATE SET version = t.version + 1, ${join(changes)}`,
  );
}

/** Marks the valid history rows that begin on given days as no longer believed. */
export async function supersedeRows(
  tx: unknown,
  target: { readonly table: string; readonly ownerColumn: string; readonly at: Date },
  rows: readonly { readonly owner: string; readonly from: LocalDate }[],
): Promise<void> {
  if (rows.length === 0) return;
  const { table, ownerColumn, at } = target;
  await (tx as RawWriter).$executeRaw(
    sql`UPDATE ${raw(table)} r SET superseded_at = ${at}
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS o(owner text, "from" date)
        WHERE r.${raw(ownerColumn)} = o.owner AND r.valid_from = o."from" AND r.superseded_at IS NULL`,
  );
}

/** Gives a stored calendar date as text. */
export function dateText(date: Date): LocalDate;
export function dateText(date: Date | null): LocalDate | null;
export function dateText(date: Date | null): LocalDate | null {
  return date === null ? null : toLocalDate(date);
}

/** Gives a calendar date as the database driver wants it. */
export function storedDate(date: LocalDate): Date;
export function storedDate(date: LocalDate | null): Date | null;
export function storedDate(date: LocalDate | null): Date | null {
  return date === null ? null : fromLocalDate(date);
}
