import { addDays, addMonths, daysBetween } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';

/** How the usage of a month becomes the number that is billed. */
export const usageAggregations = [
  'PEAK_IN_PERIOD',
  'ANY_DAY',
  'DAILY_PRORATED',
  'FIRST_DAY_SNAPSHOT',
  'LAST_DAY_SNAPSHOT',
  'AVERAGE',
] as const;
export type UsageAggregation = (typeof usageAggregations)[number];

/** What was used of a product line on a day; one per line and day. */
export interface UsageOfDay {
  readonly productLineId: string;
  readonly date: LocalDate;
  readonly quantity: number;
}

/** The days of a month that are billed: those on which the contract is in force and which have passed. */
export interface UsagePeriod {
  /** The first day of the month. */
  readonly month: LocalDate;
  /** The first day that counts, in the month. */
  readonly from: LocalDate;
  /** The first day that no longer counts, at the latest the first of the next month. */
  readonly to: LocalDate;
}

/** How a contract is billed. */
export interface UsageTerms {
  readonly aggregation: UsageAggregation;
  readonly monthlyMinimum: number;
}

/** What a month comes to. */
export interface MonthUsage {
  /** By the rule of the contract; null when nothing was told until the month’s end. */
  readonly quantity: number | null;
  /** The quantity, but never less than the monthly minimum. */
  readonly billable: number;
}

/**
 * Works out what is billed for a month.
 *
 * @remarks A day that nobody told is like the last day told before it, also in an earlier month; before a
 * line's first told day there is none of it. The rules look at the days of the period only. `AVERAGE`
 * divides by the days from the first one on which anything was told, `DAILY_PRORATED` by the days of the
 * calendar month, so that who comes on the 16th pays for half of it; both round half to even, once.
 * The order of the records does not matter.
 */
export function aggregateUsage(
  records: readonly UsageOfDay[],
  period: UsagePeriod,
  { aggregation, monthlyMinimum }: UsageTerms,
): MonthUsage {
  const told = records.filter(({ date }) => date < period.to);
  const first = told.reduce<LocalDate | null>(
    (day, { date }) => (day === null || date < day ? date : day),
    null,
  );
  if (first === null || period.from >= period.to) return { quantity: null, billable: monthlyMinimum };
  const lines = [...Map.groupBy(told, ({ productLineId }) => productLineId).values()].map((own) =>
    quantitiesOf(own, period),
  );
  const days = totals(lines, daysBetween(period.from, period.to));
  const quantity = ruled(aggregation, { lines, days, period, first });
  return { quantity, billable: Math.max(quantity, monthlyMinimum) };
}

interface MonthOfDays {
  /** By line, what was used on each day of the period. */
  readonly lines: readonly (readonly number[])[];
  /** What was used on each day, all lines together. */
  readonly days: readonly number[];
  readonly period: UsagePeriod;
  /** The first day on which anything was told. */
  readonly first: LocalDate;
}

function ruled(aggregation: UsageAggregation, { lines, days, period, first }: MonthOfDays): number {
  const sum = days.reduce((total, quantity) => total + quantity, 0);
  switch (aggregation) {
    case 'PEAK_IN_PERIOD':
      return Math.max(...days);
    case 'ANY_DAY':
      return lines.reduce((total, own) => total + Math.max(...own), 0);
    case 'FIRST_DAY_SNAPSHOT':
      return days[0] ?? 0;
    case 'LAST_DAY_SNAPSHOT':
      return days.at(-1) ?? 0;
    case 'AVERAGE':
      return halfEven(sum, daysBetween(first > period.from ? first : period.from, period.to));
    case 'DAILY_PRORATED':
      return halfEven(sum, daysBetween(period.month, addMonths(period.month, 1)));
  }
}

/** Gives what one line has on each day of the period, untold days like the one before. */
function quantitiesOf(own: readonly UsageOfDay[], { from, to }: UsagePeriod): number[] {
  const byDay = new Map(own.map(({ date, quantity }) => [date, quantity]));
  const earlier = own.filter(({ date }) => date < from);
  let present =
    earlier.reduce<UsageOfDay | null>((last, each) => (last && last.date > each.date ? last : each), null)
      ?.quantity ?? 0;
  const quantities: number[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) {
    present = byDay.get(day) ?? present;
    quantities.push(present);
  }
  return quantities;
}

function totals(lines: readonly (readonly number[])[], count: number): number[] {
  return Array.from({ length: count }, (_, day) => lines.reduce((sum, own) => sum + (own[day] ?? 0), 0));
}

/** Divides whole numbers, rounding half to even. */
function halfEven(total: number, parts: number): number {
  const whole = Math.floor(total / parts);
  const rest = (total - whole * parts) * 2;
  if (rest === parts) return whole + (whole % 2);
  return rest > parts ? whole + 1 : whole;
}
