import type { BulkDefinition } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { replicaTables } from '@channelgraph/server/bulk/references.ts';
import type { ReferenceTables } from '@channelgraph/server/bulk/references.ts';
import type { Context } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { importPartners } from '../../import-partners.ts';
import { rowNames } from '../../forward-rows.ts';
import { readContract } from './managed-contract.item-reading.ts';
import type { ContractItem } from './managed-contract.item.ts';
import { judgeSuccession } from './managed-contract.succession.ts';
import { loadContracts, writeContracts } from './managed-contract.store.ts';
import type { ContractValues } from './managed-contract.store.ts';

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
  const partners = await importPartners(
    context,
    items.flatMap(({ partner }) => partner ?? []),
  );
  const rows = rowNames(items);
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
    conflicts: (tx, changes) => judgeSuccession(tx, changes, items),
    write: (tx, own, changes) => writeContracts(tx, own, changes),
    partnerOf: ({ values }) => values.partnerId,
  };
}
