import type { EnumFilter, DateFilter, IdFilter, StringFilter } from '@channelgraph/graphql/filters.ts';
import { enumFilter, givenOnly, toPrismaWhere } from '@channelgraph/graphql/filters.ts';
import { orderInput, pageArgs } from '@channelgraph/graphql/connections.ts';
import { keysetPage } from '@channelgraph/graphql/keyset.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { Alert as AlertRow, Prisma } from '../../db.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { requestTime } from '../../request-time.ts';
import { Partner } from '../partner/partner.type.ts';
import { alertLoader } from './alert.loaders.ts';
import type { AlertStatus } from './alert.machine.ts';
import { alertStatuses } from './alert.machine.ts';
import { Alert, AlertConnection, AlertSeverityEnum, AlertStatusEnum } from './alert.type.ts';

interface AlertFilterInput {
  readonly id?: IdFilter | null | undefined;
  readonly partnerId?: IdFilter | null | undefined;
  readonly code?: StringFilter | null | undefined;
  readonly severity?: EnumFilter<AlertRow['severity']> | null | undefined;
  readonly status?: EnumFilter<AlertStatus> | null | undefined;
  readonly subjectId?: IdFilter | null | undefined;
  readonly since?: DateFilter | null | undefined;
}

const AlertSeverityFilter = enumFilter(builder, 'AlertSeverity', AlertSeverityEnum);
const AlertStatusFilter = enumFilter(builder, 'AlertStatus', AlertStatusEnum);
const AlertFilter = builder.inputRef<AlertFilterInput>('AlertFilter').implement({
  description: 'Which alerts. All conditions given must hold.',
  fields: (t) => ({
    id: t.field({ type: 'IdFilter', description: 'By id.' }),
    partnerId: t.field({ type: 'IdFilter', description: 'By partner.' }),
    code: t.field({ type: 'StringFilter', description: 'By what it is.' }),
    severity: t.field({ type: AlertSeverityFilter, description: 'By how much it matters.' }),
    status: t.field({ type: AlertStatusFilter, description: 'By what became of it, as of now.' }),
    subjectId: t.field({ type: 'IdFilter', description: 'By what it is about.' }),
    since: t.field({ type: 'DateFilter', description: 'By the day on which it began.' }),
  }),
});

function alertWhere(filter: AlertFilterInput | null | undefined, now: Date): Prisma.AlertWhereInput {
  if (!filter) return {};
  const { status, ...plain } = filter;
  const stored = givenOnly({
    id: toPrismaWhere.id(plain.id),
    partnerId: toPrismaWhere.id(plain.partnerId),
    code: toPrismaWhere.string(plain.code),
    severity: toPrismaWhere.enum(plain.severity),
    subjectId: toPrismaWhere.id(plain.subjectId),
    since: toPrismaWhere.date(plain.since),
  });
  if (!status) return stored;
  const wanted = alertStatuses.filter(
    (each) => (status.eq ?? each) === each && (status.in ?? [each]).includes(each),
  );
  return { AND: [stored, { OR: wanted.map((each) => statusWhere(each, now)) }] };
}

/** Finds alerts by their state now, in which a snoozed one whose time is over is open. */
function statusWhere(status: AlertStatus, now: Date): Prisma.AlertWhereInput {
  if (status === 'SNOOZED') return { status, snoozedUntil: { gt: now } };
  if (status === 'OPEN') return { OR: [{ status }, { status: 'SNOOZED', snoozedUntil: { lte: now } }] };
  return { status };
}

type OrderField = 'FIRST_SEEN';

const AlertOrder = orderInput(builder, 'Alert', { FIRST_SEEN: 'By when they were found.' });
const latestFirst = { field: 'FIRST_SEEN', direction: 'DESC' } as const;

builder.queryFields((t) => ({
  alert: t.field({
    type: Alert,
    nullable: true,
    description: 'Reads an alert; null when it is absent or not meant for the viewer.',
    args: { id: t.arg.id({ required: true, description: 'The id of the alert.' }) },
    resolve: (_, { id }, context) => alertLoader(context, id),
  }),
  alerts: t.field({
    type: AlertConnection,
    description: 'Lists the alerts that are meant for the viewer. Default order: those found last.',
    args: {
      filter: t.arg({ type: AlertFilter, description: 'Which alerts. Default: all.' }),
      orderBy: t.arg({ type: AlertOrder, description: 'The order. Default: those found last.' }),
      ...pageArgs(t),
    },
    resolve: async (_, { filter, orderBy, ...args }, context) => {
      const condition = alertWhere(filter, requestTime(context));
      return keysetPage<AlertRow, OrderField>({
        args,
        order: orderBy ?? latestFirst,
        columns: { FIRST_SEEN: 'firstSeen' },
        find: ({ where, orderBy: order, take }) =>
          context.db.read.alert.findMany({ where: { AND: [condition, where] }, orderBy: order, take }),
        count: () => context.db.read.alert.count({ where: condition }),
      });
    },
  }),
}));

interface PartnerAlertArgs extends PageArgs {
  readonly isClosed: boolean | null;
}

const alertsOf = nestedLoader<Context, PartnerAlertArgs, Page<AlertRow>>(
  (context, parentIds, { isClosed, ...args }) =>
    nestedKeysetPages<AlertRow, OrderField>({
      client: context.db.read,
      table: 'alert',
      parentColumn: 'partner_id',
      parentIds,
      args,
      order: latestFirst,
      columns: { FIRST_SEEN: { column: 'first_seen', type: 'timestamptz', property: 'firstSeen' } },
      where: sql`AND (${isClosed}::boolean IS NULL OR (t.closed_at IS NOT NULL) = ${isClosed}::boolean)`,
      load: (ids) => context.db.read.alert.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

builder.objectField(Partner, 'alerts', (t) =>
  t.field({
    type: AlertConnection,
    description:
      'The alerts about the partner that are meant for the viewer, those found last first. Empty for a channel account manager outside the portfolio.',
    args: {
      isClosed: t.arg.boolean({
        description: 'True: only those that are closed. False: only those that are not. Default: all.',
      }),
      ...pageArgs(t),
    },
    resolve: ({ id }, { isClosed, ...args }, context) =>
      alertsOf(context, { parentId: id, args: { ...args, isClosed: isClosed ?? null } }),
  }),
);
