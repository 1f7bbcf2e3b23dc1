import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import type { OrderDirection, PageInfo } from './shared-types.ts';

/** The paging arguments of a list. */
export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** Items on a page when the caller names no number. */
export const defaultPageSize = 25;
/** The most items on a page. */
export const maxPageSize = 100;

/** A value that rows can be ordered by. Columns that may be null cannot be. */
export type OrderValue = string | number | bigint | Date;

/** A page of a list, in the shape of a connection. */
export interface Page<Row> {
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
  readonly nodes: readonly Row[];
  readonly pageInfo: PageInfo;
  /** Counts the whole list; asked only when a caller selects `totalCount`. */
  readonly totalCount: () => Promise<number>;
}

/** How a list is ordered: by a column, ties broken by id. */
export interface PageOrder<Field extends string> {
  readonly field: Field;
  readonly direction: OrderDirection;
}

/** The part of a Prisma query that a page decides. */
export interface PageQuery {
  /** To be combined with the list's own conditions by `AND`. */
  readonly where: object;
  readonly orderBy: object[];
  readonly take: number;
}

/** What {@link keysetPage} needs. */
export interface KeysetOptions<Row, Field extends string> {
  readonly args: PageArgs;
  readonly order: PageOrder<Field>;
  /** The Prisma column behind each order field; `id` is always the tie-break. */
  readonly columns: Readonly<Record<Field, keyof Row & string>>;
  find(query: PageQuery): Promise<Row[]>;
  count(): Promise<number>;
}

/**
 * Reads one page by key: the next page starts after the last row's values, so that rows that come or
 * go in between shift nothing, and a deep page costs what the first one costs.
 *
 * @throws BadUserInputError for `first` or `last` over {@link maxPageSize}, both together, or a cursor
 * that was made for another ordering.
 */
export async function keysetPage<Row extends { readonly id: string }, Field extends string>(
  options: KeysetOptions<Row, Field>,
): Promise<Page<Row>> {
  const { order, columns } = options;
  const slice = readSlice(options.args);
  const column = columns[order.field];
  const direction = slice.isBackward ? reverse(order.direction) : order.direction;
  const key = slice.cursor === null ? null : decodeCursor(slice.cursor, order);
  const query = {
    where: key ? afterKey(column, direction, key) : {},
    orderBy:
      column === 'id' ? [{ id: sql(direction) }] : [{ [column]: sql(direction) }, { id: sql(direction) }],
    take: slice.size + 1,
  };
  const rows = await options.find(query).catch((error: unknown) => {
    // The only values here that a caller chose are those in the cursor.
    if (key && error instanceof Error && error.name === 'PrismaClientValidationError') throw foreignCursor();
    throw error;
  });
  const page = toPage(rows, slice, (row) => encodeCursor(order, row[column] as OrderValue, row.id));
  return { ...page, totalCount: options.count };
}

/** The window that the paging arguments ask for. */
export interface Slice {
  readonly size: number;
  readonly cursor: string | null;
  readonly isBackward: boolean;
}

/** Reads and checks paging arguments. */
export function readSlice({ first, after, last, before }: PageArgs): Slice {
  const isBackward = last != null || before != null;
  if (isBackward && (first != null || after != null)) {
    throw new BadUserInputError('Page either forward (first, after) or backward (last, before), not both.');
  }
  const size = (isBackward ? last : first) ?? defaultPageSize;
  if (size < 0 || size > maxPageSize) {
    throw new BadUserInputError(
      `${isBackward ? 'last' : 'first'} is ${size}: ask for 0 to ${maxPageSize} items and page on with the cursor.`,
    );
  }
  return { size, cursor: (isBackward ? before : after) ?? null, isBackward };
}

/** Makes a page of the rows found, which are one more than asked for when the list goes on. */
export function toPage<Row>(
  found: readonly Row[],
  { size, cursor, isBackward }: Slice,
  cursorOf: (row: Row) => string,
): Omit<Page<Row>, 'totalCount'> {
  const goesOn = found.length > size;
  const nodes = found.slice(0, size);
  if (isBackward) nodes.reverse();
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: isBackward ? cursor !== null : goesOn,
      hasPreviousPage: isBackward ? goesOn : cursor !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** The values at which a page was cut. */
export interface Key {
  readonly value: OrderValue;
  readonly id: string;
}

const cursorVersion = 1;

/** Writes the values of a row as an opaque cursor. */
export function encodeCursor<Field extends string>(
  order: PageOrder<Field>,
  value: OrderValue,
  id: string,
): string {
  const tagged =
    value instanceof Date
      ? { d: value.toISOString() }
      : typeof value === 'bigint'
        ? { b: value.toString() }
        : value;
  return Buffer.from(JSON.stringify([cursorVersion, order.field, order.direction, tagged, id])).toString(
    'base64url',
  );
}

/** Reads a cursor back. @throws BadUserInputError when it was not made by this ordering. */
export function decodeCursor<Field extends string>(cursor: string, order: PageOrder<Field>): Key {
  try {
    const [version, field, direction, tagged, id] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    ) as [unknown, unknown, unknown, unknown, unknown];
    if (version !== cursorVersion || field !== order.field || direction !== order.direction)
      throw new Error();
    if (typeof id !== 'string') throw new Error();
    return { value: untag(tagged), id };
  } catch {
    throw foreignCursor();
  }
}

function foreignCursor(): BadUserInputError {
  return new BadUserInputError(
    'The cursor does not belong to this list in this order: start again without a cursor.',
  );
}

function untag(tagged: unknown): OrderValue {
  if (typeof tagged === 'string' || typeof tagged === 'number') return tagged;
  const { d, b } = tagged as { d?: string; b?: string };
  if (typeof d === 'string' && !Number.isNaN(Date.parse(d))) return new Date(d);
  if (typeof b === 'string') return BigInt(b);
  throw new Error('The cursor holds no value.');
}

function afterKey(column: string, direction: OrderDirection, { value, id }: Key): object {
  const beyond = direction === 'ASC' ? 'gt' : 'lt';
  if (column === 'id') return { id: { [beyond]: id } };
  return { OR: [{ [column]: { [beyond]: value } }, { [column]: value, id: { [beyond]: id } }] };
}

function reverse(direction: OrderDirection): OrderDirection {
  return direction === 'ASC' ? 'DESC' : 'ASC';
}

function sql(direction: OrderDirection): 'asc' | 'desc' {
  return direction === 'ASC' ? 'asc' : 'desc';
}
