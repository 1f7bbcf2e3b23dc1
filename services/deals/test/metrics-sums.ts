import { isDeepStrictEqual } from 'node:util';
import { admin } from './support.ts';
import type { DealsGraph } from './support.ts';

/** A question of metrics whose groups must add up. */
export interface SummedQuestion {
  readonly field: string;
  /** `Deal`: the dimensions are those of `DealDimension`. */
  readonly name: string;
  readonly count: string;
  readonly money: string;
  /** The dimensions in several of whose groups a row may be. */
  readonly many: readonly string[];
}

interface Sums {
  readonly count: number;
  readonly money: readonly { readonly amount: string; readonly currency: string }[];
}

/** Lists the dimensions, alone and in twos, of which the groups shown and all others are not the totals to the minor unit. */
export async function sumsThatDiffer(
  graph: DealsGraph,
  { field, name, count, money, many }: SummedQuestion,
): Promise<unknown[]> {
  const { data: known } = await graph.ask(
    admin,
    `{ __type(name: "${name}Dimension") { enumValues { name } } }`,
  );
  const dimensions = (known.__type.enumValues as { name: string }[])
    .map((value) => value.name)
    .filter((dimension) => !many.includes(dimension));
  const sums = `count: ${count} money: ${money} { amount currency }`;
  const found: unknown[] = [];
  for (const [index, first] of dimensions.entries()) {
    for (const second of dimensions.slice(index)) {
      const groupBy = first === second ? first : `${first}, ${second}`;
      const { data, errors } = await graph.ask(
        admin,
        `{ ${field}(groupBy: [${groupBy}], first: 2) { groups { measures { ${sums} } } totalCount others { groupCount measures { ${sums} } } totals { ${sums} } } }`,
      );
      if (errors.length > 0) throw new Error(`${groupBy}: ${errors[0]?.message}`);
      const { groups, totalCount, others, totals } = data[field];
      const shown = groups.map(({ measures }: { measures: Sums }) => measures);
      const sum = added([...shown, others.measures]);
      const isClosed = isDeepStrictEqual(sum, added([totals]));
      if (!isClosed || others.groupCount !== totalCount - groups.length) found.push([groupBy, sum, totals]);
    }
  }
  return found;
}

function added(parts: readonly Sums[]): readonly [number, Readonly<Record<string, bigint>>] {
  const cents: Record<string, bigint> = {};
  for (const { amount, currency } of parts.flatMap(({ money }) => money)) {
    cents[currency] = (cents[currency] ?? 0n) + BigInt(amount.replace('.', ''));
  }
  return [parts.reduce((sum, { count }) => sum + count, 0), cents];
}
