import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { IncentivePlan as IncentivePlanRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { seesAccruals } from '../../policy.ts';
import { incentivePlanById } from './incentive-plan.loaders.ts';
import { IncentivePlan, IncentivePlanConnection } from './incentive-plan.type.ts';

const IncentivePlanOrder = orderInput(builder, 'IncentivePlan', {
  CODE: 'The code, alphabetically.',
  CREATED_AT: 'The instant of the first publication.',
});

builder.queryFields((t) => ({
  incentivePlan: t.field({
    type: IncentivePlan,
    nullable: true,
    description: 'The plan with an id; null when there is none.',
    authScopes: seesAccruals,
    args: { id: t.arg.id({ required: true, description: 'The id of the plan.' }) },
    resolve: (_root, { id }, context) => incentivePlanById(context, id),
  }),
  incentivePlans: t.field({
    type: IncentivePlanConnection,
    description:
      'All incentive plans. Requires the capability `ADMIN`, `FINANCE` or `SALES` of partner users.',
    authScopes: seesAccruals,
    args: {
      ...pageArgs(t),
      orderBy: t.arg({ type: IncentivePlanOrder, description: 'The order. Default: by code, ascending.' }),
    },
    resolve: (_root, args, context) =>
      keysetPage<IncentivePlanRow, 'CODE' | 'CREATED_AT'>({
        args,
        order: args.orderBy ?? { field: 'CODE', direction: 'ASC' },
        columns: { CODE: 'code', CREATED_AT: 'createdAt' },
        find: (query) => context.db.read.incentivePlan.findMany(query),
        count: () => context.db.read.incentivePlan.count(),
      }),
  }),
}));
