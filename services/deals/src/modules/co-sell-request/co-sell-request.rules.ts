import { addDays, endOfDay } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { CoSellPolicy } from './co-sell-request.policy.ts';

/** What help is asked for. */
export const coSellKinds = [
  'INITIAL_DEPLOYMENT',
  'AT_RISK_RENEWAL',
  'ENGINEERING',
  'CO_DELIVERY',
  'EXECUTIVE',
] as const;
export type CoSellKind = (typeof coSellKinds)[number];

/** What a request may be about. */
export type CoSellSubjectType = 'Opportunity' | 'ManagedContract' | 'Renewal';

/** The subjects by the field of the input that names them. */
export const subjectFields = {
  opportunity: 'Opportunity',
  contract: 'ManagedContract',
  renewalId: 'Renewal',
} as const satisfies Readonly<Record<string, CoSellSubjectType>>;
export type SubjectField = keyof typeof subjectFields;

const subjectsOf: Readonly<Record<CoSellKind, readonly CoSellSubjectType[]>> = {
  INITIAL_DEPLOYMENT: ['Opportunity', 'ManagedContract'],
  AT_RISK_RENEWAL: ['Renewal'],
  ENGINEERING: ['Opportunity', 'ManagedContract', 'Renewal'],
  CO_DELIVERY: ['Opportunity', 'ManagedContract'],
  EXECUTIVE: ['Opportunity', 'ManagedContract', 'Renewal'],
};

/** The most characters of a text that people write. */
export const longestText = 2000;

/** Gives the field that names what a request is about; null, with issues, unless exactly one does. */
export function readSubject(
  kind: CoSellKind,
  named: readonly SubjectField[],
  issues: IssueCollector,
): SubjectField | null {
  const [field, ...others] = named;
  const allowed = subjectsOf[kind].join(', ');
  if (field === undefined) {
    const message = `A request is about one thing; one of the kind ${kind} about one of ${allowed}.`;
    issues.add(['opportunity'], 'REQUIRED', message, 'Name what it is about.');
    return null;
  }
  for (const other of others) {
    issues.add([other], 'ONE_SUBJECT', `The request is about ${field} already.`, 'Ask once for each.');
  }
  if (subjectsOf[kind].includes(subjectFields[field])) return others.length === 0 ? field : null;
  const message = `${kind} is asked for about one of ${allowed}.`;
  issues.add([field], 'WRONG_SUBJECT', message, 'Choose another kind, or name another subject.');
  return null;
}

/** Reads what the vendor is asked to do. */
export function readHelp(text: string, issues: IssueCollector): string {
  const help = text.trim();
  if (help === '' || help.length > longestText) {
    const message = `What is asked for has 1 to ${longestText} characters.`;
    issues.add(['requestedHelp'], 'LENGTH', message, 'Say it in a few sentences.');
  }
  return help;
}

/** Reads what somebody says with a step; null for nothing. */
export function readNote(
  text: string | null | undefined,
  { field, isRequired }: { readonly field: 'note' | 'reason'; readonly isRequired: boolean },
  issues: IssueCollector,
): string | null {
  const note = text?.trim() ?? '';
  if (note.length > longestText || (isRequired && note === '')) {
    const message = `The ${field} has ${isRequired ? 1 : 0} to ${longestText} characters.`;
    issues.add([field], 'LENGTH', message, 'Say it in a few sentences.');
  }
  return note === '' ? null : note;
}

/** Refuses a day by which help is needed that is over, or too far away to be meant. */
export function checkNeededBy(neededBy: LocalDate | null, today: LocalDate, issues: IssueCollector): void {
  const latest = addDays(today, furthestNeedDays);
  if (neededBy === null || (neededBy >= today && neededBy <= latest)) return;
  const message = `Help is needed between today, ${today}, and ${latest}.`;
  issues.add(['neededBy'], 'OUT_OF_RANGE', message, 'Correct the day, or leave it out.');
}

const furthestNeedDays = 1095;

/** Gives the instant at which the time to answer is over: the end of a day in the partner's time zone. */
export function respondBy(
  kind: CoSellKind,
  { respondDays }: CoSellPolicy,
  { today, timeZone }: { readonly today: LocalDate; readonly timeZone: string },
): Date {
  return endOfDay(addDays(today, respondDays[kind]), timeZone);
}
