import { daysBetween } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Kpi } from '@channelgraph/core/kpi.ts';
import { leastTrusted } from './partner-fact.records.ts';
import type { DaySums, PriceSums } from './partner-fact.sums.ts';
import { contractFact, decimal } from './partner-fact.fact.ts';
import type { FactValue } from './partner-fact.fact.ts';

/** The fewest answers from which satisfaction is told. */
export const leastAnswers = 5;

/** Tells the facts that rest on movements of revenue, promises, answers, credits and registrations. */
export function recordFactsOf(sums: DaySums): readonly FactValue[] {
  return [
    netMrrChange(sums),
    renewalRateByValue(sums),
    onTimeRenewal(sums),
    slaCompliance(sums),
    customerSatisfaction(sums),
    influencedRevenue(sums),
    registrationCoverage(sums),
    ...registrationFacts(sums),
    firstFact('TIME_TO_FIRST_REGISTRATION', sums.firsts.enrolledOn, sums.firsts.registrationOn),
    firstFact('TIME_TO_FIRST_DEAL', sums.firsts.enrolledOn, sums.firsts.dealOn),
    revenuePerSeat(sums),
  ];
}

function netMrrChange({ hasManaged, movements, currency }: DaySums): FactValue {
  const { mrrMinor, windowMinor, netMinor, newMinor, count, isDistressed } = movements;
  const openingMinor = mrrMinor - windowMinor;
  const fact = contractFact('NET_MRR_CHANGE', hasManaged, openingMinor > 0n, 'MONEY');
  if (!hasManaged) return fact;
  return {
    ...fact,
    numerator: decimal(netMinor, currency),
    denominator: decimal(openingMinor > 0n ? openingMinor : 0n, currency),
    currency,
    sampleSize: count,
    details: [
      { name: 'new', value: decimal(newMinor, currency) },
      { name: 'distress', value: String(isDistressed) },
    ],
  };
}

function renewalRateByValue({ hasManaged, renewals, currency }: DaySums): FactValue {
  const { renewed, lost, lapsed, pending, endingMinor, keptMinor } = renewals;
  const decided = renewed + lost + lapsed;
  const fact = contractFact('RENEWAL_RATE_VALUE', hasManaged, endingMinor > 0n, 'MONEY');
  if (!hasManaged) return fact;
  return {
    ...fact,
    status: decided === 0 && pending > 0 ? 'PENDING' : fact.status,
    numerator: decimal(keptMinor, currency),
    denominator: decimal(endingMinor, currency),
    currency,
    sampleSize: decided,
  };
}

function onTimeRenewal({ hasManaged, renewals: { renewed, onTime } }: DaySums): FactValue {
  const fact = contractFact('ON_TIME_RENEWAL', hasManaged, renewed > 0, 'COUNT');
  if (!hasManaged) return fact;
  return { ...fact, numerator: String(onTime), denominator: String(renewed), sampleSize: renewed };
}

function slaCompliance({ hasManaged, sla: { met, breached, byProvenance } }: DaySums): FactValue {
  const clocks = met + breached;
  const fact = contractFact('SLA_COMPLIANCE', hasManaged || clocks > 0, clocks > 0, 'COUNT');
  if (fact.status === 'NOT_APPLICABLE') return fact;
  return {
    ...fact,
    numerator: String(met),
    denominator: String(clocks),
    sampleSize: clocks,
    provenance: leastTrusted(byProvenance),
  };
}

function customerSatisfaction({ satisfaction }: DaySums): FactValue {
  const { answers, content, scores, sent, answered, byProvenance } = satisfaction;
  const status = answers === 0 ? 'NO_BASE' : answers < leastAnswers ? 'INSUFFICIENT_DATA' : 'OK';
  const details = [
    ...(answers > 0 ? [{ name: 'mean', value: hundredths(scores, answers) }] : []),
    ...(sent > 0 ? [{ name: 'responseRate', value: hundredths(answered, sent) }] : []),
  ];
  return {
    ...plainFact('CUSTOMER_SATISFACTION', content, answers),
    status,
    provenance: leastTrusted(byProvenance),
    ...(details.length > 0 ? { details } : {}),
  };
}

function influencedRevenue({ credits: { count, weighted }, currency }: DaySums): FactValue {
  return {
    ...plainFact('INFLUENCED_REVENUE_VS_PLAN', 0, 0),
    status: 'OK',
    numerator: decimal(roundedHalfEven(weighted, 10_000n), currency),
    denominator: null,
    unit: 'MONEY',
    currency,
    sampleSize: count,
  };
}

function registrationCoverage({ wins, registrations }: DaySums): FactValue {
  const fact = plainFact('DEAL_REGISTRATION_COVERAGE', wins.registered, wins.count);
  // Who never registered anything may well do it elsewhere: that is no figure of nought.
  return registrations.everSubmitted > 0 ? fact : { ...fact, status: 'NO_BASE', sampleSize: 0 };
}

function registrationFacts({ registrations }: DaySums): FactValue[] {
  const { submitted, approved, rejected, won, lost, expired, open } = registrations;
  const decided = won + lost + expired;
  const toWin = plainFact('REGISTRATION_TO_WIN', won, decided);
  return [
    plainFact('DEAL_REGISTRATION_APPROVAL_RATE', approved, approved + rejected),
    { ...plainFact('DEAL_REGISTRATION_VOLUME', submitted, 1), sampleSize: submitted },
    decided === 0 && open > 0 ? { ...toWin, status: 'PENDING' } : toWin,
  ];
}

/** A span of days from the enrolment; while it is still running, only its beginning is told. */
function firstFact(kpi: Kpi, enrolledOn: LocalDate | null, reachedOn: LocalDate | null): FactValue {
  const fact = { ...plainFact(kpi, 0, 1), unit: 'DAYS' as const, sampleSize: reachedOn === null ? 0 : 1 };
  if (enrolledOn === null)
    return { ...fact, status: 'NOT_APPLICABLE', numerator: null, denominator: null, sampleSize: 0 };
  const days = reachedOn === null ? 0 : Math.max(0, daysBetween(enrolledOn, reachedOn));
  return {
    ...fact,
    status: reachedOn === null ? 'PENDING' : 'OK',
    numerator: String(days),
    details: [{ name: 'enrolledOn', value: enrolledOn }],
    since: enrolledOn,
  };
}

function revenuePerSeat({ hasManaged, prices, currency }: DaySums): FactValue {
  const none: PriceSums = { contracts: 0, seats: 0, mrrMinor: 0n, reportedCounts: 0 };
  const [largest] = [...prices.entries()]
    .filter(([, { seats }]) => seats > 0)
    .sort(([unitA, a], [unitB, b]) => b.seats - a.seats || (unitA < unitB ? -1 : 1));
  const { contracts, seats, mrrMinor, reportedCounts } = largest?.[1] ?? none;
  const fact = contractFact('ARPU', hasManaged, seats > 0, 'MONEY');
  if (!hasManaged) return fact;
  return {
    ...fact,
    numerator: decimal(mrrMinor, currency),
    denominator: String(seats),
    currency,
    sampleSize: contracts,
    provenance: reportedCounts > 0 ? 'PARTNER_REPORTED' : 'SYSTEM',
    ...(largest ? { details: [{ name: 'seatUnit', value: largest[0] }] } : {}),
  };
}

function plainFact(kpi: Kpi, numerator: number, denominator: number): FactValue {
  return {
    kpi,
    status: denominator > 0 ? 'OK' : 'NO_BASE',
    numerator: String(numerator),
    denominator: String(denominator),
    unit: 'COUNT',
    currency: null,
    sampleSize: denominator,
    provenance: 'SYSTEM',
  };
}

function hundredths(sum: number, count: number): string {
  const scaled = roundedHalfEven(BigInt(sum) * 100n, BigInt(count))
    .toString()
    .padStart(3, '0');
  return `${scaled.slice(0, -2)}.${scaled.slice(-2)}`;
}

function roundedHalfEven(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  const twice = 2n * (value % divisor);
  return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
}
