import { startOfQuarter } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { MrrMonth } from './mrr-movement.months.ts';

/** What a partner won and what is left of it in a period. */
export interface GrowthOfPeriod {
  /** The first day of the month or quarter. */
  readonly period: LocalDate;
  /** The revenue of first contracts. */
  readonly newMinor: bigint;
  /** New, reactivated and expanded less contracted and churned; prices and transfers are nobody's growth. */
  readonly netMinor: bigint;
}

/** Gives what was won and what is left of it in a month. */
export function growthOf({ month, movements }: Pick<MrrMonth, 'month' | 'movements'>): GrowthOfPeriod {
  const { NEW, REACTIVATION, EXPANSION, CONTRACTION, CHURN } = movements;
  return { period: month, newMinor: NEW, netMinor: NEW + REACTIVATION + EXPANSION + CONTRACTION + CHURN };
}

/** Adds months up to the quarters that all three of their months are given of, in their order. */
export function quarterly(months: readonly GrowthOfPeriod[]): readonly GrowthOfPeriod[] {
  return [...Map.groupBy(months, ({ period }) => startOfQuarter(period))]
    .filter(([, own]) => own.length === 3)
    .map(([period, own]) => ({
      period,
      newMinor: own.reduce((sum, { newMinor }) => sum + newMinor, 0n),
      netMinor: own.reduce((sum, { netMinor }) => sum + netMinor, 0n),
    }));
}

/**
 * Finds the periods in which a partner was in distress: it won new revenue and yet had less in the end, now and
 * in the period before. A leaking bucket that is being filled looks healthy by what is new alone.
 *
 * @param periods consecutive ones of one currency, the earliest first.
 */
export function distressedPeriods(periods: readonly GrowthOfPeriod[]): readonly LocalDate[] {
  return periods.flatMap((each, index) => {
    const before = periods[index - 1];
    return before && isLeaking(before) && isLeaking(each) ? [each.period] : [];
  });
}

/** Tells whether a partner is in distress at the end of the periods given. */
export function isInDistress(periods: readonly GrowthOfPeriod[]): boolean {
  return periods.length > 0 && distressedPeriods(periods).at(-1) === periods.at(-1)?.period;
}

function isLeaking({ newMinor, netMinor }: GrowthOfPeriod): boolean {
  return newMinor > 0n && netMinor < 0n;
}
