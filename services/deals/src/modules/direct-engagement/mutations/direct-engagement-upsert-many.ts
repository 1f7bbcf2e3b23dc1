import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { directEngagementImport } from '../direct-engagement.import.ts';
import type { DirectEngagementItem } from '../direct-engagement.import.ts';

const DirectEngagementUpsertItem = builder
  .inputRef<DirectEngagementItem>('DirectEngagementUpsertItem')
  .implement({
    description:
      'One sale of the vendor’s own sales force. A field left out keeps its stored value; null clears it.',
    fields: (t) => ({
      id: t.id({ description: 'The id of a stored one. Default: found by `externalReference`, or created.' }),
      externalReference: t.field({
        type: 'ExternalReferenceInput',
        description: 'Its name in the system that the row comes from.',
      }),
      customer: t.field({ type: 'ReferenceInput', description: 'The customer. Required for a new one.' }),
      productLines: t.field({ type: ['ReferenceInput'], description: 'What is sold. Default: everything.' }),
      region: t.string({ description: 'A path of regions such as EMEA/DE. Default: everywhere.' }),
      openedOn: t.field({ type: 'Date', description: 'The first day of the sale. Required for a new one.' }),
      closedOn: t.field({ type: 'Date', description: 'The first day after it. Default: it goes on.' }),
      lastContactOn: t.field({
        type: 'Date',
        description: 'The day of the last contact. Default: not known.',
      }),
      owner: t.string({ description: 'Who sells, up to 200 characters. Default: not known.' }),
    }),
  });

addBulkMutation(builder, {
  name: 'directEngagementUpsertMany',
  description:
    'Records many sales of the vendor’s own sales force, which stand against registrations of their scope. Requires PROGRAM_ADMIN.',
  item: DirectEngagementUpsertItem,
  definition: directEngagementImport as never,
});
