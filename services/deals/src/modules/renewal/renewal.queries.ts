import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { Page, PageArgs, PageOrder } from '@channelgraph/graphql/keyset.ts';
import { nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import { partnersByToday } from '@channelgraph/graphql/partner-directory.ts';
import type { Renewal as RenewalRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { ManagedContract } from '../managed-contract/managed-contract.type.ts';
import { asksForToday, RenewalFilter, renewalWhere } from './renewal.filter.ts';
import { renewalById } from './renewal.loaders.ts';
import { Renewal, RenewalConnection } from './renewal.type.ts';

type OrderField = 'TERM_END' | 'CREATED_AT';

const RenewalOrder = orderInput(builder, 'Renewal', {
  TERM_END: 'By the end of the term.',
  CREATED_AT: 'By when they were recorded.',
});
const endingFirst = { field: 'TERM_END', direction: 'ASC' } as const;

builder.queryFields((t) => ({
  renewal: t.field({
    type: Renewal,
    nullable: true,
    description: 'Reads a renewal; null when it is absent or not visible to the viewer.',
    args: { id: t.arg.id({ required: true, description: 'The id of the renewal.' }) },
    resolve: (_, { id }, context) => renewalById(context, id),
  }),
  renewals: t.field({
    type: RenewalConnection,
    description: 'Lists the renewals that the viewer may see. Default order: those whose term ends first.',
    args: {
      filter: t.arg({ type: RenewalFilter, description: 'Which renewals. Default: all.' }),
      orderBy: t.arg({
        type: RenewalOrder,
        description: 'The order. Default: those whose term ends first.',
      }),
      ...pageArgs(t),
    },
    resolve: async (_, { filter, orderBy, ...args }, context) => {
      const days = filter && asksForToday(filter) ? await partnersByToday(context) : [];
      const condition = renewalWhere(filter, days);
      return keysetPage<RenewalRow, OrderField>({
        args,
        order: orderBy ?? endingFirst,
        columns: { TERM_END: 'termEnd', CREATED_AT: 'createdAt' },
        find: ({ where, orderBy: order, take }) =>
          context.db.read.renewal.findMany({ where: { AND: [condition, where] }, orderBy: order, take }),
        count: () => context.db.read.renewal.count({ where: condition }),
      });
    },
  }),
}));

interface ListArgs extends PageArgs {
  readonly order: PageOrder<OrderField>;
  readonly isDecided: boolean | null;
}

const renewalsBelow = (parentColumn: 'contract_id' | 'partner_id') =>
  nestedLoader<Context, ListArgs, Page<RenewalRow>>((context, parentIds, { order, isDecided, ...args }) =>
    nestedKeysetPages<RenewalRow, OrderField>({
      client: context.db.read,
      table: 'renewal',
      parentColumn,
      parentIds,
      args,
      order,
      columns: {
        TERM_END: { column: 'term_end', type: 'date', property: 'termEnd' },
        CREATED_AT: { column: 'created_at', type: 'timestamptz', property: 'createdAt' },
      },
      where: sql`AND (${isDecided}::boolean IS NULL OR (t.decided_on IS NOT NULL) = ${isDecided}::boolean)`,
      load: (ids) => context.db.read.renewal.findMany({ where: { id: { in: [...ids] } } }),
    }),
  );
const renewalsOfContract = renewalsBelow('contract_id');
const renewalsOfPartner = renewalsBelow('partner_id');

builder.objectField(ManagedContract, 'renewals', (t) =>
  t.field({
    type: RenewalConnection,
    description: 'The renewals of its terms, those that end first.',
    args: pageArgs(t),
    resolve: ({ id }, args, context) =>
      renewalsOfContract(context, { parentId: id, args: { ...args, order: endingFirst, isDecided: null } }),
  }),
);

builder.objectField(Partner, 'renewals', (t) =>
  t.field({
    type: RenewalConnection,
    nullable: true,
    description:
      'The renewals of the partner’s contracts, those whose term ends first; empty for a viewer who may not see them.',
    args: {
      isDecided: t.arg.boolean({
        description: 'True: only those recorded as decided or lapsed. False: only others. Default: all.',
      }),
      orderBy: t.arg({
        type: RenewalOrder,
        description: 'The order. Default: those whose term ends first.',
      }),
      ...pageArgs(t),
    },
    resolve: ({ id }, { orderBy, isDecided, ...args }, context) =>
      renewalsOfPartner(context, {
        parentId: id,
        args: { ...args, order: orderBy ?? endingFirst, isDecided: isDecided ?? null },
      }),
  }),
);
