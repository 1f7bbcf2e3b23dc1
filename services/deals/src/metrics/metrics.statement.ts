import { emptySql, joinSql, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import { raw } from '@prisma/client/runtime/client';
import type {
  GroupOrder,
  HavingCondition,
  Measure,
  MetricsDefinition,
  MetricsQuery,
  SliceChoice,
} from './metrics.definition.ts';

/** A row of the statement: a group, all groups together, or all rows each counted once. */
export interface StatementRow {
  readonly level: 'GROUP' | 'ALL' | 'TOTAL';
  readonly key: readonly (string | null)[];
  readonly counts: Readonly<Record<string, string>>;
  readonly slices: Readonly<Record<string, Readonly<Record<string, string>>>> | null;
  readonly median: string | null;
  /** Of ALL: how many groups there are, and how many satisfy the conditions. */
  readonly groupCount: number;
  readonly matchingCount: number;
}

interface Plan {
  readonly counts: readonly (readonly [string, SqlFragment])[];
  readonly sliced: readonly (readonly [string, SqlFragment])[];
  readonly median: string | null;
}

/**
 * Writes the one statement that answers a question. Rows are summed per key and slice, slices are folded into
 * groups, groups are filtered, ordered and cut; names come from the definition, values are parameters.
 */
export function metricsStatement<Dim extends string, Name extends string>(
  definition: MetricsDefinition<Dim, Name>,
  query: MetricsQuery<Dim, Name>,
): SqlFragment {
  const plan = planOf(definition, query);
  const facts = factsSql(definition, query, true);
  return sql`WITH parts AS (${partsSql(definition, query, plan)}),
    groups AS (${foldSql(plan, true)}),
    placed AS (
      SELECT g.*, ${plan.median === null ? sql`NULL::text` : sql`m.median::text`} AS median,
        row_number() OVER (ORDER BY ${orderSql(definition, query.order)}, g.key) AS place
      FROM groups g ${plan.median === null ? emptySql : sql`JOIN (${medianSql(plan.median, facts, keySql(query))}) m USING (key)`}
      WHERE ${joinSql([sql`true`, ...query.having.map((each) => havingSql(definition, each))], ' AND ')}
    )
    SELECT 'GROUP' AS level, place, key, counts, slices, median, 0 AS "groupCount", 0 AS "matchingCount"
    FROM placed WHERE place <= ${query.first}
    UNION ALL
    SELECT 'ALL', 0, NULL, counts, slices, NULL, (SELECT count(*)::int FROM groups), (SELECT count(*)::int FROM placed)
    FROM (${foldSql(plan, false)}) whole
    ${totalSql(definition, query, plan)}
    ORDER BY place`;
}

// The sum over all groups is the sum over all rows unless a row is in several groups; a median is no sum.
function needsTotal<Dim extends string, Name extends string>(
  definition: MetricsDefinition<Dim, Name>,
  query: MetricsQuery<Dim, Name>,
): boolean {
  if (!query.withTotals) return false;
  return (
    planOf(definition, query).median !== null ||
    query.dimensions.some((dimension) => definition.dimensions[dimension].isMany)
  );
}

function planOf<Dim extends string, Name extends string>(
  definition: MetricsDefinition<Dim, Name>,
  { measures, having, order }: MetricsQuery<Dim, Name>,
): Plan {
  const names = new Set([
    ...measures,
    ...having.map(({ measure }) => measure),
    ...('measure' in order.by ? [order.by.measure] : []),
  ]);
  const wanted = [...names].map((name): Measure => definition.measures[name]);
  const parts = new Set(wanted.flatMap(partsOf));
  const median = wanted.find((measure) => measure.kind === 'MEDIAN');
  return {
    counts: Object.entries(definition.counts).filter(([part]) => parts.has(part)),
    sliced: Object.entries(definition.sliced).filter(([part]) => parts.has(part)),
    median: median?.kind === 'MEDIAN' ? median.column : null,
  };
}

function partsOf(measure: Measure): readonly string[] {
  switch (measure.kind) {
    case 'RATIO':
      return [...measure.numerator, ...measure.denominator];
    case 'MONEY_PER':
      return [measure.part, measure.per];
    case 'MONEY_RATIO':
      return [measure.part, measure.of];
    case 'MEDIAN':
      return [];
    default:
      return [measure.part];
  }
}

function factsSql<Dim extends string, Name extends string>(
  definition: MetricsDefinition<Dim, Name>,
  { dimensions, period, condition, joins: needed }: MetricsQuery<Dim, Name>,
  isGrouped: boolean,
): SqlFragment {
  const used = isGrouped ? dimensions.map((dimension) => definition.dimensions[dimension]) : [];
  const keys = [...used.map(({ expression }) => expression), ...(isGrouped && period ? [period] : [])];
  const wanted = [...needed, ...used.flatMap(({ join }) => (join ? [join] : []))];
  const joins = new Map(wanted.map(({ name, sql: text }) => [name, text]));
  const columns = [
    ...keys.map((key, index) => sql`${key} AS ${raw(`k${index}`)}`),
    ...Object.entries(definition.facts).map(([name, column]) => sql`${column} AS ${raw(name)}`),
  ];
  const from = [definition.source, ...joins.values()];
  const fence = definition.isDerived ? sql`OFFSET 0` : emptySql;
  return sql`SELECT ${joinSql(columns)} FROM ${joinSql(from, ' ')} WHERE ${condition} ${fence}`;
}

function keyColumns({ dimensions, period }: MetricsQuery<string, string>): readonly SqlFragment[] {
  return [...dimensions, ...(period ? ['PERIOD'] : [])].map((_, index) => sql`f.${raw(`k${index}`)}`);
}

function keySql(query: MetricsQuery<string, string>): SqlFragment {
  const texts = keyColumns(query).map((column) => sql`${column}::text`);
  return texts.length === 0 ? sql`ARRAY[]::text[]` : sql`ARRAY[${joinSql(texts)}]`;
}

function partsSql<Dim extends string, Name extends string>(
  definition: MetricsDefinition<Dim, Name>,
  query: MetricsQuery<Dim, Name>,
  plan: Plan,
): SqlFragment {
  const isSliced = plan.sliced.length > 0;
  const sums = [...plan.counts, ...plan.sliced].map(([part, sum]) => sql`${sum} AS ${raw(part)}`);
  const groupBy = [...keyColumns(query), ...(isSliced ? [definition.slice] : [])];
  const columns = [
    sql`${keySql(query)} AS key`,
    sql`${isSliced ? definition.slice : sql`NULL::text`} AS slice`,
    ...sums,
  ];
  return sql`SELECT ${joinSql(columns)} FROM (${factsSql(definition, query, true)}) f
    ${groupBy.length === 0 ? sql`HAVING count(*) > 0` : sql`GROUP BY ${joinSql(groupBy)}`}`;
}

// Sums travel as text: a number of JSON is not exact beyond 2^53.
function foldSql({ counts, sliced }: Plan, isGrouped: boolean): SqlFragment {
  const sums = counts.map(([part]) => sql`${raw(`'${part}'`)}, coalesce(sum(p.${raw(part)}), 0)::text`);
  const kept = sliced.map(([part]) => sql`${raw(`'${part}'`)}, p.${raw(part)}::text`);
  const counted = sql`jsonb_build_object(${sums.length === 0 ? emptySql : joinSql(sums)}) AS counts`;
  if (isGrouped) {
    const slices =
      kept.length === 0
        ? sql`NULL::jsonb`
        : sql`jsonb_object_agg(p.slice, jsonb_build_object(${joinSql(kept)}))`;
    return sql`SELECT p.key, ${counted}, ${slices} AS slices FROM parts p GROUP BY p.key`;
  }
  const again = sliced.map(([part]) => sql`${raw(`'${part}'`)}, sum(s.${raw(part)})::text`);
  const slices =
    again.length === 0
      ? sql`NULL::jsonb`
      : sql`(SELECT jsonb_object_agg(b.slice, b.sums) FROM (
          SELECT s.slice, jsonb_build_object(${joinSql(again)}) AS sums FROM parts s GROUP BY s.slice) b)`;
  return sql`SELECT ${counted}, ${slices} AS slices FROM parts p`;
}

function medianSql(column: string, facts: SqlFragment, key: SqlFragment): SqlFragment {
  return sql`SELECT key, percentile_cont(0.5) WITHIN GROUP (ORDER BY days)::numeric(20, 1) AS median
    FROM (SELECT ${key} AS key, f.${raw(column)} AS days FROM (${facts}) f) d GROUP BY key`;
}

function totalSql<Dim extends string, Name extends string>(
  definition: MetricsDefinition<Dim, Name>,
  query: MetricsQuery<Dim, Name>,
  plan: Plan,
): SqlFragment {
  if (!needsTotal(definition, query)) return emptySql;
  const facts = factsSql(definition, query, false);
  const counts = plan.counts.map(([part, sum]) => sql`${raw(`'${part}'`)}, coalesce(${sum}, 0)::text`);
  const sliced = plan.sliced.map(([part, sum]) => sql`${raw(`'${part}'`)}, (${sum})::text`);
  const slices =
    sliced.length === 0
      ? sql`NULL::jsonb`
      : sql`(SELECT jsonb_object_agg(b.slice, b.sums) FROM (
          SELECT ${definition.slice} AS slice, jsonb_build_object(${joinSql(sliced)}) AS sums FROM (${facts}) f GROUP BY 1) b)`;
  const median =
    plan.median === null
      ? sql`NULL`
      : sql`(percentile_cont(0.5) WITHIN GROUP (ORDER BY f.${raw(plan.median)})::numeric(20, 1))::text`;
  return sql`UNION ALL SELECT 'TOTAL', 0, NULL, jsonb_build_object(${counts.length === 0 ? emptySql : joinSql(counts)}),
    ${slices}, ${median}, 0, 0 FROM (${facts}) f`;
}

function orderSql<Dim extends string, Name extends string>(
  definition: MetricsDefinition<Dim, Name>,
  order: GroupOrder<Name>,
): SqlFragment {
  const { by, direction } = order;
  const value =
    'measure' in by
      ? measureSql(definition.measures[by.measure], order)
      : sql`g.key[${by.keyIndex + 1}::int]`;
  return sql`${value} ${raw(direction)} NULLS LAST`;
}

function havingSql<Dim extends string, Name extends string>(
  definition: MetricsDefinition<Dim, Name>,
  condition: HavingCondition<Name>,
): SqlFragment {
  const value = measureSql(definition.measures[condition.measure], condition);
  return sql`${value} ${raw(condition.comparison)} ${condition.value}::text::numeric`;
}

/** The value of a measure of the group `g`, as it is shown but for the rounding of money. */
function measureSql(measure: Measure, choice: SliceChoice): SqlFragment {
  switch (measure.kind) {
    case 'COUNT':
      return countSql(measure.part);
    case 'RATIO':
      return sql`round((${addedSql(measure.numerator)}) / nullif(${addedSql(measure.denominator)}, 0), ${raw(String(measure.digits))})`;
    case 'MEDIAN':
      return sql`m.median`;
    case 'MONEY':
      return sql`coalesce(${sliceSql(measure.part, choice)}, 0) / ${raw(String(measure.scale))}`;
    case 'MONEY_PER':
      return sql`${sliceSql(measure.part, choice)} / nullif(${sliceSql(measure.per, choice)}, 0)`;
    case 'MONEY_RATIO':
      return sql`round(${sliceSql(measure.part, choice)} / nullif(${sliceSql(measure.of, choice)}, 0), ${raw(String(measure.digits))})`;
    default:
      return sql`coalesce(${sliceSql(measure.part, choice)}, 0)`;
  }
}

function countSql(part: string): SqlFragment {
  return sql`(g.counts->>${raw(`'${part}'`)})::numeric`;
}

function addedSql(parts: readonly string[]): SqlFragment {
  return joinSql(parts.map(countSql), ' + ');
}

function sliceSql(part: string, { currency, seatUnit }: SliceChoice): SqlFragment {
  return sql`(SELECT sum((s.value->>${raw(`'${part}'`)})::numeric) FROM jsonb_each(g.slices) s
    WHERE (${currency}::text IS NULL OR split_part(s.key, '|', 1) = ${currency}::text)
      AND (${seatUnit}::text IS NULL OR split_part(s.key, '|', 2) = ${seatUnit}::text))`;
}
