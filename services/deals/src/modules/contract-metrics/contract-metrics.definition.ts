import { sql } from '@channelgraph/graphql/nested-keyset.ts';
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
import type { WhereTable } from '../../metrics/metrics.where.ts';
import { believedFirst } from '../seat-snapshot/seat-snapshot.import.ts';

// What has no state yet has not begun.
const status = sql`coalesce(t.standing::text, 'DRAFT')`;

const ownDimensions = {
  PRODUCT_LINE: productLineDimension,
  STATUS: { expression: status },
  SEAT_UNIT: { expression: sql`t.seat_unit` },
  BILLING: { expression: sql`t.billing` },
  TERM_BUCKET: {
    expression: sql`CASE WHEN t.term_months <= 12 THEN 'UP_TO_12' WHEN t.term_months <= 24 THEN 'FROM_13_TO_24'
      WHEN t.term_months <= 36 THEN 'FROM_25_TO_36' ELSE 'OVER_36' END`,
  },
} as const satisfies Readonly<Record<string, Dimension>>;
export type ContractDimension = keyof typeof ownDimensions | keyof typeof partnerDimensionWords;

/** What the dimensions of contracts mean. */
export const contractDimensionWords: Readonly<Record<ContractDimension, string>> = {
  ...partnerDimensionWords,
  PRODUCT_LINE:
    'By product line; a contract about several counts whole under each of them, and once in `totals`.',
  STATUS: 'By the state today, in the time zone of the partner’s program.',
  SEAT_UNIT: 'By what the seats count.',
  BILLING: 'By how often it is billed.',
  TERM_BUCKET: 'By the length of the term.',
};

/** The measures of contracts. */
export const contractMeasures = {
  contractCount: { kind: 'COUNT', part: 'contracts' },
  activeCount: { kind: 'COUNT', part: 'active_contracts' },
  churnedCount: { kind: 'COUNT', part: 'churned_contracts' },
  averageTermMonths: { kind: 'RATIO', numerator: ['term_months'], denominator: ['contracts'], digits: 1 },
  mrr: { kind: 'MONEY', part: 'mrr', scale: 1n },
  activeSeats: { kind: 'SEATS', part: 'seats' },
  arpu: { kind: 'MONEY_PER', part: 'mrr', per: 'seats' },
} as const satisfies Readonly<Record<string, Measure>>;
export type ContractMeasure = keyof typeof contractMeasures;

/** What the measures of contracts mean. */
export const contractMeasureWords: Readonly<Record<ContractMeasure, string>> = {
  contractCount: 'How many contracts, in whatever state.',
  activeCount: 'How many of them earn today.',
  churnedCount: 'How many of them ended without a successor or before their term.',
  averageTermMonths:
    'The average length of their terms in months, with one decimal; null when there are none.',
  mrr: 'Monthly recurring revenue of those that earn today, one amount per currency.',
  activeSeats:
    'Billable seats of those that earn today, by unit: the last count of each until today, or the contracted seats where there is none.',
  arpu: 'Monthly recurring revenue for one seat, by currency and unit; nothing where there are no seats.',
};

/** The days by which the time of contracts is cut. */
export const contractTimeColumns = {
  TERM_START: { column: 'term_start', kind: 'DATE' },
  TERM_END: { column: 'term_end', kind: 'DATE' },
  DECIDED_ON: { column: 'decided_on', kind: 'DATE' },
  CREATED_AT: { column: 'created_at', kind: 'INSTANT' },
} as const satisfies Readonly<Record<string, TimeColumn>>;

/** What the days by which the time of contracts is cut mean. */
export const contractTimeWords: Readonly<Record<keyof typeof contractTimeColumns, string>> = {
  TERM_START: 'The first day of the term.',
  TERM_END: 'The first day after the term.',
  DECIDED_ON: 'The day on which its renewal or end was decided.',
  CREATED_AT: 'The day on which it was recorded, in the time zone asked for.',
};

/** The dimensions of contracts of which there may be any number of values. */
export const openContractDimensions: ReadonlySet<string> = new Set<ContractDimension>(openPartnerDimensions);

/** What can be asked about contracts, as they stand today for each partner. */
export function contractMetricsDefinition(
  context: Context,
): MetricsDefinition<ContractDimension, ContractMeasure> {
  const today = todaySql(context, sql`z.time_zone`);
  return {
    source: sql`(SELECT c.*, ${today} AS today, r.status AS standing, r.contracted_seats AS agreed_seats,
        CASE WHEN r.status = 'ACTIVE' THEN r.mrr_minor END AS earned_minor
      FROM managed_contract c LEFT JOIN channelgraph.partner_directory z ON z.partner_id = c.partner_id
      LEFT JOIN managed_contract_revision r ON r.contract_id = c.id AND r.superseded_at IS NULL
        AND r.valid_from <= ${today} AND (r.valid_to IS NULL OR r.valid_to > ${today})) t`,
    isDerived: true,
    dimensions: { ...partnerDimensions(context), ...ownDimensions },
    measures: contractMeasures,
    facts: {
      slice: sql`t.currency || '|' || t.seat_unit`,
      is_active: sql`t.earned_minor IS NOT NULL`,
      status,
      term_months: sql`t.term_months`,
      mrr: sql`t.earned_minor`,
      seats: sql`CASE WHEN t.earned_minor IS NOT NULL THEN coalesce((
        SELECT s.billable FROM seat_snapshot s WHERE s.contract_id = t.id AND s.date <= t.today
        ORDER BY s.date DESC, ${believedFirst} LIMIT 1), t.agreed_seats) END`,
    },
    counts: {
      contracts: sql`count(*)`,
      active_contracts: sql`count(*) FILTER (WHERE f.is_active)`,
      churned_contracts: sql`count(*) FILTER (WHERE f.status IN ('ENDED_CHURNED', 'TERMINATED_EARLY'))`,
      term_months: sql`sum(f.term_months)`,
    },
    sliced: { mrr: sql`coalesce(sum(f.mrr), 0)`, seats: sql`coalesce(sum(f.seats), 0)` },
    slice: sql`f.slice`,
  };
}

/** What the filter of contracts speaks of. */
export const contractTable: WhereTable = {
  columns: {
    id: ['id', 'text'],
    partnerId: ['partner_id', 'text'],
    customerId: ['customer_id', 'text'],
    registrationId: ['registration_id', 'text'],
    status: ['status', 'contract_status'],
    productLineIds: ['product_line_ids', 'text'],
    currency: ['currency', 'bpchar'],
    termStart: ['term_start', 'date'],
    termEnd: ['term_end', 'date'],
    decidedOn: ['decided_on', 'date'],
    endedOn: ['ended_on', 'date'],
    autoRenew: ['auto_renew', 'boolean'],
    createdAt: ['created_at', 'timestamptz'],
  },
  relations: {
    revisions: {
      table: 'managed_contract_revision',
      foreignKey: 'contract_id',
      columns: {
        status: ['status', 'contract_status'],
        validFrom: ['valid_from', 'date'],
        validTo: ['valid_to', 'date'],
        supersededAt: ['superseded_at', 'timestamptz'],
      },
    },
  },
};
