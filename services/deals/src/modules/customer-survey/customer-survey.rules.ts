import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';

/** The answer to a survey, or that there is none yet. */
export interface SurveyAnswer {
  readonly sentOn: LocalDate | null;
  readonly respondedOn: LocalDate | null;
  readonly score: number | null;
  readonly comment: string | null;
}

/** The most characters of a comment. */
export const longestComment = 2000;

/** Adds an issue for each rule that the survey breaks. */
export function checkSurvey(
  survey: SurveyAnswer,
  { termStart, today }: { readonly termStart: LocalDate; readonly today: LocalDate },
  issues: IssueCollector,
): void {
  const { sentOn, respondedOn, score, comment } = survey;
  if (sentOn === null) issues.add(['sentOn'], 'REQUIRED', 'sentOn is required.', 'Fill in sentOn.');
  if (sentOn !== null && sentOn < termStart) {
    issues.add(['sentOn'], 'BEFORE_TERM', `The contract starts on ${termStart}.`, 'Correct the date.');
  }
  for (const field of ['sentOn', 'respondedOn'] as const) {
    if ((survey[field] ?? today) > today) {
      issues.add([field], 'FUTURE_DATE', `The day is after today, ${today}.`, 'Correct the date.');
    }
  }
  if (sentOn !== null && respondedOn !== null && respondedOn < sentOn) {
    issues.add(['respondedOn'], 'BEFORE_SENT', `The survey was sent on ${sentOn}.`, 'Correct the dates.');
  }
  if ((score === null) !== (respondedOn === null)) {
    const field = score === null ? 'score' : 'respondedOn';
    const message = 'An answer has a day and a score; a missing answer has neither.';
    issues.add([field], 'REQUIRED', message, `Fill in ${field}, or leave both out.`);
  }
  if (score !== null && (score < 1 || score > 5)) {
    issues.add(['score'], 'OUT_OF_RANGE', 'A score is 1 (bad) to 5 (good).', 'Correct the score.');
  }
  if ((comment ?? '') !== '' && respondedOn === null) {
    const message = 'A comment comes with an answer.';
    issues.add(['comment'], 'NOT_ANSWERED', message, 'Leave comment out, or fill in respondedOn and score.');
  }
  if ((comment ?? '').length > longestComment) {
    const message = `The comment has more than ${longestComment} characters.`;
    issues.add(['comment'], 'TOO_LONG', message, 'Shorten it.');
  }
}
