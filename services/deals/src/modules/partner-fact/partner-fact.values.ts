import type { Kpi } from '@channelgraph/core/kpi.ts';
import { contractFact, decimal } from './partner-fact.fact.ts';
import type { FactValue } from './partner-fact.fact.ts';
import { recordFactsOf } from './partner-fact.record-values.ts';
import type { DaySums, DealSums } from './partner-fact.sums.ts';

/** The indicators that are born in deals. */
export const dealsKpis = [
  'SEAT_GROWTH',
  'GROSS_REVENUE_RETENTION',
  'NET_REVENUE_RETENTION',
  'LOGO_RETENTION',
  'RENEWAL_RATE',
  'SOURCED_REVENUE_VS_PLAN',
  'SOURCED_PIPELINE_VS_PLAN',
  'NET_MRR_CHANGE',
  'RENEWAL_RATE_VALUE',
  'ON_TIME_RENEWAL',
  'SLA_COMPLIANCE',
  'CUSTOMER_SATISFACTION',
  'INFLUENCED_REVENUE_VS_PLAN',
  'DEAL_REGISTRATION_COVERAGE',
  'DEAL_REGISTRATION_APPROVAL_RATE',
  'DEAL_REGISTRATION_VOLUME',
  'REGISTRATION_TO_WIN',
  'TIME_TO_FIRST_REGISTRATION',
  'TIME_TO_FIRST_DEAL',
  'ARPU',
] as const satisfies readonly Kpi[];

/** What a change touches: deals, contracts with everything that depends on having any, or other records. */
export const factParts = ['CONTRACTS', 'DEALS', 'RECORDS'] as const;
export type FactPart = (typeof factParts)[number];

const everything: ReadonlySet<FactPart> = new Set(factParts);

/** Tells the facts of a day from its sums: all of them, or those that the parts touched can have changed. */
export function factsOf(sums: DaySums, parts = everything): readonly FactValue[] {
  const hasContracts = parts.has('CONTRACTS');
  return [
    ...(hasContracts
      ? [seatGrowth(sums), ...revenueRetention(sums), logoRetention(sums), renewalRate(sums)]
      : []),
    ...(parts.has('DEALS')
      ? [
          sourced('SOURCED_REVENUE_VS_PLAN', sums.currency, sums.sourcedRevenue),
          sourced('SOURCED_PIPELINE_VS_PLAN', sums.currency, sums.sourcedPipeline),
        ]
      : []),
    ...(hasContracts || parts.has('RECORDS') ? recordFactsOf(sums) : []),
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

/** What is paid once and what recurs are scored together and told apart. */
function sourced(kpi: Kpi, currency: string, { count, amountMinor, oneTimeMinor }: DealSums): FactValue {
  return {
    kpi,
    status: 'OK',
    numerator: decimal(amountMinor, currency),
    denominator: null,
    unit: 'MONEY',
    currency,
    sampleSize: count,
    provenance: 'SYSTEM',
    details: [
      { name: 'oneTime', value: decimal(oneTimeMinor, currency) },
      { name: 'recurring', value: decimal(amountMinor - oneTimeMinor, currency) },
    ],
  };
}
