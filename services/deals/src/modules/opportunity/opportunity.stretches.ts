import { daysBetween } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { DealContent, HistoryEntry } from './opportunity.history.ts';
import type { OpportunityStage } from './opportunity.stages.ts';

/** The days from one change of the stage to the next; `to` is null for the present stage. */
export interface StageStretch {
  readonly from: LocalDate;
  readonly to: LocalDate | null;
  readonly stage: OpportunityStage;
  /** Until `to`, or until today's beginning for the present stage. */
  readonly days: number;
}

type StagedEntry = Pick<HistoryEntry, 'from' | 'to'> & { readonly content: Pick<DealContent, 'stage'> };

/** Gives how long a deal was in which stage, whatever else about it changed meanwhile. */
export function stageStretches(history: readonly StagedEntry[], today: LocalDate): readonly StageStretch[] {
  const stretches: StageStretch[] = [];
  for (const { from, to, content } of history) {
    const last = stretches.at(-1);
    const isSame = last?.stage === content.stage && last.to === from;
    const begun = isSame ? last.from : from;
    const next = { from: begun, to, stage: content.stage, days: daysIn(begun, to, today) };
    if (isSame) stretches[stretches.length - 1] = next;
    else stretches.push(next);
  }
  return stretches;
}

/** Counts the days of a stretch; one that lasts is counted until the day given. */
export function daysIn(from: LocalDate, to: LocalDate | null, today: LocalDate): number {
  return Math.max(0, daysBetween(from, to ?? today));
}

/**
 * Counts how often the expected close date of an open deal was put off, one more when the new date is later
 * than the last that was known; a date that was cleared in between hides nothing.
 */
export function pushesAfter(
  deal: { readonly closeDatePushCount: number; readonly history: readonly HistoryEntry[] },
  closeDate: LocalDate | null,
): number {
  const known = deal.history.findLast(({ content }) => content.closeDate !== null)?.content.closeDate ?? null;
  const isPushed = known !== null && closeDate !== null && closeDate > known;
  return deal.closeDatePushCount + (isPushed ? 1 : 0);
}
