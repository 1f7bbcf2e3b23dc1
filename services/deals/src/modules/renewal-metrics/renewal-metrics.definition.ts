import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { Context } from '../../context.ts';
import type { TimeColumn } from '../../metrics/metrics.buckets.ts';
import type { Dimension, Measure, MetricsDefinition } from '../../metrics/metrics.definition.ts';
import {
  openPartnerDimensions,
  partnerDimensions,
  partnerDimensionWords,
  productLineDimension,
  todaySql,
} from '../../metrics/metrics.partner.ts';
import type { Columns } from '../../metrics/metrics.where.ts';
import { wholeMinorSql } from '../../whole-minor.ts';
import { graceDays } from '../pipeline/pipeline.renewal-windows.ts';

const daysLeft = sql`(t.term_end - t.today)`;

const ownDimensions = {
  PRODUCT_LINE: productLineDimension,
  STAGE: { expression: sql`t.stage_today` },
  OUTCOME: { expression: sql`coalesce(t.outcome::text, CASE WHEN t.state = 'LAPSED' THEN 'LAPSED' END)` },
  HEALTH: { expression: sql`coalesce(t.health_override, t.health)` },
  WINDOW: {
    expression: sql`CASE WHEN t.state <> 'OPEN' THEN NULL WHEN ${daysLeft} < 0 THEN 'OVERDUE' WHEN ${daysLeft} <= 30 THEN 'D0_30'
      WHEN ${daysLeft} <= 60 THEN 'D31_60' WHEN ${daysLeft} <= 90 THEN 'D61_90' WHEN ${daysLeft} <= 180 THEN 'D91_180' ELSE 'D181_PLUS' END`,
  },
  LOSS_REASON: { expression: sql`t.loss_reason` },
} as const satisfies Readonly<Record<string, Dimension>>;
export type RenewalDimension = keyof typeof ownDimensions | keyof typeof partnerDimensionWords;

/** What the dimensions of renewals mean. */
export const renewalDimensionWords: Readonly<Record<RenewalDimension, string>> = {
  ...partnerDimensionWords,
  PRODUCT_LINE:
    'By product line of the contract; a renewal of several counts whole under each of them, and once in `totals`.',
  STAGE: 'By the stage today, in the time zone of the partner’s program.',
  OUTCOME: 'By how it ended; what lapsed by today counts as lapsed.',
  HEALTH: 'By the health: what an account manager said, else what the rules say.',
  WINDOW: 'By how soon the term ends; for undecided ones.',
  LOSS_REASON: 'By why it was lost.',
};

const money = (part: string): Measure => ({ kind: 'MONEY', part, scale: 1n });
const share = (numerator: string, denominator: string): Measure => ({
  kind: 'RATIO',
  numerator: [numerator],
  denominator: [denominator],
  digits: 4,
});
const shareOfDecided = (part: string): Measure => ({
  kind: 'MONEY_RATIO',
  part,
  of: 'decided_mrr',
  digits: 4,
});

/** The measures of renewals. */
export const renewalMeasures = {
  renewalCount: { kind: 'COUNT', part: 'renewals' },
  openCount: { kind: 'COUNT', part: 'open_renewals' },
  decidedCount: { kind: 'COUNT', part: 'decided_renewals' },
  renewedCount: { kind: 'COUNT', part: 'renewed_renewals' },
  lostCount: { kind: 'COUNT', part: 'lost_renewals' },
  lapsedCount: { kind: 'COUNT', part: 'lapsed_renewals' },
  voidedCount: { kind: 'COUNT', part: 'voided_renewals' },
  onTimeCount: { kind: 'COUNT', part: 'on_time_renewals' },
  renewalRate: share('renewed_renewals', 'decided_renewals'),
  onTimeRate: share('on_time_renewals', 'renewed_renewals'),
  averageDaysBeforeTermEnd: {
    kind: 'RATIO',
    numerator: ['days_before'],
    denominator: ['timed_renewals'],
    digits: 1,
  },
  expiringMrr: money('expiring_mrr'),
  openMrr: money('open_mrr'),
  atRiskMrr: money('at_risk_mrr'),
  decidedMrr: money('decided_mrr'),
  renewedMrr: money('renewed_mrr'),
  keptMrr: money('kept_mrr'),
  lostMrr: money('lost_mrr'),
  renewalRateByValue: shareOfDecided('kept_mrr'),
  netRenewalRateByValue: shareOfDecided('renewed_mrr'),
} as const satisfies Readonly<Record<string, Measure>>;
export type RenewalMeasure = keyof typeof renewalMeasures;

/** What the measures of renewals mean. */
export const renewalMeasureWords: Readonly<Record<RenewalMeasure, string>> = {
  renewalCount:
    'How many renewals, in whatever stage, those among them that there is nothing to decide about any more.',
  openCount: 'How many of them are undecided today, and there is something to decide.',
  decidedCount: 'How many of them are renewed, lost or lapsed: what `renewalRate` is a part of.',
  renewedCount: 'How many of them are renewed.',
  lostCount: 'How many of them are lost.',
  lapsedCount: 'How many of them nobody decided within 30 days after the term, until today.',
  voidedCount:
    'How many of them there is nothing to decide about, because the contract was transferred or ends on another day; no other measure but `renewalCount` counts them.',
  onTimeCount: 'How many of them were renewed until the first day after the term.',
  renewalRate:
    'Renewed ones by renewed, lost and lapsed ones, a fraction with four decimals; null when none is decided.',
  onTimeRate:
    'Those renewed in time by all renewed ones, a fraction with four decimals; null when none is renewed.',
  averageDaysBeforeTermEnd:
    'The average number of days from the decision to the first day after the term, of renewed ones, with one decimal; negative when later; null when none is renewed.',
  expiringMrr: 'What ends with the terms, per month, decided or not; one amount per currency.',
  openMrr: 'What ends with the terms of undecided ones, per month; one amount per currency.',
  atRiskMrr:
    'The part of `openMrr` that is likely to be lost, by the likelihood of each: the sum of `Renewal.atRiskMrr`; one amount per currency.',
  decidedMrr:
    'What ended or ends with the terms of renewed, lost and lapsed ones, per month: what the rates by value are parts of; one amount per currency.',
  renewedMrr:
    'What the successors of renewed ones began with, per month, growth included; one amount per currency.',
  keptMrr:
    'What the successors of renewed ones began with, per month, each at most what ended; one amount per currency.',
  lostMrr: 'What ended with the terms of lost and lapsed ones, per month; one amount per currency.',
  renewalRateByValue:
    '`keptMrr` by `decidedMrr`, so that growth of one hides no loss of another; one rate per currency.',
  netRenewalRateByValue: '`renewedMrr` by `decidedMrr`, growth included; one rate per currency.',
};

/** The days by which the time of renewals is cut. */
export const renewalTimeColumns = {
  TERM_END: { column: 'term_end', kind: 'DATE' },
  WINDOW_OPENS_ON: { column: 'window_opens_on', kind: 'DATE' },
  NOTICE_DEADLINE: { column: 'notice_deadline', kind: 'DATE' },
  LATEST_SAFE_START: { column: 'latest_safe_start', kind: 'DATE' },
  DECIDED_ON: { column: 'decided_today', kind: 'DATE' },
  CREATED_AT: { column: 'created_at', kind: 'INSTANT' },
} as const satisfies Readonly<Record<string, TimeColumn>>;

/** What the days by which the time of renewals is cut mean. */
export const renewalTimeWords: Readonly<Record<keyof typeof renewalTimeColumns, string>> = {
  TERM_END:
    'The first day after the term; renewal rates are told by it, so that an early decision counts where it belongs.',
  WINDOW_OPENS_ON: 'The day on which the decision window opens.',
  NOTICE_DEADLINE: 'The latest day on which notice can be given.',
  LATEST_SAFE_START: 'The last day on which work can begin in time.',
  DECIDED_ON: 'The day of the decision or lapse.',
  CREATED_AT: 'The day on which it was recorded, in the time zone asked for.',
};

/** The dimensions of renewals of which there may be any number of values. */
export const openRenewalDimensions: ReadonlySet<string> = new Set<RenewalDimension>(openPartnerDimensions);

/** What can be asked about renewals, as they stand today for each partner. */
export function renewalMetricsDefinition(
  context: Context,
): MetricsDefinition<RenewalDimension, RenewalMeasure> {
  return {
    ...sums,
    source: renewalsToday(context),
    isDerived: true,
    dimensions: { ...partnerDimensions(context), ...ownDimensions },
  };
}

// The clock decides as `stageOn` does for one renewal, whether or not a job has seen it.
function renewalsToday(context: Context): SqlFragment {
  const today = todaySql(context, sql`z.time_zone`);
  const lapsesOn = sql`r.term_end + ${graceDays + 1}::int`;
  return sql`(SELECT s.*, CASE WHEN s.voided_on IS NOT NULL THEN 'VOID' WHEN s.stage_today IN ('RENEWED', 'LOST', 'LAPSED') THEN s.stage_today
        ELSE 'OPEN' END AS state, coalesce(s.decided_on, CASE WHEN s.stage_today = 'LAPSED' THEN s.lapses_on END) AS decided_today
      FROM (SELECT r.*, ${today} AS today, c.product_line_ids, ${lapsesOn} AS lapses_on,
          CASE WHEN r.voided_on IS NOT NULL OR r.stage IN ('RENEWED', 'LOST', 'LAPSED') THEN r.stage::text
            WHEN ${lapsesOn} <= ${today} THEN 'LAPSED'
            WHEN r.stage = 'UPCOMING' AND r.window_opens_on <= ${today} THEN 'IN_WINDOW' ELSE r.stage::text END AS stage_today
        FROM renewal r LEFT JOIN channelgraph.partner_directory z ON z.partner_id = r.partner_id
        LEFT JOIN managed_contract c ON c.id = r.contract_id) s) t`;
}

const decided = sql`f.state IN ('RENEWED', 'LOST', 'LAPSED')`;
const summed = (value: SqlFragment, condition: SqlFragment): SqlFragment =>
  sql`coalesce(sum(${value}) FILTER (WHERE ${condition}), 0)`;
// Each to whole minor units, half to even: the sum of what the renewals say.
const atRisk = wholeMinorSql(sql`f.risk`);

const sums: Omit<MetricsDefinition<RenewalDimension, RenewalMeasure>, 'source' | 'dimensions'> = {
  measures: renewalMeasures,
  facts: {
    currency: sql`t.currency`,
    state: sql`t.state`,
    is_on_time: sql`t.decided_on <= t.term_end`,
    days_before: sql`t.term_end - t.decided_on`,
    expiring: sql`t.expiring_mrr_minor`,
    renewed: sql`t.renewed_mrr_minor`,
    risk: sql`t.expiring_mrr_minor * (10000 - (t.probability * 10000)::numeric(5, 0))`,
  },
  counts: {
    renewals: sql`count(*)`,
    open_renewals: sql`count(*) FILTER (WHERE f.state = 'OPEN')`,
    decided_renewals: sql`count(*) FILTER (WHERE ${decided})`,
    renewed_renewals: sql`count(*) FILTER (WHERE f.state = 'RENEWED')`,
    lost_renewals: sql`count(*) FILTER (WHERE f.state = 'LOST')`,
    lapsed_renewals: sql`count(*) FILTER (WHERE f.state = 'LAPSED')`,
    voided_renewals: sql`count(*) FILTER (WHERE f.state = 'VOID')`,
    on_time_renewals: sql`count(*) FILTER (WHERE f.state = 'RENEWED' AND f.is_on_time)`,
    days_before: sql`sum(f.days_before) FILTER (WHERE f.state = 'RENEWED')`,
    timed_renewals: sql`count(f.days_before) FILTER (WHERE f.state = 'RENEWED')`,
  },
  sliced: {
    expiring_mrr: summed(sql`f.expiring`, sql`f.state <> 'VOID'`),
    open_mrr: summed(sql`f.expiring`, sql`f.state = 'OPEN'`),
    at_risk_mrr: summed(atRisk, sql`f.state = 'OPEN'`),
    decided_mrr: summed(sql`f.expiring`, decided),
    renewed_mrr: summed(sql`f.renewed`, sql`f.state = 'RENEWED'`),
    kept_mrr: summed(sql`least(f.renewed, f.expiring)`, sql`f.state = 'RENEWED' AND f.renewed IS NOT NULL`),
    lost_mrr: summed(sql`f.expiring`, sql`f.state IN ('LOST', 'LAPSED')`),
  },
  slice: sql`f.currency`,
};

/** The columns of the table of renewals by the properties of its filter. */
export const renewalColumns: Columns = {
  id: ['id', 'text'],
  partnerId: ['partner_id', 'text'],
  customerId: ['customer_id', 'text'],
  stage: ['stage', 'renewal_stage'],
  health: ['health', 'renewal_health'],
  healthOverride: ['health_override', 'renewal_health'],
  outcome: ['outcome', 'renewal_outcome'],
  currency: ['currency', 'bpchar'],
  termEnd: ['term_end', 'date'],
  windowOpensOn: ['window_opens_on', 'date'],
  latestSafeStart: ['latest_safe_start', 'date'],
  voidedOn: ['voided_on', 'date'],
};
