import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { ContractStatus } from './managed-contract.timeline.ts';

/** What a contract covers: whom, by whom, with what, and when. */
export interface ContractScope {
  readonly id: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly productLineIds: readonly string[];
  readonly status: ContractStatus;
  readonly termStart: LocalDate;
  readonly termEnd: LocalDate;
  readonly endedOn: LocalDate | null;
  readonly predecessorId: string | null;
}

/** Gives the first day on which a contract no longer covers its scope: its end, or that of its term while it has none. */
export function coversUntil({ endedOn, termEnd }: Pick<ContractScope, 'endedOn' | 'termEnd'>): LocalDate {
  return endedOn ?? termEnd;
}

/**
 * Tells whether two contracts would earn twice for the same: one partner, one customer, a shared product
 * line and a shared day, or a successor that begins before its predecessor has ended.
 *
 * @remarks A draft binds nobody; it is judged once it is to be put in force. Windows may touch.
 */
export function overlap(a: ContractScope, b: ContractScope): boolean {
  if (a.id === b.id || a.partnerId !== b.partnerId || a.customerId !== b.customerId) return false;
  if (b.status === 'DRAFT') return false;
  const isShared =
    a.productLineIds.some((line) => b.productLineIds.includes(line)) ||
    a.predecessorId === b.id ||
    b.predecessorId === a.id;
  return isShared && haveSharedDay(a, b);
}

/** Tells whether a change makes a contract cover what it did not cover before. */
export function widens(before: ContractScope | null, after: ContractScope): boolean {
  if (!before || before.status === 'DRAFT' || before.customerId !== after.customerId) return true;
  const isLonger = after.termStart < before.termStart || coversUntil(after) > coversUntil(before);
  return isLonger || after.productLineIds.some((line) => !before.productLineIds.includes(line));
}

function haveSharedDay(a: ContractScope, b: ContractScope): boolean {
  const from = a.termStart > b.termStart ? a.termStart : b.termStart;
  const to = coversUntil(a) < coversUntil(b) ? coversUntil(a) : coversUntil(b);
  return from < to;
}
