import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { ProductLine as ProductLineRow } from '../../db.ts';
import { builder } from '../../builder.ts';
import { productLineLoader } from './product-line.loaders.ts';
import { ProductLine, ProductLineConnection } from './product-line.type.ts';

const ProductLineFilter = builder.inputType('ProductLineFilter', {
  description: 'Chooses product lines. All conditions given must hold.',
  fields: (t) => ({
    id: t.field({ type: 'IdFilter', description: 'By id.' }),
    code: t.field({ type: 'StringFilter', description: 'By code.' }),
    name: t.field({ type: 'StringFilter', description: 'By name.' }),
    isActive: t.boolean({ description: 'Only those that are sold now, or only those that are not.' }),
  }),
});

const ProductLineOrder = orderInput(builder, 'ProductLine', {
  NAME: 'By name.',
  CODE: 'By code.',
});

builder.queryFields((t) => ({
  productLine: t.field({
    type: ProductLine,
    nullable: true,
    description: 'A product line by id; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'The id.' }) },
    resolve: (_, { id }, context) => productLineLoader(context, id),
  }),
  productLines: t.field({
    type: ProductLineConnection,
    description: 'What the vendor sells.',
    args: {
      filter: t.arg({ type: ProductLineFilter, description: 'Which ones. Default: all.' }),
      orderBy: t.arg({ type: ProductLineOrder, description: 'The order. Default: by name, from A.' }),
      ...pageArgs(t),
    },
    resolve: (_, { filter, orderBy, ...args }, { db }) => {
      const own = givenOnly({
        id: toPrismaWhere.id(filter?.id),
        code: toPrismaWhere.string(filter?.code),
        name: toPrismaWhere.string(filter?.name),
        isActive: filter?.isActive ?? undefined,
      });
      return keysetPage<ProductLineRow, 'NAME' | 'CODE'>({
        args,
        order: orderBy ?? { field: 'NAME', direction: 'ASC' },
        columns: { NAME: 'name', CODE: 'code' },
        find: ({ where, orderBy: order, take }) =>
          db.read.productLine.findMany({ where: { AND: [own, where] }, orderBy: order, take }),
        count: () => db.read.productLine.count({ where: own }),
      });
    },
  }),
}));
