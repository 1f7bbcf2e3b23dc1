import type { SqlReader } from '../context.ts';
import type { Group, Metrics, MetricsDefinition, MetricsQuery, Sums } from './metrics.definition.ts';
import { MetricsLimitError } from './metrics.limits.ts';
import { metricsStatement } from './metrics.statement.ts';
import type { StatementRow } from './metrics.statement.ts';

/**
 * Answers a question of metrics in one statement, as the reader sees the rows.
 *
 * @throws MetricsLimitError when the database gives up because the question is too large.
 */
export async function readMetrics<Dim extends string, Name extends string>(
  reader: unknown,
  definition: MetricsDefinition<Dim, Name>,
  query: MetricsQuery<Dim, Name>,
): Promise<Metrics> {
  try {
    const rows = await (reader as SqlReader).$queryRaw<StatementRow[]>(metricsStatement(definition, query));
    return metricsOf(rows);
  } catch (error) {
    throw isTimeout(error)
      ? new MetricsLimitError({
          rule: 'metrics.time',
          argument: 'filter',
          message: 'The question takes longer than the database may work on it.',
          remedy: 'Narrow `filter` or the range of `bucket`, or group by less.',
        })
      : error;
  }
}

function isTimeout(error: unknown): boolean {
  const { cause } = error as { readonly cause?: unknown };
  return (
    cause instanceof Error && /57014|statement timeout/.test(`${cause.message} ${JSON.stringify(cause)}`)
  );
}

/** Makes the answer of the rows of the statement; what is not shown is all groups less those shown. */
export function metricsOf(rows: readonly StatementRow[]): Metrics {
  const groups = rows
    .filter(({ level }) => level === 'GROUP')
    .map((row): Group => ({ key: row.key, ...sumsOf(row) }));
  const all = rows.find(({ level }) => level === 'ALL');
  const total = rows.find(({ level }) => level === 'TOTAL') ?? all;
  const whole = sumsOf(all);
  return {
    groups,
    totalCount: all?.matchingCount ?? 0,
    others: {
      ...groups.reduce(less, { ...whole, median: null }),
      groupCount: (all?.groupCount ?? 0) - groups.length,
    },
    totals: sumsOf(total),
  };
}

function sumsOf(row: StatementRow | undefined): Sums {
  return {
    counts: asIntegers(row?.counts ?? {}),
    slices: Object.fromEntries(
      Object.entries(row?.slices ?? {}).map(([slice, parts]) => [slice, asIntegers(parts)]),
    ),
    median: row?.median ?? null,
  };
}

function asIntegers(texts: Readonly<Record<string, string>>): Record<string, bigint> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, BigInt(text)]));
}

function less(sums: Sums, group: Group): Sums {
  const slices = Object.entries(sums.slices).map(
    ([slice, parts]) => [slice, difference(parts, group.slices[slice])] as const,
  );
  return { counts: difference(sums.counts, group.counts), slices: Object.fromEntries(slices), median: null };
}

function difference(
  parts: Readonly<Record<string, bigint>>,
  own: Readonly<Record<string, bigint>> | undefined,
): Record<string, bigint> {
  return Object.fromEntries(Object.entries(parts).map(([name, sum]) => [name, sum - (own?.[name] ?? 0n)]));
}
