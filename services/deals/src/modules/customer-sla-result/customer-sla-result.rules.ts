import { startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';

/** The counts of one row of `customerSlaResultRecordMany`. */
export interface SlaCounts {
  readonly month: LocalDate;
  readonly severity: number;
  readonly metCount: number;
  readonly breachedCount: number;
  readonly openBreachedCount: number;
}

/** No partner concludes more cases for one customer in a month; a larger number is a mistake. */
const mostCases = 1_000_000;

/** Adds an issue for each rule that the counts break, other than those about the month. */
export function checkSlaCounts(counts: SlaCounts, issues: IssueCollector): void {
  const { severity, breachedCount, openBreachedCount } = counts;
  if (severity < 1 || severity > 4) {
    issues.add(['severity'], 'OUT_OF_RANGE', 'A severity is 1 (worst) to 4.', 'Correct the severity.');
  }
  for (const field of ['metCount', 'breachedCount', 'openBreachedCount'] as const) {
    if (counts[field] < 0) {
      issues.add([field], 'NEGATIVE_NUMBER', 'A count cannot be negative.', 'Send 0 or more.');
    }
    if (counts[field] > mostCases) {
      issues.add(
        [field],
        'OUT_OF_RANGE',
        `More than ${mostCases} cases are no count.`,
        'Correct the number.',
      );
    }
  }
  if (openBreachedCount > breachedCount) {
    issues.add(
      ['openBreachedCount'],
      'MORE_OPEN_THAN_BREACHED',
      `${openBreachedCount} are open and too late, but only ${breachedCount} are too late at all.`,
      'Count the open ones among the breached ones too.',
    );
  }
}

/** Adds an issue unless the month is written by its first day, has begun, and is one in which the contract was in force. */
export function checkSlaMonth(
  month: LocalDate,
  { termStart, today }: { readonly termStart: LocalDate; readonly today: LocalDate },
  issues: IssueCollector,
): void {
  if (month !== startOfMonth(month)) {
    const remedy = `Send ${startOfMonth(month)}.`;
    issues.add(['month'], 'NOT_A_MONTH', 'A month is written by its first day.', remedy);
  }
  if (month > startOfMonth(today)) {
    issues.add(['month'], 'FUTURE_DATE', `The month begins after today, ${today}.`, 'Correct the month.');
  }
  if (startOfMonth(month) < startOfMonth(termStart)) {
    issues.add(['month'], 'BEFORE_TERM', `The contract starts on ${termStart}.`, 'Correct the month.');
  }
}
