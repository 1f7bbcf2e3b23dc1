import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { Page, PageArgs, PageOrder } from '@channelgraph/graphql/keyset.ts';
import { nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { Lead as LeadRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { LeadFilter, leadWhere } from './lead.filter.ts';
import { leadById } from './lead.loaders.ts';
import { Lead, LeadConnection, LeadDirection } from './lead.type.ts';

type OrderField = 'CREATED_AT';

const LeadOrder = orderInput(builder, 'Lead', { CREATED_AT: 'By when they were recorded.' });
const newestFirst = { field: 'CREATED_AT', direction: 'DESC' } as const;

builder.queryFields((t) => ({
  lead: t.field({
    type: Lead,
    nullable: true,
    description: 'Reads a lead; null when it is absent or not visible to the viewer.',
    args: { id: t.arg.id({ required: true, description: 'The id of the lead.' }) },
    resolve: (_, { id }, context) => leadById(context, id),
  }),
  leads: t.field({
    type: LeadConnection,
    description: 'Lists the leads that the viewer may see. Default order: the latest recorded first.',
    args: {
      filter: t.arg({ type: LeadFilter, description: 'Which leads. Default: all.' }),
      orderBy: t.arg({ type: LeadOrder, description: 'The order. Default: the latest recorded first.' }),
      ...pageArgs(t),
    },
    resolve: (_, { filter, orderBy, ...args }, context) => {
      const condition = leadWhere(filter, context.clock.now());
      return keysetPage<LeadRow, OrderField>({
        args,
        order: orderBy ?? newestFirst,
        columns: { CREATED_AT: 'createdAt' },
        find: ({ where, orderBy: order, take }) =>
          context.db.read.lead.findMany({ where: { AND: [condition, where] }, orderBy: order, take }),
        count: () => context.db.read.lead.count({ where: condition }),
      });
    },
  }),
}));

interface PartnerListArgs extends PageArgs {
  readonly order: PageOrder<OrderField>;
  readonly direction: string | null;
  readonly isOpen: boolean | null;
  readonly now: string;
}

const leadsOf = nestedLoader<Context, PartnerListArgs, Page<LeadRow>>(
  (context, parentIds, { order, direction, isOpen, now, ...args }) =>
    nestedKeysetPages<LeadRow, OrderField>({
      client: context.db.read,
      table: 'lead',
      parentColumn: 'partner_id',
      parentIds,
      args,
      order,
      columns: { CREATED_AT: { column: 'created_at', type: 'timestamptz', property: 'createdAt' } },
      where: sql`AND (${direction}::text IS NULL OR t.direction::text = ${direction}::text)
        AND (${isOpen}::boolean IS NULL OR ${isOpen}::boolean =
          (t.closed_at IS NULL AND (t.status <> 'ROUTED' OR t.respond_by > ${now}::timestamptz)))`,
      load: (ids) => context.db.read.lead.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

builder.objectField(Partner, 'leads', (t) =>
  t.field({
    type: LeadConnection,
    nullable: true,
    description:
      'The leads that the partner has or referred, the latest recorded first; empty for a viewer who may not see them.',
    args: {
      direction: t.arg({ type: LeadDirection, description: 'Only those passed on this way. Default: both.' }),
      isOpen: t.arg.boolean({
        description: 'True: only those still worked on. False: only closed ones. Default: all.',
      }),
      orderBy: t.arg({ type: LeadOrder, description: 'The order. Default: the latest recorded first.' }),
      ...pageArgs(t),
    },
    resolve: async ({ id }, { orderBy, direction, isOpen, ...args }, context) =>
      leadsOf(context, {
        parentId: id,
        args: {
          ...args,
          order: orderBy ?? newestFirst,
          direction: direction ?? null,
          isOpen: isOpen ?? null,
          now: context.clock.now().toISOString(),
        },
      }),
  }),
);
