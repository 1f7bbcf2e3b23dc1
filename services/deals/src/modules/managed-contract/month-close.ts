import { addMonths, endOfMonth, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { earnedMrr, isEnded, stateOn } from './managed-contract.timeline.ts';
import type { ContractState } from './managed-contract.timeline.ts';

/** The recurring revenue of a contract at the end of a month that is over. */
export interface ClosedMonth {
  /** The first day of the month. */
  readonly month: LocalDate;
  readonly mrrMinor: bigint;
}

/**
 * Lists the months of a contract that are over and were not closed yet.
 *
 * @remarks From the month in which it first was active through the month in which it ended, suspended
 * months included with 0, so that the receiver sees a complete row of months. A month counts what the
 * contract earned on its last day.
 */
export function monthsToClose(
  states: readonly ContractState[],
  alreadyClosed: ReadonlySet<LocalDate>,
  today: LocalDate,
): readonly ClosedMonth[] {
  const first = states.find(({ status }) => status === 'ACTIVE');
  if (!first) return [];
  const end = states.findLast(({ status, setsStatus }) => setsStatus && isEnded(status));
  const ended = end && stateOn(states, today)?.status === end.status ? end.from : null;
  const months: ClosedMonth[] = [];
  let month = startOfMonth(first.from);
  while (endOfMonth(month) < today && (ended === null || month <= ended)) {
    if (!alreadyClosed.has(month)) months.push({ month, mrrMinor: earnedMrr(stateOn(states, endOfMonth(month))) });
    month = addMonths(month, 1);
  }
  return months;
}
