import { addDays, fromLocalDate, instantOf, todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';

/** A stretch of working time of a day in local time, `HH:MM`; `24:00` is the end of the day. */
export interface WorkingHours {
  readonly from: string;
  readonly to: string;
}

/** When somebody works: hours by weekday, in a time zone, except on holidays. */
export interface BusinessCalendar {
  readonly timeZone: string;
  /** Seven lists, Monday first; the stretches of a day neither overlap nor go backwards. */
  readonly week: readonly (readonly WorkingHours[])[];
  readonly holidays: readonly LocalDate[];
}

const minuteMs = 60_000;
// Longer than any holidays: a calendar that does not open within it never does.
const longestSearchDays = 3660;

/**
 * Gives the instant at which a number of working minutes has passed since another.
 *
 * @remarks Minutes are counted as they pass, so that a day on which clocks are put forward is shorter.
 * @throws RangeError for a negative number, and when the calendar does not open for ten years.
 */
export function addBusinessMinutes(calendar: BusinessCalendar, since: Date, minutes: number): Date {
  if (minutes < 0) throw new RangeError('Working time does not run backwards.');
  let leftMs = minutes * minuteMs;
  if (leftMs === 0) return since;
  for (const { from, to } of workingTime(calendar, since.getTime())) {
    if (leftMs <= to - from) return new Date(from + leftMs);
    leftMs -= to - from;
  }
  throw new RangeError('The business calendar does not open.');
}

/** Counts the whole working minutes between two instants; 0 when the second is not later. */
export function businessMinutesBetween(calendar: BusinessCalendar, since: Date, until: Date): number {
  const end = until.getTime();
  let sumMs = 0;
  for (const { from, to } of workingTime(calendar, since.getTime(), end)) {
    if (from >= end) break;
    sumMs += Math.min(to, end) - from;
  }
  return Math.floor(sumMs / minuteMs);
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Lists the stretches of working time from an instant on, in order, as epoch milliseconds. */
function* workingTime(calendar: BusinessCalendar, since: number, until = Infinity): Generator<Stretch> {
  const { timeZone, week } = calendar;
  const holidays = new Set(calendar.holidays);
  let day = todayIn(new Date(since), timeZone);
  for (let count = 0; count < longestSearchDays; count += 1, day = addDays(day, 1)) {
    if (instantOf(day, '00:00', timeZone).getTime() >= until) return;
    if (holidays.has(day)) continue;
    for (const hours of week[weekdayOf(day)] ?? []) {
      const from = Math.max(instantOf(day, hours.from, timeZone).getTime(), since);
      const to = instantOf(day, hours.to, timeZone).getTime();
      if (from < to) yield { from, to };
    }
  }
}

/** 0 for Monday to 6 for Sunday. */
function weekdayOf(day: LocalDate): number {
  return (fromLocalDate(day).getUTCDay() + 6) % 7;
}
