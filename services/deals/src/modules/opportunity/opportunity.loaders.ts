import { byKey, defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { OpportunityPartnerRole, OpportunityRevision } from '../../__generated__/prisma/client.ts';
import type { Context } from '../../context.ts';

/** Loads an opportunity that the viewer may see. */
export const opportunityById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await context.db.read.opportunity.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

/** Loads the history of an opportunity as it is known now. */
export const historyOf = defineLoader(async (context: Context, ids: readonly string[]) =>
  groupByKey<OpportunityRevision, string>(
    await context.db.read.opportunityRevision.findMany({
      where: { opportunityId: { in: [...ids] }, supersededAt: null },
      orderBy: [{ opportunityId: 'asc' }, { validFrom: 'asc' }],
    }),
    ({ opportunityId }) => opportunityId,
  ),
);

/** Loads the parts of partners in an opportunity, as far as the viewer may see them. */
export const rolesOf = defineLoader(async (context: Context, ids: readonly string[]) =>
  groupByKey<OpportunityPartnerRole, string>(
    await context.db.read.opportunityPartnerRole.findMany({
      where: { opportunityId: { in: [...ids] }, supersededAt: null },
      orderBy: [{ opportunityId: 'asc' }, { role: 'asc' }, { partnerId: 'asc' }],
    }),
    ({ opportunityId }) => opportunityId,
  ),
);
