import { addDays, daysUntil } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import {
  decisionWindowDays,
  isInDecisionWindow,
  renewalWindowOf,
} from '../pipeline/pipeline.renewal-windows.ts';
import type { RenewalWindow } from '../pipeline/pipeline.renewal-windows.ts';
import { isEnded } from './managed-contract.timeline.ts';
import type { ContractStatus } from './managed-contract.timeline.ts';

/** What decides the status that a contract shows on a day. */
export interface DecidedStatus {
  readonly status: ContractStatus;
  readonly endedOn: LocalDate | null;
  readonly termStart: LocalDate;
}

/** Gives the status on a day: an end decided for a later day has not happened yet, and nothing is active before its term. */
export function statusOn({ status, endedOn, termStart }: DecidedStatus, day: LocalDate): ContractStatus {
  if (isEnded(status) && endedOn !== null && day < endedOn) return day < termStart ? 'DRAFT' : 'ACTIVE';
  return status === 'ACTIVE' && day < termStart ? 'DRAFT' : status;
}

/** The days around the end of a term, seen from today. */
export interface RenewalDates {
  readonly daysUntilTermEnd: number;
  /** Null when the renewal is decided, or has lapsed. */
  readonly renewalWindow: RenewalWindow | null;
  readonly isInDecisionWindow: boolean;
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
    noticeDeadline: addDays(contract.termEnd, -contract.noticeDays),
    renewalWindowOpensOn: addDays(contract.termEnd, -decisionWindowDays),
  };
}
