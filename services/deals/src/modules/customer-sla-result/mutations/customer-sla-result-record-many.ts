import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { ServiceProvenance } from '../../../vocabulary.ts';
import { slaResultImport } from '../customer-sla-result.import.ts';
import type { SlaItem } from '../customer-sla-result.import.ts';

const CustomerSlaResultRecordItem = builder.inputRef<SlaItem>('CustomerSlaResultRecordItem').implement({
  description: 'How the promises of one severity were kept to the customer of a contract in a month.',
  fields: (t) => ({
    contract: t.field({
      type: 'ReferenceInput',
      required: true,
      description: 'The contract under which the customer was served.',
    }),
    month: t.field({
      type: 'Date',
      required: true,
      description: 'The first day of the month, not before the term and not after today.',
    }),
    severity: t.int({ required: true, description: 'How grave the cases were: 1 (worst) to 4.' }),
    metCount: t.int({
      required: true,
      description: 'The clocks that ended in the month within the promise; not negative.',
    }),
    breachedCount: t.int({
      required: true,
      description: 'The clocks that were too late in the month, the open ones included; not negative.',
    }),
    openBreachedCount: t.int({
      required: true,
      description: 'Of the late ones, those still open when the month ended; not negative.',
    }),
    credit: t.field({
      type: 'MoneyInput',
      description: 'The service credits given, in the currency of the contract. Default: none.',
    }),
    provenance: t.field({
      type: ServiceProvenance,
      description:
        'Where the result comes from. Default `IMPORT`; of a partner user always `PARTNER_REPORTED`.',
    }),
  }),
});

addBulkMutation(builder, {
  name: 'customerSlaResultRecordMany',
  description:
    'Records how partners kept their promises to customers. Partner users with TECHNICAL, SALES or ADMIN record those of their own contracts, marked as reported by the partner; otherwise requires PROGRAM_ADMIN.',
  item: CustomerSlaResultRecordItem,
  authScopes: {
    role: ['PARTNER_USER', 'PROGRAM_ADMIN', 'SERVICE'],
    capability: ['TECHNICAL', 'SALES', 'ADMIN'],
  },
  definition: (context, items) => slaResultImport(context, items) as never,
});
