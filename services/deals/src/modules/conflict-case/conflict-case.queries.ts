import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { KeysetOptions, Page, PageArgs, PageOrder } from '@channelgraph/graphql/keyset.ts';
import { nestedKeysetPages } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { ConflictCase as CaseRow, Prisma } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { ConflictCaseFilter, conflictWhere } from './conflict-case.filter.ts';
import { conflictById, loadSeen } from './conflict-case.loaders.ts';
import { asSeen } from './conflict-case.seen.ts';
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
      const { find, count } = sourceOf(context, conflictWhere(context, filter));
      return keysetPage<CaseRow, OrderField>({
        args,
        order: orderBy ?? newestFirst,
        columns: { OPENED_AT: 'openedAt' },
        find,
        count,
      });
    },
  }),
}));

// A partner's conflicts are listed by its own dates: those of the case would tell when others came.
function sourceOf(
  { db, viewer }: Context,
  condition: Prisma.ConflictCaseWhereInput,
): Pick<KeysetOptions<CaseRow, OrderField>, 'find' | 'count'> {
  const { conflictCase, conflictCasePartner } = db.read;
  const { role, partnerId } = viewer;
  if (role !== 'PARTNER_USER' || partnerId === null) {
    return {
      find: ({ where, ...page }) => conflictCase.findMany({ where: { AND: [condition, where] }, ...page }),
      count: () => conflictCase.count({ where: condition }),
    };
  }
  const own = { partnerId, case: condition };
  return {
    find: async ({ where, ...page }) => {
      const sides = await conflictCasePartner.findMany({
        where: { AND: [own, where] },
        include: { case: true },
        ...page,
      });
      return sides.map((side) => asSeen(side.case, side));
    },
    count: () => conflictCasePartner.count({ where: own }),
  };
}

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
      load: (ids) => loadSeen(context, ids),
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
