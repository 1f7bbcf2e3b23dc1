import type { BulkDefinition } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { replicaTables } from '@channelgraph/server/bulk/references.ts';
import type { ReferenceTables } from '@channelgraph/server/bulk/references.ts';
import type { Context } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { importPartners } from '../../import-partners.ts';
import { pipelinePolicyToday } from '../pipeline/pipeline.store.ts';
import { readOpportunity } from './opportunity.item-reading.ts';
import type { OpportunityRules } from './opportunity.item-reading.ts';
import type { OpportunityItem } from './opportunity.item.ts';
import { loadOpportunities, writeOpportunities } from './opportunity.store.ts';
import type { OpportunityValues } from './opportunity.store.ts';

const tables: ReferenceTables = {
  ...replicaTables,
  Opportunity: { table: 'opportunity', idColumn: 'id' },
  Customer: { table: 'customer', idColumn: 'id' },
};

/** Makes the rules by which one call imports opportunities. */
export async function opportunityImport(
  context: Context,
  items: readonly OpportunityItem[],
): Promise<BulkDefinition<PrismaClient, OpportunityItem, OpportunityValues>> {
  const { policy } = await pipelinePolicyToday(context);
  const partners = await importPartners(
    context,
    items.flatMap(({ partner }) => partner ?? []),
  );
  const rules: OpportunityRules = { policy, partners };
  return {
    mutation: 'opportunityUpsertMany',
    type: 'Opportunity',
    tables,
    prefix: 'opp',
    related: ({ partner, customer, productLines }) => [
      ...(partner ? [{ type: 'Partner', reference: partner }] : []),
      ...(customer ? [{ type: 'Customer', reference: customer }] : []),
      ...(productLines ?? []).map((reference) => ({ type: 'ProductLine', reference })),
    ],
    async load(tx, ids) {
      const stored = await loadOpportunities(tx, ids);
      await partners.add(
        tx,
        [...stored.values()].map(({ partnerId }) => partnerId),
      );
      return stored;
    },
    check: (item, { references, stored, issues }) =>
      readOpportunity({ item, references, stored, issues, rules }),
    write: (tx, own, changes) => writeOpportunities(tx, own, changes),
    partnerOf: ({ values }) => values.partnerId,
  };
}
