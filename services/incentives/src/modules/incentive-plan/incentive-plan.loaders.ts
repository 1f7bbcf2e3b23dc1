import { byKey, defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type {
  IncentivePlan,
  IncentivePlanInclusion,
  IncentivePlanVersion,
} from '../../__generated__/prisma/client.ts';
import type { Context } from '../../context.ts';

/** Loads incentive plans by id. */
export const incentivePlanById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey<IncentivePlan, string>(
    await context.db.read.incentivePlan.findMany({ where: { id: { in: [...ids] } } }),
    ({ id }) => id,
  ),
);

/** Loads plan versions by id. */
export const planVersionById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey<IncentivePlanVersion, string>(
    await context.db.read.incentivePlanVersion.findMany({ where: { id: { in: [...ids] } } }),
    ({ id }) => id,
  ),
);

/** Loads the versions of plans, oldest first. */
export const versionsByPlan = defineLoader(async (context: Context, planIds: readonly string[]) =>
  groupByKey<IncentivePlanVersion, string>(
    await context.db.read.incentivePlanVersion.findMany({
      where: { planId: { in: [...planIds] } },
      orderBy: { version: 'asc' },
    }),
    ({ planId }) => planId,
  ),
);

/** Loads the partners that versions name and the viewer may see. */
export const inclusionsByVersion = defineLoader(async (context: Context, versionIds: readonly string[]) =>
  groupByKey<IncentivePlanInclusion, string>(
    await context.db.read.incentivePlanInclusion.findMany({
      where: { planVersionId: { in: [...versionIds] } },
      orderBy: { partnerId: 'asc' },
    }),
    ({ planVersionId }) => planVersionId,
  ),
);
