import { addDays, addMonths, monthsBetween } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector, ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { keep, requireReference } from '@channelgraph/server/bulk/field.ts';
import { replicaTables } from '@channelgraph/server/bulk/references.ts';
import type { Reference, ReferenceBook, ReferenceTables } from '@channelgraph/server/bulk/references.ts';
import type { BillingInterval, SeatUnit } from '../../__generated__/prisma/enums.ts';
import { readAmount } from '../../amounts.ts';
import type { AmountInput } from '../../amounts.ts';
import type { Context, Transaction } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { partnerCurrencies } from '../../entities/partner-directory.ts';
import { readProductLines } from '../../entities/product-line-references.ts';
import { longestTermMonths } from '../opportunity/opportunity.amounts.ts';
import { isEnded, joinTimeline, splitTimeline } from './managed-contract.timeline.ts';
import type { ContractStatus, StatusPoint, TermsPoint } from './managed-contract.timeline.ts';
import { loadContracts, writeContracts } from './managed-contract.values.ts';
import type { ContractValues } from './managed-contract.values.ts';

type Maybe<Value> = Value | null | undefined;

/** A change of price or seats within a row. */
export interface AmendmentItem {
  readonly effectiveOn: LocalDate;
  readonly mrr?: Maybe<AmountInput>;
  readonly contractedSeats?: Maybe<number>;
  readonly isPriceChange?: Maybe<boolean>;
}

/** One row of `managedContractUpsertMany`. */
export interface ContractItem extends Reference {
  readonly partner?: Maybe<Reference>;
  readonly customer?: Maybe<Reference>;
  readonly productLines?: Maybe<readonly Reference[]>;
  readonly status?: Maybe<ContractStatus>;
  readonly statusOn?: Maybe<LocalDate>;
  readonly decidedOn?: Maybe<LocalDate>;
  readonly termStart?: Maybe<LocalDate>;
  readonly termMonths?: Maybe<number>;
  readonly termEnd?: Maybe<LocalDate>;
  readonly billing?: Maybe<BillingInterval>;
  readonly mrr?: Maybe<AmountInput>;
  readonly contractedSeats?: Maybe<number>;
  readonly seatUnit?: Maybe<SeatUnit>;
  readonly autoRenew?: Maybe<boolean>;
  readonly noticeDays?: Maybe<number>;
  readonly predecessor?: Maybe<Reference>;
  readonly amendments?: Maybe<readonly AmendmentItem[]>;
}

const tables: ReferenceTables = {
  ...replicaTables,
  ManagedContract: { table: 'managed_contract', idColumn: 'id' },
  Customer: { table: 'customer', idColumn: 'id' },
};

/** Makes the rules by which one call imports contracts; a row may name a predecessor that comes later in the same call. */
export async function contractImport(
  context: Context,
  items: readonly ContractItem[],
): Promise<BulkDefinition<PrismaClient, ContractItem, ContractValues>> {
  const currencies = await partnerCurrencies(
    context.db.read,
    items.flatMap(({ partner }) => partner ?? []),
  );
  const rows = new Set(
    items.flatMap(({ externalReference }) => (externalReference ? [rowName(externalReference)] : [])),
  );
  return {
    mutation: 'managedContractUpsertMany',
    type: 'ManagedContract',
    tables,
    prefix: 'ctr',
    related: ({ partner, customer, productLines, predecessor }) => [
      ...(partner ? [{ type: 'Partner', reference: partner }] : []),
      ...(customer ? [{ type: 'Customer', reference: customer }] : []),
      ...(predecessor ? [{ type: 'ManagedContract', reference: predecessor }] : []),
      ...(productLines ?? []).map((reference) => ({ type: 'ProductLine', reference })),
    ],
    load: loadContracts,
    check: (item, { references, stored, issues }) =>
      readItem({ item, references, stored, issues, rows, currencies, today: context.today }),
    conflicts: (tx, changes) => judgeSuccession(tx, changes, items),
    write: (tx, own, changes) => writeContracts(tx, own, changes),
    partnerOf: ({ values }) => values.partnerId,
  };
}

const rowPrefix = 'row:';
const rowName = ({ system, externalId }: { system: string; externalId: string }): string =>
  `${rowPrefix}${JSON.stringify([system, externalId])}`;

interface Row {
  readonly item: ContractItem;
  readonly references: ReferenceBook;
  readonly stored: ContractValues | null;
  readonly issues: IssueCollector;
  readonly rows: ReadonlySet<string>;
  readonly currencies: ReadonlyMap<string, string>;
  readonly today: LocalDate;
}

function readItem(row: Row): ContractValues | null {
  const { item, references, stored, issues } = row;
  const partnerId = readOwner(row, 'Partner', 'partner', stored?.partnerId);
  const customerId = readOwner(row, 'Customer', 'customer', stored?.customerId);
  if (stored && partnerId !== null && partnerId !== stored.partnerId) {
    issues.add(
      ['partner'],
      'PARTNER_FIXED',
      'The contract belongs to another partner.',
      'End it as TRANSFERRED and create its successor for the new partner.',
    );
  }
  const term = readTerm(row);
  const currency = item.mrr?.currency ?? stored?.currency ?? row.currencies.get(partnerId ?? '') ?? 'XXX';
  const terms = readTerms(row, term.termStart, currency);
  const status = keep(item.status, stored?.status, term.termStart <= row.today ? 'ACTIVE' : 'DRAFT');
  const statuses = readStatuses(row, status, term);
  const predecessorId = readPredecessor(row);
  const productLineIds = readProductLines(item.productLines, stored?.productLineIds, references, issues);
  const noticeDays = keep(item.noticeDays, stored?.noticeDays, 30);
  if (noticeDays < 0)
    issues.add(['noticeDays'], 'NEGATIVE_NUMBER', 'The notice period cannot be negative.', 'Send 0 or more.');
  if (issues.issues.length > 0 || partnerId === null || customerId === null) return null;
  const endedOn = isEnded(status) ? (statuses.at(-1)?.on ?? null) : null;
  return {
    partnerId,
    customerId,
    productLineIds,
    status,
    ...term,
    billing: keep(item.billing, stored?.billing, 'MONTHLY'),
    currency,
    seatUnit: keep(item.seatUnit, stored?.seatUnit, 'SEAT'),
    autoRenew: keep(item.autoRenew, stored?.autoRenew, false),
    noticeDays,
    predecessorId,
    decidedOn:
      endedOn === null
        ? null
        : (item.decidedOn ?? stored?.decidedOn ?? (endedOn < row.today ? endedOn : row.today)),
    endedOn,
    states: joinTimeline(terms, statuses),
  };
}

function readOwner(
  { item, references, issues }: Row,
  type: string,
  field: 'partner' | 'customer',
  stored: string | undefined,
): string | null {
  const reference = item[field];
  if (!reference && stored !== undefined) return stored;
  return requireReference({ type, field, reference }, references, issues);
}

function readTerm({ item, stored, issues }: Row) {
  const termStart = keep(item.termStart, stored?.termStart, '');
  if (termStart === '') {
    issues.add(['termStart'], 'REQUIRED', 'termStart is required.', 'Fill in the first day of the term.');
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

function readTerms({ item, stored, issues }: Row, termStart: LocalDate, currency: string): TermsPoint[] {
  const [first, ...later] = stored ? splitTimeline(stored.states).terms : [];
  if (!first && !item.mrr)
    issues.add(
      ['mrr'],
      'REQUIRED',
      'mrr is required.',
      'Fill in the monthly recurring revenue agreed at the start.',
    );
  const start: TermsPoint = {
    on: termStart,
    mrrMinor: readAmount(item.mrr, first?.mrrMinor ?? 0n, { field: 'mrr', currency, issues }),
    contractedSeats: keep(item.contractedSeats, first?.contractedSeats, 0),
    isPriceChange: false,
  };
  checkTermsPoint(start, [], issues);
  const points = new Map(later.filter(({ on }) => on > termStart).map((point) => [point.on, point]));
  const amendments = [...(item.amendments ?? [])]
    .map((each, index) => ({ each, index }))
    .sort((a, b) => (a.each.effectiveOn < b.each.effectiveOn ? -1 : 1));
  for (const { each, index } of amendments) {
    const path = ['amendments', index];
    if (each.effectiveOn <= termStart) {
      issues.add(
        [...path, 'effectiveOn'],
        'BEFORE_TERM',
        `An amendment takes effect after the term starts on ${termStart}.`,
        'Correct the date, or the amounts of the contract itself.',
      );
      continue;
    }
    const before =
      [start, ...points.values()]
        .filter(({ on }) => on < each.effectiveOn)
        .sort((a, b) => (a.on < b.on ? -1 : 1))
        .at(-1) ?? start;
    const point: TermsPoint = {
      on: each.effectiveOn,
      mrrMinor: readAmount(each.mrr ?? undefined, before.mrrMinor, {
        field: `amendments.${index}.mrr`,
        currency,
        issues,
      }),
      contractedSeats: each.contractedSeats ?? before.contractedSeats,
      isPriceChange: each.isPriceChange ?? false,
    };
    checkTermsPoint(point, path, issues);
    points.set(point.on, point);
  }
  return [start, ...[...points.values()].sort((a, b) => (a.on < b.on ? -1 : 1))];
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
  { item, stored, issues }: Row,
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

function readPredecessor({ item, references, stored, issues, rows }: Row): string | null {
  const { predecessor } = item;
  if (predecessor === undefined) return stored?.predecessorId ?? null;
  if (predecessor === null) return null;
  const id = references.idOf('ManagedContract', predecessor);
  if (id !== null) return id;
  const row = predecessor.externalReference ? rowName(predecessor.externalReference) : null;
  if (row !== null && rows.has(row)) return row;
  issues.add(
    ['predecessor'],
    'NOT_FOUND',
    'The predecessor is neither stored nor a row of this call.',
    'Import it first or in the same call, or correct the reference.',
  );
  return null;
}

/** Replaces the names of rows by their ids, and refuses a successor that starts before its predecessor ends. */
async function judgeSuccession(
  tx: Transaction,
  changes: readonly Change<ContractValues>[],
  items: readonly ContractItem[],
): Promise<Map<number, ValidationIssue>> {
  const ids = new Map(
    changes.flatMap(({ index, id }) => {
      const reference = items[index]?.externalReference;
      return reference ? [[rowName(reference), id] as const] : [];
    }),
  );
  for (const { values } of changes)
    values.predecessorId = ids.get(values.predecessorId ?? '') ?? values.predecessorId;
  const known = new Map(changes.map(({ id, values }) => [id, values]));
  const others = changes
    .flatMap(({ values }) => values.predecessorId ?? [])
    .filter((id) => !known.has(id) && !id.startsWith(rowPrefix));
  for (const [id, values] of await loadContracts(tx, others)) known.set(id, values);
  const taken = new Map(
    (
      await tx.managedContract.findMany({
        where: { predecessorId: { in: changes.flatMap(({ values }) => values.predecessorId ?? []) } },
        select: { id: true, predecessorId: true },
      })
    ).map((row) => [row.predecessorId, row.id]),
  );
  const problems = new Map<number, ValidationIssue>();
  for (const { index, id, values } of changes) {
    if (values.predecessorId === null) continue;
    const predecessor = known.get(values.predecessorId);
    const holder = taken.get(values.predecessorId) ?? id;
    taken.set(values.predecessorId, id);
    if (!predecessor)
      problems.set(
        index,
        refusal(
          'PREDECESSOR_REFUSED',
          'The predecessor is a row of this call that was refused.',
          'Correct its row and send both again.',
        ),
      );
    else if (values.predecessorId === id || holder !== id)
      problems.set(
        index,
        refusal(
          'PREDECESSOR_TAKEN',
          'Another contract succeeds this predecessor already.',
          'Name the last contract of the chain.',
        ),
      );
    else if (values.termStart < (predecessor.endedOn ?? predecessor.termEnd)) {
      problems.set(
        index,
        refusal(
          'OVERLAPPING_CONTRACT',
          `The predecessor is in force until ${predecessor.endedOn ?? predecessor.termEnd}.`,
          'Start the successor on that day or later, or end the predecessor earlier.',
        ),
      );
    }
  }
  return problems;
}

const refusal = (code: string, message: string, remedy: string): ValidationIssue => ({
  code,
  message,
  path: ['predecessor'],
  remedy,
});
