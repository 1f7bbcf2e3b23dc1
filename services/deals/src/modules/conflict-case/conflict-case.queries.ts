import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { Page, PageArgs, PageOrder } from '@channelgraph/graphql/keyset.ts';
import { nestedKeysetPages } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { ConflictCase as CaseRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { ConflictCaseFilter, conflictWhere } from './conflict-case.filter.ts';
import { conflictById } from './conflict-case.loaders.ts';
import { ConflictCase, ConflictCaseConnection } from './conflict-case.type.ts';

type OrderField = 'OPENED_AT';

const ConflictCaseOrder = orderInput(builder, 'ConflictCase', { OPENED_AT: 'By when they were opened.' });
const newestFirst = { field: 'OPENED_AT', direction: 'DESC' } as const;

builder.queryFields((t) => ({
  conflictCase: t.field({
    type: ConflictCase,
    nullable: true,
    description: 'Reads a conflict; null when it is absent or not visible to the viewer.',
    args: { id: t.arg.id({ required: true, description: 'The id of the conflict.' }) },
    resolve: (_, { id }, context) => conflictById(context, id),
  }),
  conflictCases: t.field({
    type: ConflictCaseConnection,
    description: 'Lists the conflicts that the viewer may see. Default order: the newest first.',
    args: {
      filter: t.arg({ type: ConflictCaseFilter, description: 'Which conflicts. Default: all.' }),
      orderBy: t.arg({ type: ConflictCaseOrder, description: 'The order. Default: the newest first.' }),
      ...pageArgs(t),
    },
    resolve: (_, { filter, orderBy, ...args }, context) => {
      const condition = conflictWhere(context, filter);
      return keysetPage<CaseRow, OrderField>({
        args,
        order: orderBy ?? newestFirst,
        columns: { OPENED_AT: 'openedAt' },
        find: ({ where, orderBy: order, take }) =>
          context.db.read.conflictCase.findMany({ where: { AND: [condition, where] }, orderBy: order, take }),
        count: () => context.db.read.conflictCase.count({ where: condition }),
      });
    },
  }),
}));

interface PartnerListArgs extends PageArgs {
  readonly order: PageOrder<OrderField>;
}

const conflictsOf = nestedLoader<Context, PartnerListArgs, Page<CaseRow>>(
  (context, parentIds, { order, ...args }) =>
    nestedKeysetPages<CaseRow, OrderField>({
      client: context.db.read,
      table: 'conflict_case_side',
      parentColumn: 'partner_id',
      parentIds,
      args,
      order,
      columns: { OPENED_AT: { column: 'opened_at', type: 'timestamptz', property: 'openedAt' } },
      load: (ids) => context.db.read.conflictCase.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

builder.objectField(Partner, 'conflictCases', (t) =>
  t.field({
    type: ConflictCaseConnection,
    nullable: true,
    description:
      'The conflicts that the partner is a party to, the newest first; empty for a viewer who may not see them.',
    args: {
      orderBy: t.arg({ type: ConflictCaseOrder, description: 'The order. Default: the newest first.' }),
      ...pageArgs(t),
    },
    resolve: async ({ id }, { orderBy, ...args }, context) =>
      conflictsOf(context, { parentId: id, args: { ...args, order: orderBy ?? newestFirst } }),
  }),
);
