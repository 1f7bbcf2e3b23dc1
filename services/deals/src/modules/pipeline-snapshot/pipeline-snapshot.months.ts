import { addMonths, endOfMonth, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';

/**
 * Gives the last days of the months of which a snapshot is due and missing, the earliest first.
 *
 * @param since the day on which the program first learned something about the partner.
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
