import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { Page, PageArgs, PageOrder } from '@channelgraph/graphql/keyset.ts';
import { joinSql, nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { DealRegistration as RegistrationRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { RegistrationKind, RegistrationStatus } from './deal-registration.enums.ts';
import { DealRegistrationFilter, registrationWhere } from './deal-registration.filter.ts';
import { registrationById } from './deal-registration.loaders.ts';
import { DealRegistration, DealRegistrationConnection } from './deal-registration.type.ts';

type OrderField = 'CREATED_AT';

const DealRegistrationOrder = orderInput(builder, 'DealRegistration', {
  CREATED_AT: 'By when they were begun.',
});
const newestFirst = { field: 'CREATED_AT', direction: 'DESC' } as const;

builder.queryFields((t) => ({
  dealRegistration: t.field({
    type: DealRegistration,
    nullable: true,
    description: 'Reads a registration; null when it is absent or not visible to the viewer.',
    args: { id: t.arg.id({ required: true, description: 'The id of the registration.' }) },
    resolve: (_, { id }, context) => registrationById(context, id),
  }),
  dealRegistrations: t.field({
    type: DealRegistrationConnection,
    description: 'Lists the registrations that the viewer may see. Default order: the latest begun first.',
    args: {
      filter: t.arg({ type: DealRegistrationFilter, description: 'Which registrations. Default: all.' }),
      orderBy: t.arg({
        type: DealRegistrationOrder,
        description: 'The order. Default: the latest begun first.',
      }),
      ...pageArgs(t),
    },
    resolve: (_, { filter, orderBy, ...args }, context) => {
      const condition = registrationWhere(context, filter);
      return keysetPage<RegistrationRow, OrderField>({
        args,
        order: orderBy ?? newestFirst,
        columns: { CREATED_AT: 'createdAt' },
        find: ({ where, orderBy: order, take }) =>
          context.db.read.dealRegistration.findMany({
            where: { AND: [condition, where] },
            orderBy: order,
            take,
          }),
        count: () => context.db.read.dealRegistration.count({ where: condition }),
      });
    },
  }),
}));

interface PartnerListArgs extends PageArgs {
  readonly order: PageOrder<OrderField>;
  readonly statuses: readonly string[] | null;
  readonly kinds: readonly string[] | null;
}

const registrationsOf = nestedLoader<Context, PartnerListArgs, Page<RegistrationRow>>(
  (context, parentIds, { order, statuses, kinds, ...args }) =>
    nestedKeysetPages<RegistrationRow, OrderField>({
      client: context.db.read,
      table: 'deal_registration',
      parentColumn: 'partner_id',
      parentIds,
      args,
      order,
      columns: {
        CREATED_AT: { column: 'created_at', type: 'timestamptz', property: 'createdAt' },
      },
      where: listConditions(context, statuses, kinds),
      load: (ids) => context.db.read.dealRegistration.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

function listConditions(
  { clock }: Context,
  statuses: readonly string[] | null,
  kinds: readonly string[] | null,
): SqlFragment {
  return joinSql(
    [
      sql`AND (${statuses}::text[] IS NULL OR
        CASE WHEN t.status = 'APPROVED' AND t.protected_until <= ${clock.now()} THEN 'EXPIRED' ELSE t.status::text END
          = ANY(${statuses}::text[]))`,
      sql`AND (${kinds}::text[] IS NULL OR t.kind::text = ANY(${kinds}::text[]))`,
    ],
    ' ',
  );
}

builder.objectField(Partner, 'dealRegistrations', (t) =>
  t.field({
    type: DealRegistrationConnection,
    nullable: true,
    description:
      'The partner’s registrations, the latest begun first; empty for a viewer who may not see them.',
    args: {
      statuses: t.arg({ type: [RegistrationStatus], description: 'Only in these states. Default: in any.' }),
      kinds: t.arg({ type: [RegistrationKind], description: 'Only of these kinds. Default: of any.' }),
      orderBy: t.arg({
        type: DealRegistrationOrder,
        description: 'The order. Default: the latest begun first.',
      }),
      ...pageArgs(t),
    },
    resolve: async ({ id }, { orderBy, statuses, kinds, ...args }, context) =>
      registrationsOf(context, {
        parentId: id,
        args: { ...args, order: orderBy ?? newestFirst, statuses: statuses ?? null, kinds: kinds ?? null },
      }),
  }),
);
