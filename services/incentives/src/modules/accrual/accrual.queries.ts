import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { Accrual as AccrualRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { seesAccruals } from '../../policy.ts';
import { accrualById } from './accrual.loaders.ts';
import { Accrual, AccrualConnection, AccrualStatus } from './accrual.type.ts';

const AccrualOrder = orderInput(builder, 'Accrual', {
  CREATED_AT: 'The instant at which the accrual was made.',
  PERIOD: 'The month that earned it.',
});

const AccrualStatusFilter = enumFilter(builder, 'AccrualStatus', AccrualStatus);

const AccrualFilter = builder.inputType('AccrualFilter', {
  description: 'Selects accruals. All conditions given must hold.',
  fields: (t) => ({
    partnerId: t.field({ type: 'IdFilter', description: 'The partner that earned it.' }),
    contractId: t.field({ type: 'IdFilter', description: 'The contract whose month earned it.' }),
    planId: t.field({ type: 'IdFilter', description: 'The plan that it was computed by.' }),
    period: t.field({ type: 'DateFilter', description: 'The first day of the month that earned it.' }),
    status: t.field({ type: AccrualStatusFilter, description: 'Where it stands.' }),
  }),
});

type AccrualFilterShape = typeof AccrualFilter.$inferInput;

builder.queryFields((t) => ({
  accrual: t.field({
    type: Accrual,
    nullable: true,
    description: 'The accrual with an id; null when there is none that the viewer may see.',
    authScopes: seesAccruals,
    args: { id: t.arg.id({ required: true, description: 'The id of the accrual.' }) },
    resolve: (_root, { id }, context) => accrualById(context, id),
  }),
  accruals: t.field({
    type: AccrualConnection,
    description:
      'The accruals that the viewer may see. Requires the capability `ADMIN`, `FINANCE` or `SALES` of partner users, who see those of their own company.',
    authScopes: seesAccruals,
    args: {
      filter: t.arg({ type: AccrualFilter, description: 'Which accruals. Default: all.' }),
      ...pageArgs(t),
      orderBy: t.arg({ type: AccrualOrder, description: 'The order. Default: by creation, newest first.' }),
    },
    resolve: (_root, args, context) => {
      const conditions = whereOf(args.filter);
      return keysetPage<AccrualRow, 'CREATED_AT' | 'PERIOD'>({
        args,
        order: args.orderBy ?? { field: 'CREATED_AT', direction: 'DESC' },
        columns: { CREATED_AT: 'createdAt', PERIOD: 'period' },
        find: ({ where, ...page }) =>
          context.db.read.accrual.findMany({ where: { AND: [conditions, where] }, ...page }),
        count: () => context.db.read.accrual.count({ where: conditions }),
      });
    },
  }),
}));

function whereOf(filter: AccrualFilterShape | null | undefined) {
  const planId = toPrismaWhere.id(filter?.planId);
  return givenOnly({
    partnerId: toPrismaWhere.id(filter?.partnerId),
    contractId: toPrismaWhere.id(filter?.contractId),
    period: toPrismaWhere.date(filter?.period),
    status: toPrismaWhere.enum(filter?.status),
    planVersion: planId === undefined ? undefined : { planId },
  });
}
