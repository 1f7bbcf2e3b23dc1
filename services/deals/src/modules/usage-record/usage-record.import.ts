import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector, ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { repeatedPlaces } from '@channelgraph/server/bulk/repeated-places.ts';
import { requireReference } from '@channelgraph/server/bulk/field.ts';
import { replicaTables } from '@channelgraph/server/bulk/references.ts';
import type { Reference, ReferenceBook, ReferenceTables } from '@channelgraph/server/bulk/references.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import type { ManagedContract } from '../../__generated__/prisma/client.ts';
import type { Provenance, SeatUnit } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { importPartners } from '../../import-partners.ts';
import { dateText, insertRows } from '../../stored-rows.ts';

/** One row of `usageRecordRecordMany`. */
export interface UsageItem extends Reference {
  readonly contract: Reference;
  readonly productLine: Reference;
  readonly date: LocalDate;
  readonly quantity: number;
  readonly unit?: SeatUnit | null | undefined;
  readonly provenance?: Provenance | null | undefined;
}

/** A told quantity as it is stored, without its id and its time. */
export interface UsageValues {
  readonly contractId: string;
  readonly partnerId: string;
  readonly productLineId: string;
  readonly date: LocalDate;
  readonly quantity: number;
  readonly unit: SeatUnit;
  readonly provenance: Provenance;
  readonly revision: number;
}

type StoredUsage = UsageValues & { readonly id: string };

/** What is metered by the piece comes in larger numbers than seats; a larger one still is a mistake. */
export const mostUsed = 100_000_000;

const tables: ReferenceTables = {
  ...replicaTables,
  ManagedContract: { table: 'managed_contract', idColumn: 'id' },
  UsageRecord: { table: 'usage_record', idColumn: 'id' },
};

/**
 * Makes the rules by which one call records usage.
 *
 * @remarks A row that says what is stored last for its day, line, unit and source is unchanged; any other is
 * the next revision, so that a correction never overwrites. What a partner user records is `PARTNER_REPORTED`.
 */
export async function usageImport(
  context: Context,
  items: readonly UsageItem[],
): Promise<BulkDefinition<PrismaClient, UsageItem, UsageValues>> {
  const partners = await importPartners(context, []);
  let contracts = new Map<string, ManagedContract>();
  let stored = new Map<string, StoredUsage>();
  const read = (item: UsageItem, references: ReferenceBook): UsageValues | null => {
    const contract = contracts.get(references.idOf('ManagedContract', item.contract) ?? '');
    const productLineId = references.idOf('ProductLine', item.productLine);
    return contract && productLineId !== null
      ? toValues(context, item, { contract, productLineId, stored })
      : null;
  };
  return {
    mutation: 'usageRecordRecordMany',
    type: 'UsageRecord',
    tables,
    prefix: 'usg',
    related: ({ contract, productLine }) => [
      { type: 'ManagedContract', reference: contract },
      { type: 'ProductLine', reference: productLine },
    ],
    async findByNature(tx, rows, references) {
      const ids = [
        ...new Set(rows.flatMap(({ contract }) => references.idOf('ManagedContract', contract) ?? [])),
      ];
      // Two calls would otherwise both take the next revision.
      await lockAll(
        tx,
        ids.map((id) => `usage ${id}`),
      );
      const found = await tx.managedContract.findMany({ where: { id: { in: ids } } });
      contracts = new Map(found.map((row) => [row.id, row]));
      await partners.add(
        tx,
        found.map(({ partnerId }) => partnerId),
      );
      stored = await lastRevisions(tx, ids, items);
      return rows.map((item) => sameAs(read(item, references), stored));
    },
    load: async (_, ids) =>
      new Map(
        [...stored.values()].filter(({ id }) => ids.includes(id)).map(({ id, ...values }) => [id, values]),
      ),
    check(item, { references, issues }) {
      const contract = contracts.get(references.idOf('ManagedContract', item.contract) ?? '') ?? null;
      const today = contract && partners.todayOf(contract.partnerId);
      checkUsage(item, { contract, today, references, issues });
      const values = read(item, references);
      const same = values && stored.get(placeOf(values));
      return same && same.quantity === values.quantity ? { ...values, revision: same.revision } : values;
    },
    conflicts: async (_, changes) => repeatedPlaces(changes, placeOf, duplicate),
    write: (tx, own, changes) => write(tx, own, changes),
    partnerOf: ({ values }) => values.partnerId,
  };
}

function sameAs(values: UsageValues | null, stored: ReadonlyMap<string, StoredUsage>): string | null {
  const last = values && stored.get(placeOf(values));
  return last && last.quantity === values.quantity ? last.id : null;
}

function toValues(
  context: Context,
  item: UsageItem,
  known: {
    readonly contract: ManagedContract;
    readonly productLineId: string;
    readonly stored: ReadonlyMap<string, StoredUsage>;
  },
): UsageValues {
  const { contract, productLineId, stored } = known;
  const values = {
    contractId: contract.id,
    partnerId: contract.partnerId,
    productLineId,
    date: item.date,
    quantity: item.quantity,
    unit: item.unit ?? contract.seatUnit,
    provenance:
      context.viewer.role === 'PARTNER_USER' ? ('PARTNER_REPORTED' as const) : (item.provenance ?? 'IMPORT'),
  };
  return { ...values, revision: (stored.get(placeOf(values))?.revision ?? 0) + 1 };
}

function checkUsage(
  item: UsageItem,
  known: {
    readonly contract: ManagedContract | null;
    readonly today: LocalDate | null;
    readonly references: ReferenceBook;
    readonly issues: IssueCollector;
  },
): void {
  const { contract, today, references, issues } = known;
  if (item.quantity < 0 || item.quantity > mostUsed) {
    const message = `A quantity is a whole number from 0 to ${mostUsed}.`;
    issues.add(['quantity'], 'OUT_OF_RANGE', message, 'Correct the number.');
  }
  if (!contract || today === null) {
    const message = 'No contract of this name is visible to you.';
    issues.add(['contract'], 'NOT_FOUND', message, 'Import the contract first or correct the reference.');
    return;
  }
  const line = requireReference(
    { type: 'ProductLine', field: 'productLine', reference: item.productLine },
    references,
    issues,
  );
  if (line !== null && contract.productLineIds.length > 0 && !contract.productLineIds.includes(line)) {
    const message = 'The contract does not manage this product line.';
    issues.add(['productLine'], 'OTHER_PRODUCT_LINE', message, 'Name one of the contract’s.');
  }
  checkDate(item.date, contract, { today, issues });
}

function checkDate(
  date: LocalDate,
  contract: ManagedContract,
  { today, issues }: { readonly today: LocalDate; readonly issues: IssueCollector },
): void {
  const start = dateText(contract.termStart);
  const end = dateText(contract.endedOn);
  const refuse = (code: string, message: string): void =>
    issues.add(['date'], code, message, 'Correct the date.');
  if (date > today) refuse('FUTURE_DATE', `The day is after today, ${today}.`);
  if (date < start) refuse('BEFORE_TERM', `The contract starts on ${start}.`);
  if (end !== null && date >= end) refuse('AFTER_END', `The contract is not in force from ${end} on.`);
}

const duplicate: ValidationIssue = {
  code: 'DUPLICATE_ITEM',
  message: 'An earlier item of this call tells the same line, day and unit.',
  path: [],
  remedy: 'Send one item per contract, product line, day and unit.',
};

async function lastRevisions(
  tx: Transaction,
  contractIds: readonly string[],
  items: readonly UsageItem[],
): Promise<Map<string, StoredUsage>> {
  const dates = [...new Set(items.map(({ date }) => date))];
  const rows = await tx.$queryRaw<StoredUsage[]>(sql`
    SELECT DISTINCT ON (u.contract_id, u.product_line_id, u.date, u.unit, u.provenance)
      u.id, u.contract_id AS "contractId", u.partner_id AS "partnerId", u.product_line_id AS "productLineId",
      u.date::text, u.quantity, u.unit::text, u.provenance::text, u.revision
    FROM usage_record u
    WHERE u.contract_id = ANY(${[...contractIds]}::text[]) AND u.date = ANY(${dates}::date[])
    ORDER BY u.contract_id, u.product_line_id, u.date, u.unit, u.provenance, u.revision DESC`);
  return new Map(rows.map((row) => [placeOf(row), row]));
}

const placeOf = (values: Omit<UsageValues, 'quantity' | 'revision' | 'partnerId'>): string =>
  [values.contractId, values.productLineId, values.date, values.unit, values.provenance].join(' ');

async function write(
  tx: Transaction,
  context: Context,
  changes: readonly Change<UsageValues>[],
): Promise<void> {
  const recordedAt = context.clock.now().toISOString();
  await insertRows(
    tx,
    'usage_record',
    changes.map(({ id, values: { contractId, partnerId, productLineId, ...rest } }) => ({
      id,
      ...rest,
      contract_id: contractId,
      partner_id: partnerId,
      product_line_id: productLineId,
      recorded_at: recordedAt,
      recorded_by: context.viewer.userId,
    })),
  );
}
