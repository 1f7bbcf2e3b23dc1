import { addMonths, endOfMonth, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { earnedMrr, isEnded, stateOn } from '../managed-contract/managed-contract.timeline.ts';
import type { ContractState } from '../managed-contract/managed-contract.timeline.ts';

/** The recurring revenue of a contract at the end of a month that is over. */
export interface ClosedMonth {
  /** The first day of the month. */
  readonly month: LocalDate;
  readonly mrrMinor: bigint;
}

/**
 * Lists the months of a contract that are over and were not told yet, or were told otherwise.
 *
 * @remarks From the month in which it first was active through the month in which it ended, suspended
 * months included with 0, so that the receiver sees a complete row of months. A month counts what the
 * contract earned on its last day. A month told before that a correction left without the contract is
 * told as 0.
 */
export function monthsToClose(
  states: readonly ContractState[],
  told: ReadonlyMap<LocalDate, bigint>,
  today: LocalDate,
): readonly ClosedMonth[] {
  const months = closedMonths(states, today);
  const current = new Set(months.map(({ month }) => month));
  const vanished = [...told.keys()]
    .filter((month) => !current.has(month))
    .map((month) => ({ month, mrrMinor: 0n }));
  return [...months, ...vanished]
    .filter(({ month, mrrMinor }) => told.get(month) !== mrrMinor)
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}

function closedMonths(states: readonly ContractState[], today: LocalDate): ClosedMonth[] {
  const first = states.find(({ status }) => status === 'ACTIVE');
  if (!first) return [];
  const end = states.find(({ status, setsStatus }) => setsStatus && isEnded(status));
  const last = end && end.from <= today ? end.from : today;
  const months: ClosedMonth[] = [];
  for (
    let month = startOfMonth(first.from);
    month <= last && endOfMonth(month) < today;
    month = addMonths(month, 1)
  ) {
    months.push({ month, mrrMinor: earnedMrr(stateOn(states, endOfMonth(month))) });
  }
  return months;
}
