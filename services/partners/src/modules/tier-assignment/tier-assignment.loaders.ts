import { defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';
import type { Tier as TierRow, TierAssignment as TierAssignmentRow } from '../../db.ts';

/** A tier assignment together with its tier. */
export interface TierAssignmentView extends TierAssignmentRow {
  readonly tier: TierRow;
}

/** Loads the tiers that partners hold over time as they are known now, oldest first. */
export const tierAssignmentsLoader = defineLoader(async (context: Context, partnerIds: readonly string[]) => {
  const rows = await context.db.read.tierAssignment.findMany({
    where: { partnerId: { in: [...partnerIds] }, supersededAt: null },
    include: { tier: true },
    orderBy: [{ validFrom: 'asc' }, { id: 'asc' }],
  });
  return groupByKey(rows, ({ partnerId }): string => partnerId) as ReadonlyMap<unknown, TierAssignmentView[]>;
});
