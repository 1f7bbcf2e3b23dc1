import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import type { EnumFilter, IdFilter } from '@channelgraph/graphql/filters.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { ContractChangeRequest as RequestRow, Prisma } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { ChangeRequestStatus as Status } from './contract-change-request.machine.ts';
import { changeRequestById } from './contract-change-request.loaders.ts';
import {
  ChangeRequestStatus,
  ContractChangeRequest,
  ContractChangeRequestConnection,
} from './contract-change-request.type.ts';

interface RequestFilterInput {
  readonly partnerId?: IdFilter | null | undefined;
  readonly contractId?: IdFilter | null | undefined;
  readonly status?: EnumFilter<Status> | null | undefined;
}

const ContractChangeRequestFilter = builder
  .inputRef<RequestFilterInput>('ContractChangeRequestFilter')
  .implement({
    description: 'Which requests. All conditions given must hold.',
    fields: (t) => ({
      partnerId: t.field({ type: 'IdFilter', description: 'By partner.' }),
      contractId: t.field({ type: 'IdFilter', description: 'By contract.' }),
      status: t.field({
        type: enumFilter(builder, 'ChangeRequestStatus', ChangeRequestStatus),
        description: 'By state.',
      }),
    }),
  });

const ContractChangeRequestOrder = orderInput(builder, 'ContractChangeRequest', {
  REQUESTED_AT: 'By when they were asked for.',
});
const latestFirst = { field: 'REQUESTED_AT', direction: 'DESC' } as const;

builder.queryFields((t) => ({
  contractChangeRequest: t.field({
    type: ContractChangeRequest,
    nullable: true,
    description: 'Reads a request to change a contract; null when it is absent or not visible to the viewer.',
    args: { id: t.arg.id({ required: true, description: 'The id of the request.' }) },
    resolve: (_, { id }, context) => changeRequestById(context, id),
  }),
  contractChangeRequests: t.field({
    type: ContractChangeRequestConnection,
    description:
      'Lists requests to change contracts; none for partner users. Default order: the latest first.',
    args: {
      filter: t.arg({ type: ContractChangeRequestFilter, description: 'Which requests. Default: all.' }),
      orderBy: t.arg({
        type: ContractChangeRequestOrder,
        description: 'The order. Default: the latest first.',
      }),
      ...pageArgs(t),
    },
    resolve: (_, { filter, orderBy, ...args }, { db }) => {
      const condition = whereOf(filter ?? {});
      return keysetPage<RequestRow, 'REQUESTED_AT'>({
        args,
        order: orderBy ?? latestFirst,
        columns: { REQUESTED_AT: 'requestedAt' },
        find: ({ where, orderBy: order, take }) =>
          db.read.contractChangeRequest.findMany({
            where: { AND: [condition, where] },
            orderBy: order,
            take,
          }),
        count: () => db.read.contractChangeRequest.count({ where: condition }),
      });
    },
  }),
}));

function whereOf({ partnerId, contractId, status }: RequestFilterInput) {
  return givenOnly({
    partnerId: toPrismaWhere.id(partnerId),
    contractId: toPrismaWhere.id(contractId),
    status: toPrismaWhere.enum(status),
  }) as Prisma.ContractChangeRequestWhereInput;
}
