import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector, ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { repeatedPlaces } from '@channelgraph/server/bulk/repeated-places.ts';
import type { Reference, ReferenceBook, ReferenceTables } from '@channelgraph/server/bulk/references.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import type { Provenance, SeatUnit } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { importPartners } from '../../import-partners.ts';
import { believedOrder } from '../../provenance.ts';
import { dateText, insertRows, storedDate } from '../../stored-rows.ts';
import { AffectedDays, enqueuePerPartner, requestFacts } from '../partner-fact/partner-fact.requests.ts';

/** One row of `seatSnapshotRecordMany`. */
export interface SeatItem extends Reference {
  readonly contract: Reference;
  readonly date: LocalDate;
  readonly provisioned: number;
  readonly active: number;
  readonly billable: number;
  readonly unit?: SeatUnit | null | undefined;
  readonly provenance?: Provenance | null | undefined;
}

interface ContractRow {
  readonly id: string;
  readonly partnerId: string;
  readonly seatUnit: SeatUnit;
  readonly termStart: Date;
  readonly endedOn: Date | null;
  readonly monthlyMinimum: number;
}

/** A count as it is stored, without its id and its time. */
export interface SeatValues {
  readonly contractId: string;
  readonly partnerId: string;
  readonly date: LocalDate;
  readonly provisioned: number;
  readonly active: number;
  readonly billable: number;
  readonly unit: SeatUnit;
  readonly provenance: Provenance;
}

/** No customer has more; a larger number is a mistake that would drown what the others count. */
const mostSeats = 1_000_000;

const tables: ReferenceTables = {
  ManagedContract: { table: 'managed_contract', idColumn: 'id' },
  SeatSnapshot: { table: 'seat_snapshot', idColumn: 'id' },
};

/**
 * Makes the rules by which one call records seat counts.
 *
 * @remarks A row that says what is stored for its day and source is unchanged; any other is a new row, so
 * that a restatement never overwrites. What a partner user records is `PARTNER_REPORTED`.
 */
export async function seatImport(
  context: Context,
  items: readonly SeatItem[],
): Promise<BulkDefinition<PrismaClient, SeatItem, SeatValues>> {
  const partners = await importPartners(context, []);
  let contracts = new Map<string, ContractRow>();
  let stored = new Map<string, SeatValues & { readonly id: string }>();
  const valuesOf = (item: SeatItem, references: ReferenceBook): SeatValues | null => {
    const contract = contracts.get(references.idOf('ManagedContract', item.contract) ?? '');
    return contract ? toValues(context, item, contract) : null;
  };
  return {
    mutation: 'seatSnapshotRecordMany',
    type: 'SeatSnapshot',
    tables,
    prefix: 'sea',
    related: ({ contract }) => [{ type: 'ManagedContract', reference: contract }],
    async findByNature(tx, rows, references) {
      const ids = [
        ...new Set(rows.flatMap(({ contract }) => references.idOf('ManagedContract', contract) ?? [])),
      ];
      // Two calls would otherwise both find a count new.
      await lockAll(
        tx,
        ids.map((id) => `seats ${id}`),
      );
      contracts = new Map(
        (await tx.managedContract.findMany({ where: { id: { in: ids } } })).map((row) => [row.id, row]),
      );
      await partners.add(
        tx,
        [...contracts.values()].map(({ partnerId }) => partnerId),
      );
      stored = await storedCounts(tx, ids, items);
      return rows.map((item) => {
        const values = valuesOf(item, references);
        const same = values && stored.get(placeOf(values));
        return same && countsOf(same) === countsOf(values) ? same.id : null;
      });
    },
    load: async (_, ids) =>
      new Map(
        [...stored.values()].filter(({ id }) => ids.includes(id)).map(({ id, ...values }) => [id, values]),
      ),
    check(item, { references, issues }) {
      const values = valuesOf(item, references);
      const contract = values ? (contracts.get(values.contractId) ?? null) : null;
      checkCounts(item, contract, contract && partners.todayOf(contract.partnerId), issues);
      return values;
    },
    conflicts: async (_, changes) => repeatedPlaces(changes, placeOf, duplicate),
    write: (tx, own, changes) => write(tx, own, changes),
    partnerOf: ({ values }) => values.partnerId,
    announce: (tx, own, changes) => announce(tx, own, changes),
  };
}

function toValues(context: Context, item: SeatItem, contract: ContractRow): SeatValues {
  const { date, provisioned, active, billable } = item;
  return {
    contractId: contract.id,
    partnerId: contract.partnerId,
    date,
    provisioned,
    active,
    // What is billed is never less than the minimum agreed, whatever was counted.
    billable: Math.max(billable, contract.monthlyMinimum),
    unit: contract.seatUnit,
    provenance: context.viewer.role === 'PARTNER_USER' ? 'PARTNER_REPORTED' : (item.provenance ?? 'IMPORT'),
  };
}

function checkCounts(
  item: SeatItem,
  contract: ContractRow | null,
  today: LocalDate | null,
  issues: IssueCollector,
): void {
  if (!contract || today === null) {
    issues.add(
      ['contract'],
      'NOT_FOUND',
      'No contract of this name is visible to you.',
      'Import the contract first or correct the reference.',
    );
    return;
  }
  for (const field of ['provisioned', 'active', 'billable'] as const) {
    if (item[field] < 0)
      issues.add([field], 'NEGATIVE_NUMBER', 'Seats cannot be negative.', 'Send 0 or more.');
    if (item[field] > mostSeats)
      issues.add(
        [field],
        'OUT_OF_RANGE',
        `More than ${mostSeats} seats are no count.`,
        'Correct the number.',
      );
  }
  if (item.unit && item.unit !== contract.seatUnit) {
    issues.add(
      ['unit'],
      'OTHER_UNIT',
      `The contract counts in ${contract.seatUnit}.`,
      `Convert the count to ${contract.seatUnit}, or leave unit out.`,
    );
  }
  if (item.date > today)
    issues.add(['date'], 'FUTURE_DATE', `The day is after today, ${today}.`, 'Correct the date.');
  const start = dateText(contract.termStart);
  if (item.date < start)
    issues.add(['date'], 'BEFORE_TERM', `The contract starts on ${start}.`, 'Correct the date.');
  const end = dateText(contract.endedOn);
  if (end !== null && item.date >= end) {
    const message = `The contract is not in force from ${end} on.`;
    issues.add(['date'], 'AFTER_END', message, 'Correct the date, or name its successor.');
  }
}

const duplicate: ValidationIssue = {
  code: 'DUPLICATE_ITEM',
  message: 'An earlier item of this call counts the same contract on the same day.',
  path: [],
  remedy: 'Send one item per contract and day.',
};

async function storedCounts(
  tx: Transaction,
  contractIds: readonly string[],
  items: readonly SeatItem[],
): Promise<Map<string, SeatValues & { readonly id: string }>> {
  const dates = [...new Set(items.map(({ date }) => date))].map((date) => storedDate(date));
  const rows = await tx.seatSnapshot.findMany({
    where: { contractId: { in: [...contractIds] }, date: { in: dates } },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
  });
  return new Map(
    rows.map(({ id, contractId, partnerId, date, provisioned, active, billable, unit, provenance }) => {
      const values = {
        id,
        contractId,
        partnerId,
        date: dateText(date),
        provisioned,
        active,
        billable,
        unit,
        provenance,
      };
      return [placeOf(values), values];
    }),
  );
}

const placeOf = ({ contractId, date, provenance }: SeatValues): string =>
  `${contractId} ${date} ${provenance}`;
const countsOf = ({ provisioned, active, billable, unit }: SeatValues): string =>
  `${provisioned} ${active} ${billable} ${unit}`;

async function write(
  tx: Transaction,
  context: Context,
  changes: readonly Change<SeatValues>[],
): Promise<void> {
  const recordedAt = context.clock.now().toISOString();
  await insertRows(
    tx,
    'seat_snapshot',
    changes.map(({ id, values: { contractId, partnerId, ...rest } }) => ({
      id,
      ...rest,
      contract_id: contractId,
      partner_id: partnerId,
      recorded_at: recordedAt,
      recorded_by: context.viewer.userId,
    })),
  );
  const affected = new AffectedDays();
  for (const { values } of changes) affected.add(values.partnerId, values.date);
  await requestFacts(tx, affected);
  const partnerIds = affected.entries().map(({ partnerId }) => partnerId);
  await enqueuePerPartner(tx, 'assess_renewals', partnerIds);
}

async function announce(
  tx: Transaction,
  context: Context,
  changes: readonly Change<SeatValues>[],
): Promise<void> {
  const events = changes.map(({ values }) => {
    const { contractId, partnerId, date, billable, unit, provenance } = values;
    return {
      type: 'deals.seats.snapshotted' as const,
      subject: contractId,
      data: { contractId, partnerId, date, billable, unit, provenance },
    };
  });
  await emit(
    tx,
    context,
    events.toSorted((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0)),
  );
}

/** The order in which counts of one day are believed: verified first, a partner's own last; then the latest. */
export const believedFirst = sql`array_position(${believedOrder}, s.provenance::text), s.recorded_at DESC, s.id DESC`;
