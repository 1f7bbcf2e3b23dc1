import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import { nestedKeysetPages } from '@channelgraph/graphql/nested-keyset.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import type { Customer } from '../../__generated__/prisma/client.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { Context } from '../../context.ts';

/** Loads a customer that the viewer may see; the id of one that was merged leads to the survivor. */
export const customerById = defineLoader(async (context: Context, ids: readonly string[]) => {
  const rows = await context.db.read.customer.findMany({ where: { id: { in: [...ids] } } });
  const survivorIds = rows.flatMap(({ mergedIntoId }) => mergedIntoId ?? []);
  if (survivorIds.length === 0) return byKey(rows, ({ id }) => id);
  const survivors = byKey(
    await context.db.read.customer.findMany({ where: { id: { in: survivorIds } } }),
    ({ id }) => id,
  );
  return new Map(
    rows.flatMap((row) => {
      const standing = row.mergedIntoId === null ? row : survivors.get(row.mergedIntoId);
      return standing ? [[row.id, standing] as const] : [];
    }),
  );
});

/** Loads a page of the customers below a customer, as far as the viewer may see them. */
export const childrenOf = nestedLoader<Context, PageArgs, Page<Customer>>((context, parentIds, args) =>
  nestedKeysetPages<Customer, 'LEGAL_NAME'>({
    client: context.db.read,
    table: 'customer',
    parentColumn: 'parent_id',
    parentIds,
    args,
    order: { field: 'LEGAL_NAME', direction: 'ASC' },
    columns: { LEGAL_NAME: { column: 'legal_name', type: 'text', property: 'legalName' } },
    load: (ids) => context.db.read.customer.findMany({ where: { id: { in: [...ids] } } }),
  }),
);
