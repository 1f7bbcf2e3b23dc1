import { addDays, daysUntil } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import {
  decisionWindowDays,
  graceDays,
  isInDecisionWindow,
  renewalWindowOf,
} from '../pipeline/pipeline.renewal-windows.ts';
import type { RenewalWindow } from '../pipeline/pipeline.renewal-windows.ts';
import { stateOn } from './managed-contract.timeline.ts';
import type { ContractState, ContractStatus } from './managed-contract.timeline.ts';

/** Gives the status on a day: what is decided for a later day has not happened yet, and nothing is active before its term. */
export function statusOn(states: readonly ContractState[], day: LocalDate): ContractStatus {
  return stateOn(states, day)?.status ?? 'DRAFT';
}

/** Gives the first of the days on which the status of a day has held without a break; null for a draft. */
export function statusSince(states: readonly ContractState[], day: LocalDate): LocalDate | null {
  const begun = states.filter(({ from }) => from <= day);
  const status = begun.at(-1)?.status;
  const before = begun.findLastIndex((state) => state.status !== status);
  return begun[before + 1]?.from ?? null;
}

/** The days around the end of a term, seen from today. */
export interface RenewalDates {
  readonly daysUntilTermEnd: number;
  /** Null when the renewal is decided, or has lapsed. */
  readonly renewalWindow: RenewalWindow | null;
  readonly isInDecisionWindow: boolean;
  /** Whether the days in which it could still be decided in time are over. */
  readonly isLapsed: boolean;
  /** The latest day on which notice can be given. */
  readonly noticeDeadline: LocalDate;
  /** The day on which the decision window opens. */
  readonly renewalWindowOpensOn: LocalDate;
}

/** Derives the days around the end of a term. */
export function renewalDates(
  contract: { readonly termEnd: LocalDate; readonly noticeDays: number; readonly isUndecided: boolean },
  today: LocalDate,
): RenewalDates {
  const days = daysUntil(contract.termEnd, today);
  return {
    daysUntilTermEnd: days,
    renewalWindow: contract.isUndecided ? renewalWindowOf(days) : null,
    isInDecisionWindow: contract.isUndecided && isInDecisionWindow(days),
    isLapsed: contract.isUndecided && days < -graceDays,
    noticeDeadline: addDays(contract.termEnd, -contract.noticeDays),
    renewalWindowOpensOn: addDays(contract.termEnd, -decisionWindowDays),
  };
}
