import { isLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { decodeCursor, encodeCursor, readSlice, toPage } from '@channelgraph/graphql/keyset.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { emptySql, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import type { SqlReader } from '../../context.ts';

/** Lists below several parents that the database works out: by a day, ties broken by an id. */
export interface NestedDayList<Stored, Row> {
  readonly parents: readonly string[];
  readonly args: PageArgs;
  /** What comes after WITH; left out when nothing does. */
  readonly prologue?: SqlFragment;
  /** A SELECT that gives at least `parent`, `day` and `id`. */
  readonly source: SqlFragment;
  readonly read: (row: Stored) => Row;
}

/** A row of such a list. */
export interface DayRow {
  readonly id: string;
  readonly day: LocalDate;
}

const order = { field: 'DAY', direction: 'ASC' } as const;

/** Reads the same page of a list below many parents in one statement, and one more for all counts when somebody asks. */
export async function nestedDayPages<Stored, Row extends DayRow>(
  client: unknown,
  { args, prologue, source, read, parents }: NestedDayList<Stored, Row>,
): Promise<Map<string, Page<Row>>> {
  const slice = readSlice(args);
  const key = slice.cursor === null ? null : keyOf(slice.cursor);
  const opening = prologue ? sql`WITH ${prologue}` : emptySql;
  const beyond = slice.isBackward ? sql`<` : sql`>`;
  const after = key ? sql`WHERE (s.day, s.id) ${beyond} (${key.day}::date, ${key.id})` : emptySql;
  const direction = slice.isBackward ? sql`DESC` : sql`ASC`;
  const database = client as SqlReader;
  const rows = await database.$queryRaw<(Stored & { readonly parent: string })[]>(sql`${opening}
    SELECT ranked.*, day::text AS day FROM (
      SELECT s.*, row_number() OVER (PARTITION BY s.parent ORDER BY s.day ${direction}, s.id ${direction}) AS place
      FROM (${source}) s ${after}
    ) ranked WHERE place <= ${slice.size + 1} ORDER BY parent, place`);
  const own = Map.groupBy(rows, ({ parent }) => parent);
  let counts: Promise<Map<string, number>> | null = null;
  const countAll = async (): Promise<Map<string, number>> => {
    const counted = await database.$queryRaw<{ parent: string; count: number }[]>(
      sql`${opening} SELECT parent, count(*)::int AS count FROM (${source}) s GROUP BY 1`,
    );
    return new Map(counted.map(({ parent, count }) => [parent, count]));
  };
  return new Map(
    parents.map((parent) => {
      const found = (own.get(parent) ?? []).map((row) => read(row));
      const totalCount = async (): Promise<number> => (await (counts ??= countAll())).get(parent) ?? 0;
      return [parent, { ...toPage(found, slice, ({ day, id }) => encodeCursor(order, day, id)), totalCount }];
    }),
  );
}

function keyOf(cursor: string): DayRow {
  const { value, id } = decodeCursor(cursor, order);
  if (typeof value === 'string' && isLocalDate(value)) return { day: value, id };
  throw new BadUserInputError('The cursor does not belong to this list: start again without a cursor.');
}
