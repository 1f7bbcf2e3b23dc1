import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { Page, PageArgs, PageOrder } from '@channelgraph/graphql/keyset.ts';
import { partnersByToday } from '@channelgraph/graphql/partner-directory.ts';
import { nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { ManagedContract as ContractRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import { asksForStatus, contractWhere, ManagedContractFilter } from './managed-contract.filter.ts';
import { contractById } from './managed-contract.loaders.ts';
import { ManagedContract, ManagedContractConnection } from './managed-contract.type.ts';

type OrderField = 'TERM_END' | 'CREATED_AT';

const ManagedContractOrder = orderInput(builder, 'ManagedContract', {
  TERM_END: 'By the end of the term.',
  CREATED_AT: 'By when they were recorded.',
});
const endingFirst = { field: 'TERM_END', direction: 'ASC' } as const;

builder.queryFields((t) => ({
  managedContract: t.field({
    type: ManagedContract,
    nullable: true,
    description: 'Reads a managed contract; null when it is absent or not visible to the viewer.',
    args: { id: t.arg.id({ required: true, description: 'The id of the contract.' }) },
    resolve: (_, { id }, context) => contractById(context, id),
  }),
  managedContracts: t.field({
    type: ManagedContractConnection,
    description: 'Lists the managed contracts that the viewer may see. Default order: those that end first.',
    args: {
      filter: t.arg({ type: ManagedContractFilter, description: 'Which contracts. Default: all.' }),
      orderBy: t.arg({
        type: ManagedContractOrder,
        description: 'The order. Default: those that end first.',
      }),
      ...pageArgs(t),
    },
    resolve: async (_, { filter, orderBy, ...args }, context) => {
      const condition = contractWhere(
        filter,
        filter && asksForStatus(filter) ? await partnersByToday(context) : [],
      );
      return keysetPage<ContractRow, OrderField>({
        args,
        order: orderBy ?? endingFirst,
        columns: { TERM_END: 'termEnd', CREATED_AT: 'createdAt' },
        find: ({ where, orderBy: order, take }) =>
          context.db.read.managedContract.findMany({
            where: { AND: [condition, where] },
            orderBy: order,
            take,
          }),
        count: () => context.db.read.managedContract.count({ where: condition }),
      });
    },
  }),
}));

interface PartnerListArgs extends PageArgs {
  readonly order: PageOrder<OrderField>;
  readonly isDecided: boolean | null;
}

const contractsOf = nestedLoader<Context, PartnerListArgs, Page<ContractRow>>(
  (context, parentIds, { order, isDecided, ...args }) =>
    nestedKeysetPages<ContractRow, OrderField>({
      client: context.db.read,
      table: 'managed_contract',
      parentColumn: 'partner_id',
      parentIds,
      args,
      order,
      columns: {
        TERM_END: { column: 'term_end', type: 'date', property: 'termEnd' },
        CREATED_AT: { column: 'created_at', type: 'timestamptz', property: 'createdAt' },
      },
      where: sql`AND (${isDecided}::boolean IS NULL OR (t.decided_on IS NOT NULL) = ${isDecided}::boolean)`,
      load: (ids) => context.db.read.managedContract.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

builder.objectField(Partner, 'managedContracts', (t) =>
  t.field({
    type: ManagedContractConnection,
    nullable: true,
    description:
      'The contracts by which the partner manages customers, those that end first; empty for a viewer who may not see them.',
    args: {
      isDecided: t.arg.boolean({
        description:
          'True: only those whose renewal or end is decided. False: only undecided ones. Default: all.',
      }),
      orderBy: t.arg({
        type: ManagedContractOrder,
        description: 'The order. Default: those that end first.',
      }),
      ...pageArgs(t),
    },
    resolve: async ({ id }, { orderBy, isDecided, ...args }, context) =>
      contractsOf(context, {
        parentId: id,
        args: { ...args, order: orderBy ?? endingFirst, isDecided: isDecided ?? null },
      }),
  }),
);
