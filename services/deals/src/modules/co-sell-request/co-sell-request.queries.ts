import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { Page, PageArgs, PageOrder } from '@channelgraph/graphql/keyset.ts';
import { nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { CoSellRequest as RequestRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { CoSellRequestFilter, coSellWhere } from './co-sell-request.filter.ts';
import { coSellRequestById } from './co-sell-request.loaders.ts';
import { CoSellRequest, CoSellRequestConnection } from './co-sell-request.type.ts';

type OrderField = 'CREATED_AT' | 'RESPONSE_DUE_AT';

const CoSellRequestOrder = orderInput(builder, 'CoSellRequest', {
  CREATED_AT: 'By when they were asked for.',
  RESPONSE_DUE_AT: 'By when the time to answer is over.',
});
const latestFirst = { field: 'CREATED_AT', direction: 'DESC' } as const;

builder.queryFields((t) => ({
  coSellRequest: t.field({
    type: CoSellRequest,
    nullable: true,
    description: 'Reads a request for help; null when it is absent or not visible to the viewer.',
    args: { id: t.arg.id({ required: true, description: 'The id of the request.' }) },
    resolve: (_, { id }, context) => coSellRequestById(context, id),
  }),
  coSellRequests: t.field({
    type: CoSellRequestConnection,
    description: 'Lists the requests for help that the viewer may see. Default order: the latest first.',
    args: {
      filter: t.arg({ type: CoSellRequestFilter, description: 'Which requests. Default: all.' }),
      orderBy: t.arg({ type: CoSellRequestOrder, description: 'The order. Default: the latest first.' }),
      ...pageArgs(t),
    },
    resolve: (_, { filter, orderBy, ...args }, { db, clock }) => {
      const condition = coSellWhere(filter, clock.now());
      return keysetPage<RequestRow, OrderField>({
        args,
        order: orderBy ?? latestFirst,
        columns: { CREATED_AT: 'createdAt', RESPONSE_DUE_AT: 'respondBy' },
        find: ({ where, orderBy: order, take }) =>
          db.read.coSellRequest.findMany({ where: { AND: [condition, where] }, orderBy: order, take }),
        count: () => db.read.coSellRequest.count({ where: condition }),
      });
    },
  }),
}));

interface ListArgs extends PageArgs {
  readonly order: PageOrder<OrderField>;
  readonly isOpen: boolean | null;
  readonly now: string;
}

const requestsOf = nestedLoader<Context, ListArgs, Page<RequestRow>>(
  (context, parentIds, { order, isOpen, now, ...args }) =>
    nestedKeysetPages<RequestRow, OrderField>({
      client: context.db.read,
      table: 'co_sell_request',
      parentColumn: 'partner_id',
      parentIds,
      args,
      order,
      columns: {
        CREATED_AT: { column: 'created_at', type: 'timestamptz', property: 'createdAt' },
        RESPONSE_DUE_AT: { column: 'respond_by', type: 'timestamptz', property: 'respondBy' },
      },
      where: sql`AND (${isOpen}::boolean IS NULL OR ${isOpen}::boolean =
        (t.closed_at IS NULL AND (t.status <> 'REQUESTED' OR t.respond_by > ${now}::timestamptz)))`,
      load: (ids) => context.db.read.coSellRequest.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

builder.objectField(Partner, 'coSellRequests', (t) =>
  t.field({
    type: CoSellRequestConnection,
    nullable: true,
    description:
      'The partner’s requests for the vendor’s help, the latest first; empty for a viewer who may not see them.',
    args: {
      isOpen: t.arg.boolean({
        description: 'True: only those that wait for something. False: only closed ones. Default: all.',
      }),
      orderBy: t.arg({ type: CoSellRequestOrder, description: 'The order. Default: the latest first.' }),
      ...pageArgs(t),
    },
    resolve: ({ id }, { orderBy, isOpen, ...args }, context) =>
      requestsOf(context, {
        parentId: id,
        args: {
          ...args,
          order: orderBy ?? latestFirst,
          isOpen: isOpen ?? null,
          now: context.clock.now().toISOString(),
        },
      }),
  }),
);
