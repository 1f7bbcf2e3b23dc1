import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { DateFilter, EnumFilter, IdFilter } from '@channelgraph/graphql/filters.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { Page, PageArgs, PageOrder } from '@channelgraph/graphql/keyset.ts';
import { nestedKeysetPages } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { PipelineSnapshot as SnapshotRow, Prisma } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { PipelineSnapshotScope } from '../../vocabulary.ts';
import { snapshotById } from './pipeline-snapshot.loaders.ts';
import { PipelineSnapshot, PipelineSnapshotConnection } from './pipeline-snapshot.type.ts';

type OrderField = 'TAKEN_AT';

const PipelineSnapshotOrder = orderInput(builder, 'PipelineSnapshot', {
  TAKEN_AT: 'By when they were taken.',
});
const latestFirst = { field: 'TAKEN_AT', direction: 'DESC' } as const;

const ScopeFilter = enumFilter(builder, 'PipelineSnapshotScope', PipelineSnapshotScope);

interface SnapshotFilter {
  readonly scope?: EnumFilter<string> | null | undefined;
  readonly partnerId?: IdFilter | null | undefined;
  readonly accountManagerId?: IdFilter | null | undefined;
  readonly asOf?: DateFilter | null | undefined;
  readonly isMonthly?: boolean | null | undefined;
}

const PipelineSnapshotFilter = builder.inputRef<SnapshotFilter>('PipelineSnapshotFilter').implement({
  description: 'Which snapshots. All conditions given must hold.',
  fields: (t) => ({
    scope: t.field({ type: ScopeFilter, description: 'By whose pipeline they keep.' }),
    partnerId: t.field({
      type: 'IdFilter',
      description: 'By partner: none of portfolios and of the program.',
    }),
    accountManagerId: t.field({ type: 'IdFilter', description: 'By the account manager of a portfolio.' }),
    asOf: t.field({ type: 'DateFilter', description: 'By the day that they describe.' }),
    isMonthly: t.boolean({ description: 'Whether they were taken because a month had ended.' }),
  }),
});

const conditionOf = (filter: SnapshotFilter | null | undefined): Prisma.PipelineSnapshotWhereInput =>
  givenOnly({
    scope: toPrismaWhere.enum(filter?.scope),
    partnerId: toPrismaWhere.id(filter?.partnerId),
    accountManagerId: toPrismaWhere.id(filter?.accountManagerId),
    asOf: toPrismaWhere.date(filter?.asOf),
    isMonthly: filter?.isMonthly ?? undefined,
  }) as Prisma.PipelineSnapshotWhereInput;

builder.queryFields((t) => ({
  pipelineSnapshot: t.field({
    type: PipelineSnapshot,
    nullable: true,
    description: 'Reads a snapshot of a pipeline; null when it is absent or not visible to the viewer.',
    args: { id: t.arg.id({ required: true, description: 'The id of the snapshot.' }) },
    resolve: (_, { id }, context) => snapshotById(context, id),
  }),
  pipelineSnapshots: t.field({
    type: PipelineSnapshotConnection,
    description:
      'Lists the snapshots of pipelines that the viewer may see. Default order: the latest taken first.',
    args: {
      filter: t.arg({ type: PipelineSnapshotFilter, description: 'Which snapshots. Default: all.' }),
      orderBy: t.arg({
        type: PipelineSnapshotOrder,
        description: 'The order. Default: the latest taken first.',
      }),
      ...pageArgs(t),
    },
    resolve: (_, { filter, orderBy, ...args }, context) => {
      const condition = conditionOf(filter);
      return keysetPage<SnapshotRow, OrderField>({
        args,
        order: orderBy ?? latestFirst,
        columns: { TAKEN_AT: 'takenAt' },
        find: ({ where, orderBy: order, take }) =>
          context.db.read.pipelineSnapshot.findMany({
            where: { AND: [condition, where] },
            orderBy: order,
            take,
          }),
        count: () => context.db.read.pipelineSnapshot.count({ where: condition }),
      });
    },
  }),
}));

interface PartnerListArgs extends PageArgs {
  readonly order: PageOrder<OrderField>;
}

const snapshotsOf = nestedLoader<Context, PartnerListArgs, Page<SnapshotRow>>(
  (context, parentIds, { order, ...args }) =>
    nestedKeysetPages<SnapshotRow, OrderField>({
      client: context.db.read,
      table: 'pipeline_snapshot',
      parentColumn: 'partner_id',
      parentIds,
      args,
      order,
      columns: { TAKEN_AT: { column: 'taken_at', type: 'timestamptz', property: 'takenAt' } },
      load: (ids) => context.db.read.pipelineSnapshot.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

builder.objectField(Partner, 'pipelineSnapshots', (t) =>
  t.field({
    type: PipelineSnapshotConnection,
    nullable: true,
    description:
      'The snapshots of the partner’s pipeline, the latest taken first; empty for a viewer who may not see them.',
    args: {
      orderBy: t.arg({
        type: PipelineSnapshotOrder,
        description: 'The order. Default: the latest taken first.',
      }),
      ...pageArgs(t),
    },
    resolve: async ({ id }, { orderBy, ...args }, context) =>
      snapshotsOf(context, { parentId: id, args: { ...args, order: orderBy ?? latestFirst } }),
  }),
);
