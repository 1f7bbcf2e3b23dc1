import { addDays, addMonths, endOfMonth, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';

/**
 * Gives the last days of the months of which a snapshot is due and missing, the earliest first.
 *
 * @param since the day on which the program first learned something about whom it is about.
 */
export function missingMonthEnds(
  since: LocalDate,
  today: LocalDate,
  taken: ReadonlySet<LocalDate>,
): readonly LocalDate[] {
  const missing: LocalDate[] = [];
  for (let month = startOfMonth(since); endOfMonth(month) < today; month = addMonths(month, 1)) {
    const last = endOfMonth(month);
    if (!taken.has(last)) missing.push(last);
  }
  return missing;
}

/**
 * Gives the first day of which a portfolio is kept: who belonged to it in earlier months was not noted.
 *
 * @param first the day on which the program first learned something about its partners.
 */
export function portfolioSince(first: LocalDate, today: LocalDate, taken: ReadonlySet<LocalDate>): LocalDate {
  const latest = [...taken].sort().at(-1);
  const since = latest === undefined ? addMonths(startOfMonth(today), -1) : addDays(latest, 1);
  return first > since ? first : since;
}
