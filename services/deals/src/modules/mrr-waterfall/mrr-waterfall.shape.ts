import { addMonths, endOfMonth, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { mrrKinds } from '../mrr-movement/mrr-movement.derive.ts';
import type { MrrKind } from '../mrr-movement/mrr-movement.derive.ts';

/** All movements of one kind, month and currency. */
export interface MovementSum {
  readonly currency: string;
  /** The first day of the month. */
  readonly month: LocalDate;
  readonly kind: MrrKind;
  readonly amountMinor: bigint;
  readonly movementCount: number;
}

/** What a kind of movement added or took away. */
export interface MrrStep {
  readonly kind: MrrKind;
  readonly amountMinor: bigint;
  readonly movementCount: number;
}

/** One month of a waterfall: opening revenue plus the steps is closing revenue. */
export interface MrrMonth {
  readonly month: LocalDate;
  readonly openingMinor: bigint;
  readonly steps: readonly MrrStep[];
  readonly closingMinor: bigint;
  /** What customers began or took more of: NEW, REACTIVATION and EXPANSION. */
  readonly grossNewMinor: bigint;
  /** All steps together. */
  readonly netMinor: bigint;
  /** Whether revenue shrank although new revenue came. */
  readonly isDistressed: boolean;
}

/** A waterfall in one currency, as a whole and by month. */
export interface MrrLine extends Omit<MrrMonth, 'month'> {
  readonly currency: string;
  readonly months: readonly MrrMonth[];
}

/** The days between whose ends a waterfall lies. */
export interface MrrPeriod {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** Shapes the revenue at the opening day and the movements after it into waterfalls, one per currency. */
export function shapeMrrWaterfall(
  openings: ReadonlyMap<string, bigint>,
  sums: readonly MovementSum[],
  period: MrrPeriod,
): readonly MrrLine[] {
  const byCurrency = Map.groupBy(sums, ({ currency }) => currency);
  const months = monthsOf(period);
  return [...new Set([...openings.keys(), ...byCurrency.keys()])].sort().map((currency) => {
    const own = byCurrency.get(currency) ?? [];
    const opening = openings.get(currency) ?? 0n;
    let running = opening;
    const rows = months.map((month) => {
      const row = rowOf(
        running,
        own.filter((sum) => sum.month === month),
      );
      running = row.closingMinor;
      return { month, ...row };
    });
    return { currency, months: rows, ...rowOf(opening, own) };
  });
}

/** Gives the first days of the months that a period touches: it begins with the day after `from`. */
function monthsOf({ from, to }: MrrPeriod): LocalDate[] {
  const months: LocalDate[] = [];
  const first = endOfMonth(from) === from ? addMonths(startOfMonth(from), 1) : startOfMonth(from);
  for (let month = first; month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}

function rowOf(openingMinor: bigint, sums: readonly MovementSum[]): Omit<MrrMonth, 'month'> {
  const steps = mrrKinds.map((kind) =>
    stepOf(
      kind,
      sums.filter((sum) => sum.kind === kind),
    ),
  );
  const amountOf = (...kinds: readonly MrrKind[]): bigint =>
    steps.filter(({ kind }) => kinds.includes(kind)).reduce((sum, step) => sum + step.amountMinor, 0n);
  const grossNewMinor = amountOf('NEW', 'REACTIVATION', 'EXPANSION');
  const netMinor = amountOf(...mrrKinds);
  return {
    openingMinor,
    steps,
    closingMinor: openingMinor + netMinor,
    grossNewMinor,
    netMinor,
    isDistressed: grossNewMinor > 0n && netMinor < 0n,
  };
}

function stepOf(kind: MrrKind, sums: readonly MovementSum[]): MrrStep {
  return {
    kind,
    amountMinor: sums.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    movementCount: sums.reduce((sum, { movementCount }) => sum + movementCount, 0),
  };
}
