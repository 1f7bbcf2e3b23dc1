import type { BulkDefinition, ItemCheck } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { replicaTables } from '@channelgraph/server/bulk/references.ts';
import type { ReferenceTables, TypedReference } from '@channelgraph/server/bulk/references.ts';
import type { Context, Transaction } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { importPartners } from '../../import-partners.ts';
import { pipelinePolicyToday } from '../pipeline/pipeline.store.ts';
import { readCredits } from './opportunity.credit-reading.ts';
import { checkDivision, importedCredits, leadingRole, withOwnRole } from './opportunity.credits.ts';
import type { Credit } from './opportunity.credits.ts';
import { loadCredits, partnersTouched, writeCredits } from './opportunity.credits.store.ts';
import { requestCreditFacts } from './opportunity.credits.facts.ts';
import { readOpportunity } from './opportunity.item-reading.ts';
import type { OpportunityRules } from './opportunity.item-reading.ts';
import type { OpportunityItem } from './opportunity.item.ts';
import { loadOpportunities, writeOpportunities } from './opportunity.store.ts';
import type { OpportunityChange, OpportunityValues } from './opportunity.store.ts';

/** Where the objects that an opportunity may name are stored. */
export const opportunityTables: ReferenceTables = {
  ...replicaTables,
  Opportunity: { table: 'opportunity', idColumn: 'id' },
  Customer: { table: 'customer', idColumn: 'id' },
};

/** The comparable state of an imported opportunity: with the credits of all partners. */
export interface ImportedOpportunity extends OpportunityValues {
  readonly credits: readonly Credit[];
}

/** Lists the objects that an opportunity names. */
export function opportunityReferences(item: OpportunityItem): readonly TypedReference[] {
  const { partner, customer, productLines, credits } = item;
  return [
    ...(partner ? [{ type: 'Partner', reference: partner }] : []),
    ...(customer ? [{ type: 'Customer', reference: customer }] : []),
    ...(productLines ?? []).map((reference) => ({ type: 'ProductLine', reference })),
    ...(credits ?? []).map((credit) => ({ type: 'Partner', reference: credit.partner })),
  ];
}

/** Makes the rules by which one call imports opportunities. */
export async function opportunityImport(
  context: Context,
  items: readonly OpportunityItem[],
): Promise<BulkDefinition<PrismaClient, OpportunityItem, ImportedOpportunity>> {
  const { policy } = await pipelinePolicyToday(context);
  const partners = await importPartners(
    context,
    items.flatMap(({ partner }) => partner ?? []),
  );
  const rules: OpportunityRules = { policy, partners };
  return {
    mutation: 'opportunityUpsertMany',
    type: 'Opportunity',
    tables: opportunityTables,
    prefix: 'opp',
    related: opportunityReferences,
    async load(tx, ids) {
      const stored = await loadImported(tx, ids);
      await partners.add(
        tx,
        [...stored.values()].map(({ partnerId }) => partnerId),
      );
      return stored;
    },
    check: (item, row) => readImported(item, row, rules),
    write: writeImported,
    partnerOf: ({ values }) => values.partnerId,
  };
}

async function loadImported(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, ImportedOpportunity>> {
  const deals = await loadOpportunities(tx, ids);
  const credits = await loadCredits(tx, [...deals.keys()]);
  return new Map([...deals].map(([id, deal]) => [id, { ...deal, credits: credits.get(id) ?? [] }]));
}

function readImported(
  item: OpportunityItem,
  row: ItemCheck<ImportedOpportunity>,
  rules: OpportunityRules,
): ImportedOpportunity | null {
  const { references, stored, issues } = row;
  const partnerId = item.partner ? references.idOf('Partner', item.partner) : (stored?.partnerId ?? null);
  const wished = readCredits({ item, partnerId, references, issues });
  const sourceRole = wished === null || partnerId === null ? item.sourceRole : leadingRole(wished, partnerId);
  const values = readOpportunity({ ...row, item: { ...item, sourceRole }, rules });
  if (values === null) return null;
  const before = stored?.credits ?? [];
  const credits = wished
    ? importedCredits(wished, before)
    : withOwnRole(before, values.partnerId, values.sourceRole);
  if (!wished) checkDivision(credits, ['sourceRole'], issues);
  return { ...values, credits };
}

async function writeImported(
  tx: Transaction,
  context: Context,
  changes: readonly (OpportunityChange & {
    readonly before: ImportedOpportunity | null;
    readonly values: ImportedOpportunity;
  })[],
): Promise<void> {
  await writeOpportunities(tx, context, changes);
  const credits = changes.map(({ id, before, values }) => ({
    opportunityId: id,
    ownerPartnerId: values.partnerId,
    before: before?.credits ?? [],
    after: values.credits,
    since: values.history[0]?.from ?? context.today,
  }));
  const changed = credits.filter((change) => partnersTouched(change).length > 0);
  await writeCredits(tx, context, changed);
  await requestCreditFacts(tx, context, changed);
}
