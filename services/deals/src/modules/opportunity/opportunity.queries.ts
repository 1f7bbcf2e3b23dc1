import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { Page, PageArgs, PageOrder } from '@channelgraph/graphql/keyset.ts';
import { joinSql, nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { Opportunity as OpportunityRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import { OpportunityStage } from '../../vocabulary.ts';
import { OpportunityFilter, opportunityWhere } from './opportunity.filter.ts';
import { opportunityById } from './opportunity.loaders.ts';
import { Opportunity, OpportunityConnection } from './opportunity.type.ts';

type OrderField = 'CREATED_AT' | 'NAME';

const OpportunityOrder = orderInput(builder, 'Opportunity', {
  CREATED_AT: 'By when they were recorded.',
  NAME: 'By name.',
});
const newestFirst = { field: 'CREATED_AT', direction: 'DESC' } as const;

builder.queryFields((t) => ({
  opportunity: t.field({
    type: Opportunity,
    nullable: true,
    description: 'Reads an opportunity; null when it is absent or not visible to the viewer.',
    args: { id: t.arg.id({ required: true, description: 'The id of the opportunity.' }) },
    resolve: (_, { id }, context) => opportunityById(context, id),
  }),
  opportunities: t.field({
    type: OpportunityConnection,
    description: 'Lists the opportunities that the viewer may see. Default order: the latest recorded first.',
    args: {
      filter: t.arg({ type: OpportunityFilter, description: 'Which opportunities. Default: all.' }),
      orderBy: t.arg({
        type: OpportunityOrder,
        description: 'The order. Default: the latest recorded first.',
      }),
      ...pageArgs(t),
    },
    resolve: (_, { filter, orderBy, ...args }, context) => {
      const condition = opportunityWhere(filter);
      return keysetPage<OpportunityRow, OrderField>({
        args,
        order: orderBy ?? newestFirst,
        columns: { CREATED_AT: 'createdAt', NAME: 'name' },
        find: ({ where, orderBy: order, take }) =>
          context.db.read.opportunity.findMany({ where: { AND: [condition, where] }, orderBy: order, take }),
        count: () => context.db.read.opportunity.count({ where: condition }),
      });
    },
  }),
}));

interface PartnerListArgs extends PageArgs {
  readonly order: PageOrder<OrderField>;
  readonly isOpen: boolean | null;
  readonly stages: readonly string[] | null;
}

const opportunitiesOf = nestedLoader<Context, PartnerListArgs, Page<OpportunityRow>>(
  (context, parentIds, { order, isOpen, stages, ...args }) =>
    nestedKeysetPages<OpportunityRow, OrderField>({
      client: context.db.read,
      table: 'opportunity',
      parentColumn: 'partner_id',
      parentIds,
      args,
      order,
      columns: {
        CREATED_AT: { column: 'created_at', type: 'timestamptz', property: 'createdAt' },
        NAME: { column: 'name', type: 'text', property: 'name' },
      },
      where: listConditions(isOpen, stages),
      load: (ids) => context.db.read.opportunity.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

function listConditions(isOpen: boolean | null, stages: readonly string[] | null): SqlFragment {
  return joinSql(
    [
      sql`AND (${isOpen}::boolean IS NULL OR (t.closed_on IS NULL) = ${isOpen}::boolean)`,
      sql`AND (${stages}::text[] IS NULL OR t.stage::text = ANY(${stages}::text[]))`,
    ],
    ' ',
  );
}

builder.objectField(Partner, 'opportunities', (t) =>
  t.field({
    type: OpportunityConnection,
    nullable: true,
    description:
      'The partner’s opportunities, the latest recorded first; empty for a viewer who may not see them.',
    args: {
      isOpen: t.arg.boolean({
        description: 'True: only open ones. False: only won or lost ones. Default: all.',
      }),
      stages: t.arg({ type: [OpportunityStage], description: 'Only in these stages. Default: in any.' }),
      orderBy: t.arg({
        type: OpportunityOrder,
        description: 'The order. Default: the latest recorded first.',
      }),
      ...pageArgs(t),
    },
    resolve: async ({ id }, { orderBy, isOpen, stages, ...args }, context) =>
      opportunitiesOf(context, {
        parentId: id,
        args: { ...args, order: orderBy ?? newestFirst, isOpen: isOpen ?? null, stages: stages ?? null },
      }),
  }),
);
