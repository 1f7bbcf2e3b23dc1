import type { BulkDefinition, ItemCheck } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { replicaTables } from '@channelgraph/server/bulk/references.ts';
import type { PrismaClient } from '../../db.ts';
import { leadReferences, readLead } from './lead.reading.ts';
import type { LeadItem } from './lead.reading.ts';
import { loadLeads, newLead, writeLeads } from './lead.store.ts';
import type { LeadValues } from './lead.store.ts';

/** How leads are imported: as new ones, or what is told of known ones, whatever became of them. */
export const leadImport: BulkDefinition<PrismaClient, LeadItem, LeadValues> = {
  mutation: 'leadUpsertMany',
  type: 'Lead',
  tables: { ...replicaTables, Lead: { table: 'lead', idColumn: 'id' } },
  prefix: 'led',
  related: leadReferences,
  load: loadLeads,
  check(item, row) {
    const content = readLead({ item, ...row });
    const partnerId = readHolder(item, row, content.direction === 'PARTNER_TO_VENDOR');
    return row.stored ? { ...row.stored, ...content } : newLead(content, partnerId);
  },
  write: (tx, context, changes) => writeLeads(tx, context, changes),
  partnerOf: ({ values }) => values.partnerId,
};

function readHolder(
  { partner }: LeadItem,
  { references, stored, issues }: ItemCheck<LeadValues>,
  isReferral: boolean,
): string | null {
  const partnerId = partner ? references.idOf('Partner', partner) : null;
  if (partner && partnerId === null) {
    issues.add(
      ['partner'],
      'NOT_FOUND',
      'No partner is known by this reference.',
      'Import the partner first.',
    );
  } else if (partner && stored && partnerId !== stored.partnerId) {
    issues.add(['partner'], 'PARTNER_FIXED', 'The lead has another partner.', 'Leave partner out.');
  } else if (partner && !stored && !isReferral) {
    issues.add(
      ['partner'],
      'NOT_ROUTED',
      'A new lead of the vendor has no partner.',
      'Route it with leadRoute.',
    );
  } else if (!partner && !stored && isReferral) {
    issues.add(['partner'], 'REQUIRED', 'partner is required.', 'Name the partner that passed the lead on.');
  }
  return partnerId;
}
