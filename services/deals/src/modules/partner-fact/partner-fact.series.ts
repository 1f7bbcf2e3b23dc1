import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { addDays } from '@channelgraph/core/calendar.ts';
import { graceDays } from '../pipeline/pipeline.renewal-windows.ts';
import { emptySums, factsOf } from './partner-fact.values.ts';
import type {
  DaySums,
  DealSums,
  FactValue,
  RenewalCounts,
  RetentionSums,
  SeatSums,
} from './partner-fact.values.ts';
import {
  customerOn,
  leavesWindow,
  noCustomer,
  noSeats,
  renewalOn,
  retentionOf,
  seatsOn,
} from './partner-fact.history.ts';
import type { ManagedHistory, PartnerHistory, RenewalStanding } from './partner-fact.history.ts';

/** The months of the trailing window of retention, growth and revenue. */
export const yearWindowMonths = 12;

/** The months of the trailing window of the renewal rate. */
export const quarterWindowMonths = 3;

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
  const sums = createSums(history.currency);
  const changes = [
    ...dealChanges(history, sums),
    ...customerChanges(history, sums),
    ...history.contracts.flatMap((contract) => [
      ...seatChanges(contract, sums),
      ...renewalChanges(contract, sums),
    ]),
  ]
    .filter(({ day }) => day <= through)
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  return changedFacts(changes, sums);
}

interface Change {
  readonly day: LocalDate;
  readonly apply: () => void;
}

/** Running sums, changed in place while the sweep moves on; a private copy of {@link DaySums} without `readonly`. */
interface Sums {
  currency: string;
  hasManaged: boolean;
  retention: { -readonly [Key in keyof RetentionSums]: RetentionSums[Key] };
  seats: Map<string, { -readonly [Key in keyof SeatSums]: SeatSums[Key] }>;
  renewals: { -readonly [Key in keyof RenewalCounts]: RenewalCounts[Key] };
  sourcedRevenue: { -readonly [Key in keyof DealSums]: DealSums[Key] };
  sourcedPipeline: { -readonly [Key in keyof DealSums]: DealSums[Key] };
}

function createSums(currency: string): Sums {
  return { ...structuredClone({ ...emptySums(currency), seats: undefined }), seats: new Map() };
}

function changedFacts(changes: readonly Change[], sums: DaySums): DatedFact[] {
  const series: DatedFact[] = [];
  const told = new Map<string, string>();
  for (let index = 0; index < changes.length; index += 1) {
    const change = changes[index];
    if (!change) break;
    change.apply();
    if (changes[index + 1]?.day === change.day) continue;
    for (const fact of factsOf(sums)) {
      const key = factKey(fact);
      if (told.get(fact.kpi) === key) continue;
      told.set(fact.kpi, key);
      series.push({ ...fact, asOf: change.day });
    }
  }
  return series;
}

/** Gives a text that is equal exactly for equal facts, whatever their day. */
export function factKey(fact: FactValue): string {
  const { kpi, status, numerator, denominator, unit, currency, sampleSize, provenance } = fact;
  return [kpi, status, numerator, denominator, unit, currency, sampleSize, provenance].join('|');
}

function dealChanges({ deals }: PartnerHistory, sums: Sums): Change[] {
  return deals.flatMap(({ outcome, from, to, valueMinor }) => {
    const target = outcome === 'WON' ? sums.sourcedRevenue : sums.sourcedPipeline;
    const add = (sign: 1 | -1) => (): void => {
      target.count += sign;
      target.amountMinor += BigInt(sign) * valueMinor;
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
  const add = (sign: 1 | -1): void => {
    const own = sums.seats.get(contract.seatUnit) ?? { base: 0, now: 0, baseContracts: 0, reportedCounts: 0 };
    own.base += sign * base.seats;
    own.now += sign * now.seats;
    own.baseContracts += base.isActive ? sign : 0;
    own.reportedCounts += sign * (Number(base.isPartnerReported) + Number(now.isPartnerReported));
    sums.seats.set(contract.seatUnit, own);
  };
  const update = (next: { base?: typeof base; now?: typeof now }): void => {
    add(-1);
    base = next.base ?? base;
    now = next.now ?? now;
    add(1);
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

function renewalChanges(contract: ManagedHistory, sums: Sums): Change[] {
  const { termEnd, decidedOn } = contract;
  const leaves = leavesWindow(termEnd, quarterWindowMonths);
  let standing: RenewalStanding = 'NONE';
  const update = (next: RenewalStanding) => (): void => {
    countRenewal(sums.renewals, standing, -1);
    standing = next;
    countRenewal(sums.renewals, standing, 1);
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

function countRenewal(counts: Sums['renewals'], standing: RenewalStanding, sign: 1 | -1): void {
  if (standing === 'RENEWED') counts.renewed += sign;
  else if (standing === 'LOST') counts.lost += sign;
  else if (standing === 'LAPSED') counts.lapsed += sign;
  else if (standing === 'PENDING') counts.pending += sign;
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
