import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { money } from '@channelgraph/core/money.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import { emptySql, nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { CustomerSlaResult as ResultRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { dateText } from '../../stored-rows.ts';
import { ServiceProvenance } from '../../vocabulary.ts';
import { contractById } from '../managed-contract/managed-contract.loaders.ts';
import { ManagedContract } from '../managed-contract/managed-contract.type.ts';
import { believedResultFirst } from './customer-sla-result.import.ts';

const CustomerSlaResult = builder.objectRef<ResultRow>('CustomerSlaResult').implement({
  description:
    'How a partner kept its promises of one severity to a customer in a month. Never changed: a restatement is a further revision.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    contract: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract under which the customer was served.',
      resolve: ({ contractId }, _, context) => contractById(context, contractId),
    }),
    month: t.field({
      type: 'Date',
      description: 'The first day of the month.',
      resolve: ({ month }) => dateText(month),
    }),
    severity: t.exposeInt('severity', { description: 'How grave the cases were: 1 (worst) to 4.' }),
    metCount: t.exposeInt('metCount', {
      description: 'The clocks that ended in the month within the promise.',
    }),
    breachedCount: t.exposeInt('breachedCount', {
      description: 'The clocks that were too late in the month, the open ones included.',
    }),
    openBreachedCount: t.exposeInt('openBreachedCount', {
      description: 'Of the late ones, those still open when the month ended.',
    }),
    credit: t.field({
      type: 'Money',
      description: 'The service credits given to the customer.',
      resolve: ({ creditMinor, currency }) => money(creditMinor, currency),
    }),
    revision: t.exposeInt('revision', {
      description: 'Counts the statements of one source about the month and severity, from 1.',
    }),
    provenance: t.expose('provenance', {
      type: ServiceProvenance,
      description: 'Where the result comes from.',
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was recorded.' }),
    recordedBy: t.field({
      type: 'ID',
      description: 'Who recorded it; hidden from analysts.',
      resolve: ({ recordedBy }, _, { viewer }) => maskPersonalData(viewer, recordedBy),
    }),
  }),
});

const resultById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(
    await context.db.read.customerSlaResult.findMany({ where: { id: { in: [...ids] } } }),
    ({ id }) => id,
  ),
);

builder.asEntity(CustomerSlaResult, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => resultById(context, id),
});

const CustomerSlaResultConnection = connectionOf(builder, CustomerSlaResult, 'CustomerSlaResult');

interface ListArgs extends PageArgs {
  readonly includeRestated: boolean;
}

const onlyBelieved = sql`AND t.id = (
  SELECT s.id FROM customer_sla_result s
  WHERE s.contract_id = t.contract_id AND s.month = t.month AND s.severity = t.severity
  ORDER BY ${believedResultFirst} LIMIT 1)`;

const resultsBelow = (parentColumn: 'contract_id' | 'partner_id') =>
  nestedLoader<Context, ListArgs, Page<ResultRow>>((context, parentIds, { includeRestated, ...args }) =>
    nestedKeysetPages<ResultRow, 'MONTH'>({
      client: context.db.read,
      table: 'customer_sla_result',
      parentColumn,
      parentIds,
      args,
      order: { field: 'MONTH', direction: 'DESC' },
      columns: { MONTH: { column: 'month', type: 'date', property: 'month' } },
      where: includeRestated ? emptySql : onlyBelieved,
      load: (ids) => context.db.read.customerSlaResult.findMany({ where: { id: { in: [...ids] } } }),
    }),
  );
const resultsOfContract = resultsBelow('contract_id');
const resultsOfPartner = resultsBelow('partner_id');

const restatedDescription =
  'Whether results that another of the same month and severity has replaced are listed too. A verified result comes before a measured, an imported and a reported one; then the latest revision. Default `false`.';

builder.objectField(ManagedContract, 'slaResults', (t) =>
  t.field({
    type: CustomerSlaResultConnection,
    description: 'How promises to its customer were kept, the latest month first.',
    args: { includeRestated: t.arg.boolean({ description: restatedDescription }), ...pageArgs(t) },
    resolve: async ({ id }, { includeRestated, ...args }, context) =>
      resultsOfContract(context, {
        parentId: id,
        args: { ...args, includeRestated: includeRestated ?? false },
      }),
  }),
);

builder.objectField(Partner, 'slaResults', (t) =>
  t.field({
    type: CustomerSlaResultConnection,
    nullable: true,
    description:
      'How the partner kept its promises to customers, the latest month first; empty for a viewer who may not see it.',
    args: { includeRestated: t.arg.boolean({ description: restatedDescription }), ...pageArgs(t) },
    resolve: async ({ id }, { includeRestated, ...args }, context) =>
      resultsOfPartner(context, {
        parentId: id,
        args: { ...args, includeRestated: includeRestated ?? false },
      }),
  }),
);
