import { todayIn } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { ItemCheck } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { requireReference } from '@channelgraph/server/bulk/field.ts';
import type { RegistrationStatus } from '../../__generated__/prisma/enums.ts';
import { addBusinessMinutes } from '../../business-calendar.ts';
import type { ImportPartners } from '../../import-partners.ts';
import { importedStatuses, namesCustomer, readCourse } from './deal-registration.course.ts';
import type { Course } from './deal-registration.course.ts';
import { readContent } from './deal-registration.draft.ts';
import type { ContentInput } from './deal-registration.draft.ts';
import type { NamedCustomer, Neighbours } from './deal-registration.import-store.ts';
import type { RegistrationItem } from './deal-registration.item.ts';
import type { RegistrationPolicy } from './deal-registration.policy.ts';
import { problemsOf } from './deal-registration.rules.ts';
import { newRegistration } from './deal-registration.store.ts';
import type { RegistrationContent, RegistrationValues } from './deal-registration.store.ts';
import { calendarOf } from './deal-registration.surroundings.ts';

/** What holds for all rows of an import. */
export interface ImportRules {
  readonly now: Date;
  readonly policy: RegistrationPolicy;
  readonly partners: ImportPartners;
  readonly neighbours: Neighbours;
}

/** A row of an import with all that its reading may use. */
export interface ImportedRow extends ItemCheck<RegistrationValues> {
  readonly item: RegistrationItem;
  /** Whether something was decided about the stored registration in this program. */
  readonly isDecidedHere: boolean;
  readonly rules: ImportRules;
}

/** Reads a row into the state that it asks for; null when it breaks rules, which are added as issues. */
export function readImported(row: ImportedRow): RegistrationValues | null {
  const { item, references, stored, issues, rules } = row;
  const partnerId = readPartner(row);
  const timeZone = rules.partners.timeZoneOf(partnerId);
  if (!isOpenToImport(row)) return null;
  const course = readCourse(item, { stored, timeZone: timeZone ?? 'UTC', now: rules.now, issues });
  const customer = readCustomer(row, course.status);
  const currency = rules.partners.currencyOf(partnerId);
  const described = stored ? item : describedBy(item, customer);
  const content = readContent(described, { stored, references, currency, issues });
  checkContent(content, course, { timeZone: timeZone ?? 'UTC', issues });
  const opportunityId = readOpportunity(row, partnerId);
  checkContract(row, content, partnerId);
  if (issues.issues.length > 0 || partnerId === null || timeZone === null) return null;
  const before = stored ?? newRegistration(partnerId, content, { isOnBehalf: false, supersedesId: null });
  const customerId = course.status === 'DRAFT' ? null : (customer?.customerId ?? stored?.customerId ?? null);
  const values = { ...before, ...content, ...course, customerId, opportunityId };
  return { ...values, ...clockOf(values, { stored, timeZone, policy: rules.policy }) };
}

function readPartner({ item, references, stored, issues }: ImportedRow): string | null {
  if (!item.partner && stored) return stored.partnerId;
  const target = { type: 'Partner', field: 'partner', reference: item.partner };
  const partnerId = requireReference(target, references, issues);
  if (stored && partnerId !== null && partnerId !== stored.partnerId) {
    const message = 'The registration belongs to another partner.';
    issues.add(['partner'], 'PARTNER_FIXED', message, 'Give it on with dealRegistrationTransfer.');
  }
  return partnerId;
}

/** What moved on in this program is not told by another system any more. */
function isOpenToImport({ item, stored, isDecidedHere, issues }: ImportedRow): boolean {
  if (!stored) return true;
  if (isDecidedHere || !importedStatuses.includes(stored.status)) {
    const message = 'The registration has moved on in this program.';
    issues.add([], 'MOVED_ON', message, 'Use the actions of the registration instead.');
    return false;
  }
  if (stored.status === 'DRAFT' && (item.status ?? 'DRAFT') !== 'DRAFT') {
    const message = 'A draft is submitted before it is anything else.';
    issues.add(['status'], 'NOT_SUBMITTED', message, 'Submit it with dealRegistrationSubmit.');
    return false;
  }
  return true;
}

function readCustomer(row: ImportedRow, status: RegistrationStatus): NamedCustomer | null {
  const { item, references, stored, issues, rules } = row;
  const isNeeded = namesCustomer(status) && !stored?.customerId;
  if (!item.customer && !isNeeded) return null;
  const target = { type: 'Customer', field: 'customer', reference: item.customer };
  const id = requireReference(target, references, issues);
  return rules.neighbours.customers.get(id ?? '') ?? null;
}

// What the row does not say of the customer is what is known of it.
function describedBy(item: RegistrationItem, customer: NamedCustomer | null): ContentInput {
  const { customerName, customerCountry, customerDomains } = item;
  return {
    ...item,
    customerName: customerName === undefined ? customer?.customerName : customerName,
    customerCountry: customerCountry === undefined ? customer?.customerCountry : customerCountry,
    customerDomains: customerDomains === undefined ? customer?.customerDomains : customerDomains,
  };
}

/** What is to be reviewed here has to be complete; what was decided elsewhere is about something at least. */
function checkContent(
  content: RegistrationContent,
  { status, submittedAt }: Course,
  { timeZone, issues }: { readonly timeZone: string; readonly issues: IssueCollector },
): void {
  if (status === 'SUBMITTED' && submittedAt !== null) {
    for (const problem of problemsOf({ content, today: todayIn(submittedAt, timeZone) })) {
      issues.add(problem.path, problem.code, problem.message, problem.remedy);
    }
  } else if (namesCustomer(status) && content.lines.length === 0) {
    const message = 'A registration is about at least one product line.';
    issues.add(['lines'], 'REQUIRED', message, 'Fill in lines.');
  }
}

function readOpportunity(
  { item, references, stored, issues, rules }: ImportedRow,
  partnerId: string | null,
): string | null {
  if (!item.opportunity) return stored?.opportunityId ?? null;
  const target = { type: 'Opportunity', field: 'opportunity', reference: item.opportunity };
  const id = requireReference(target, references, issues);
  const deal = rules.neighbours.opportunities.get(id ?? '');
  if (id === null || !deal || id === stored?.opportunityId) return id;
  const add = (code: string, message: string, remedy: string) => {
    issues.add(['opportunity'], code, message, remedy);
  };
  if (deal.partnerId !== partnerId) addForeign('opportunity', issues);
  if (stored && stored.opportunityId !== null) {
    add('OPPORTUNITY_FIXED', 'The registration led to another opportunity.', 'Leave opportunity out.');
  } else if (deal.registrationId !== null) {
    add('OPPORTUNITY_TAKEN', 'The opportunity came from another registration.', 'Correct the reference.');
  }
  return id;
}

function checkContract(
  { rules, issues }: ImportedRow,
  { contractId }: RegistrationContent,
  partnerId: string | null,
): void {
  const owner = rules.neighbours.contracts.get(contractId ?? '');
  if (owner !== undefined && owner !== partnerId) addForeign('contract', issues);
}

function addForeign(field: 'contract' | 'opportunity', issues: IssueCollector): void {
  issues.add([field], 'OTHER_PARTNER', `The ${field} belongs to another partner.`, 'Correct the reference.');
}

type Clock = Pick<RegistrationValues, 'decisionDueAt' | 'decisionClockSince' | 'decisionMinutesUsed'>;

/** What waits for a decision waits since it was submitted, wherever that was. */
function clockOf(
  { status, submittedAt }: RegistrationValues,
  {
    stored,
    timeZone,
    policy,
  }: {
    readonly stored: RegistrationValues | null;
    readonly timeZone: string;
    readonly policy: RegistrationPolicy;
  },
): Partial<Clock> {
  if (status !== 'SUBMITTED' || submittedAt === null) {
    return { decisionDueAt: null, decisionClockSince: null, decisionMinutesUsed: 0 };
  }
  if (stored?.status === status && stored.submittedAt?.getTime() === submittedAt.getTime()) return {};
  const minutes = policy.decision.businessHours * 60;
  return {
    decisionDueAt: addBusinessMinutes(calendarOf(policy, timeZone), submittedAt, minutes),
    decisionClockSince: submittedAt,
    decisionMinutesUsed: 0,
  };
}
