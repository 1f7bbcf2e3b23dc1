import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { Context } from '../../context.ts';
import type { TimeColumn } from '../../metrics/metrics.buckets.ts';
import type { Dimension, Measure, MetricsDefinition } from '../../metrics/metrics.definition.ts';
import {
  openPartnerDimensions,
  partnerDimensions,
  partnerDimensionWords,
  productLineDimension,
} from '../../metrics/metrics.partner.ts';
import type { Columns } from '../../metrics/metrics.where.ts';

const outcome = sql`CASE WHEN t.stage IN ('WON', 'RENEWED') THEN 'WON' WHEN t.stage IN ('LOST', 'LAPSED') THEN 'LOST' ELSE 'OPEN' END`;

const ownDimensions = {
  PRODUCT_LINE: productLineDimension,
  STAGE: { expression: sql`t.stage` },
  OUTCOME: { expression: outcome },
  MOTION: { expression: sql`t.motion` },
  REVENUE_MODEL: { expression: sql`t.revenue_model` },
  SOURCE_ROLE: { expression: sql`t.source_role` },
  REGION: { expression: sql`t.region` },
  LOSS_REASON: { expression: sql`t.loss_reason` },
} as const satisfies Readonly<Record<string, Dimension>>;
export type DealDimension = keyof typeof ownDimensions | keyof typeof partnerDimensionWords;

/** What the dimensions of deals mean. */
export const dealDimensionWords: Readonly<Record<DealDimension, string>> = {
  ...partnerDimensionWords,
  PRODUCT_LINE:
    'By product line; a deal about several counts whole under each of them, and once in `totals`.',
  STAGE: 'By stage.',
  OUTCOME: 'By whether it is open, won or lost.',
  MOTION: 'By what it means for the relationship.',
  REVENUE_MODEL: 'By how it is paid.',
  SOURCE_ROLE: 'By the part that the partner has in it.',
  REGION: 'By sales region.',
  LOSS_REASON: 'By why it was lost.',
};

const money = (part: string): Measure => ({ kind: 'MONEY', part, scale: 1n });
// A likelihood has four decimals.
const weighted = (part: string): Measure => ({ kind: 'MONEY', part, scale: 10_000n });

/** The measures of deals. */
export const dealMeasures = {
  dealCount: { kind: 'COUNT', part: 'deals' },
  openCount: { kind: 'COUNT', part: 'open_deals' },
  wonCount: { kind: 'COUNT', part: 'won_deals' },
  lostCount: { kind: 'COUNT', part: 'lost_deals' },
  winRate: { kind: 'RATIO', numerator: ['won_deals'], denominator: ['won_deals', 'lost_deals'], digits: 4 },
  averageDaysToClose: { kind: 'RATIO', numerator: ['days'], denominator: ['timed_deals'], digits: 1 },
  medianDaysToClose: { kind: 'MEDIAN', column: 'days' },
  oneTime: money('one_time'),
  mrr: money('mrr'),
  acv: money('acv'),
  tcv: money('tcv'),
  weightedOneTime: weighted('weighted_one_time'),
  weightedMrr: weighted('weighted_mrr'),
  weightedAcv: weighted('weighted_acv'),
  weightedTcv: weighted('weighted_tcv'),
} as const satisfies Readonly<Record<string, Measure>>;
export type DealMeasure = keyof typeof dealMeasures;

/** What the measures of deals mean. */
export const dealMeasureWords: Readonly<Record<DealMeasure, string>> = {
  dealCount: 'How many deals.',
  openCount: 'How many of them are neither won nor lost.',
  wonCount: 'How many of them are won.',
  lostCount: 'How many of them are lost.',
  winRate: 'Won deals by won and lost ones, a fraction with four decimals; null when none is decided.',
  averageDaysToClose:
    'The average number of days from opening to closing of won and lost deals whose opening is known, with one decimal; null when there are none.',
  medianDaysToClose:
    'The median number of days from opening to closing of won and lost deals whose opening is known; null when there are none.',
  oneTime: 'What is paid once, one amount per currency.',
  mrr: 'Monthly recurring revenue, one amount per currency.',
  acv: 'The first year: at most 12 months of MRR, plus one-time; one amount per currency.',
  tcv: 'The whole term of MRR, plus one-time; one amount per currency.',
  weightedOneTime: 'What is paid once in open deals, times their likelihood, one amount per currency.',
  weightedMrr: 'Monthly recurring revenue of open deals, times their likelihood, one amount per currency.',
  weightedAcv: 'The first year of open deals, times their likelihood, one amount per currency.',
  weightedTcv: 'The whole term of open deals, times their likelihood, one amount per currency.',
};

/** The days by which the time of deals is cut. */
export const dealTimeColumns = {
  OPENED_ON: { column: 'opened_on', kind: 'DATE' },
  CLOSE_DATE: { column: 'close_date', kind: 'DATE' },
  CLOSED_ON: { column: 'closed_on', kind: 'DATE' },
  CREATED_AT: { column: 'created_at', kind: 'INSTANT' },
} as const satisfies Readonly<Record<string, TimeColumn>>;
export type DealTimeField = keyof typeof dealTimeColumns;

/** What the days by which the time of deals is cut mean. */
export const dealTimeWords: Readonly<Record<DealTimeField, string>> = {
  OPENED_ON: 'The day it began.',
  CLOSE_DATE: 'The day on which it is expected to close.',
  CLOSED_ON: 'The day it was won or lost.',
  CREATED_AT: 'The day on which it was recorded, in the time zone asked for.',
};

/** The dimensions of deals of which there may be any number of values. */
export const openDealDimensions: ReadonlySet<string> = new Set<DealDimension>([
  ...openPartnerDimensions,
  'REGION',
]);

/** What can be asked about deals. */
export function dealMetricsDefinition(context: Context): MetricsDefinition<DealDimension, DealMeasure> {
  return { ...sums, dimensions: { ...partnerDimensions(context), ...ownDimensions } };
}

const sums: Omit<MetricsDefinition<DealDimension, DealMeasure>, 'dimensions'> = {
  source: sql`opportunity t`,
  measures: dealMeasures,
  facts: {
    currency: sql`t.currency`,
    outcome,
    days: sql`t.closed_on - t.opened_on`,
    one_time: sql`t.one_time_minor`,
    mrr: sql`t.mrr_minor`,
    acv: sql`t.mrr_minor * least(12, t.term_months) + t.one_time_minor`,
    tcv: sql`t.mrr_minor * t.term_months + t.one_time_minor`,
    bps: sql`(t.probability * 10000)::bigint::numeric`,
  },
  counts: {
    deals: sql`count(*)`,
    open_deals: sql`count(*) FILTER (WHERE f.outcome = 'OPEN')`,
    won_deals: sql`count(*) FILTER (WHERE f.outcome = 'WON')`,
    lost_deals: sql`count(*) FILTER (WHERE f.outcome = 'LOST')`,
    days: sql`sum(f.days)`,
    timed_deals: sql`count(f.days)`,
  },
  sliced: {
    one_time: sql`sum(f.one_time)`,
    mrr: sql`sum(f.mrr)`,
    acv: sql`sum(f.acv)`,
    tcv: sql`sum(f.tcv)`,
    weighted_one_time: sql`coalesce(sum(f.one_time * f.bps) FILTER (WHERE f.outcome = 'OPEN'), 0)`,
    weighted_mrr: sql`coalesce(sum(f.mrr * f.bps) FILTER (WHERE f.outcome = 'OPEN'), 0)`,
    weighted_acv: sql`coalesce(sum(f.acv * f.bps) FILTER (WHERE f.outcome = 'OPEN'), 0)`,
    weighted_tcv: sql`coalesce(sum(f.tcv * f.bps) FILTER (WHERE f.outcome = 'OPEN'), 0)`,
  },
  slice: sql`f.currency`,
};

/** The columns of the table of deals by the properties of its filter. */
export const opportunityColumns: Columns = {
  id: ['id', 'text'],
  partnerId: ['partner_id', 'text'],
  customerId: ['customer_id', 'text'],
  registrationId: ['registration_id', 'text'],
  ownerId: ['owner_id', 'text'],
  name: ['name', 'text'],
  region: ['region', 'text'],
  stage: ['stage', 'opportunity_stage'],
  motion: ['motion', 'motion'],
  revenueModel: ['revenue_model', 'revenue_model'],
  sourceRole: ['source_role', 'source_role'],
  lossReason: ['loss_reason', 'loss_reason'],
  productLineIds: ['product_line_ids', 'text'],
  currency: ['currency', 'bpchar'],
  openedOn: ['opened_on', 'date'],
  closeDate: ['close_date', 'date'],
  closedOn: ['closed_on', 'date'],
  createdAt: ['created_at', 'timestamptz'],
};
