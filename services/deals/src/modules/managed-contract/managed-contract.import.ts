import type { BulkDefinition } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { replicaTables } from '@channelgraph/server/bulk/references.ts';
import type { ReferenceTables, TypedReference } from '@channelgraph/server/bulk/references.ts';
import type { Context } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { importPartners } from '../../import-partners.ts';
import { rowNames } from '../../forward-rows.ts';
import { readContract } from './managed-contract.item-reading.ts';
import type { ContractItem } from './managed-contract.item.ts';
import { judgeOverlaps, lockContractsOf } from './managed-contract.overlap.ts';
import { judgeRegistrations } from './managed-contract.registration.ts';
import { judgeSuccession } from './managed-contract.succession.ts';
import { loadContracts, writeContracts } from './managed-contract.store.ts';
import type { ContractValues } from './managed-contract.store.ts';

/** Where the objects that the input of a contract may name are stored. */
export const contractTables: ReferenceTables = {
  ...replicaTables,
  ManagedContract: { table: 'managed_contract', idColumn: 'id' },
  DealRegistration: { table: 'deal_registration', idColumn: 'id' },
  Customer: { table: 'customer', idColumn: 'id' },
};

/** Makes the rules by which one call imports contracts; a row may name a predecessor that comes later in the same call. */
export async function contractImport(
  context: Context,
  items: readonly ContractItem[],
): Promise<BulkDefinition<PrismaClient, ContractItem, ContractValues>> {
  const partners = await importPartners(
    context,
    items.flatMap(({ partner }) => partner ?? []),
  );
  const rows = rowNames(items);
  return {
    mutation: 'managedContractUpsertMany',
    type: 'ManagedContract',
    tables: contractTables,
    prefix: 'ctr',
    related: namedByContract,
    async findByNature(tx, rowsOfCall, references) {
      await lockContractsOf(tx, {
        contractIds: rowsOfCall.flatMap((item) => references.idOf('ManagedContract', item) ?? []),
        customerIds: rowsOfCall.flatMap(
          ({ customer }) => (customer && references.idOf('Customer', customer)) ?? [],
        ),
      });
      return rowsOfCall.map(() => null);
    },
    async load(tx, ids) {
      const stored = await loadContracts(tx, ids);
      await partners.add(
        tx,
        [...stored.values()].map(({ partnerId }) => partnerId),
      );
      return stored;
    },
    check: (item, { references, stored, issues }) =>
      readContract({ item, references, stored, issues, rows, partners }),
    async conflicts(tx, changes) {
      const overlaps = await judgeOverlaps(tx, changes);
      const problems = new Map([...overlaps, ...(await judgeRegistrations(tx, context, changes))]);
      return judgeSuccession(tx, changes, { items, problems });
    },
    write: (tx, own, changes) => writeContracts(tx, own, changes),
    partnerOf: ({ values }) => values.partnerId,
  };
}

/** Lists the references that the input of a contract makes to other objects. */
export function namedByContract(item: ContractItem): readonly TypedReference[] {
  const { partner, customer, predecessor, transferredFrom, registration, productLines } = item;
  return [
    ...(partner ? [{ type: 'Partner', reference: partner }] : []),
    ...(customer ? [{ type: 'Customer', reference: customer }] : []),
    ...(predecessor ? [{ type: 'ManagedContract', reference: predecessor }] : []),
    ...(transferredFrom ? [{ type: 'ManagedContract', reference: transferredFrom }] : []),
    ...(registration ? [{ type: 'DealRegistration', reference: registration }] : []),
    ...(productLines ?? []).map((reference) => ({ type: 'ProductLine', reference })),
  ];
}
