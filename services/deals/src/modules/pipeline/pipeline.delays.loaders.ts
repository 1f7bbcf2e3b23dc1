import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlReader } from '../../context.ts';
import type { OpportunityStage } from '../opportunity/opportunity.stages.ts';
import { longestDays, openStages } from './pipeline.delays.ts';
import type { DealDelay, DelayKind, OpenStage } from './pipeline.delays.ts';
import { listOf, partOf } from './pipeline.origin.ts';
import type { PartQuery } from './pipeline.origin.ts';
import { usualDays } from './pipeline.policy.ts';
import { believed, dealsWithin, isOpen, trueThen } from './pipeline.selection.ts';

/** What of a pipeline is late in one way, in minor units of one currency. */
export interface DelaySum {
  readonly partnerId: string;
  readonly kind: DelayKind;
  readonly currency: string;
  readonly count: number;
  readonly oneTimeMinor: bigint;
  readonly mrrMinor: bigint;
}

/** A deal that is late. */
export interface DelayedDeal extends DealDelay {
  readonly id: string;
  readonly day: LocalDate;
  readonly usualDays: number;
}

interface SumRow extends Omit<DelaySum, 'oneTimeMinor' | 'mrrMinor'> {
  readonly oneTime: string;
  readonly mrr: string;
}

/** Adds up what is late, in one statement. */
export const delaysOf = partOf<DelaySum, object>(async (context, query) => {
  const rows = await (context.db.read as unknown as SqlReader).$queryRaw<SumRow[]>(sql`
    WITH ${delays(query)}
    SELECT parent AS "partnerId", k.kind, currency, count(*)::int AS count, sum(one_time_minor)::text AS "oneTime",
      sum(mrr_minor)::text AS mrr
    FROM delays d CROSS JOIN LATERAL unnest(d.kinds) AS k(kind)
    GROUP BY 1, 2, 3 ORDER BY 3, array_position(${[...kindOrder]}::text[], k.kind)`);
  return rows.map(({ oneTime, mrr, ...row }) => ({
    ...row,
    oneTimeMinor: BigInt(oneTime),
    mrrMinor: BigInt(mrr),
  }));
});

const kindOrder: readonly DelayKind[] = ['PUSHED', 'PAST_QUARTER', 'SLIPPING', 'STUCK'];

interface DelayRow extends Omit<DelayedDeal, 'stage'> {
  readonly stage: OpportunityStage;
}

/** Lists the deals that are late in one way, those longest in their stage first. */
export const delayedDealsOf = listOf<DelayRow, DelayedDeal, { readonly kind: DelayKind }>((_, query) => {
  const usual = usualDays(query.rules);
  return {
    prologue: delays(query),
    source: sql`SELECT parent, id, stage_since AS day, stage::text, stage_since::text AS "stageSince",
        days_in_stage AS "daysInStage", first_date::text AS "firstCloseDate", close_date::text AS "closeDate",
        pushes AS "pushCount", kinds
      FROM delays WHERE ${query.kind} = ANY(kinds)`,
    read: (row) => ({ ...row, usualDays: usual[row.stage as OpenStage] }),
  };
});

// The words of delayOf in SQL: a test compares the two on random histories.
function delays({ selection, moment, rules, isPerPartner }: PartQuery): SqlFragment {
  const longest = longestDays({ ...rules, usualDays: usualDays(rules) });
  const { asOf, knownAt } = moment;
  return sql`open AS (
      SELECT ${isPerPartner ? sql`t.partner_id` : sql`''::text`} AS parent, t.opportunity_id AS id, t.stage, t.currency,
        t.one_time_minor, t.mrr_minor, t.close_date
      FROM opportunity_revision t WHERE ${trueThen(moment)} AND ${isOpen} ${dealsWithin(selection)}
    ), past AS (
      SELECT t.opportunity_id AS id, t.valid_from, t.close_date,
        lag(t.stage) OVER w IS DISTINCT FROM t.stage OR lag(t.valid_to) OVER w IS DISTINCT FROM t.valid_from AS begins
      FROM opportunity_revision t
      WHERE t.opportunity_id IN (SELECT id FROM open) AND t.valid_from <= ${asOf}::date AND ${believed(sql`t`, knownAt)}
      WINDOW w AS (PARTITION BY t.opportunity_id ORDER BY t.valid_from)
    ), stays AS (
      SELECT id, max(valid_from) AS stage_since FROM past WHERE begins GROUP BY 1
    ), pushes AS (
      SELECT id, (array_agg(close_date ORDER BY valid_from))[1] AS first_date,
        (count(*) FILTER (WHERE close_date > before))::int AS pushes
      FROM (SELECT id, valid_from, close_date, lag(close_date) OVER (PARTITION BY id ORDER BY valid_from) AS before
        FROM past WHERE close_date IS NOT NULL) dated GROUP BY 1
    ), judged AS (
      SELECT o.*, s.stage_since, ${asOf}::date - s.stage_since AS days_in_stage, p.first_date, coalesce(p.pushes, 0) AS pushes,
        l.longest
      FROM open o JOIN stays s USING (id) LEFT JOIN pushes p USING (id)
      JOIN unnest(${[...openStages]}::text[], ${openStages.map((stage) => longest[stage])}::int[]) AS l(stage, longest)
        ON l.stage = o.stage::text
    ), delays AS (
      SELECT j.*, array_remove(ARRAY[
        CASE WHEN close_date > first_date THEN 'PUSHED' END,
        CASE WHEN date_trunc('quarter', close_date) > date_trunc('quarter', first_date) THEN 'PAST_QUARTER' END,
        CASE WHEN pushes >= ${rules.slippingPushes} THEN 'SLIPPING' END,
        CASE WHEN days_in_stage > longest THEN 'STUCK' END], NULL) AS kinds
      FROM judged j
    )`;
}
