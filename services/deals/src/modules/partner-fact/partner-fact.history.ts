import { addDays, addMonths } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { earnedMrr, stateOn } from '../managed-contract/managed-contract.timeline.ts';
import type { ContractState } from '../managed-contract/managed-contract.timeline.ts';
import { graceDays } from '../pipeline/pipeline.renewal-windows.ts';
import type { PartnerRecords } from './partner-fact.records.ts';

/** A stretch of days in which a deal that the partner sourced was open, or was won. */
export interface DealStretch {
  readonly outcome: 'OPEN' | 'WON';
  readonly from: LocalDate;
  readonly to: LocalDate | null;
  /** One-time plus first-year recurring value, in the partner's currency. */
  readonly valueMinor: bigint;
  /** What of it is paid once. */
  readonly oneTimeMinor: bigint;
}

/** A count of seats in force from its day until the next. */
export interface SeatCount {
  readonly date: LocalDate;
  readonly billable: number;
  readonly isPartnerReported: boolean;
}

/** A managed contract as far as the facts need it. */
export interface ManagedHistory {
  readonly contractId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly seatUnit: string;
  readonly termEnd: LocalDate;
  readonly states: readonly ContractState[];
  /** In the order of their days; one per day. */
  readonly seatCounts: readonly SeatCount[];
  /** The day on which the outcome was decided; null while it is not. */
  readonly decidedOn: LocalDate | null;
  /** The contract that it renews; null for a new relationship. */
  readonly predecessorId: string | null;
}

/** All that a partner's facts are computed from. */
export interface PartnerHistory extends PartnerRecords {
  /** The currency of the figures; money in other currencies is left out. */
  readonly currency: string;
  /** The first day of the present enrolment; null while there is none. */
  readonly enrolledOn: LocalDate | null;
  readonly deals: readonly DealStretch[];
  readonly contracts: readonly ManagedHistory[];
}

/** What a customer is to a partner on a day. */
export interface CustomerState {
  readonly isActive: boolean;
  /** Whether the partner lost the customer to another partner by a transfer. */
  readonly isTransferred: boolean;
  readonly mrrMinor: bigint;
  /** The sum of all price changes until the day. */
  readonly priceChangesMinor: bigint;
}

/** The state of a customer before anything is known. */
export const noCustomer: CustomerState = {
  isActive: false,
  isTransferred: false,
  mrrMinor: 0n,
  priceChangesMinor: 0n,
};

/** Gives what a customer is on a day, from all contracts the partner has with it. */
export function customerOn(
  contracts: readonly ManagedHistory[],
  currency: string,
  day: LocalDate,
): CustomerState {
  let isActive = false;
  let wasTransferred = false;
  let mrrMinor = 0n;
  let priceChangesMinor = 0n;
  for (const contract of contracts) {
    const state = stateOn(contract.states, day);
    isActive ||= state?.status === 'ACTIVE';
    wasTransferred ||= state?.status === 'TRANSFERRED';
    if (contract.currency !== currency) continue;
    mrrMinor += earnedMrr(state);
    priceChangesMinor += priceChanges(contract.states, day);
  }
  return { isActive, isTransferred: wasTransferred && !isActive, mrrMinor, priceChangesMinor };
}

/** What one customer adds to the retention figures, from its state when the window opened and now. */
export function retentionOf(base: CustomerState, now: CustomerState) {
  const isInBase = base.isActive && !now.isTransferred;
  if (!isInBase) return { baseCustomers: 0, keptCustomers: 0, baseMrr: 0n, grossMrr: 0n, netMrr: 0n };
  const scope = now.mrrMinor - (now.priceChangesMinor - base.priceChangesMinor);
  const kept = now.isActive && scope > 0n ? scope : 0n;
  return {
    baseCustomers: 1,
    keptCustomers: now.isActive ? 1 : 0,
    baseMrr: base.mrrMinor,
    grossMrr: kept < base.mrrMinor ? kept : base.mrrMinor,
    netMrr: now.mrrMinor,
  };
}

/** The seats of a contract on a day: the last count, or what was contracted while there is none. */
export interface SeatState {
  readonly isActive: boolean;
  /** Whether another partner has taken the contract over; its seats are no loss of this one then. */
  readonly isTransferred: boolean;
  readonly seats: number;
  readonly mrrMinor: bigint;
  readonly isPartnerReported: boolean;
}

/** The seats of a contract before it began. */
export const noSeats: SeatState = {
  isActive: false,
  isTransferred: false,
  seats: 0,
  mrrMinor: 0n,
  isPartnerReported: false,
};

/** Gives the seats of a contract on a day; a contract that is not active has none. */
export function seatsOn({ states, seatCounts }: ManagedHistory, day: LocalDate): SeatState {
  const state = stateOn(states, day);
  if (state?.status !== 'ACTIVE') return { ...noSeats, isTransferred: state?.status === 'TRANSFERRED' };
  const count = seatCounts.findLast(({ date }) => date <= day);
  return {
    isActive: true,
    isTransferred: false,
    seats: count?.billable ?? state.contractedSeats,
    mrrMinor: state.mrrMinor,
    isPartnerReported: count?.isPartnerReported ?? false,
  };
}

/** How the renewal of a contract stands on a day. */
export type RenewalStanding = 'NONE' | 'RENEWED' | 'LOST' | 'LAPSED' | 'PENDING';

/** Gives the standing of a contract's renewal on a day, once its original term has ended. */
export function renewalOn(contract: ManagedHistory, day: LocalDate): RenewalStanding {
  const { termEnd, states, decidedOn } = contract;
  if (day < termEnd || !states.some(({ status, from }) => status === 'ACTIVE' && from <= day)) return 'NONE';
  const final = states.at(-1)?.status;
  if (final === 'TRANSFERRED') return 'NONE';
  if (decidedOn !== null && decidedOn <= day) {
    if (final === 'ENDED_RENEWED') return 'RENEWED';
    if (final === 'ENDED_CHURNED' || final === 'TERMINATED_EARLY') return 'LOST';
  }
  return day > addDays(termEnd, graceDays) ? 'LAPSED' : 'PENDING';
}

/** What ends with a contract's term and what goes on, per month. */
export interface RenewalValue {
  readonly endingMinor: bigint;
  /** What the successor earns of it; nothing of a contract that was lost, never more than what ended. */
  readonly keptMinor: bigint;
}

/** Gives what ended with a contract's term and what its successor kept; nothing in another currency. */
export function renewalValueOf(
  contract: ManagedHistory,
  successor: ManagedHistory | undefined,
  currency: string,
): RenewalValue {
  if (contract.currency !== currency) return { endingMinor: 0n, keptMinor: 0n };
  const ending =
    contract.states.findLast(({ status, from }) => status === 'ACTIVE' && from < contract.termEnd) ??
    contract.states.findLast(({ status }) => status === 'ACTIVE');
  const endingMinor = ending?.mrrMinor ?? 0n;
  const renewed = successor?.currency === currency ? (successor.states[0]?.mrrMinor ?? 0n) : 0n;
  return { endingMinor, keptMinor: renewed < endingMinor ? renewed : endingMinor };
}

/** Finds the first day whose day so many months before is not earlier than the given one: the day on which the given one leaves a trailing window. */
export function leavesWindow(day: LocalDate, months: number): LocalDate {
  let candidate = addMonths(day, months);
  while (addMonths(candidate, -months) < day) candidate = addDays(candidate, 1);
  return candidate;
}

function priceChanges(states: readonly ContractState[], day: LocalDate): bigint {
  let sum = 0n;
  let before = 0n;
  for (const state of states) {
    if (state.from > day) break;
    const earned = earnedMrr(state);
    if (state.isPriceChange && before > 0n && earned > 0n) sum += earned - before;
    before = earned;
  }
  return sum;
}
