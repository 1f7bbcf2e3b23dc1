import type { LocalDate } from '@channelgraph/core/calendar.ts';

/**
 * The day from which the first known state of something is taken to hold.
 *
 * @remarks What a partner or a person was before we first heard of them is unknown; the first thing heard
 * is the best answer for the days before, and imported awards need one.
 */
export const longAgo: LocalDate = '1900-01-01';

/** What to do with a history when the state changes on a day. */
export type PeriodChange =
  | { readonly kind: 'KEEP' }
  /** Opens a period on the day, after closing the present one, if any, on the same day. */
  | { readonly kind: 'OPEN'; readonly from: LocalDate }
  /** Replaces the present period, which began on this day too (or later, on a clock set back). */
  | { readonly kind: 'REPLACE'; readonly from: LocalDate };

/** Decides how a history of half-open periods takes in a new state. */
export function periodChange<State>(
  present: { readonly from: LocalDate; readonly state: State } | null,
  state: State,
  day: LocalDate,
): PeriodChange {
  if (present === null) return { kind: 'OPEN', from: longAgo };
  if (JSON.stringify(present.state) === JSON.stringify(state)) return { kind: 'KEEP' };
  return present.from < day ? { kind: 'OPEN', from: day } : { kind: 'REPLACE', from: present.from };
}
