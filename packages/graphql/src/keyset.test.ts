import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import { decodeCursor, encodeCursor, keysetPage, maxPageSize } from './keyset.ts';
import type { OrderValue, PageArgs, PageQuery } from './keyset.ts';

interface Row {
  readonly id: string;
  readonly name: string;
}

const byName = { field: 'NAME', direction: 'ASC' } as const;

/** Answers a page query over rows in memory as the database does. */
function find(rows: readonly Row[], { where, orderBy, take }: PageQuery): Row[] {
  const direction = Object.values(orderBy[0] as object)[0] === 'asc' ? 1 : -1;
  const compare = (a: Row, b: Row): number =>
    direction * (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1);
  const [first, second] = (where as { OR?: readonly object[] }).OR ?? [];
  const beyond = Object.values((first as { name?: object } | undefined)?.name ?? {})[0] as string | undefined;
  const id = Object.values((second as { id?: object } | undefined)?.id ?? {})[0] as string | undefined;
  const isAfter = (row: Row): boolean =>
    beyond === undefined || compare({ id: id ?? '', name: beyond }, row) < 0;
  return rows
    .filter((row) => isAfter(row) && row.id !== id)
    .toSorted(compare)
    .slice(0, take);
}

const page = (rows: readonly Row[], args: PageArgs) =>
  keysetPage<Row, 'NAME'>({
    args,
    order: byName,
    columns: { NAME: 'name' },
    find: (query) => Promise.resolve(find(rows, query)),
    count: () => Promise.resolve(rows.length),
  });

const manyRows = fc
  .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 })
  .map((names) => names.map((name, index): Row => ({ id: `id_${String(index).padStart(2, '0')}`, name })));

describe('a page by key', () => {
  it('shows every row once when paged through, whatever the size, though names repeat', async () => {
    await fc.assert(
      fc.asyncProperty(manyRows, fc.integer({ min: 1, max: 7 }), async (rows, first) => {
        const seen: string[] = [];
        let after: string | null = null;
        for (;;) {
          const { nodes, pageInfo } = await page(rows, { first, after });
          seen.push(...nodes.map(({ id }) => id));
          if (!pageInfo.hasNextPage) break;
          after = pageInfo.endCursor;
        }
        expect(seen.toSorted()).toEqual(rows.map(({ id }) => id));
      }),
      { numRuns: 300 },
    );
  });

  it('reads a cursor back as it was written', () => {
    const values = fc.oneof<fc.Arbitrary<OrderValue>[]>(
      fc.string(),
      fc.integer(),
      fc.bigInt(),
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }),
    );
    fc.assert(
      fc.property(values, fc.string(), (value, id) => {
        expect(decodeCursor(encodeCursor(byName, value, id), byName)).toEqual({ value, id });
      }),
    );
  });

  const forged = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each([
    ['nonsense', 'nonsense'],
    ['a cursor of another order', encodeCursor({ field: 'NAME', direction: 'DESC' }, 'a', 'id_00')],
    ['a cursor of another version', forged([2, 'NAME', 'ASC', 'a', 'id_00'])],
    ['a date that is none', forged([1, 'NAME', 'ASC', { d: 'soon' }, 'id_00'])],
    ['an object for a value', forged([1, 'NAME', 'ASC', { x: 1 }, 'id_00'])],
    ['a number for an id', forged([1, 'NAME', 'ASC', 'a', 7])],
  ])('refuses %s', async (_, after) => {
    await expect(page([], { after })).rejects.toThrow(BadUserInputError);
  });

  it('refuses a cursor whose value is not of the column’s type', async () => {
    const refusal = Object.assign(new Error('Argument `gt`: Invalid value'), {
      name: 'PrismaClientValidationError',
    });
    const asked = keysetPage<Row, 'NAME'>({
      args: { after: forged([1, 'NAME', 'ASC', 7, 'id_00']) },
      order: byName,
      columns: { NAME: 'name' },
      find: () => Promise.reject(refusal),
      count: () => Promise.resolve(0),
    });
    await expect(asked).rejects.toThrow(BadUserInputError);
  });

  it.each([
    [{ first: maxPageSize + 1 }, 'ask for 0 to 100 items'],
    [{ first: -1 }, 'ask for 0 to 100 items'],
    [{ first: 1, last: 1 }, 'not both'],
    [{ first: 1, before: 'x' }, 'not both'],
  ])('refuses %j', async (args, problem) => {
    await expect(page([], args)).rejects.toThrow(problem);
  });
});
