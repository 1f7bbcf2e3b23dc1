import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';
import type { ProductLine as ProductLineRow } from '../../db.ts';

/** Loads product lines by id. */
export const productLineLoader = defineLoader(async (context: Context, ids: readonly string[]) => {
  const rows = await context.db.read.productLine.findMany({ where: { id: { in: [...ids] } } });
  return byKey(rows, ({ id }): string => id) as ReadonlyMap<unknown, ProductLineRow>;
});
