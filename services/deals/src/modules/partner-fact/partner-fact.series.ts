import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { addDays } from '@channelgraph/core/calendar.ts';
import { graceDays } from '../pipeline/pipeline.renewal-windows.ts';
import { quarterWindowMonths, yearWindowMonths } from './partner-fact.windows.ts';
import { emptySums } from './partner-fact.sums.ts';
import type { DaySums, RetentionSums, Running } from './partner-fact.sums.ts';
import { factParts, factsOf } from './partner-fact.values.ts';
import type { FactPart } from './partner-fact.values.ts';
import type { FactValue } from './partner-fact.fact.ts';
import {
  customerOn,
  leavesWindow,
  noCustomer,
  noSeats,
  renewalOn,
  renewalValueOf,
  retentionOf,
  seatsOn,
} from './partner-fact.history.ts';
import type {
  ManagedHistory,
  PartnerHistory,
  RenewalStanding,
  RenewalValue,
  SeatState,
} from './partner-fact.history.ts';
import { recordChanges } from './partner-fact.record-changes.ts';
import type { Change } from './partner-fact.record-changes.ts';

/** A fact on a day on which it differs from the day before. */
export interface DatedFact extends FactValue {
  readonly asOf: LocalDate;
}

/**
 * Computes a partner's facts for every day until `through`, compressed to the days on which one changes.
 *
 * @remarks A sweep: it visits only the days on which something happens, or on which something that
 * happened enters or leaves a trailing window, and carries the sums along. The first day tells every fact.
 */
export function factSeries(history: PartnerHistory, through: LocalDate): readonly DatedFact[] {
  const sums = emptySums(history.currency) as Sums;
  const successors = new Map(history.contracts.map((contract) => [contract.predecessorId, contract]));
  const contractChanges = history.contracts.flatMap((contract) => {
    const value = renewalValueOf(contract, successors.get(contract.contractId), history.currency);
    return [...seatChanges(contract, sums), ...renewalChanges(contract, value, sums)];
  });
  const changes = [
    ...touching('DEALS', dealChanges(history, sums)),
    ...touching('CONTRACTS', [...customerChanges(history, sums), ...contractChanges]),
    ...touching('RECORDS', recordChanges(history, sums)),
  ]
    .filter(({ day }) => day <= through)
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  return changedFacts(changes, sums);
}

type Sums = Running<DaySums>;

interface TouchingChange extends Change {
  readonly part: FactPart;
}

function touching(part: FactPart, changes: readonly Change[]): TouchingChange[] {
  return changes.map(({ day, apply }) => ({ day, apply, part }));
}

function changedFacts(changes: readonly TouchingChange[], sums: DaySums): DatedFact[] {
  const series: DatedFact[] = [];
  const told = new Map<string, string>();
  const touched = new Set<FactPart>(factParts);
  for (const [index, change] of changes.entries()) {
    change.apply();
    touched.add(change.part);
    if (changes[index + 1]?.day === change.day) continue;
    for (const fact of factsOf(sums, touched)) {
      const key = factKey(fact);
      if (told.get(fact.kpi) === key) continue;
      told.set(fact.kpi, key);
      series.push({ ...fact, asOf: change.day });
    }
    touched.clear();
  }
  return series;
}

/** Gives a text that is equal exactly for equal facts, whatever their day. */
export function factKey(fact: FactValue): string {
  const { kpi, status, numerator, denominator, unit, currency, sampleSize, provenance, details = [] } = fact;
  const shown = [kpi, status, numerator, denominator, unit, currency, sampleSize, provenance];
  return [...shown, ...details.map(({ name, value }) => `${name}=${value}`)].join('|');
}

function dealChanges({ deals }: PartnerHistory, sums: Sums): Change[] {
  return deals.flatMap(({ outcome, from, to, valueMinor, oneTimeMinor }) => {
    const target = outcome === 'WON' ? sums.sourcedRevenue : sums.sourcedPipeline;
    const add = (sign: 1 | -1) => (): void => {
      target.count += sign;
      target.amountMinor += BigInt(sign) * valueMinor;
      target.oneTimeMinor += BigInt(sign) * oneTimeMinor;
    };
    const expires = outcome === 'WON' ? leavesWindow(from, yearWindowMonths) : null;
    const end = to !== null && (expires === null || to < expires) ? to : expires;
    const enter = { day: from, apply: add(1) };
    return end === null ? [enter] : [enter, { day: end, apply: add(-1) }];
  });
}

function customerChanges({ contracts, currency }: PartnerHistory, sums: Sums): Change[] {
  const byCustomer = new Map<string, ManagedHistory[]>();
  for (const contract of contracts) {
    byCustomer.set(contract.customerId, [...(byCustomer.get(contract.customerId) ?? []), contract]);
  }
  return [...byCustomer.values()].flatMap((own) => {
    let base = noCustomer;
    let now = noCustomer;
    const update = (next: { base?: typeof base; now?: typeof now }): void => {
      addRetention(sums.retention, retentionOf(base, now), -1);
      base = next.base ?? base;
      now = next.now ?? now;
      addRetention(sums.retention, retentionOf(base, now), 1);
      sums.hasManaged ||= now.isActive;
    };
    return daysOf(own).flatMap((day) => {
      const state = customerOn(own, currency, day);
      return [
        { day, apply: () => update({ now: state }) },
        { day: leavesWindow(day, yearWindowMonths), apply: () => update({ base: state }) },
      ];
    });
  });
}

function seatChanges(contract: ManagedHistory, sums: Sums): Change[] {
  let base = noSeats;
  let now = noSeats;
  const update = (next: { base?: typeof base; now?: typeof now }): void => {
    addSeats(contract, sums, { base, now, sign: -1 });
    base = next.base ?? base;
    now = next.now ?? now;
    addSeats(contract, sums, { base, now, sign: 1 });
  };
  const days = inOrder([...daysOf([contract]), ...contract.seatCounts.map(({ date }) => date)]);
  return days.flatMap((day) => {
    const state = seatsOn(contract, day);
    return [
      { day, apply: () => update({ now: state }) },
      { day: leavesWindow(day, yearWindowMonths), apply: () => update({ base: state }) },
    ];
  });
}

interface SeatPair {
  readonly base: SeatState;
  readonly now: SeatState;
  readonly sign: 1 | -1;
}

function addSeats({ seatUnit, currency }: ManagedHistory, sums: Sums, { base, now, sign }: SeatPair): void {
  const start = now.isTransferred ? noSeats : base;
  const own = sums.seats.get(seatUnit) ?? { base: 0, now: 0, baseContracts: 0, reportedCounts: 0 };
  own.base += sign * start.seats;
  own.now += sign * now.seats;
  own.baseContracts += start.isActive ? sign : 0;
  own.reportedCounts += sign * (Number(start.isPartnerReported) + Number(now.isPartnerReported));
  sums.seats.set(seatUnit, own);
  if (currency !== sums.currency || !now.isActive) return;
  const price = sums.prices.get(seatUnit) ?? { contracts: 0, seats: 0, mrrMinor: 0n, reportedCounts: 0 };
  price.contracts += sign;
  price.seats += sign * now.seats;
  price.mrrMinor += BigInt(sign) * now.mrrMinor;
  price.reportedCounts += sign * Number(now.isPartnerReported);
  sums.prices.set(seatUnit, price);
}

function renewalChanges(contract: ManagedHistory, value: RenewalValue, sums: Sums): Change[] {
  const { termEnd, decidedOn } = contract;
  const leaves = leavesWindow(termEnd, quarterWindowMonths);
  const isOnTime = decidedOn !== null && decidedOn <= termEnd;
  let standing: RenewalStanding = 'NONE';
  const update = (next: RenewalStanding) => (): void => {
    countRenewal(sums.renewals, { standing, value, isOnTime, sign: -1 });
    standing = next;
    countRenewal(sums.renewals, { standing, value, isOnTime, sign: 1 });
  };
  const days = [
    termEnd,
    addDays(termEnd, graceDays + 1),
    ...(decidedOn === null ? [] : [decidedOn]),
    ...daysOf([contract]),
  ];
  const visible = [...new Set(days)].filter((day) => day >= termEnd && day < leaves);
  return [
    ...visible.map((day) => ({ day, apply: update(renewalOn(contract, day)) })),
    { day: leaves, apply: update('NONE') },
  ];
}

interface CountedRenewal {
  readonly standing: RenewalStanding;
  readonly value: RenewalValue;
  readonly isOnTime: boolean;
  readonly sign: 1 | -1;
}

function countRenewal(counts: Sums['renewals'], { standing, value, isOnTime, sign }: CountedRenewal): void {
  if (standing === 'NONE') return;
  if (standing === 'PENDING') {
    counts.pending += sign;
    return;
  }
  counts.endingMinor += BigInt(sign) * value.endingMinor;
  if (standing === 'LOST') counts.lost += sign;
  else if (standing === 'LAPSED') counts.lapsed += sign;
  else {
    counts.renewed += sign;
    counts.onTime += isOnTime ? sign : 0;
    counts.keptMinor += BigInt(sign) * value.keptMinor;
  }
}

function addRetention(total: Sums['retention'], part: RetentionSums, sign: 1 | -1): void {
  total.baseCustomers += sign * part.baseCustomers;
  total.keptCustomers += sign * part.keptCustomers;
  total.baseMrr += BigInt(sign) * part.baseMrr;
  total.grossMrr += BigInt(sign) * part.grossMrr;
  total.netMrr += BigInt(sign) * part.netMrr;
}

const daysOf = (contracts: readonly ManagedHistory[]): LocalDate[] =>
  inOrder(contracts.flatMap(({ states }) => states.map(({ from }) => from)));

// 29 February and 1 March leave a trailing year on the same day: the later one must come last.
const inOrder = (days: readonly LocalDate[]): LocalDate[] => [...new Set(days)].sort();
