import { isLocalDate, type LocalDate } from '@channelgraph/core/calendar.ts';

/** A date format ready to read with. */
export interface DateFormat {
  readonly format: string;
  /** Gives the ISO date, or null when the text is not a date of this format. */
  parse(text: string): LocalDate | null;
}

/** The format cannot be used; the message says why. */
export class DateFormatError extends Error {
  override readonly name = 'DateFormatError';
}

const tokenPattern = /YYYY|YY|MMM|MM|M|DD|D/g;
const patterns: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<shortYear>\\d{2})',
  MMM: '(?<monthName>[A-Za-z]{3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
};
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Compiles a date format such as `DD-MM-YY`.
 *
 * @throws {@link DateFormatError} when a part of the date is missing or named twice, or when years have two
 * digits and no pivot says which century they belong to.
 */
export function compileDateFormat(format: string, twoDigitYearPivot: number | undefined): DateFormat {
  const tokens = format.match(tokenPattern) ?? [];
  const hasEachOnce = ['D', 'M', 'Y'].every(
    (kind) => tokens.filter((token) => token[0] === kind).length === 1,
  );
  if (!hasEachOnce) {
    throw new DateFormatError(
      `"${format}" must name the day, the month and the year once each, from D, DD, M, MM, MMM, YY and YYYY.`,
    );
  }
  const between = format.split(tokenPattern);
  if (between.some((text) => /[A-Za-z0-9]/.test(text))) {
    throw new DateFormatError(`"${format}" has letters or digits that are no part of a date.`);
  }
  if (tokens.some((token) => token === 'YY') && twoDigitYearPivot === undefined) {
    throw new DateFormatError(
      `"${format}" has two-digit years and no "twoDigitYearPivot" says which century they belong to.`,
    );
  }
  const source = tokens
    .map((token, index) => escape(between[index] ?? '') + (patterns[token] ?? ''))
    .join('');
  const expression = new RegExp(`^${source}${escape(between.at(-1) ?? '')}$`);
  return { format, parse: (text) => readDate(expression.exec(text)?.groups, twoDigitYearPivot ?? 0) };
}

function readDate(
  groups: Readonly<Record<string, string | undefined>> | undefined,
  pivot: number,
): LocalDate | null {
  if (!groups) return null;
  const month = groups.month ?? String(monthNames.indexOf((groups.monthName ?? '').toLowerCase()) + 1);
  const date = `${fullYear(groups, pivot)}-${month.padStart(2, '0')}-${(groups.day ?? '').padStart(2, '0')}`;
  return isLocalDate(date) ? date : null;
}

function fullYear(groups: Readonly<Record<string, string | undefined>>, pivot: number): string {
  if (groups.year !== undefined) return groups.year;
  const short = Number(groups.shortYear);
  return String((short < pivot ? 2000 : 1900) + short);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
