import { addDays, daysBetween, todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { checkWindow, choose } from '@channelgraph/server/bulk/field.ts';
import type { RegistrationStatus } from '../../__generated__/prisma/enums.ts';
import { untilOf } from '../protection/protection.window.ts';
import type { CourseInput } from './deal-registration.item.ts';
import type { RegistrationValues } from './deal-registration.store.ts';

/** The way that a registration took, as another system recorded it. */
export type Course = Pick<
  RegistrationValues,
  | 'status'
  | 'submittedAt'
  | 'decidedAt'
  | 'rejectionReasons'
  | 'decisionNote'
  | 'protectedFrom'
  | 'protectedTo'
  | 'protectedUntil'
  | 'protectionBasis'
  | 'extensionCount'
  | 'lossReason'
  | 'orderReference'
  | 'closedOn'
  | 'closeReason'
>;

/** What the reading of a course may use. */
export interface CourseContext {
  readonly stored: RegistrationValues | null;
  readonly timeZone: string;
  readonly now: Date;
  readonly issues: IssueCollector;
}

type CourseField = Exclude<keyof CourseInput, 'status'>;

const decided = ['submittedAt', 'decidedAt'] as const;
const protection = ['protectedFrom', 'protectedTo', 'extensionCount', 'decisionNote'] as const;

/** What is said of a registration in each state that is taken in: what has to be, and what may be beside it. */
const fieldsOf: Partial<
  Record<
    RegistrationStatus,
    { readonly required: readonly CourseField[]; readonly optional: readonly CourseField[] }
  >
> = {
  DRAFT: { required: [], optional: [] },
  SUBMITTED: { required: ['submittedAt'], optional: [] },
  REJECTED: { required: [...decided, 'rejectionReasons'], optional: ['decisionNote'] },
  APPROVED: { required: [...decided, 'protectedTo'], optional: protection },
  EXPIRED: { required: [...decided, 'protectedTo'], optional: [...protection, 'closedOn'] },
  WON: { required: [...decided, 'closedOn'], optional: [...protection, 'orderReference'] },
  LOST: { required: [...decided, 'closedOn', 'lossReason'], optional: protection },
  REVOKED: { required: [...decided, 'closedOn'], optional: [...protection, 'closeReason'] },
  WITHDRAWN: { required: ['closedOn'], optional: ['submittedAt', 'closeReason'] },
};

/** The states in which registrations of other systems are taken in. */
export const importedStatuses = Object.keys(fieldsOf) as readonly RegistrationStatus[];

/** Tells whether a registration in the state is about a customer that is known. */
export function namesCustomer(status: RegistrationStatus): boolean {
  return status !== 'DRAFT' && status !== 'WITHDRAWN';
}

/**
 * Reads the way that a registration took in another system; what breaks a rule is added as an issue.
 *
 * @remarks What the state has no place for is dropped from what is stored, and refused in what is sent. An
 * approved one whose protection is over has expired, whatever the other system calls it.
 */
export function readCourse(input: CourseInput, context: CourseContext): Course {
  const { stored, issues } = context;
  const status = input.status ?? stored?.status ?? 'DRAFT';
  const fields = fieldsOf[status];
  if (!fields) {
    const message = `A registration is not brought in as ${status}.`;
    issues.add(['status'], 'NOT_IMPORTABLE', message, `Send one of ${importedStatuses.join(', ')}.`);
  }
  const said = saidOf(input, context, [...(fields?.required ?? []), ...(fields?.optional ?? [])]);
  for (const field of fields?.required ?? []) {
    const value = said[field];
    if (value === null || (Array.isArray(value) && value.length === 0)) {
      issues.add([field], 'REQUIRED', `A registration that is ${status} has ${field}.`, `Fill in ${field}.`);
    }
  }
  for (const field of Object.keys(said) as CourseField[]) {
    if (!isSent(input[field]) || !fields || isOf(fields, field)) continue;
    const message = `A registration that is ${status} has no ${field}.`;
    issues.add([field], 'NOT_OF_STATUS', message, `Leave ${field} out, or correct the status.`);
  }
  checkTexts(said, issues);
  checkDays(said, context);
  return { ...said, ...protectionOf(status, said, context) };
}

function isOf(
  {
    required,
    optional,
  }: { readonly required: readonly CourseField[]; readonly optional: readonly CourseField[] },
  field: CourseField,
): boolean {
  return required.includes(field) || optional.includes(field);
}

const isSent = (value: unknown): boolean => value != null && !(Array.isArray(value) && value.length === 0);

type Said = Omit<Course, 'status' | 'protectedUntil' | 'protectionBasis'>;

function saidOf(input: CourseInput, { stored }: CourseContext, known: readonly CourseField[]): Said {
  const has = (field: CourseField): boolean => known.includes(field);
  const text = (field: 'decisionNote' | 'orderReference' | 'closeReason') =>
    has(field) ? textOf(choose(input[field], stored?.[field], null)) : null;
  const instant = (field: 'submittedAt' | 'decidedAt') =>
    has(field) ? choose(input[field], stored?.[field], null) : null;
  const day = (field: 'protectedFrom' | 'protectedTo' | 'closedOn') =>
    has(field) ? choose(input[field], stored?.[field], null) : null;
  const { rejectionReasons, extensionCount, lossReason } = input;
  return {
    submittedAt: instant('submittedAt'),
    decidedAt: instant('decidedAt'),
    rejectionReasons: has('rejectionReasons')
      ? [...new Set(rejectionReasons ?? stored?.rejectionReasons ?? [])]
      : [],
    decisionNote: text('decisionNote'),
    protectedFrom: day('protectedFrom'),
    protectedTo: day('protectedTo'),
    extensionCount: has('extensionCount') ? (extensionCount ?? stored?.extensionCount ?? 0) : 0,
    lossReason: has('lossReason') ? choose(lossReason, stored?.lossReason, null) : null,
    orderReference: text('orderReference'),
    closedOn: day('closedOn'),
    closeReason: text('closeReason'),
  };
}

const textOf = (text: string | null): string | null => text?.trim() || null;

function checkTexts(said: Said, issues: IssueCollector): void {
  for (const [field, most] of [
    ['decisionNote', 2000],
    ['orderReference', 200],
    ['closeReason', 2000],
  ] as const) {
    if ((said[field]?.length ?? 0) <= most) continue;
    issues.add([field], 'TOO_LONG', `${field} has more than ${most} characters.`, 'Shorten it.');
  }
  if (said.extensionCount >= 0 && said.extensionCount <= mostExtensions) return;
  const message = `extensionCount is ${said.extensionCount}, not 0 to ${mostExtensions}.`;
  issues.add(['extensionCount'], 'OUT_OF_RANGE', message, 'Send a number within that range.');
}

const mostExtensions = 100;
const longestProtectionDays = 3660;
const earliestDay = '2000-01-01';

function checkDays(said: Said, { timeZone, now, issues }: CourseContext): void {
  const today = todayIn(now, timeZone);
  const dayOf = (at: Date | null) => (at === null ? null : todayIn(at, timeZone));
  const steps = [
    ['submittedAt', said.submittedAt, dayOf(said.submittedAt)],
    ['decidedAt', said.decidedAt, dayOf(said.decidedAt)],
    ['closedOn', null, said.closedOn],
  ] as const;
  let before: (typeof steps)[number] | null = null;
  for (const step of steps) {
    const [field, at, day] = step;
    if (day === null) continue;
    const isLater = at === null ? day > today : at > now;
    if (isLater) issues.add([field], 'FUTURE_DATE', `${field} lies in the future.`, 'Correct the date.');
    if (day < earliestDay)
      issues.add([field], 'OUT_OF_RANGE', `${field} is before ${earliestDay}.`, 'Correct the date.');
    if (before && (at !== null && before[1] !== null ? at < before[1] : day < (before[2] ?? day))) {
      issues.add([field], 'OUT_OF_ORDER', `${field} is before ${before[0]}.`, 'Correct one of the dates.');
    }
    before = step;
  }
}

/** Gives the state by the clock, and the protection that was recorded, with its end as an instant. */
function protectionOf(
  status: RegistrationStatus,
  said: Said,
  { timeZone, now, issues }: CourseContext,
): Pick<Course, 'status' | 'protectedFrom' | 'protectedUntil' | 'protectionBasis' | 'closedOn'> {
  const { protectedTo, decidedAt, closedOn } = said;
  const from =
    said.protectedFrom ?? (protectedTo !== null && decidedAt ? todayIn(decidedAt, timeZone) : null);
  const none = { status, protectedFrom: from, protectedUntil: null, protectionBasis: null, closedOn };
  if (from === null || protectedTo === null) return none;
  const problems = issues.issues.length;
  checkWindow({ from, to: protectedTo }, ['protectedFrom', 'protectedTo'], issues);
  if (issues.issues.length > problems) return none;
  const latestDay = addDays(todayIn(now, timeZone), longestProtectionDays);
  if (from < earliestDay || from > latestDay || protectedTo > addDays(from, longestProtectionDays)) {
    const message = `A protection begins from ${earliestDay} to ${latestDay} and lasts at most ${longestProtectionDays} days.`;
    issues.add(['protectedTo'], 'OUT_OF_RANGE', message, 'Correct the dates.');
    return none;
  }
  const protectedUntil = untilOf({ from, to: protectedTo }, timeZone);
  const isOver = protectedUntil <= now;
  if (status === 'EXPIRED' && !isOver) {
    const message = `The protection lasts until ${protectedTo}.`;
    issues.add(['status'], 'STILL_PROTECTED', message, 'Send APPROVED, or what ended it.');
  }
  if (status === 'EXPIRED' && closedOn !== null && closedOn !== protectedTo) {
    const message = `A registration expires when its protection ends, on ${protectedTo}.`;
    issues.add(['closedOn'], 'NOT_THE_END', message, 'Leave closedOn out, or correct protectedTo.');
  }
  const isExpired = status === 'EXPIRED' || (status === 'APPROVED' && isOver);
  return {
    status: isExpired ? 'EXPIRED' : status,
    protectedFrom: from,
    protectedUntil,
    protectionBasis: basisOf(from, protectedTo),
    closedOn: isExpired ? protectedTo : closedOn,
  };
}

function basisOf(from: LocalDate, to: LocalDate): string {
  return `IMPORT.days:${daysBetween(from, to)}`;
}
