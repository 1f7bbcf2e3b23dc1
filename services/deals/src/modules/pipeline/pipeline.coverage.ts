import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { outcomeOf } from '../opportunity/opportunity.stages.ts';
import type { DealSpell } from './pipeline.delays.ts';
import type { Normalization } from './pipeline.shape.ts';
import { rounded } from './pipeline.shape.ts';

/** What was won and what may be won in a period, in one currency; `weighted` in ten-thousandths of minor units. */
export interface CoverageSums {
  readonly closedMinor: bigint;
  readonly openMinor: bigint;
  readonly weighted: bigint;
}

/** How far what may be won reaches for what a target still lacks. */
export interface Coverage {
  readonly normalization: Normalization;
  readonly currency: string;
  readonly targetMinor: bigint;
  readonly closedMinor: bigint;
  /** What the target still lacks; never below 0. */
  readonly remainingMinor: bigint;
  readonly openMinor: bigint;
  readonly weightedMinor: bigint;
  /** Weighted ÷ remaining with four decimals, half to even; null when nothing remains. */
  readonly ratio: string | null;
}

/** What coverage is measured against. */
export interface CoverageTarget {
  readonly normalization: Normalization;
  readonly currency: string;
  readonly targetMinor: bigint;
}

/** The period of a target: from its first day until the first day after it. */
export interface CoveragePeriod {
  readonly from: LocalDate;
  readonly before: LocalDate;
}

/**
 * Tells as what a deal counts in a period at the end of a day: won in it, open and expected to close in it,
 * or not at all.
 */
export function coverageRole(
  history: readonly DealSpell[],
  asOf: LocalDate,
  { from, before }: CoveragePeriod,
): 'CLOSED' | 'OPEN' | null {
  const past = history.filter((spell) => spell.from <= asOf);
  const now = past.at(-1);
  if (!now || (now.to !== null && now.to <= asOf)) return null;
  const isWithin = (day: LocalDate | null): boolean => day !== null && day >= from && day < before;
  switch (outcomeOf(now.stage)) {
    case 'OPEN':
      return isWithin(now.closeDate) ? 'OPEN' : null;
    case 'WON':
      return isWithin(wonOn(past)) ? 'CLOSED' : null;
    case 'LOST':
      return null;
  }
}

function wonOn(past: readonly DealSpell[]): LocalDate | null {
  const isWon = (spell: DealSpell | undefined): boolean =>
    spell !== undefined && outcomeOf(spell.stage) === 'WON';
  const begun = past.findLast((spell, index) => {
    const before = past[index - 1];
    return isWon(spell) && !(isWon(before) && before?.to === spell.from);
  });
  return begun?.from ?? null;
}

/** Measures what may be won against what a target still lacks. */
export function coverageOf(sums: CoverageSums, target: CoverageTarget): Coverage {
  const { closedMinor, openMinor } = sums;
  const lacking = target.targetMinor - closedMinor;
  const remainingMinor = lacking > 0n ? lacking : 0n;
  const weightedMinor = rounded(sums.weighted);
  const ratio = remainingMinor === 0n ? null : fraction(weightedMinor, remainingMinor);
  return { ...target, closedMinor, remainingMinor, openMinor, weightedMinor, ratio };
}

function fraction(part: bigint, whole: bigint): string {
  const scaled = part * 10_000n;
  const quotient = scaled / whole;
  const rest = 2n * (scaled % whole);
  const isUp = rest > whole || (rest === whole && quotient % 2n === 1n);
  const digits = (isUp ? quotient + 1n : quotient).toString().padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
