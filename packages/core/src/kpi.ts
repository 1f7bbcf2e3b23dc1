import type { LocalDate } from './calendar.ts';

/** The key performance indicators that a scorecard may weigh. */
export const kpis = [
  'SEAT_GROWTH',
  'GROSS_REVENUE_RETENTION',
  'NET_REVENUE_RETENTION',
  'LOGO_RETENTION',
  'RENEWAL_RATE',
  'SLA_COMPLIANCE',
  'CUSTOMER_SATISFACTION',
  'CERTIFICATION_COVERAGE',
  'SOURCED_REVENUE_VS_PLAN',
  'DEAL_REGISTRATION_COVERAGE',
  'SOURCED_PIPELINE_VS_PLAN',
  'INFLUENCED_REVENUE_VS_PLAN',
  'REFERRAL_ACCEPTANCE',
  'REFERRAL_CONVERSION',
  'INTEGRATION_ATTACH',
  'NET_MRR_CHANGE',
  'RENEWAL_RATE_VALUE',
  'ON_TIME_RENEWAL',
  'DEAL_REGISTRATION_APPROVAL_RATE',
  'DEAL_REGISTRATION_VOLUME',
  'REGISTRATION_TO_WIN',
  'TIME_TO_FIRST_REGISTRATION',
  'TIME_TO_FIRST_DEAL',
  'ARPU',
] as const;
export type Kpi = (typeof kpis)[number];

/** Whether a fact's value may be scored, and if not, why. Only `OK` is ever scored. */
export const factStatuses = [
  'OK',
  'NO_BASE',
  'INSUFFICIENT_DATA',
  'PENDING',
  'NOT_APPLICABLE',
  'SELF_REPORTED',
] as const;
export type FactStatus = (typeof factStatuses)[number];

/** Where a figure comes from, and so how far it can be trusted. */
export const provenances = ['SYSTEM', 'IMPORT', 'PARTNER_REPORTED', 'VERIFIED'] as const;
export type Provenance = (typeof provenances)[number];

/** What numerator and denominator count. */
export const metricUnits = ['COUNT', 'SEATS', 'MONEY', 'RATIO', 'DAYS'] as const;
export type MetricUnit = (typeof metricUnits)[number];

/** A figure beside the two that make a fact, such as the mean of the answers. */
export interface FactDetail {
  readonly name: string;
  /** A plain text: a decimal, a date, `true` or `false`. */
  readonly value: string;
}

/** One measured figure about a partner on a day, as it travels from the service where it was born. */
export interface MetricFactPayload {
  readonly kpi: Kpi;
  /** The day that the figure describes. */
  readonly asOf: LocalDate;
  /** The measured window `[periodStart, periodEnd)`. */
  readonly periodStart: LocalDate;
  readonly periodEnd: LocalDate;
  /** Exact decimal texts; null when the source has no figure. */
  readonly numerator: string | null;
  /** Null as well where the plan of the partner is the denominator (`…_VS_PLAN`). */
  readonly denominator: string | null;
  readonly unit: MetricUnit;
  readonly currency: string | null;
  readonly sampleSize: number;
  readonly status: FactStatus;
  readonly provenance: Provenance;
  /** The version of the formula that made the figure. */
  readonly sourceVersion: string;
  /** A GraphQL query that shows the records behind the figure. */
  readonly evidenceQuery: string | null;
  /** Further figures from the same records; none when absent. */
  readonly details?: readonly FactDetail[];
}
