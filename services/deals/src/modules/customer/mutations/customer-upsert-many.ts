import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { customerImport } from '../customer.import.ts';
import type { CustomerItem } from '../customer.import.ts';

const CustomerUpsertItem = builder.inputRef<CustomerItem>('CustomerUpsertItem').implement({
  description: 'One customer. A field left out keeps its stored value; null clears it.',
  fields: (t) => ({
    id: t.id({
      description: 'The id of a stored customer. Default: found by `externalReference`, or created.',
    }),
    externalReference: t.field({
      type: 'ExternalReferenceInput',
      description: 'Its name in the system that the row comes from.',
    }),
    legalName: t.string({ description: 'The name on contracts. Required for a new customer.' }),
    country: t.field({ type: 'CountryCode', description: 'The country of its seat.' }),
    industry: t.string({ description: 'The industry.' }),
    domains: t.stringList({ description: 'Its internet domains; `www.` and paths are dropped.' }),
    duns: t.string({ description: 'The D-U-N-S number: nine digits.' }),
    taxIds: t.stringList({ description: 'Its tax numbers.' }),
    isDirectNamedAccount: t.boolean({
      description: 'Whether the vendor sells to it directly, against every registration. Default `false`.',
    }),
    parent: t.field({
      type: 'ReferenceInput',
      description: 'The company that it belongs to; may be another row of the same call, before or after.',
    }),
  }),
});

addBulkMutation(builder, {
  name: 'customerUpsertMany',
  description: 'Creates or changes many customers. Requires PROGRAM_ADMIN.',
  item: CustomerUpsertItem,
  definition: (_context, items) => customerImport(items) as never,
});
