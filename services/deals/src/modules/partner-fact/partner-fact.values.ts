import { money, moneyToDecimal } from '@channelgraph/core/money.ts';
import type { FactStatus, Kpi, MetricUnit, Provenance } from '@channelgraph/core/kpi.ts';

/** A figure about a partner without the day it is told for. */
export interface FactValue {
  readonly kpi: Kpi;
  readonly status: FactStatus;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly unit: MetricUnit;
  readonly currency: string | null;
  /** How many customers, contracts or deals stand behind it. */
  readonly sampleSize: number;
  readonly provenance: Provenance;
}

/** The indicators that are born in deals. */
export const dealsKpis = [
  'SEAT_GROWTH',
  'GROSS_REVENUE_RETENTION',
  'NET_REVENUE_RETENTION',
  'LOGO_RETENTION',
  'RENEWAL_RATE',
  'SOURCED_REVENUE_VS_PLAN',
  'SOURCED_PIPELINE_VS_PLAN',
] as const satisfies readonly Kpi[];

/** Customers in the base and what became of them, in minor units of the partner's currency. */
export interface RetentionSums {
  /** The customers with an active contract when the window opened. */
  readonly baseCustomers: number;
  /** Those of them with an active contract now. */
  readonly keptCustomers: number;
  readonly baseMrr: bigint;
  /** Per customer at most the base, price changes left out. */
  readonly grossMrr: bigint;
  readonly netMrr: bigint;
}

/** Seats of one unit when the window opened and now. */
export interface SeatSums {
  readonly base: number;
  readonly now: number;
  /** The contracts in the base. */
  readonly baseContracts: number;
  /** Counts among them that only the partner reports. */
  readonly reportedCounts: number;
}

/** What became of the contracts whose term ended in the window. */
export interface RenewalCounts {
  readonly renewed: number;
  readonly lost: number;
  readonly lapsed: number;
  /** Undecided and still inside the grace period. */
  readonly pending: number;
}

/** Deals and their value in minor units of the partner's currency. */
export interface DealSums {
  readonly count: number;
  readonly amountMinor: bigint;
}

/** Everything from which the facts of one day are told. */
export interface DaySums {
  readonly currency: string;
  /** Whether the partner has ever held an active managed contract. */
  readonly hasManaged: boolean;
  readonly retention: RetentionSums;
  readonly seats: ReadonlyMap<string, SeatSums>;
  readonly renewals: RenewalCounts;
  readonly sourcedRevenue: DealSums;
  readonly sourcedPipeline: DealSums;
}

/** The sums of a partner about whom nothing is known. */
export function emptySums(currency: string): DaySums {
  return {
    currency,
    hasManaged: false,
    retention: { baseCustomers: 0, keptCustomers: 0, baseMrr: 0n, grossMrr: 0n, netMrr: 0n },
    seats: new Map(),
    renewals: { renewed: 0, lost: 0, lapsed: 0, pending: 0 },
    sourcedRevenue: { count: 0, amountMinor: 0n },
    sourcedPipeline: { count: 0, amountMinor: 0n },
  };
}

/** Tells all facts of a day from its sums. */
export function factsOf(sums: DaySums): readonly FactValue[] {
  return [
    seatGrowth(sums),
    ...revenueRetention(sums),
    logoRetention(sums),
    renewalRate(sums),
    sourced('SOURCED_REVENUE_VS_PLAN', sums.currency, sums.sourcedRevenue),
    sourced('SOURCED_PIPELINE_VS_PLAN', sums.currency, sums.sourcedPipeline),
  ];
}

/** Seat growth compares like with like: the unit with the most seats in the base, or now when there is no base. */
function seatGrowth({ hasManaged, seats }: DaySums): FactValue {
  const [largest] = [...seats.entries()]
    .filter(([, { base, now }]) => base > 0 || now > 0)
    .sort(([unitA, a], [unitB, b]) => b.base - a.base || b.now - a.now || (unitA < unitB ? -1 : 1));
  const { base, now, baseContracts, reportedCounts } = largest?.[1] ?? {
    base: 0,
    now: 0,
    baseContracts: 0,
    reportedCounts: 0,
  };
  return {
    ...contractFact('SEAT_GROWTH', hasManaged, base > 0, 'SEATS'),
    numerator: hasManaged ? String(now - base) : null,
    denominator: hasManaged ? String(base) : null,
    sampleSize: baseContracts,
    provenance: reportedCounts > 0 ? 'PARTNER_REPORTED' : 'SYSTEM',
  };
}

function revenueRetention({ hasManaged, retention, currency }: DaySums): FactValue[] {
  const { baseMrr, grossMrr, netMrr, baseCustomers } = retention;
  const fact = (kpi: Kpi, kept: bigint): FactValue => ({
    ...contractFact(kpi, hasManaged, baseMrr > 0n, 'MONEY'),
    numerator: hasManaged ? decimal(kept, currency) : null,
    denominator: hasManaged ? decimal(baseMrr, currency) : null,
    currency,
    sampleSize: baseCustomers,
  });
  return [fact('GROSS_REVENUE_RETENTION', grossMrr), fact('NET_REVENUE_RETENTION', netMrr)];
}

function logoRetention({ hasManaged, retention }: DaySums): FactValue {
  const { baseCustomers, keptCustomers } = retention;
  return {
    ...contractFact('LOGO_RETENTION', hasManaged, baseCustomers > 0, 'COUNT'),
    numerator: hasManaged ? String(keptCustomers) : null,
    denominator: hasManaged ? String(baseCustomers) : null,
    sampleSize: baseCustomers,
  };
}

function renewalRate({ hasManaged, renewals }: DaySums): FactValue {
  const { renewed, lost, lapsed, pending } = renewals;
  const decided = renewed + lost + lapsed;
  const fact = contractFact('RENEWAL_RATE', hasManaged, decided > 0, 'COUNT');
  return {
    ...fact,
    status: fact.status === 'NO_BASE' && pending > 0 ? 'PENDING' : fact.status,
    numerator: hasManaged ? String(renewed) : null,
    denominator: hasManaged ? String(decided) : null,
    sampleSize: decided,
  };
}

function sourced(kpi: Kpi, currency: string, { count, amountMinor }: DealSums): FactValue {
  return {
    kpi,
    status: 'OK',
    numerator: decimal(amountMinor, currency),
    denominator: null,
    unit: 'MONEY',
    currency,
    sampleSize: count,
    provenance: 'SYSTEM',
  };
}

function contractFact(kpi: Kpi, hasManaged: boolean, hasBase: boolean, unit: MetricUnit): FactValue {
  return {
    kpi,
    status: hasManaged ? (hasBase ? 'OK' : 'NO_BASE') : 'NOT_APPLICABLE',
    numerator: null,
    denominator: null,
    unit,
    currency: null,
    sampleSize: 0,
    provenance: 'SYSTEM',
  };
}

const decimal = (amountMinor: bigint, currency: string): string =>
  moneyToDecimal(money(amountMinor, currency));
