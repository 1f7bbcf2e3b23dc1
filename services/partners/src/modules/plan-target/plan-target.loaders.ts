import { defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';
import type { PlanTarget as PlanTargetRow } from '../../db.ts';

/** Loads all plan targets of partners, superseded ones included, oldest first. */
export const planTargetsLoader = defineLoader(async (context: Context, partnerIds: readonly string[]) => {
  const rows = await context.db.read.planTarget.findMany({
    where: { partnerId: { in: [...partnerIds] } },
    orderBy: [{ validFrom: 'asc' }, { recordedAt: 'asc' }, { id: 'asc' }],
  });
  return groupByKey(rows, ({ partnerId }): string => partnerId) as ReadonlyMap<unknown, PlanTargetRow[]>;
});
