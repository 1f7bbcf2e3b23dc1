import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { SeatProvenance, SeatUnit } from '../../../vocabulary.ts';
import { usageImport } from '../usage-record.import.ts';
import type { UsageItem } from '../usage-record.import.ts';

const UsageRecordRecordItem = builder.inputRef<UsageItem>('UsageRecordRecordItem').implement({
  description: 'What was used of a contract’s product line on a day.',
  fields: (t) => ({
    contract: t.field({
      type: 'ReferenceInput',
      required: true,
      description: 'The contract whose usage is told.',
    }),
    productLine: t.field({
      type: 'ReferenceInput',
      required: true,
      description: 'The product line that was used; one of the contract’s.',
    }),
    date: t.field({
      type: 'Date',
      required: true,
      description: 'The day, while the contract is in force and not after today.',
    }),
    quantity: t.int({ required: true, description: 'How much was used, 0 to 100,000,000.' }),
    unit: t.field({ type: SeatUnit, description: 'What was counted. Default: the contract’s unit.' }),
    provenance: t.field({
      type: SeatProvenance,
      description: 'Where it comes from. Default `IMPORT`; of a partner user always `PARTNER_REPORTED`.',
    }),
  }),
});

addBulkMutation(builder, {
  name: 'usageRecordRecordMany',
  description:
    'Records the usage of many days; what a source told before of the same day is corrected by a next revision. Partner users with TECHNICAL, SALES or ADMIN record that of their own contracts, marked as reported by the partner; otherwise requires PROGRAM_ADMIN.',
  item: UsageRecordRecordItem,
  authScopes: {
    role: ['PARTNER_USER', 'PROGRAM_ADMIN', 'SERVICE'],
    capability: ['TECHNICAL', 'SALES', 'ADMIN'],
  },
  definition: (context, items) => usageImport(context, items) as never,
});
