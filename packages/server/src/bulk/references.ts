import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import type { RawSql } from '../raw-sql.ts';
import { shownName } from './own-names.ts';

/** The name that another system gives to something. */
export interface ExternalName {
  readonly system: string;
  readonly externalId: string;
}

/** Names a stored object by its id or by the name that another system gives it. */
export interface Reference {
  readonly id?: string | null | undefined;
  readonly externalReference?: ExternalName | null | undefined;
}

/** A reference together with the kind of object that it must lead to. */
export interface TypedReference {
  /** The GraphQL type, e.g. `Partner`. */
  readonly type: string;
  readonly reference: Reference;
}

/**
 * Where each kind of object that a service's inputs may name is stored: its table and id column.
 *
 * @remarks Names come from code. Objects of other services are found in the replicas of the kit.
 */
export type ReferenceTables = Readonly<
  Record<string, { readonly table: string; readonly idColumn: string; readonly condition?: string }>
>;

/** The replicas of the partners service's objects, for the three services that refer to them. */
export const replicaTables = {
  Partner: { table: 'channelgraph.partner_directory', idColumn: 'partner_id' },
  PartnerUser: { table: 'channelgraph.member', idColumn: 'user_id' },
  ProductLine: { table: 'channelgraph.product_line_directory', idColumn: 'product_line_id' },
} as const satisfies ReferenceTables;

/** Answers to which id a reference leads; null when to none. */
export interface ReferenceBook {
  idOf(type: string, reference: Reference): string | null;
}

/** Looks up any number of references, with a number of statements that depends only on their kinds. */
export async function resolveReferences(
  tx: unknown,
  tables: ReferenceTables,
  references: readonly TypedReference[],
): Promise<ReferenceBook> {
  const named = await namedIds(tx as RawSql, references);
  const existing = await existingIds(tx as RawQuery, tables, references);
  return {
    idOf(type, { id, externalReference }) {
      if (id) return existing.has(`${type} ${id}`) ? id : null;
      return externalReference ? (named.get(nameKey(type, externalReference)) ?? null) : null;
    },
  };
}

function nameKey(type: string, { system, externalId }: ExternalName): string {
  return JSON.stringify([type, system, externalId]);
}

async function namedIds(tx: RawSql, references: readonly TypedReference[]): Promise<Map<string, string>> {
  const wanted = references.flatMap(({ type, reference: { externalReference } }) =>
    externalReference
      ? [{ type, system: externalReference.system, external_id: externalReference.externalId }]
      : [],
  );
  if (wanted.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ type: string; system: string; externalId: string; id: string }[]>`
    WITH wanted AS (
      SELECT DISTINCT * FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
        AS x(type text, system text, external_id text)
    )
    SELECT w.type, w.system, w.external_id AS "externalId", r.entity_id AS id
    FROM wanted w JOIN external_reference r
      ON r.entity_type = w.type AND r.system = w.system AND r.external_id = w.external_id
    UNION ALL
    SELECT w.type, w.system, w.external_id, n.entity_id
    FROM wanted w JOIN channelgraph.external_name n
      ON n.entity_type = w.type AND n.system = w.system AND n.external_id = w.external_id`;
  return new Map(rows.map((row) => [nameKey(row.type, row), row.id]));
}

interface RawQuery {
  $queryRaw<Rows>(query: unknown): Promise<Rows>;
}

async function existingIds(
  tx: RawQuery,
  tables: ReferenceTables,
  references: readonly TypedReference[],
): Promise<Set<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const { type, reference } of references) {
    if (!reference.id) continue;
    wanted.set(type, (wanted.get(type) ?? new Set()).add(reference.id));
  }
  const found = new Set<string>();
  for (const [type, ids] of wanted) {
    const place = tables[type];
    if (!place) throw new Error(`No table is named for references to ${type}.`);
    const { table, idColumn, condition = 'true' } = place;
    const rows = await tx.$queryRaw<{ id: string }[]>(
      sql`SELECT ${raw(idColumn)} AS id FROM ${raw(table)} WHERE ${raw(idColumn)} = ANY(${[...ids]}::text[]) AND ${raw(condition)}`,
    );
    for (const { id } of rows) found.add(`${type} ${id}`);
  }
  return found;
}

/** Reads the names that other systems give to objects, by the id of the object and in a stable order. */
export async function readNames(
  client: unknown,
  ids: readonly string[],
): Promise<Map<string, ExternalName[]>> {
  const rows = await (client as RawSql).$queryRaw<(ExternalName & { readonly id: string })[]>`
    SELECT entity_id AS id, system, external_id AS "externalId" FROM external_reference
    WHERE entity_id = ANY(${[...ids]}::text[]) ORDER BY entity_id, system, external_id`;
  const names = new Map<string, ExternalName[]>();
  for (const { id, system, externalId } of rows) {
    names.set(id, [...(names.get(id) ?? []), shownName({ system, externalId })]);
  }
  return names;
}

/**
 * Writes names that other systems give to objects of one kind; a name that the object has is left alone.
 *
 * @throws Error that `retryAfterRace` knows when another transaction gave a name to another object in
 * the meantime: the caller then finds that object and changes it instead of making a second one.
 */
export async function storeNames(
  tx: unknown,
  type: string,
  names: readonly { readonly name: ExternalName; readonly id: string; readonly partnerId: string | null }[],
): Promise<void> {
  if (names.length === 0) return;
  const rows = JSON.stringify(
    names.map(({ name, id, partnerId }) => ({
      system: name.system,
      external_id: name.externalId,
      entity_id: id,
      partner_id: partnerId,
    })),
  );
  await (tx as RawSql).$executeRaw`
    INSERT INTO external_reference (entity_type, system, external_id, entity_id, partner_id)
    SELECT ${type}, r.system, r.external_id, r.entity_id, r.partner_id
    FROM jsonb_to_recordset(${rows}::jsonb)
      AS r(system text, external_id text, entity_id text, partner_id text)
    ON CONFLICT DO NOTHING`;
  const [taken] = await (tx as RawSql).$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(system text, external_id text, entity_id text)
    JOIN external_reference e
      ON e.entity_type = ${type} AND e.system = r.system AND e.external_id = r.external_id
    WHERE e.entity_id <> r.entity_id`;
  if (taken && taken.count > 0)
    throw new Error('conflicting key value: an external reference was taken meanwhile');
}
