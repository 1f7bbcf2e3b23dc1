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

// What was approved stays so, whatever became of it; what was given up is not decided.
const decision = sql`CASE WHEN t.status IN ('APPROVED', 'WON', 'LOST', 'EXPIRED', 'REVOKED', 'TRANSFERRED') THEN 'APPROVED'
  WHEN t.status = 'REJECTED' THEN 'REJECTED' END`;

const ownDimensions = {
  CUSTOMER_COUNTRY: { expression: sql`t.customer_country` },
  PRODUCT_LINE: productLineDimension,
  KIND: { expression: sql`t.kind` },
  STATUS: { expression: sql`t.standing` },
  DECISION: { expression: decision },
  REJECTION_REASON: {
    expression: sql`rr.reason`,
    join: {
      name: 'rejection_reasons',
      sql: sql`LEFT JOIN LATERAL unnest(t.rejection_reasons) AS rr(reason) ON true`,
    },
    isMany: true,
  },
  REVENUE_MODEL: { expression: sql`t.revenue_model` },
  REGION: { expression: sql`t.region` },
  LOSS_REASON: { expression: sql`t.loss_reason` },
} as const satisfies Readonly<Record<string, Dimension>>;
export type RegistrationDimension = keyof typeof ownDimensions | keyof typeof partnerDimensionWords;

/** What the dimensions of registrations mean. */
export const registrationDimensionWords: Readonly<Record<RegistrationDimension, string>> = {
  ...partnerDimensionWords,
  CUSTOMER: 'By the customer matched; for partner users only approved and won ones have one.',
  CUSTOMER_COUNTRY: 'By the country of the customer as the partner gave it.',
  PRODUCT_LINE:
    'By product line; a registration about several counts whole under each of them, and once in `totals`.',
  KIND: 'By what they are about.',
  STATUS: 'By the state at this moment.',
  DECISION: 'By how they were decided; what was approved stays so, whatever became of it.',
  REJECTION_REASON:
    'By why they were rejected; one rejected for several reasons counts whole under each of them, and once in `totals`.',
  REVENUE_MODEL: 'By how the sale is paid.',
  REGION: 'By region.',
  LOSS_REASON: 'By why the sale was lost.',
};

/** The measures of registrations. */
export const registrationMeasures = {
  registrationCount: { kind: 'COUNT', part: 'registrations' },
  submittedCount: { kind: 'COUNT', part: 'submitted' },
  undecidedCount: { kind: 'COUNT', part: 'undecided' },
  overdueCount: { kind: 'COUNT', part: 'overdue' },
  decidedCount: { kind: 'COUNT', part: 'decided' },
  approvedCount: { kind: 'COUNT', part: 'approved' },
  rejectedCount: { kind: 'COUNT', part: 'rejected' },
  wonCount: { kind: 'COUNT', part: 'won' },
  endedCount: { kind: 'COUNT', part: 'ended' },
  approvalRate: { kind: 'RATIO', numerator: ['approved'], denominator: ['decided'], digits: 4 },
  winRate: { kind: 'RATIO', numerator: ['won'], denominator: ['ended'], digits: 4 },
  averageHoursToDecision: {
    kind: 'RATIO',
    numerator: ['minutes'],
    denominator: ['timed_in_minutes'],
    digits: 1,
  },
  medianBusinessHoursToDecision: { kind: 'MEDIAN', column: 'business_hours' },
  oneTime: { kind: 'MONEY', part: 'one_time', scale: 1n },
  mrr: { kind: 'MONEY', part: 'mrr', scale: 1n },
} as const satisfies Readonly<Record<string, Measure>>;
export type RegistrationMeasure = keyof typeof registrationMeasures;

/** What the measures of registrations mean. */
export const registrationMeasureWords: Readonly<Record<RegistrationMeasure, string>> = {
  registrationCount: 'How many registrations, drafts among them.',
  submittedCount: 'How many of them were submitted and not taken back to be worked on.',
  undecidedCount: 'How many of them wait for a decision, for information or for a conflict case.',
  overdueCount: 'How many of them should have been decided by this moment.',
  decidedCount:
    'How many of them were approved or rejected and not withdrawn: what `approvalRate` is a part of.',
  approvedCount: 'How many of them were approved and not withdrawn, whatever became of them.',
  rejectedCount: 'How many of them were rejected.',
  wonCount: 'How many of them were won.',
  endedCount: 'How many of them were won, lost or expired: what `winRate` is a part of.',
  approvalRate:
    'Approved ones by approved and rejected ones, a fraction with four decimals; null when none is decided.',
  winRate: 'Won ones by won, lost and expired ones, a fraction with four decimals; null when none has ended.',
  averageHoursToDecision:
    'The average number of hours from submission to decision, nights and requests for information included, with one decimal; null when none is decided.',
  medianBusinessHoursToDecision:
    'The median number of business hours that the decision clock ran, with one decimal; null when none is decided.',
  oneTime: 'What is paid once, one amount per currency.',
  mrr: 'Monthly recurring revenue, one amount per currency.',
};

/** The days by which the time of registrations is cut. */
export const registrationTimeColumns = {
  CREATED_AT: { column: 'created_at', kind: 'INSTANT' },
  SUBMITTED_AT: { column: 'submitted_at', kind: 'INSTANT' },
  DECIDED_AT: { column: 'decided_at', kind: 'INSTANT' },
  EXPECTED_CLOSE_DATE: { column: 'expected_close_date', kind: 'DATE' },
  PROTECTED_TO: { column: 'protected_to', kind: 'DATE' },
  CLOSED_ON: { column: 'closed_on', kind: 'DATE' },
} as const satisfies Readonly<Record<string, TimeColumn>>;

/** What the days by which the time of registrations is cut mean. */
export const registrationTimeWords: Readonly<Record<keyof typeof registrationTimeColumns, string>> = {
  CREATED_AT: 'The day on which it was begun, in the time zone asked for.',
  SUBMITTED_AT: 'The day on which it was submitted, in the time zone asked for; volume is told by it.',
  DECIDED_AT: 'The day on which it was approved or rejected, in the time zone asked for.',
  EXPECTED_CLOSE_DATE: 'The day on which the sale is expected to close.',
  PROTECTED_TO: 'The first day after the protection.',
  CLOSED_ON: 'The day on which it ended.',
};

/** The dimensions of registrations of which there may be any number of values. */
export const openRegistrationDimensions: ReadonlySet<string> = new Set<RegistrationDimension>([
  ...openPartnerDimensions,
  'REGION',
]);

/** What can be asked about registrations, as they stand at this moment. */
export function registrationMetricsDefinition(
  context: Context,
): MetricsDefinition<RegistrationDimension, RegistrationMeasure> {
  const now = sql`${context.clock.now().toISOString()}::text::timestamptz`;
  // Whom a submitted registration was matched with is not told to partners, by its group neither.
  const CUSTOMER = {
    expression:
      context.viewer.role === 'PARTNER_USER'
        ? sql`CASE WHEN t.standing IN ('APPROVED', 'WON') THEN t.customer_id END`
        : sql`t.customer_id`,
  };
  return {
    ...sums,
    source: sql`(SELECT r.*, CASE WHEN r.status = 'APPROVED' AND r.protected_until <= ${now} THEN 'EXPIRED' ELSE r.status::text END AS standing,
        r.decision_due_at < ${now} AS is_overdue FROM deal_registration r) t`,
    dimensions: { ...partnerDimensions(context), CUSTOMER, ...ownDimensions },
  };
}

const sums: Omit<MetricsDefinition<RegistrationDimension, RegistrationMeasure>, 'source' | 'dimensions'> = {
  measures: registrationMeasures,
  facts: {
    currency: sql`t.currency`,
    standing: sql`t.standing`,
    decision,
    is_submitted: sql`t.submitted_at IS NOT NULL AND t.status <> 'DRAFT'`,
    is_overdue: sql`t.is_overdue`,
    minutes: sql`CASE WHEN ${decision} IS NOT NULL THEN (extract(epoch FROM t.decided_at - t.submitted_at) / 60)::bigint END`,
    business_hours: sql`CASE WHEN ${decision} IS NOT NULL AND t.decided_at IS NOT NULL AND t.submitted_at IS NOT NULL
      THEN t.decision_minutes_used / 60.0 END`,
    one_time: sql`t.one_time_minor`,
    mrr: sql`t.mrr_minor`,
  },
  counts: {
    registrations: sql`count(*)`,
    submitted: sql`count(*) FILTER (WHERE f.is_submitted)`,
    undecided: sql`count(*) FILTER (WHERE f.standing IN ('SUBMITTED', 'UNDER_REVIEW', 'INFO_REQUESTED', 'CONFLICTED'))`,
    overdue: sql`count(*) FILTER (WHERE f.is_overdue)`,
    decided: sql`count(f.decision)`,
    approved: sql`count(*) FILTER (WHERE f.decision = 'APPROVED')`,
    rejected: sql`count(*) FILTER (WHERE f.decision = 'REJECTED')`,
    won: sql`count(*) FILTER (WHERE f.standing = 'WON')`,
    ended: sql`count(*) FILTER (WHERE f.standing IN ('WON', 'LOST', 'EXPIRED'))`,
    minutes: sql`sum(f.minutes)`,
    timed_in_minutes: sql`count(f.minutes) * 60`,
  },
  sliced: {
    one_time: sql`coalesce(sum(f.one_time), 0)`,
    mrr: sql`coalesce(sum(f.mrr), 0)`,
  },
  slice: sql`f.currency`,
};

/** The columns of the table of registrations by the properties of its filter. */
export const registrationColumns: Columns = {
  id: ['id', 'text'],
  partnerId: ['partner_id', 'text'],
  customerId: ['customer_id', 'text'],
  contractId: ['contract_id', 'text'],
  opportunityId: ['opportunity_id', 'text'],
  name: ['name', 'text'],
  customerName: ['customer_name', 'text'],
  region: ['region', 'text'],
  kind: ['kind', 'registration_kind'],
  status: ['status', 'registration_status'],
  productLineIds: ['product_line_ids', 'text'],
  proposedOutcome: ['proposed_outcome', 'registration_status'],
  protectedTo: ['protected_to', 'date'],
  protectedUntil: ['protected_until', 'timestamptz'],
  decisionDueAt: ['decision_due_at', 'timestamptz'],
  expectedCloseDate: ['expected_close_date', 'date'],
  closedOn: ['closed_on', 'date'],
};
