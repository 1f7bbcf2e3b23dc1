import { emptySql, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlReader } from '../../context.ts';
import type { PipelineDimension } from './pipeline.dimensions.ts';
import { dealsWithin, isOpen, trueThen } from './pipeline.selection.ts';
import type { PipelineMoment, PipelineSelection } from './pipeline.selection.ts';
import type { PipelineGroup } from './pipeline.shape.ts';

/** What a pipeline is read for. */
export interface GroupQuery {
  readonly selection: PipelineSelection;
  readonly moment: PipelineMoment;
  readonly dimensions: readonly PipelineDimension[];
  /** Whether the groups of different partners stay apart. */
  readonly isPerPartner: boolean;
}

const sums = [
  'oneTime', 'mrr', 'firstYear', 'wholeTerm', 'weightedOneTime', 'weightedMrr', 'weightedFirstYear',
  'weightedWholeTerm',
] as const; // prettier-ignore

type GroupRow = Omit<PipelineGroup, (typeof sums)[number]> & Readonly<Record<(typeof sums)[number], string>>;

/** Adds up the open deals in the database: one statement, and one row per combination of dimensions. */
export async function readGroups(client: unknown, query: GroupQuery): Promise<PipelineGroup[]> {
  const asked = new Set(query.dimensions);
  const rows = await (client as SqlReader).$queryRaw<GroupRow[]>(sql`
    SELECT ${query.isPerPartner ? sql`partner_id` : sql`''`} AS "partnerId", motion::text,
      revenue_model::text AS "revenueModel", stage::text, source_role AS "sourceRole",
      product_line_id AS "productLineId", segment, close_window AS "closeWindow", currency,
      count(*)::int AS count, (count(*) FILTER (WHERE place = 1))::int AS "dealCount",
      (count(*) FILTER (WHERE parts > 1))::int AS "sharedCount",
      sum(one_time)::text AS "oneTime", sum(mrr)::text AS mrr,
      sum(mrr * least(12, term_months))::text AS "firstYear", sum(mrr * term_months)::text AS "wholeTerm",
      sum(one_time::numeric * bps)::text AS "weightedOneTime", sum(mrr::numeric * bps)::text AS "weightedMrr",
      sum(mrr::numeric * least(12, term_months) * bps)::text AS "weightedFirstYear",
      sum(mrr::numeric * term_months * bps)::text AS "weightedWholeTerm"
    FROM (
      SELECT t.partner_id, t.motion, t.revenue_model, t.stage, t.currency, t.term_months,
        (t.probability * 10000)::int AS bps,
        ${asked.has('SOURCE_ROLE') ? sql`t.source_role::text` : sql`NULL::text`} AS source_role,
        ${asked.has('CLOSE_WINDOW') ? closeWindow(query.moment) : sql`NULL::text`} AS close_window,
        ${asked.has('SEGMENT') ? sql`d.segment` : sql`NULL::text`} AS segment,
        ${asked.has('PRODUCT_LINE') ? partOfDeal : wholeDeal}
      FROM opportunity_revision t
      ${asked.has('SEGMENT') ? sql`LEFT JOIN channelgraph.partner_directory d ON d.partner_id = t.partner_id` : emptySql}
      ${asked.has('PRODUCT_LINE') ? eachProductLine : emptySql}
      WHERE ${trueThen(query.moment)} AND ${isOpen} ${dealsWithin(query.selection)}
    ) open
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`);
  return rows.map((row) => ({ ...row, ...bigintsOf(row) }));
}

const wholeDeal = sql`NULL::text AS product_line_id, 1 AS place, 1 AS parts,
  t.one_time_minor AS one_time, t.mrr_minor AS mrr`;

// Equal parts, what cannot be divided going to the first ones, as the shape says it.
const partOfDeal = sql`p.line AS product_line_id, p.place, p.parts,
  t.one_time_minor / p.parts + (p.place <= t.one_time_minor % p.parts)::int AS one_time,
  t.mrr_minor / p.parts + (p.place <= t.mrr_minor % p.parts)::int AS mrr`;

const eachProductLine = sql`CROSS JOIN LATERAL (
    SELECT l.line, l.place, greatest(cardinality(t.product_line_ids), 1) AS parts
    FROM unnest(CASE WHEN cardinality(t.product_line_ids) = 0 THEN ARRAY[NULL]::text[] ELSE t.product_line_ids END)
      WITH ORDINALITY AS l(line, place)
  ) p`;

function closeWindow({ asOf }: PipelineMoment): SqlFragment {
  return sql`CASE WHEN t.close_date IS NULL THEN 'NO_DATE' WHEN t.close_date < ${asOf}::date THEN 'OVERDUE'
    WHEN t.close_date <= ${asOf}::date + 30 THEN 'D0_30' WHEN t.close_date <= ${asOf}::date + 60 THEN 'D31_60'
    WHEN t.close_date <= ${asOf}::date + 90 THEN 'D61_90' WHEN t.close_date <= ${asOf}::date + 180 THEN 'D91_180'
    ELSE 'D181_PLUS' END`;
}

function bigintsOf(row: GroupRow): Record<(typeof sums)[number], bigint> {
  return Object.fromEntries(sums.map((name) => [name, BigInt(row[name])])) as Record<
    (typeof sums)[number],
    bigint
  >;
}
