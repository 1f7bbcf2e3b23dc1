import { replicaTables } from '@channelgraph/server/bulk/references.ts';
import type { ReferenceTables } from '@channelgraph/server/bulk/references.ts';

/** Where what a registration names is stored. */
export const registrationTables: ReferenceTables = {
  ...replicaTables,
  DealRegistration: { table: 'deal_registration', idColumn: 'id' },
  ManagedContract: { table: 'managed_contract', idColumn: 'id' },
  Customer: { table: 'customer', idColumn: 'id' },
};
