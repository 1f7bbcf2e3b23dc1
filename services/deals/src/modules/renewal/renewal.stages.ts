import { addDays } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { decisionWindowDays, graceDays } from '../pipeline/pipeline.renewal-windows.ts';

/** The stages of a renewal in the order in which it passes them; the last three decide it. */
export const renewalStages = [
  'UPCOMING',
  'IN_WINDOW',
  'ENGAGED',
  'QUOTED',
  'COMMITTED',
  'RENEWED',
  'LOST',
  'LAPSED',
] as const;
export type RenewalStage = (typeof renewalStages)[number];

/** The states of health, best first. */
export const renewalHealths = ['GREEN', 'AMBER', 'RED'] as const;
export type RenewalHealth = (typeof renewalHealths)[number];

/** Tells whether a stage leaves the renewal undecided. */
export function isOpenStage(stage: RenewalStage): boolean {
  return stage !== 'RENEWED' && stage !== 'LOST' && stage !== 'LAPSED';
}

/** The days of a renewal that follow from its contract. */
export interface RenewalDays {
  /** The first day on which the customer decides. */
  readonly windowOpensOn: LocalDate;
  /** The latest day on which notice can be given. */
  readonly noticeDeadline: LocalDate;
  /** The last day on which work on it can begin in time. */
  readonly latestSafeStart: LocalDate;
}

/** Derives the days of a renewal; its playbook takes `leadDays` days before notice must be given. */
export function renewalDays(
  { termEnd, noticeDays }: { readonly termEnd: LocalDate; readonly noticeDays: number },
  leadDays: number,
): RenewalDays {
  const windowOpensOn = addDays(termEnd, -decisionWindowDays);
  const noticeDeadline = addDays(termEnd, -noticeDays);
  const latestStart = addDays(noticeDeadline, -leadDays);
  return {
    windowOpensOn,
    noticeDeadline,
    latestSafeStart: latestStart < windowOpensOn ? latestStart : windowOpensOn,
  };
}

/** Gives the first day on which an undecided renewal has lapsed. */
export function lapsesOn(termEnd: LocalDate): LocalDate {
  return addDays(termEnd, graceDays + 1);
}

/** Gives the stage that a stored renewal is in on a day, whether or not a job has seen it. */
export function stageOn(
  renewal: {
    readonly stage: RenewalStage;
    readonly termEnd: LocalDate;
    readonly windowOpensOn: LocalDate;
    readonly voidedOn: LocalDate | null;
  },
  day: LocalDate,
): RenewalStage {
  if (renewal.voidedOn !== null || !isOpenStage(renewal.stage)) return renewal.stage;
  if (lapsesOn(renewal.termEnd) <= day) return 'LAPSED';
  return renewal.stage === 'UPCOMING' && renewal.windowOpensOn <= day ? 'IN_WINDOW' : renewal.stage;
}

/** Tells whether only the clock has ended a stored renewal: it lapsed, and no job has said so yet. */
export function isLapsedByClock(renewal: Parameters<typeof stageOn>[0], day: LocalDate): boolean {
  return renewal.stage !== 'LAPSED' && stageOn(renewal, day) === 'LAPSED';
}
