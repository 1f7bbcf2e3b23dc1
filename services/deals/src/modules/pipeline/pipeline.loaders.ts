import { emptySql, joinSql, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Context, SqlReader } from '../../context.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { Motion, OpportunityStage } from '../opportunity/opportunity.stages.ts';
import type { RevenueModel } from '../opportunity/opportunity.amounts.ts';
import { shapePipeline } from './pipeline.shape.ts';
import type { PipelineGroup, PipelineShape, SourceRole } from './pipeline.shape.ts';
import { isDecisionBucket, renewalWindows } from './pipeline.renewal-windows.ts';
import type { RenewalWindow } from './pipeline.renewal-windows.ts';

/** The moment that a pipeline describes: the state of a day, as it was known at an instant. */
export interface PipelineMoment {
  readonly asOf: LocalDate;
  /** Null: as it is known now. */
  readonly knownAt: Date | null;
}

/** Which deals and contracts a pipeline is about. */
export interface PipelineScope {
  readonly partnerIds?: readonly string[] | null | undefined;
  readonly productLineIds?: readonly string[] | null | undefined;
  readonly regions?: readonly string[] | null | undefined;
  readonly segments?: readonly string[] | null | undefined;
}

/** The recurring revenue whose term ends in one window. */
export interface RenewalBucket {
  readonly window: RenewalWindow;
  readonly currency: string;
  readonly contractCount: number;
  readonly mrrMinor: bigint;
  readonly isDecisionWindow: boolean;
}

/** A pipeline of one moment. */
export interface Pipeline extends PipelineShape, PipelineMoment {
  readonly renewals: readonly RenewalBucket[];
}

/** Reads the pipeline of a scope in two statements. */
export async function pipelineOf(
  context: Context,
  scope: PipelineScope,
  moment: PipelineMoment,
): Promise<Pipeline> {
  const [groups, buckets] = await Promise.all([
    readGroups(context.db.read, scope, moment),
    readBuckets(context.db.read, scope, moment),
  ]);
  return { ...moment, ...shapePipeline(groups), renewals: mergeBuckets(buckets) };
}

/** Loads the pipelines of many partners in two statements, whatever their number. */
export const partnerPipeline = nestedLoader<Context, PipelineMoment, Pipeline>(
  async (context, partnerIds, moment) => {
    const scope = { partnerIds };
    const [groups, buckets] = await Promise.all([
      readGroups(context.db.read, scope, moment),
      readBuckets(context.db.read, scope, moment),
    ]);
    const ownGroups = Map.groupBy(groups, ({ partnerId }) => partnerId);
    const ownBuckets = Map.groupBy(buckets, ({ partnerId }) => partnerId);
    return new Map(
      partnerIds.map((id) => [
        id,
        {
          ...moment,
          ...shapePipeline(ownGroups.get(id) ?? []),
          renewals: mergeBuckets(ownBuckets.get(id) ?? []),
        },
      ]),
    );
  },
);

interface GroupRow {
  readonly partnerId: string;
  readonly motion: Motion;
  readonly revenueModel: RevenueModel;
  readonly stage: OpportunityStage;
  readonly sourceRole: SourceRole | null;
  readonly currency: string;
  readonly count: number;
  readonly oneTime: string;
  readonly mrr: string;
  readonly firstYear: string;
  readonly wholeTerm: string;
  readonly weightedOneTime: string;
  readonly weightedMrr: string;
  readonly weightedFirstYear: string;
  readonly weightedWholeTerm: string;
}

async function readGroups(
  client: unknown,
  scope: PipelineScope,
  moment: PipelineMoment,
): Promise<PipelineGroup[]> {
  const rows = await (client as SqlReader).$queryRaw<GroupRow[]>(sql`
    SELECT partner_id AS "partnerId", motion::text, revenue_model::text AS "revenueModel", stage::text,
      source_role::text AS "sourceRole", currency, count(*)::int AS count,
      sum(one_time_minor)::text AS "oneTime", sum(mrr_minor)::text AS mrr,
      sum(first_year)::text AS "firstYear", sum(whole_term)::text AS "wholeTerm",
      sum(one_time_minor * bps)::text AS "weightedOneTime", sum(mrr_minor * bps)::text AS "weightedMrr",
      sum(first_year * bps)::text AS "weightedFirstYear", sum(whole_term * bps)::text AS "weightedWholeTerm"
    FROM (
      SELECT t.*, t.mrr_minor * least(12, t.term_months)::numeric AS first_year,
        t.mrr_minor * t.term_months::numeric AS whole_term, (t.probability * 10000)::bigint::numeric AS bps
      FROM opportunity_revision t
      WHERE ${trueThen(moment)} AND t.stage NOT IN ('WON', 'RENEWED', 'LOST', 'LAPSED')
        ${within(scope)} ${scope.regions ? sql`AND t.region = ANY(${[...scope.regions]}::text[])` : emptySql}
    ) open
    GROUP BY 1, 2, 3, 4, 5, 6`);
  return rows.map((row) => ({
    ...row,
    oneTime: BigInt(row.oneTime),
    mrr: BigInt(row.mrr),
    firstYear: BigInt(row.firstYear),
    wholeTerm: BigInt(row.wholeTerm),
    weightedOneTime: BigInt(row.weightedOneTime),
    weightedMrr: BigInt(row.weightedMrr),
    weightedFirstYear: BigInt(row.weightedFirstYear),
    weightedWholeTerm: BigInt(row.weightedWholeTerm),
  }));
}

interface BucketRow {
  readonly partnerId: string;
  readonly window: RenewalWindow;
  readonly currency: string;
  readonly contractCount: number;
  readonly mrr: string;
}

/** Undecided contracts in force; one more than 30 days past its term has lapsed. A region is no property of a contract. */
async function readBuckets(
  client: unknown,
  scope: PipelineScope,
  moment: PipelineMoment,
): Promise<BucketRow[]> {
  if (scope.regions) return [];
  const { asOf } = moment;
  return (client as SqlReader).$queryRaw<BucketRow[]>(sql`
    SELECT partner_id AS "partnerId", currency, count(*)::int AS "contractCount", sum(mrr_minor)::text AS mrr,
      CASE WHEN days < 0 THEN 'OVERDUE' WHEN days <= 30 THEN 'D0_30' WHEN days <= 60 THEN 'D31_60'
        WHEN days <= 90 THEN 'D61_90' WHEN days <= 180 THEN 'D91_180' ELSE 'D181_PLUS' END AS window
    FROM (
      SELECT t.*, t.term_end - ${asOf}::date AS days
      FROM managed_contract_revision t
      WHERE ${trueThen(moment)} AND t.status IN ('ACTIVE', 'SUSPENDED') ${within(scope)}
        AND (t.decided_on IS NULL OR t.decided_on > ${asOf}::date)
    ) held
    WHERE days >= -30
    GROUP BY 1, 2, 5`);
}

function trueThen({ asOf, knownAt }: PipelineMoment): SqlFragment {
  const believed =
    knownAt === null
      ? sql`t.superseded_at IS NULL`
      : sql`t.recorded_at <= ${knownAt} AND (t.superseded_at IS NULL OR t.superseded_at > ${knownAt})`;
  return sql`t.valid_from <= ${asOf}::date AND (t.valid_to IS NULL OR t.valid_to > ${asOf}::date) AND ${believed}`;
}

function within({ partnerIds, productLineIds, segments }: PipelineScope): SqlFragment {
  const conditions = [
    ...(partnerIds ? [sql`AND t.partner_id = ANY(${[...partnerIds]}::text[])`] : []),
    ...(productLineIds ? [sql`AND t.product_line_ids && ${[...productLineIds]}::text[]`] : []),
    ...(segments
      ? [
          sql`AND t.partner_id IN (SELECT d.partner_id FROM channelgraph.partner_directory d WHERE d.segment = ANY(${[...segments]}::text[]))`,
        ]
      : []),
  ];
  return conditions.length === 0 ? emptySql : joinSql(conditions, ' ');
}

function mergeBuckets(rows: readonly BucketRow[]): RenewalBucket[] {
  const groups = Map.groupBy(rows, ({ window, currency }) => `${renewalWindows.indexOf(window)} ${currency}`);
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => {
      const [first] = own;
      if (!first) return [];
      return {
        window: first.window,
        currency: first.currency,
        contractCount: own.reduce((sum, { contractCount }) => sum + contractCount, 0),
        mrrMinor: own.reduce((sum, { mrr }) => sum + BigInt(mrr), 0n),
        isDecisionWindow: isDecisionBucket(first.window),
      };
    });
}
