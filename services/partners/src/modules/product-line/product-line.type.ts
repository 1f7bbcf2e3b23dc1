import { money } from '@channelgraph/core/money.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import type { ProductLine as ProductLineRow } from '../../db.ts';
import { builder } from '../../builder.ts';
import { productLineLoader } from './product-line.loaders.ts';

export const ProductLine = builder.objectRef<ProductLineRow>('ProductLine').implement({
  description: 'Something the vendor sells through partners.',
  interfaces: ['Node'],
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The vendor’s own code; unique.' }),
    name: t.exposeString('name', { description: 'The name to show.' }),
    series: t.exposeString('series', {
      nullable: true,
      description: 'The family it belongs to; null for none.',
    }),
    listPrice: t.field({
      type: 'Money',
      nullable: true,
      description: 'The list price of one unit; null when there is none.',
      resolve: ({ listPriceMinor, listPriceCurrency }) =>
        listPriceMinor === null || listPriceCurrency === null
          ? null
          : money(listPriceMinor, listPriceCurrency),
    }),
    isActive: t.exposeBoolean('isActive', { description: 'Whether it is sold now.' }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'The ids in other systems.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    version: t.exposeInt('version', { description: 'Rises with each change.' }),
  }),
});

builder.asEntity(ProductLine, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => productLineLoader(context, id),
});

export const ProductLineConnection = connectionOf(builder, ProductLine, 'ProductLine');
