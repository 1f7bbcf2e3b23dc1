import {
  ConflictError,
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import type { Context } from '../../../context.ts';
import { Motion, OpportunityStage, RevenueModel } from '../../../vocabulary.ts';
import { createOpportunity, updateOpportunity } from '../opportunity.deal.service.ts';
import type { OpportunityCreateInput, OpportunityUpdateInput } from '../opportunity.deal.service.ts';
import { opportunityById } from '../opportunity.loaders.ts';
import { Opportunity } from '../opportunity.type.ts';

type Fields = Parameters<
  Parameters<ReturnType<typeof builder.inputRef<OpportunityUpdateInput>>['implement']>[0]['fields']
>[0];

const sharedFields = (t: Fields, byDefault: string) => ({
  customer: t.field({ type: 'ReferenceInput', description: `The customer. Default: ${byDefault}.` }),
  revenueModel: t.field({
    type: RevenueModel,
    description: 'How it is paid. Default: as before, or what the amounts of a new one say.',
  }),
  productLines: t.field({
    type: ['ReferenceInput'],
    description: `The product lines that it is about. Default: ${byDefault}.`,
  }),
  currency: t.field({
    type: 'CurrencyCode',
    description: 'The currency where no amount names it. Default: as before, or the partner’s.',
  }),
  oneTime: t.field({ type: 'MoneyInput', description: 'What is paid once. Default: as before, or 0.' }),
  mrr: t.field({ type: 'MoneyInput', description: 'Monthly recurring revenue. Default: as before, or 0.' }),
  termMonths: t.int({
    description: 'The length of the recurring part in months, 1 to 120. Required when something recurs.',
  }),
  probabilityOverride: t.field({
    type: 'Decimal',
    description: 'A likelihood from 0 to 1 instead of the stage’s default. Staff only.',
  }),
  closeDate: t.field({
    type: 'Date',
    description: 'The day on which it is expected to close; a later one than before counts as a push.',
  }),
  region: t.string({ description: `The sales region, at most 300 characters. Default: ${byDefault}.` }),
  competitors: t.stringList({
    description: `Who else is in it, at most 20 names of 300 characters. Default: ${byDefault}.`,
  }),
  ownerId: t.id({ description: `The id of the person who works on it. Default: ${byDefault}.` }),
  idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
});

const OpportunityCreateInputType = builder
  .inputRef<OpportunityCreateInput>('OpportunityCreateInput')
  .implement({
    description:
      'What `opportunityCreate` takes. With a registration, all that is left out is taken over from it.',
    fields: (t) => ({
      partner: t.field({
        type: 'ReferenceInput',
        description:
          'The partner whose deal it is. Default: the registration’s, or the viewer’s own company.',
      }),
      name: t.string({
        description: 'What people call it, at most 300 characters. Required without a registration.',
      }),
      registrationId: t.id({
        description:
          'The approved registration that it comes from; credits its partner as the source. Default: none.',
      }),
      motion: t.field({ type: Motion, description: 'What it means for the relationship. Default `NEW`.' }),
      stage: t.field({
        type: OpportunityStage,
        description: 'An open stage. Default: the first of its motion.',
      }),
      openedOn: t.field({ type: 'Date', description: 'The day it began, not after today. Default: today.' }),
      ...sharedFields(t, 'none'),
    }),
  });

const OpportunityUpdateInputType = builder
  .inputRef<OpportunityUpdateInput>('OpportunityUpdateInput')
  .implement({
    description: 'What `opportunityUpdate` takes. A field left out keeps its value; null clears it.',
    fields: (t) => ({
      name: t.string({ description: 'What people call it, at most 300 characters. Default: as before.' }),
      ...sharedFields(t, 'as before'),
      expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    }),
  });

builder.mutationFields((t) => ({
  opportunityCreate: t.field({
    type: Opportunity,
    description:
      'Creates an open opportunity. Partner users with SALES or ADMIN create those of their company, account managers those of their partners.',
    args: {
      input: t.arg({ type: OpportunityCreateInputType, required: true, description: 'The opportunity.' }),
    },
    errors: resultOf({
      mutation: 'OpportunityCreate',
      field: 'opportunity',
      fieldDescription: 'The new opportunity.',
      errors: [NotFoundError, PolicyViolationError, ConflictError],
    }),
    resolve: async (_, { input }, context) => visible(context, await createOpportunity(context, input)),
  }),
  opportunityUpdate: t.field({
    type: Opportunity,
    description:
      'Changes what is known of an open opportunity, from today on. Partner users with SALES or ADMIN change those of their company.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the opportunity.' }),
      input: t.arg({ type: OpportunityUpdateInputType, required: true, description: 'What changes.' }),
    },
    errors: resultOf({
      mutation: 'OpportunityUpdate',
      field: 'opportunity',
      fieldDescription: 'The opportunity afterwards.',
      errors: [NotFoundError, InvalidTransitionError, PolicyViolationError, VersionMismatchError],
    }),
    resolve: async (_, { id, input }, context) =>
      visible(context, await updateOpportunity(context, id, input)),
  }),
}));

async function visible(context: Context, id: string) {
  const opportunity = await opportunityById(context, id);
  if (!opportunity) throw new NotFoundError('Opportunity');
  return opportunity;
}
