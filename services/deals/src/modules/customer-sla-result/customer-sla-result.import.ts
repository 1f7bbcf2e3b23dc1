import { sqltag as sql } from '@prisma/client/runtime/client';
import type { IssueCollector, ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { repeatedPlaces } from '@channelgraph/server/bulk/repeated-places.ts';
import type { Reference, ReferenceBook, ReferenceTables } from '@channelgraph/server/bulk/references.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import type { Provenance } from '../../__generated__/prisma/enums.ts';
import { readAmount } from '../../amounts.ts';
import type { AmountInput } from '../../amounts.ts';
import type { Context, Transaction } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { importPartners } from '../../import-partners.ts';
import { believedOrder } from '../../provenance.ts';
import { dateText, insertRows, storedDate } from '../../stored-rows.ts';
import { AffectedDays, enqueuePerPartner, requestFacts } from '../partner-fact/partner-fact.requests.ts';
import { checkSlaCounts, checkSlaMonth } from './customer-sla-result.rules.ts';
import type { SlaCounts } from './customer-sla-result.rules.ts';

/** One row of `customerSlaResultRecordMany`. */
export interface SlaItem extends Reference, SlaCounts {
  readonly contract: Reference;
  readonly credit?: AmountInput | null | undefined;
  readonly provenance?: Provenance | null | undefined;
}

interface ContractRow {
  readonly id: string;
  readonly partnerId: string;
  readonly currency: string;
  readonly termStart: Date;
}

/** A result as it is stored, without its id, its revision and its time. */
export interface SlaValues extends SlaCounts {
  readonly contractId: string;
  readonly partnerId: string;
  readonly creditMinor: bigint;
  readonly currency: string;
  readonly provenance: Provenance;
}

interface StoredResult extends SlaValues {
  readonly id: string;
  readonly revision: number;
}

const tables: ReferenceTables = {
  ManagedContract: { table: 'managed_contract', idColumn: 'id' },
  CustomerSlaResult: { table: 'customer_sla_result', idColumn: 'id' },
};

/**
 * Makes the rules by which one call records how promises to customers were kept.
 *
 * @remarks A row that says what is stored last for its month, severity and source is unchanged; any other
 * is a new revision, so that a restatement never overwrites. What a partner user records is
 * `PARTNER_REPORTED`.
 */
export async function slaResultImport(
  context: Context,
  items: readonly SlaItem[],
): Promise<BulkDefinition<PrismaClient, SlaItem, SlaValues>> {
  const partners = await importPartners(context, []);
  let contracts = new Map<string, ContractRow>();
  let stored = new Map<string, StoredResult>();
  const contractOf = (item: SlaItem, references: ReferenceBook): ContractRow | null =>
    contracts.get(references.idOf('ManagedContract', item.contract) ?? '') ?? null;
  return {
    mutation: 'customerSlaResultRecordMany',
    type: 'CustomerSlaResult',
    tables,
    prefix: 'slr',
    related: ({ contract }) => [{ type: 'ManagedContract', reference: contract }],
    async findByNature(tx, rows, references) {
      const ids = [
        ...new Set(rows.flatMap(({ contract }) => references.idOf('ManagedContract', contract) ?? [])),
      ];
      // Two calls would otherwise both find a result new.
      await lockAll(
        tx,
        ids.map((id) => `sla ${id}`),
      );
      const found = await tx.managedContract.findMany({ where: { id: { in: ids } } });
      contracts = new Map(found.map((row) => [row.id, row]));
      await partners.add(
        tx,
        found.map(({ partnerId }) => partnerId),
      );
      stored = await lastResults(tx, ids, items);
      return rows.map((item) => {
        const contract = contractOf(item, references);
        const values = contract && toValues(context, item, contract, null);
        const same = values && stored.get(placeOf(values));
        return same && countsOf(same) === countsOf(values) ? same.id : null;
      });
    },
    load: async (_, ids) =>
      new Map(
        [...stored.values()]
          .filter(({ id }) => ids.includes(id))
          .map(({ id, revision: _revision, ...values }) => [id, values]),
      ),
    check(item, { references, issues }) {
      const contract = contractOf(item, references);
      if (!contract) {
        addUnknownContract(issues);
        return null;
      }
      checkSlaCounts(item, issues);
      const [termStart, today] = [dateText(contract.termStart), partners.todayOf(contract.partnerId)];
      checkSlaMonth(item.month, { termStart, today }, issues);
      return toValues(context, item, contract, issues);
    },
    conflicts: async (_, changes) => repeatedPlaces(changes, placeOf, duplicate),
    write: (tx, own, changes) => write(tx, own, changes, stored),
    partnerOf: ({ values }) => values.partnerId,
  };
}

function addUnknownContract(issues: IssueCollector): void {
  const message = 'No contract of this name is visible to you.';
  issues.add(['contract'], 'NOT_FOUND', message, 'Import the contract first or correct the reference.');
}

/** Reads the item; without `issues` a credit that cannot be read counts as none, as the item is refused later. */
function toValues(
  context: Context,
  item: SlaItem,
  contract: ContractRow,
  issues: IssueCollector | null,
): SlaValues {
  const { month, severity, metCount, breachedCount, openBreachedCount } = item;
  const { currency } = contract;
  const reader = issues ?? { issues: [], add: () => undefined, throwIfAny: () => undefined };
  const creditMinor = readAmount(item.credit ?? undefined, 0n, { field: 'credit', currency, issues: reader });
  if (creditMinor < 0n) {
    reader.add(['credit'], 'NEGATIVE_AMOUNT', 'A service credit cannot be negative.', 'Send 0 or more.');
  }
  return {
    contractId: contract.id,
    partnerId: contract.partnerId,
    month,
    severity,
    metCount,
    breachedCount,
    openBreachedCount,
    creditMinor,
    currency,
    provenance: context.viewer.role === 'PARTNER_USER' ? 'PARTNER_REPORTED' : (item.provenance ?? 'IMPORT'),
  };
}

const duplicate: ValidationIssue = {
  code: 'DUPLICATE_ITEM',
  message: 'An earlier item of this call reports the same contract, month and severity.',
  path: [],
  remedy: 'Send one item per contract, month and severity.',
};

/** The last revision of each place that the items may be about. */
async function lastResults(
  tx: Transaction,
  contractIds: readonly string[],
  items: readonly SlaItem[],
): Promise<Map<string, StoredResult>> {
  const months = [...new Set(items.map(({ month }) => month))].map((month) => storedDate(month));
  const rows = await tx.customerSlaResult.findMany({
    where: { contractId: { in: [...contractIds] }, month: { in: months } },
    orderBy: { revision: 'asc' },
  });
  return new Map(
    rows.map(({ month, recordedAt: _at, recordedBy: _by, ...row }) => {
      const values = { ...row, month: dateText(month) };
      return [placeOf(values), values];
    }),
  );
}

const placeOf = ({ contractId, month, severity, provenance }: SlaValues): string =>
  `${contractId} ${month} ${severity} ${provenance}`;
const countsOf = (values: SlaValues): string =>
  [values.metCount, values.breachedCount, values.openBreachedCount, values.creditMinor, values.currency].join(
    ' ',
  );

async function write(
  tx: Transaction,
  context: Context,
  changes: readonly Change<SlaValues>[],
  stored: ReadonlyMap<string, StoredResult>,
): Promise<void> {
  await insertRows(
    tx,
    'customer_sla_result',
    changes.map(({ id, values }) => ({
      id,
      contract_id: values.contractId,
      partner_id: values.partnerId,
      month: values.month,
      severity: values.severity,
      met_count: values.metCount,
      breached_count: values.breachedCount,
      open_breached_count: values.openBreachedCount,
      credit_minor: values.creditMinor.toString(),
      currency: values.currency,
      revision: (stored.get(placeOf(values))?.revision ?? 0) + 1,
      provenance: values.provenance,
      recorded_at: context.clock.now().toISOString(),
      recorded_by: context.viewer.userId,
    })),
  );
  const affected = new AffectedDays();
  for (const { values } of changes) affected.add(values.partnerId, values.month);
  await requestFacts(tx, affected);
  const partnerIds = affected.entries().map(({ partnerId }) => partnerId);
  await enqueuePerPartner(tx, 'assess_renewals', partnerIds);
}

/** The order in which results of one month and severity are believed: verified first, a partner's own last; then the latest revision. */
export const believedResultFirst = sql`array_position(${believedOrder}, s.provenance::text), s.revision DESC, s.id DESC`;
