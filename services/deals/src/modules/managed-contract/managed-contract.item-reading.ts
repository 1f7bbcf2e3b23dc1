import { addDays, addMonths, daysBetween, monthsBetween } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { choose, keep, requireReference } from '@channelgraph/server/bulk/field.ts';
import type { ReferenceBook } from '@channelgraph/server/bulk/references.ts';
import { readAmount } from '../../amounts.ts';
import { readProductLines } from '../../product-line-references.ts';
import { idOrRow } from '../../forward-rows.ts';
import type { ImportPartners } from '../../import-partners.ts';
import { longestTermMonths } from '../opportunity/opportunity.amounts.ts';
import type { AmendmentItem, ContractItem } from './managed-contract.item.ts';
import { isEnded, joinTimeline, splitTimeline } from './managed-contract.timeline.ts';
import type { ContractStatus, StatusPoint, TermsPoint } from './managed-contract.timeline.ts';
import type { ContractValues } from './managed-contract.store.ts';

/** No customer has more seats; a larger number is a mistake that would drown what the others count. */
export const mostSeats = 1_000_000;

const usualNoticeDays = 30;
const longestName = 300;

interface ContractTerm {
  readonly termStart: LocalDate;
  readonly termEnd: LocalDate;
  readonly termMonths: number;
}

/** A row with all that its reading may use. */
export interface ContractRow {
  readonly item: ContractItem;
  readonly references: ReferenceBook;
  readonly stored: ContractValues | null;
  readonly issues: IssueCollector;
  readonly rows: ReadonlySet<string>;
  readonly partners: ImportPartners;
}

/** Reads a row into the state that it asks for; null when it breaks rules, which are added as issues. */
export function readContract(row: ContractRow): ContractValues | null {
  const { item, stored, issues, partners } = row;
  const owners = readOwners(row);
  const today = partners.todayOf(owners.partnerId);
  const term = readTerm(row);
  const currency = item.mrr?.currency ?? stored?.currency ?? partners.currencyOf(owners.partnerId) ?? 'XXX';
  if (stored && currency !== stored.currency) {
    issues.add(
      ['mrr', 'currency'],
      'CURRENCY_FIXED',
      `The contract is in ${stored.currency}, and so is what was billed and paid on it.`,
      `Send the amounts in ${stored.currency}, or end it and create its successor in ${currency}.`,
    );
  }
  const terms = readTerms(row, term.termStart, currency);
  checkDecision(row, term, today);
  const status = keep(item.status, stored?.status, term.termStart <= today ? 'ACTIVE' : 'DRAFT');
  const statuses = readStatuses(row, status, term);
  const details = { ...readDetails(row, term), ...readAgreement(row, term) };
  const { partnerId, customerId } = owners;
  if (issues.issues.length > 0 || partnerId === null || customerId === null) return null;
  const endedOn = isEnded(status) ? (statuses.at(-1)?.on ?? null) : null;
  const decidedByDefault = endedOn !== null && endedOn < today ? endedOn : today;
  return {
    partnerId,
    customerId,
    status,
    ...term,
    ...details,
    currency,
    decidedOn: endedOn === null ? null : (item.decidedOn ?? stored?.decidedOn ?? decidedByDefault),
    endedOn,
    states: joinTimeline(terms, statuses),
  };
}

function checkDecision({ item, issues }: ContractRow, { termStart }: ContractTerm, today: LocalDate): void {
  const { decidedOn } = item;
  if (decidedOn == null) return;
  if (decidedOn > today)
    issues.add(['decidedOn'], 'FUTURE_DATE', `decidedOn is after today, ${today}.`, 'Correct the date.');
  if (decidedOn < termStart) {
    const message = `The end was decided before the term starts on ${termStart}.`;
    issues.add(['decidedOn'], 'BEFORE_TERM', message, 'Correct the date.');
  }
}

function readDetails(row: ContractRow, term: ContractTerm) {
  const { item, references, stored, issues } = row;
  return {
    productLineIds: readProductLines(item.productLines, stored?.productLineIds, references, issues),
    billing: keep(item.billing, stored?.billing, 'MONTHLY'),
    seatUnit: keep(item.seatUnit, stored?.seatUnit, 'SEAT'),
    autoRenew: keep(item.autoRenew, stored?.autoRenew, false),
    noticeDays: readNoticeDays(row, term),
    predecessorId: readEarlier(row, 'predecessor', stored?.predecessorId),
    transferredFromId: readEarlier(row, 'transferredFrom', stored?.transferredFromId),
  };
}

function readNoticeDays({ item, stored, issues }: ContractRow, { termStart, termEnd }: ContractTerm): number {
  const days = termEnd > termStart ? daysBetween(termStart, termEnd) : usualNoticeDays;
  const noticeDays = keep(item.noticeDays, stored?.noticeDays, Math.min(usualNoticeDays, days));
  if (noticeDays < 0) {
    issues.add(['noticeDays'], 'NEGATIVE_NUMBER', 'The notice period cannot be negative.', 'Send 0 or more.');
  }
  if (termEnd > termStart && noticeDays > days) {
    const message = `A notice period of ${noticeDays} days is longer than the term of ${days} days.`;
    issues.add(['noticeDays'], 'NOTICE_EXCEEDS_TERM', message, 'Shorten the notice period.');
  }
  return noticeDays;
}

/** Reads what was agreed beside price and term: the registration, the price lock, the service levels, the metering. */
function readAgreement(row: ContractRow, term: ContractTerm) {
  const { item, stored, issues } = row;
  const monthlyMinimum = keep(item.monthlyMinimum, stored?.monthlyMinimum, 0);
  if (!Number.isInteger(monthlyMinimum) || monthlyMinimum < 0 || monthlyMinimum > mostSeats) {
    const message = `The monthly minimum is a whole number from 0 to ${mostSeats}.`;
    issues.add(['monthlyMinimum'], 'OUT_OF_RANGE', message, 'Send a number within that range.');
  }
  return {
    ...readPriceLock(row, term),
    registrationId: readRegistration(row),
    slaPolicyReference: readName(row, 'slaPolicyReference'),
    usageAggregation: keep(item.usageAggregation, stored?.usageAggregation, 'LAST_DAY_SNAPSHOT'),
    monthlyMinimum,
  };
}

function readPriceLock(row: ContractRow, { termStart, termEnd }: ContractTerm) {
  const { item, stored, issues } = row;
  const priceLockReference = readName(row, 'priceLockReference');
  const priceLockedUntil = choose(item.priceLockedUntil, stored?.priceLockedUntil, null);
  const refuse = (code: string, message: string, remedy: string): void =>
    issues.add(['priceLockedUntil'], code, message, remedy);
  if (priceLockedUntil === null || termEnd <= termStart) return { priceLockReference, priceLockedUntil };
  if (priceLockReference === null) {
    const message = 'A price is locked by an agreement, and none is named.';
    refuse('PRICE_LOCK_UNNAMED', message, 'Fill in priceLockReference, or leave priceLockedUntil out.');
  }
  if (priceLockedUntil <= termStart) {
    const message = `The price lock ends before the term starts on ${termStart}.`;
    refuse('BEFORE_TERM', message, 'Correct the date.');
  }
  if (priceLockedUntil > termEnd) {
    const message = `The price lock ends after the term, whose end is ${termEnd}.`;
    refuse('PRICE_LOCK_BEYOND_TERM', message, 'End it with the term at the latest.');
  }
  return { priceLockReference, priceLockedUntil };
}

function readName(
  { item, stored, issues }: ContractRow,
  field: 'priceLockReference' | 'slaPolicyReference',
): string | null {
  const asked = item[field];
  if (asked === undefined) return stored?.[field] ?? null;
  const value = asked?.trim() ?? '';
  if (value.length > longestName) {
    const message = `${field} has more than ${longestName} characters.`;
    issues.add([field], 'TOO_LONG', message, 'Shorten it.');
  }
  return value === '' ? null : value;
}

function readRegistration({ item, references, stored, issues }: ContractRow): string | null {
  const { registration } = item;
  if (registration === undefined) return stored?.registrationId ?? null;
  if (registration === null) return null;
  return requireReference(
    { type: 'DealRegistration', field: 'registration', reference: registration },
    references,
    issues,
  );
}

function readOwners(row: ContractRow) {
  const { stored, issues } = row;
  const partnerId = readOwner(row, 'Partner', 'partner', stored?.partnerId);
  if (stored && partnerId !== null && partnerId !== stored.partnerId) {
    issues.add(
      ['partner'],
      'PARTNER_FIXED',
      'The contract belongs to another partner.',
      'End it as TRANSFERRED and create its successor for the new partner.',
    );
  }
  return { partnerId, customerId: readOwner(row, 'Customer', 'customer', stored?.customerId) };
}

function readOwner(
  { item, references, issues }: ContractRow,
  type: string,
  field: 'partner' | 'customer',
  stored: string | undefined,
): string | null {
  const reference = item[field];
  if (!reference && stored !== undefined) return stored;
  return requireReference({ type, field, reference }, references, issues);
}

function readTerm({ item, stored, issues }: ContractRow): ContractTerm {
  const termStart = keep(item.termStart, stored?.termStart, '');
  if (termStart === '') {
    issues.add(['termStart'], 'REQUIRED', 'termStart is required.', 'Fill in the first day of the term.');
    return { termStart, termEnd: termStart, termMonths: 0 };
  }
  if (item.termEnd != null && item.termEnd < termStart) {
    const message = `The term ends on ${item.termEnd}, before it starts on ${termStart}.`;
    issues.add(['termEnd'], 'END_BEFORE_START', message, 'Correct one of the dates.');
    return { termStart, termEnd: termStart, termMonths: 0 };
  }
  const isRestated = item.termEnd != null || item.termMonths != null || item.termStart != null;
  const months =
    item.termMonths ?? (item.termEnd ? monthsOf(termStart, item.termEnd) : stored?.termMonths) ?? 0;
  if (!Number.isInteger(months) || months < 1 || months > longestTermMonths) {
    issues.add(
      ['termMonths'],
      'TERM_OUT_OF_RANGE',
      `A contract runs for 1 to ${longestTermMonths} whole months.`,
      'Send termMonths, or a termEnd within that range.',
    );
    return { termStart, termEnd: termStart, termMonths: 0 };
  }
  const termEnd = item.termEnd
    ? firstDayAfter(termStart, item.termEnd, months)
    : isRestated
      ? addMonths(termStart, months)
      : (stored?.termEnd ?? addMonths(termStart, months));
  if (item.termEnd && monthsBetween(termStart, termEnd) !== months) {
    issues.add(
      ['termEnd'],
      'TERM_CONTRADICTION',
      `From ${termStart} to ${item.termEnd} are not ${months} months.`,
      'Send only one of termMonths and termEnd, or make them agree.',
    );
  }
  return { termStart, termEnd, termMonths: months };
}

/** Counts the months of a term whose end is given as its last day or as the day after it. */
function monthsOf(start: LocalDate, end: LocalDate): number {
  return Math.max(monthsBetween(start, end), monthsBetween(start, addDays(end, 1)));
}

/** Contracts are written down with their last day, or with the day after it: gives the day after. */
function firstDayAfter(start: LocalDate, end: LocalDate, months: number): LocalDate {
  const dayAfter = addDays(end, 1);
  return dayAfter === addMonths(start, months) ? dayAfter : end;
}

function readTerms(row: ContractRow, termStart: LocalDate, currency: string): TermsPoint[] {
  const { item, stored, issues } = row;
  const [first, ...later] = stored ? splitTimeline(stored.states).terms : [];
  if (!first && !item.mrr) {
    issues.add(
      ['mrr'],
      'REQUIRED',
      'mrr is required.',
      'Fill in the monthly recurring revenue agreed at the start.',
    );
  }
  const start: TermsPoint = {
    on: termStart,
    mrrMinor: readAmount(item.mrr, first?.mrrMinor ?? 0n, { field: 'mrr', currency, issues }),
    contractedSeats: keep(item.contractedSeats, first?.contractedSeats, 0),
    isPriceChange: false,
  };
  checkTermsPoint(start, [], issues);
  const kept = later.filter(({ on }) => on > termStart);
  const amendments = (item.amendments ?? []).map((amendment, index) => ({ amendment, index }));
  checkDays(amendments, issues);
  amendments.sort((a, b) => (a.amendment.effectiveOn < b.amendment.effectiveOn ? -1 : 1));
  return amendments.reduce<TermsPoint[]>(
    (points, { amendment, index }) => amended(points, { amendment, index, currency, issues }),
    [start, ...kept],
  );
}

function checkDays(
  amendments: readonly { readonly amendment: AmendmentItem; readonly index: number }[],
  issues: IssueCollector,
): void {
  const seen = new Set<LocalDate>();
  for (const { amendment, index } of amendments) {
    if (seen.has(amendment.effectiveOn)) {
      const message = `An earlier amendment takes effect on ${amendment.effectiveOn}.`;
      issues.add(['amendments', index, 'effectiveOn'], 'DUPLICATE', message, 'Send one amendment per day.');
    }
    seen.add(amendment.effectiveOn);
  }
}

function amended(
  points: readonly TermsPoint[],
  row: { amendment: AmendmentItem; index: number; currency: string; issues: IssueCollector },
): TermsPoint[] {
  const { amendment, index, currency, issues } = row;
  const path = ['amendments', index];
  const before = points.findLast(({ on }) => on < amendment.effectiveOn);
  if (!before) {
    issues.add(
      [...path, 'effectiveOn'],
      'BEFORE_TERM',
      `An amendment takes effect after the term starts on ${points[0]?.on}.`,
      'Correct the date, or the amounts of the contract itself.',
    );
    return [...points];
  }
  const field = `amendments.${index}.mrr`;
  const point: TermsPoint = {
    on: amendment.effectiveOn,
    mrrMinor: readAmount(amendment.mrr ?? undefined, before.mrrMinor, { field, currency, issues }),
    contractedSeats: amendment.contractedSeats ?? before.contractedSeats,
    isPriceChange: amendment.isPriceChange ?? false,
  };
  checkTermsPoint(point, path, issues);
  const others = points.filter(({ on }) => on !== point.on);
  return [...others, point].sort((a, b) => (a.on < b.on ? -1 : 1));
}

function checkTermsPoint(
  { mrrMinor, contractedSeats }: TermsPoint,
  path: readonly (string | number)[],
  issues: IssueCollector,
): void {
  if (mrrMinor < 0n)
    issues.add(
      [...path, 'mrr'],
      'NEGATIVE_AMOUNT',
      'Recurring revenue cannot be negative.',
      'Send 0 or more.',
    );
  if (!Number.isInteger(contractedSeats) || contractedSeats < 0) {
    issues.add(
      [...path, 'contractedSeats'],
      'NEGATIVE_NUMBER',
      'Seats are a whole number, not below 0.',
      'Send 0 or more.',
    );
  }
}

function readStatuses(
  { item, stored, issues }: ContractRow,
  status: ContractStatus,
  term: { termStart: LocalDate; termEnd: LocalDate },
): StatusPoint[] {
  const held = stored ? splitTimeline(stored.states).statuses : [];
  const last = held.at(-1);
  const isSame =
    stored !== null && stored.status === status && (item.statusOn == null || item.statusOn === last?.on);
  if (isSame)
    return held.map((point, index) =>
      index === 0 && point.on === stored.termStart ? { ...point, on: term.termStart } : point,
    );
  if (status === 'DRAFT') return [];
  if (status === 'ACTIVE' && held.length === 0) return [{ on: item.statusOn ?? term.termStart, status }];
  const fallback = status === 'ENDED_RENEWED' || status === 'ENDED_CHURNED' ? term.termEnd : null;
  const on = item.statusOn ?? fallback;
  if (on === null) {
    issues.add(['statusOn'], 'REQUIRED', `${status} holds from a day on.`, 'Fill in statusOn.');
    return [];
  }
  if (on < term.termStart) {
    issues.add(
      ['statusOn'],
      'BEFORE_TERM',
      `${status} cannot hold before the term starts on ${term.termStart}.`,
      'Correct the date.',
    );
  }
  const earlier =
    held.length > 0
      ? held.filter((point) => point.on < on)
      : [{ on: term.termStart, status: 'ACTIVE' as const }].filter((point) => point.on < on);
  return [...earlier, { on, status }];
}

/** Reads the contract that this one continues; null for none. */
function readEarlier(
  { item, references, issues, rows }: ContractRow,
  field: 'predecessor' | 'transferredFrom',
  stored: string | null | undefined,
): string | null {
  const reference = item[field];
  if (reference === undefined) return stored ?? null;
  if (reference === null) return null;
  return idOrRow({ type: 'ManagedContract', field, reference }, { references, rows }, issues);
}
