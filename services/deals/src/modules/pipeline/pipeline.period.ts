import { addMonths } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';

const longestYears = 10;

/** Checks the two days of a waterfall. @throws BadUserInputError when they are in the wrong order or too far apart. */
export function requirePeriod({ from, to }: { readonly from: LocalDate; readonly to: LocalDate }): void {
  if (from >= to) throw new BadUserInputError(`from is ${from}, to is ${to}: to must be a later day.`);
  if (addMonths(from, 12 * longestYears) < to) {
    throw new BadUserInputError(`${from} to ${to} is more than ${longestYears} years: ask for less.`);
  }
}

/** Checks a window of close dates. @throws BadUserInputError when it is empty. */
export function requireCloseWindow(window: {
  readonly closesFrom: LocalDate | null;
  readonly closesBefore: LocalDate | null;
}): void {
  const { closesFrom, closesBefore } = window;
  if (closesFrom === null || closesBefore === null || closesFrom < closesBefore) return;
  throw new BadUserInputError(
    `closesFrom is ${closesFrom}, closesBefore is ${closesBefore}: no day lies in that window.`,
  );
}
