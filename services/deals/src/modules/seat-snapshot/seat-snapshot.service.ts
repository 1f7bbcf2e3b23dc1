import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { requireItemCount, summarise } from '@channelgraph/server/bulk/bulk-upsert.ts';
import type { BulkResult, BulkRow } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { Provenance, SeatUnit } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText, insertRows, storedDate } from '../../stored-rows.ts';
import { AffectedDays, requestFacts } from '../partner-facts/fact-requests.ts';

/** One row of `seatSnapshotRecordMany`. */
export interface SeatItem {
  readonly contract: Reference;
  readonly date: LocalDate;
  readonly provisioned: number;
  readonly active: number;
  readonly billable: number;
  readonly unit?: SeatUnit | null | undefined;
  readonly provenance?: Provenance | null | undefined;
}

/** What `seatSnapshotRecordMany` takes. */
export interface SeatInput {
  readonly items: readonly SeatItem[];
  readonly dryRun?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Records seat counts; a count that differs from the stored one of its day and source is a new row.
 *
 * @remarks What a partner user records is `PARTNER_REPORTED`, whatever the row says.
 */
export function recordSeats(context: Context, input: SeatInput): Promise<BulkResult> {
  requireItemCount(input.items.length);
  const { idempotencyKey, ...rest } = input;
  return mutate(context, { mutation: 'seatSnapshotRecordMany', idempotencyKey, input: rest }, async (tx) => {
    const isDryRun = input.dryRun === true;
    const judged = await judge(tx, context, input.items);
    const fresh = judged.flatMap(({ snapshot }) => snapshot ?? []);
    if (!isDryRun) await write(tx, context, fresh);
    return summarise(judged.map(({ row }) => (isDryRun && row.action === 'CREATED' ? { ...row, id: null } : row)), isDryRun);
  });
}

interface ContractRow {
  readonly id: string;
  readonly partnerId: string;
  readonly seatUnit: SeatUnit;
  readonly termStart: Date;
  readonly endedOn: Date | null;
}

interface Snapshot {
  readonly id: string;
  readonly contractId: string;
  readonly partnerId: string;
  readonly date: LocalDate;
  readonly provisioned: number;
  readonly active: number;
  readonly billable: number;
  readonly unit: SeatUnit;
  readonly provenance: Provenance;
}

interface Judged {
  readonly row: BulkRow;
  readonly snapshot: Snapshot | null;
}

async function judge(tx: Transaction, context: Context, items: readonly SeatItem[]): Promise<Judged[]> {
  const references = await resolveReferences(
    tx,
    { ManagedContract: { table: 'managed_contract', idColumn: 'id' } },
    items.map(({ contract }) => ({ type: 'ManagedContract', reference: contract })),
  );
  const ids = items.map(({ contract }) => references.idOf('ManagedContract', contract));
  const wanted = [...new Set(ids.flatMap((id) => id ?? []))];
  const contracts = new Map((await tx.managedContract.findMany({ where: { id: { in: wanted } } })).map((row) => [row.id, row]));
  const stored = await storedCounts(tx, wanted, items);
  const seen = new Set<string>();
  return items.map((item, index) => {
    const issues = createIssues(['items', index]);
    const contract = contracts.get(ids[index] ?? '') ?? null;
    const snapshot = contract ? toSnapshot(context, item, contract) : null;
    checkCounts(context, { item, contract, snapshot, seen }, issues);
    const base = { index, externalId: null, issues: issues.issues };
    if (issues.issues.length > 0 || !snapshot) return { row: { ...base, id: null, action: 'REFUSED' }, snapshot: null };
    const same = stored.get(placeOf(snapshot));
    if (same && countsOf(same) === countsOf(snapshot)) return { row: { ...base, id: same.id, action: 'UNCHANGED' }, snapshot: null };
    return { row: { ...base, id: snapshot.id, action: 'CREATED' }, snapshot };
  });
}

function toSnapshot(context: Context, item: SeatItem, contract: ContractRow): Snapshot {
  const { date, provisioned, active, billable } = item;
  return {
    id: context.ids.next('sea'),
    contractId: contract.id,
    partnerId: contract.partnerId,
    date,
    provisioned,
    active,
    billable,
    unit: contract.seatUnit,
    provenance: context.viewer.role === 'PARTNER_USER' ? 'PARTNER_REPORTED' : (item.provenance ?? 'IMPORT'),
  };
}

function checkCounts(
  context: Context,
  { item, contract, snapshot, seen }: { item: SeatItem; contract: ContractRow | null; snapshot: Snapshot | null; seen: Set<string> },
  issues: IssueCollector,
): void {
  if (!contract || !snapshot) {
    issues.add(['contract'], 'NOT_FOUND', 'No contract of this name is visible to you.', 'Import the contract first or correct the reference.');
    return;
  }
  for (const field of ['provisioned', 'active', 'billable'] as const) {
    if (item[field] < 0) issues.add([field], 'NEGATIVE_NUMBER', 'Seats cannot be negative.', 'Send 0 or more.');
  }
  if (item.unit && item.unit !== contract.seatUnit) {
    issues.add(['unit'], 'OTHER_UNIT', `The contract counts in ${contract.seatUnit}.`, `Convert the count to ${contract.seatUnit}, or leave unit out.`);
  }
  if (item.date > context.today) issues.add(['date'], 'FUTURE_DATE', `The day is after today, ${context.today}.`, 'Correct the date.');
  if (item.date < dateText(contract.termStart)) {
    issues.add(['date'], 'BEFORE_TERM', `The contract starts on ${dateText(contract.termStart)}.`, 'Correct the date.');
  }
  const place = placeOf(snapshot);
  if (seen.has(place)) issues.add([], 'DUPLICATE_ITEM', 'An earlier item of this call counts the same contract on the same day.', 'Send one item per contract and day.');
  seen.add(place);
}

async function storedCounts(tx: Transaction, contractIds: readonly string[], items: readonly SeatItem[]): Promise<Map<string, Snapshot>> {
  const dates = [...new Set(items.map(({ date }) => date))].map((date) => storedDate(date));
  const rows = await tx.seatSnapshot.findMany({
    where: { contractId: { in: [...contractIds] }, date: { in: dates } },
    orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }],
  });
  return new Map(rows.map((row) => {
    const snapshot = { ...row, date: dateText(row.date) };
    return [placeOf(snapshot), snapshot];
  }));
}

const placeOf = ({ contractId, date, provenance }: Snapshot): string => `${contractId} ${date} ${provenance}`;
const countsOf = ({ provisioned, active, billable, unit }: Snapshot): string => `${provisioned} ${active} ${billable} ${unit}`;

async function write(tx: Transaction, context: Context, snapshots: readonly Snapshot[]): Promise<void> {
  const recordedAt = context.clock.now().toISOString();
  await insertRows(tx, 'seat_snapshot', snapshots.map(({ contractId, partnerId, ...rest }) => ({
    ...rest,
    contract_id: contractId,
    partner_id: partnerId,
    recorded_at: recordedAt,
    recorded_by: context.viewer.userId,
  })));
  const affected = new AffectedDays();
  for (const { partnerId, date } of snapshots) affected.add(partnerId, date);
  await requestFacts(tx, affected);
  await audit(tx, context, snapshots.map((snapshot) => ({
    action: 'seatSnapshot.recorded',
    entityType: 'SeatSnapshot',
    entityId: snapshot.id,
    partnerId: snapshot.partnerId,
    before: null,
    after: snapshot,
  })));
}

/** The order in which counts of one day are believed: verified first, a partner's own last; then the latest. */
export const believedFirst = sql`array_position(ARRAY['VERIFIED', 'SYSTEM', 'IMPORT', 'PARTNER_REPORTED'], s.provenance::text), s.recorded_at DESC, s.id DESC`;
