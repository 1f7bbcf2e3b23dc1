import {
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import type { Context } from '../../../context.ts';
import type { LeadActionInput } from '../lead.action.ts';
import { leadById } from '../lead.loaders.ts';
import { acceptLead, declineLead, disqualifyLead, qualifyLead, routeLead } from '../lead.service.ts';
import type { LeadReasonInput, LeadRouteInput } from '../lead.service.ts';
import { Lead } from '../lead.type.ts';
import { convertLead } from '../lead.convert.service.ts';
import type { LeadConvertInput } from '../lead.convert.service.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';

const errors = [NotFoundError, InvalidTransitionError, PolicyViolationError, VersionMismatchError];
const idDescription = 'The id of the lead.';

const LeadActionInputType = builder.inputRef<LeadActionInput>('LeadActionInput').implement({
  description: 'What an action on a lead takes.',
  fields: (t) => ({
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const LeadReasonInputType = builder.inputRef<LeadReasonInput>('LeadReasonInput').implement({
  description: 'What a refusal of a lead takes.',
  fields: (t) => ({
    reason: t.string({ required: true, description: 'Why, 1 to 2000 characters.' }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const LeadRouteInputType = builder.inputRef<LeadRouteInput>('LeadRouteInput').implement({
  description: 'What `leadRoute` takes.',
  fields: (t) => ({
    partner: t.field({
      type: 'ReferenceInput',
      description: 'The partner that gets it. Default: the best one.',
    }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const LeadTarget = builder.enumType('LeadTarget', {
  description: 'What a lead becomes.',
  values: described({
    REGISTRATION: 'A draft of a registration of the partner.',
    OPPORTUNITY: 'An opportunity of the partner that referred it, with the role REFERRED.',
  }),
});

const LeadConvertInputType = builder.inputRef<LeadConvertInput>('LeadConvertInput').implement({
  description:
    'What `leadConvert` takes. Amounts and dates are of an opportunity; a draft gets its own later.',
  fields: (t) => ({
    into: t.field({
      type: LeadTarget,
      description: 'What it becomes. Default: a registration, or an opportunity of a referral.',
    }),
    name: t.string({ description: 'What people call it, at most 300 characters. Default: the company.' }),
    customer: t.field({
      type: 'ReferenceInput',
      description: 'The customer, if it is known. Default: none.',
    }),
    oneTime: t.field({ type: 'MoneyInput', description: 'What is paid once. Default 0.' }),
    mrr: t.field({ type: 'MoneyInput', description: 'Monthly recurring revenue. Default 0.' }),
    termMonths: t.int({
      description: 'The length of the recurring part in months, 1 to 120. Required when something recurs.',
    }),
    closeDate: t.field({
      type: 'Date',
      description: 'The day on which it is expected to close. Default: none.',
    }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const answers = (mutation: string) =>
  resultOf({ mutation, field: 'lead', fieldDescription: 'The lead afterwards.', errors });

builder.mutationFields((t) => ({
  leadRoute: t.field({
    type: Lead,
    description:
      'Gives a lead of the vendor to a partner: the one named, or the best by status, type, product, territory, tier and open leads. Requires PROGRAM_ADMIN, or CAM of the partner that has it.',
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: LeadRouteInputType, description: 'To whom. Default: to the best partner.' }),
    },
    errors: answers('LeadRoute'),
    resolve: async (_, { id, input }, context) => visible(context, await routeLead(context, id, input ?? {})),
  }),
  leadAccept: t.field({
    type: Lead,
    description:
      'Accepts a lead within the time to answer, and shows whom it is about. Requires SALES or ADMIN of the partner that has it; a referral is accepted by staff.',
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: LeadActionInputType, description: 'Default: as described there.' }),
    },
    errors: answers('LeadAccept'),
    resolve: async (_, { id, input }, context) =>
      visible(context, await acceptLead(context, id, input ?? {})),
  }),
  leadDecline: t.field({
    type: 'ID',
    description:
      'Declines a lead. One that was routed goes on to the next partner and out of sight. Requires SALES or ADMIN of the partner that has it; a referral is declined by staff.',
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: LeadReasonInputType, required: true, description: 'Why.' }),
    },
    errors: resultOf({
      mutation: 'LeadDecline',
      field: 'leadId',
      fieldDescription: 'The id of the lead, which the viewer may no longer see.',
      errors,
    }),
    resolve: (_, { id, input }, context) => declineLead(context, id, input),
  }),
  leadQualify: t.field({
    type: Lead,
    description:
      'Says that an accepted lead is worth a deal. Requires SALES or ADMIN of the partner that has it; a referral is qualified by staff.',
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: LeadActionInputType, description: 'Default: as described there.' }),
    },
    errors: answers('LeadQualify'),
    resolve: async (_, { id, input }, context) =>
      visible(context, await qualifyLead(context, id, input ?? {})),
  }),
  leadDisqualify: t.field({
    type: Lead,
    description:
      'Says that a lead leads nowhere. Requires SALES or ADMIN of the partner that has it; a referral is disqualified by staff.',
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: LeadReasonInputType, required: true, description: 'Why.' }),
    },
    errors: answers('LeadDisqualify'),
    resolve: async (_, { id, input }, context) => visible(context, await disqualifyLead(context, id, input)),
  }),
  leadConvert: t.field({
    type: Lead,
    description:
      'Makes a registration or an opportunity of a qualified lead. Requires SALES or ADMIN of the partner that has it; a referral is converted by staff.',
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: LeadConvertInputType, description: 'Into what. Default: as described there.' }),
    },
    errors: answers('LeadConvert'),
    resolve: async (_, { id, input }, context) =>
      visible(context, await convertLead(context, id, input ?? {})),
  }),
}));

async function visible(context: Context, id: string) {
  const lead = await leadById(context, id);
  if (!lead) throw new NotFoundError('Lead');
  return lead;
}
