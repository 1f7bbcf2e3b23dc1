import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { Alert } from '../../db.ts';
import type { Context } from '../../context.ts';

/** Loads alerts by id; null for one that is absent or not meant for the viewer. */
export const alertLoader = defineLoader(async (context: Context, ids: readonly string[]) => {
  const rows = await context.db.read.alert.findMany({ where: { id: { in: [...ids] } } });
  return byKey(rows, ({ id }): string => id) as ReadonlyMap<unknown, Alert>;
});
