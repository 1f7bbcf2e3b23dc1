import { addMonths } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { MoneyFormatError, parseMoney } from '@channelgraph/core/money.ts';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import type { AmountInput } from '../../amounts.ts';

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

/** Reads a target in minor units. @throws BadUserInputError when it is not an amount of its currency, or negative. */
export function requireTarget({ amount, currency }: AmountInput): bigint {
  const minor = minorOf(amount, currency);
  if (minor < 0n) throw new BadUserInputError(`target is ${amount} ${currency}: it is at least 0.`);
  return minor;
}

function minorOf(amount: string, currency: string): bigint {
  try {
    return parseMoney(amount, currency).amountMinor;
  } catch (error) {
    if (error instanceof MoneyFormatError) throw new BadUserInputError(`target: ${error.message}`);
    throw error;
  }
}
