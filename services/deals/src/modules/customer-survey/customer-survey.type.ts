import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import { nestedKeysetPages } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { CustomerSurvey as SurveyRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { dateText } from '../../stored-rows.ts';
import { ServiceProvenance } from '../../vocabulary.ts';
import { contractById } from '../managed-contract/managed-contract.loaders.ts';
import { ManagedContract } from '../managed-contract/managed-contract.type.ts';

const CustomerSurvey = builder.objectRef<SurveyRow>('CustomerSurvey').implement({
  description: 'A question to a customer how content it is with the partner’s service, and the answer.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with each change.' }),
    contract: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract that it was about.',
      resolve: ({ contractId }, _, context) => contractById(context, contractId),
    }),
    sentOn: t.field({
      type: 'Date',
      description: 'The day on which the customer was asked.',
      resolve: ({ sentOn }) => dateText(sentOn),
    }),
    respondedOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day of the answer; null while nobody answered.',
      resolve: ({ respondedOn }) => dateText(respondedOn),
    }),
    score: t.exposeInt('score', {
      nullable: true,
      description: '1 (bad) to 5 (good); null while nobody answered.',
    }),
    comment: t.string({
      nullable: true,
      description: 'What the customer wrote; null for nothing, masked for analysts.',
      resolve: ({ comment }, _, { viewer }) => (comment === null ? null : maskPersonalData(viewer, comment)),
    }),
    provenance: t.expose('provenance', {
      type: ServiceProvenance,
      description: 'Where the survey comes from.',
    }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'Its names in other systems.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was recorded.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

const surveyById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await context.db.read.customerSurvey.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

builder.asEntity(CustomerSurvey, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => surveyById(context, id),
});

const CustomerSurveyConnection = connectionOf(builder, CustomerSurvey, 'CustomerSurvey');

const surveysBelow = (parentColumn: 'contract_id' | 'partner_id') =>
  nestedLoader<Context, PageArgs, Page<SurveyRow>>((context, parentIds, args) =>
    nestedKeysetPages<SurveyRow, 'SENT_ON'>({
      client: context.db.read,
      table: 'customer_survey',
      parentColumn,
      parentIds,
      args,
      order: { field: 'SENT_ON', direction: 'DESC' },
      columns: { SENT_ON: { column: 'sent_on', type: 'date', property: 'sentOn' } },
      load: (ids) => context.db.read.customerSurvey.findMany({ where: { id: { in: [...ids] } } }),
    }),
  );
const surveysOfContract = surveysBelow('contract_id');
const surveysOfPartner = surveysBelow('partner_id');

builder.objectField(ManagedContract, 'surveys', (t) =>
  t.field({
    type: CustomerSurveyConnection,
    description: 'How content its customer said to be, the latest question first.',
    args: pageArgs(t),
    resolve: ({ id }, args, context) => surveysOfContract(context, { parentId: id, args }),
  }),
);

builder.objectField(Partner, 'customerSurveys', (t) =>
  t.field({
    type: CustomerSurveyConnection,
    nullable: true,
    description:
      'How content the partner’s customers said to be, the latest question first; empty for a viewer who may not see it.',
    args: pageArgs(t),
    resolve: ({ id }, args, context) => surveysOfPartner(context, { parentId: id, args }),
  }),
);
