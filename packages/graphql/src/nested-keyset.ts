import { empty, join, raw, sqltag as sql } from '@prisma/client/runtime/client';
import { decodeCursor, encodeCursor, readSlice, toPage } from './keyset.ts';
import type { OrderValue, Page, PageArgs, PageOrder } from './keyset.ts';
import type { OrderDirection } from './shared-types.ts';

/** A fragment of SQL with its parameters, as `sql` of this module makes it. */
export type SqlFragment = ReturnType<typeof sql>;
export { empty as emptySql, join as joinSql, sql };

/** What {@link nestedKeysetPages} needs. All names are written in code, never taken from a caller. */
export interface NestedKeysetOptions<Row, Field extends string> {
  /** A client with `$queryRaw`. */
  readonly client: unknown;
  /** The table, e.g. `opportunity`. */
  readonly table: string;
  /** The column that names the parent, e.g. `partner_id`. */
  readonly parentColumn: string;
  readonly parentIds: readonly string[];
  readonly args: PageArgs;
  readonly order: PageOrder<Field>;
  /** The SQL column and its type behind each order field. */
  readonly columns: Readonly<
    Record<Field, { readonly column: string; readonly type: string; readonly property: keyof Row & string }>
  >;
  /** Further conditions on the table, whose alias is `t`. */
  readonly where?: SqlFragment;
  /** Loads rows by id, in any order. */
  load(ids: readonly string[]): Promise<Row[]>;
}

/**
 * Reads the same page of a list below many parents in two statements, whatever the number of parents,
 * plus one for the counts when somebody asks.
 */
export async function nestedKeysetPages<Row extends { readonly id: string }, Field extends string>(
  options: NestedKeysetOptions<Row, Field>,
): Promise<Map<string, Page<Row>>> {
  const { args, order, columns, parentIds } = options;
  const slice = readSlice(args);
  const { property } = columns[order.field];
  const found =
    slice.size === 0 ? [] : await findIds(options, slice.isBackward, slice.size + 1, slice.cursor);
  const rows = new Map(
    (
      await loadAll(
        options,
        found.map(({ id }) => id),
      )
    ).map((row) => [row.id, row]),
  );
  let counts: Promise<Map<string, number>> | null = null;
  return new Map(
    parentIds.map((parentId) => {
      const own = found.filter(({ parent }) => parent === parentId).flatMap(({ id }) => rows.get(id) ?? []);
      const page = toPage(own, slice, (row) => encodeCursor(order, row[property] as OrderValue, row.id));
      const totalCount = async (): Promise<number> => {
        counts ??= countAll(options);
        return (await counts).get(parentId) ?? 0;
      };
      return [parentId, { ...page, totalCount }];
    }),
  );
}

interface FoundId {
  readonly parent: string;
  readonly id: string;
}

async function findIds<Row, Field extends string>(
  options: NestedKeysetOptions<Row, Field>,
  isBackward: boolean,
  take: number,
  cursor: string | null,
): Promise<FoundId[]> {
  const { order, columns, table, parentColumn, parentIds, where = empty } = options;
  const { column, type } = columns[order.field];
  const direction: OrderDirection = isBackward === (order.direction === 'ASC') ? 'DESC' : 'ASC';
  const beyond = raw(direction === 'ASC' ? '>' : '<');
  const key = cursor === null ? null : decodeCursor(cursor, order);
  const after = key
    ? sql`AND (t.${raw(column)}, t.id) ${beyond} (${String(key.value instanceof Date ? key.value.toISOString() : key.value)}::text::${raw(type)}, ${key.id})`
    : empty;
  const query = sql`
    SELECT p.parent, r.id FROM unnest(${[...parentIds]}::text[]) WITH ORDINALITY AS p(parent, place)
    CROSS JOIN LATERAL (
      SELECT t.id, row_number() OVER (ORDER BY t.${raw(column)} ${raw(direction)}, t.id ${raw(direction)}) AS place
      FROM ${raw(table)} t WHERE t.${raw(parentColumn)} = p.parent ${where} ${after}
      ORDER BY t.${raw(column)} ${raw(direction)}, t.id ${raw(direction)} LIMIT ${take}
    ) r ORDER BY p.place, r.place`;
  return (options.client as { $queryRaw<Rows>(query: unknown): Promise<Rows> }).$queryRaw<FoundId[]>(query);
}

async function loadAll<Row, Field extends string>(
  options: NestedKeysetOptions<Row, Field>,
  ids: readonly string[],
): Promise<Row[]> {
  return ids.length === 0 ? [] : options.load(ids);
}

async function countAll<Row, Field extends string>(
  options: NestedKeysetOptions<Row, Field>,
): Promise<Map<string, number>> {
  const { table, parentColumn, parentIds, where = empty } = options;
  const query = sql`
    SELECT t.${raw(parentColumn)} AS parent, count(*)::int AS count FROM ${raw(table)} t
    WHERE t.${raw(parentColumn)} = ANY(${[...parentIds]}::text[]) ${where} GROUP BY 1`;
  const rows = await (options.client as { $queryRaw<Rows>(query: unknown): Promise<Rows> }).$queryRaw<
    { parent: string; count: number }[]
  >(query);
  return new Map(rows.map(({ parent, count }) => [parent, count]));
}
