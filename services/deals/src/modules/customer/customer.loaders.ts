import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import { nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import type { Customer } from '../../__generated__/prisma/client.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { Context } from '../../context.ts';
import { lapsedCustomers } from './customer.links.ts';

/** Loads a customer that the viewer may see; the id of one that was merged leads to the survivor. */
export const customerById = defineLoader(async (context: Context, ids: readonly string[]) => {
  const lapsed = new Set(await lapsedCustomers(context));
  const inSight = (wanted: readonly string[]) => ({ id: { in: wanted.filter((id) => !lapsed.has(id)) } });
  const rows = await context.db.read.customer.findMany({ where: inSight(ids) });
  const survivorIds = rows.flatMap(({ mergedIntoId }) => mergedIntoId ?? []);
  if (survivorIds.length === 0) return byKey(rows, ({ id }) => id);
  const survivors = byKey(
    await context.db.read.customer.findMany({ where: inSight(survivorIds) }),
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
export const childrenOf = nestedLoader<Context, PageArgs, Page<Customer>>(async (context, parentIds, args) =>
  nestedKeysetPages<Customer, 'LEGAL_NAME'>({
    client: context.db.read,
    table: 'customer',
    parentColumn: 'parent_id',
    parentIds,
    args,
    order: { field: 'LEGAL_NAME', direction: 'ASC' },
    where: sql`AND NOT t.id = ANY(${[...(await lapsedCustomers(context))]}::text[])`,
    columns: { LEGAL_NAME: { column: 'legal_name', type: 'text', property: 'legalName' } },
    load: (ids) => context.db.read.customer.findMany({ where: { id: { in: [...ids] } } }),
  }),
);
