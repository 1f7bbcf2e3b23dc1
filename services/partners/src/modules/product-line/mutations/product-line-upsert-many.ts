import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import type { ProductLineItem } from '../product-line.import.ts';
import { productLineBulk } from '../product-line.import.ts';

const ProductLineUpsertItem = builder.inputRef<ProductLineItem>('ProductLineUpsertItem').implement({
  description:
    'A product line to create or to change. What is left out stays; null clears what may be empty.',
  fields: (t) => ({
    id: t.id({ description: 'The id of a known product line.' }),
    externalReference: t.field({ type: 'ExternalReferenceInput', description: 'The id in another system.' }),
    code: t.string({ description: 'The vendor’s own code; unique. Default for a new one: its name.' }),
    name: t.string({ description: 'The name to show. Required for a new one.' }),
    series: t.string({ description: 'The family it belongs to.' }),
    listPrice: t.field({ type: 'MoneyInput', description: 'The list price of one unit.' }),
    isActive: t.boolean({ description: 'Whether it is sold now. Default `true`.' }),
  }),
});

addBulkMutation(builder, {
  name: 'productLineUpsertMany',
  description:
    'Creates or changes product lines; a code tells them apart where no reference does. Requires PROGRAM_ADMIN.',
  item: ProductLineUpsertItem,
  definition: productLineBulk,
});
