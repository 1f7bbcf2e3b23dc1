import { Temporal } from 'temporal-polyfill';

/**
 * A calendar date `YYYY-MM-DD` without time or zone.
 *
 * @remarks A text, because it travels unchanged through JSON, SQL and events and compares with `<`.
 */
export type LocalDate = string;

/** A half-open window of dates `[from, to)`: `to` is the first day outside. */
export interface DateWindow {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

const shape = /^\d{4}-\d{2}-\d{2}$/;

/** Tells whether the text is an existing calendar date in the form `YYYY-MM-DD`. */
export function isLocalDate(text: string): text is LocalDate {
  if (!shape.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Reads a calendar date. @throws RangeError when the text is none. */
export function parseLocalDate(text: string): LocalDate {
  if (!isLocalDate(text)) throw new RangeError(`"${text}" is not a date such as 2026-10-15.`);
  return text;
}

/** Turns a date into the UTC midnight that the database driver stores as a calendar date. */
export function fromLocalDate(date: LocalDate): Date {
  return new Date(`${date}T00:00:00.000Z`);
}

/** Reads the calendar date that the database driver hands over as UTC midnight. */
export function toLocalDate(date: Date): LocalDate {
  return date.toISOString().slice(0, 10);
}

const dayMs = 86_400_000;

/** Adds whole days (negative: subtracts). */
export function addDays(date: LocalDate, days: number): LocalDate {
  return toLocalDate(new Date(fromLocalDate(date).getTime() + days * dayMs));
}

/** Counts the days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: LocalDate, b: LocalDate): number {
  return Math.round((fromLocalDate(b).getTime() - fromLocalDate(a).getTime()) / dayMs);
}

/** Counts whole local days from today until the date; 0 on the day, negative after it. */
export function daysUntil(date: LocalDate, today: LocalDate): number {
  return daysBetween(today, date);
}

/** Adds calendar months, clamped to the month's end: 31 January + 1 month is the last of February. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  return Temporal.PlainDate.from(date).add({ months }).toString();
}

/** Counts the whole calendar months from `a` to `b`. */
export function monthsBetween(a: LocalDate, b: LocalDate): number {
  return Temporal.PlainDate.from(a).until(Temporal.PlainDate.from(b), { largestUnit: 'month' }).months;
}

/** Gives the first day of the date's month. */
export function startOfMonth(date: LocalDate): LocalDate {
  return `${date.slice(0, 8)}01`;
}

/** Gives the last day of the date's month. */
export function endOfMonth(date: LocalDate): LocalDate {
  return addDays(addMonths(startOfMonth(date), 1), -1);
}

/** Gives the first day of the date's calendar quarter. */
export function startOfQuarter(date: LocalDate): LocalDate {
  const month = Math.floor((Number(date.slice(5, 7)) - 1) / 3) * 3 + 1;
  return `${date.slice(0, 5)}${String(month).padStart(2, '0')}-01`;
}

/** Gives the date that an instant falls on in an IANA time zone. */
export function todayIn(instant: Date, timeZone: string): LocalDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

/** Gives the instant at which the date ends in the zone: the start of the next day, whatever DST does. */
export function endOfDay(date: LocalDate, timeZone: string): Date {
  const next = Temporal.PlainDate.from(date).add({ days: 1 });
  return new Date(next.toZonedDateTime(timeZone).epochMilliseconds);
}

/**
 * Gives the instant at which clocks in the zone show a time of a date, `HH:MM`; `24:00` is the end of the date.
 *
 * @remarks A time that clocks skip is the moment of the skip; of one that they show twice, it is the first.
 */
export function instantOf(date: LocalDate, time: string, timeZone: string): Date {
  if (time === '24:00') return endOfDay(date, timeZone);
  const local = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
  const zoned = local.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  if (zoned.toPlainDateTime().equals(local)) return new Date(zoned.epochMilliseconds);
  // What comes out may be the skip itself, which is not before itself.
  const skip = zoned.add({ nanoseconds: 1 }).getTimeZoneTransition('previous') ?? zoned;
  return new Date(skip.epochMilliseconds);
}

/** Tells whether the text names an IANA time zone that this runtime knows. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** Tells whether the window holds the date. */
export function contains(window: DateWindow, date: LocalDate): boolean {
  return window.from <= date && date < window.to;
}

/** Tells whether two windows share a day; windows that only touch do not. */
export function overlaps(a: DateWindow, b: DateWindow): boolean {
  return a.from < b.to && b.from < a.to;
}
