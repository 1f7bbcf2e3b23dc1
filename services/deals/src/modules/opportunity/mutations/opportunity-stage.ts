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
import { LossReason, OpportunityStage } from '../../../vocabulary.ts';
import { opportunityById } from '../opportunity.loaders.ts';
import {
  loseOpportunity,
  moveOpportunity,
  reopenOpportunity,
  winOpportunity,
} from '../opportunity.service.ts';
import type {
  OpportunityLoseInput,
  OpportunityMoveInput,
  OpportunityReopenInput,
  OpportunityWinInput,
} from '../opportunity.service.ts';
import { Opportunity } from '../opportunity.type.ts';

const MoveInput = builder.inputRef<OpportunityMoveInput>('OpportunityMoveInput').implement({
  description: 'What `opportunityMove` takes.',
  fields: (t) => ({
    stage: t.field({
      type: OpportunityStage,
      required: true,
      description: 'The stage to move to, an open one of its motion.',
    }),
    on: t.field({
      type: 'Date',
      description: 'The day from which it is true, not before the last change. Default: today.',
    }),
    probabilityOverride: t.field({
      type: 'Decimal',
      description:
        'A likelihood from 0 to 1 instead of the default; null takes the override away. Default: as it was. Staff only.',
    }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const WinInput = builder.inputRef<OpportunityWinInput>('OpportunityWinInput').implement({
  description: 'What `opportunityWin` takes.',
  fields: (t) => ({
    on: t.field({
      type: 'Date',
      description: 'The day it was won, not before the last change. Default: today.',
    }),
    orderReference: t.string({
      description:
        'The order by which a deal with a one-time amount was won, at most 300 characters. Required for a registered TRANSACTIONAL deal. Default: none.',
    }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const LoseInput = builder.inputRef<OpportunityLoseInput>('OpportunityLoseInput').implement({
  description: 'What `opportunityLose` takes.',
  fields: (t) => ({
    lossReason: t.field({ type: LossReason, required: true, description: 'Why it was lost.' }),
    competitor: t.string({
      description:
        'Who won it instead, at most 300 characters; becomes the first of its competitors. Required with `COMPETITOR`. Default: none.',
    }),
    on: t.field({
      type: 'Date',
      description: 'The day it was lost, not before the last change. Default: today.',
    }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const ReopenInput = builder.inputRef<OpportunityReopenInput>('OpportunityReopenInput').implement({
  description: 'What `opportunityReopen` takes.',
  fields: (t) => ({
    stage: t.field({
      type: OpportunityStage,
      required: true,
      description: 'The stage in which it goes on, an open one of its motion.',
    }),
    on: t.field({
      type: 'Date',
      description: 'The day from which it is open again, not before the last change. Default: today.',
    }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const idDescription = 'The id of the opportunity.';
const answers = (mutation: string) =>
  resultOf({
    mutation,
    field: 'opportunity',
    fieldDescription: 'The opportunity afterwards.',
    errors: [NotFoundError, InvalidTransitionError, PolicyViolationError, VersionMismatchError],
  });

builder.mutationFields((t) => ({
  opportunityMove: t.field({
    type: Opportunity,
    description:
      'Moves an open opportunity to another open stage; `opportunityWin` and `opportunityLose` close it. Requires SALES or ADMIN of the partner whose deal it is, its CAM or PROGRAM_ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: MoveInput, required: true, description: 'Where to move it.' }),
    },
    errors: answers('OpportunityMove'),
    resolve: async (_, { id, input }, context) => visible(context, await moveOpportunity(context, id, input)),
  }),
  opportunityWin: t.field({
    type: Opportunity,
    description:
      'Wins an open opportunity: its stage becomes `WON`, or `RENEWED` of a renewal. Its approved registration is told, for `dealRegistrationWin` to confirm. Requires the partner’s CAM or PROGRAM_ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: WinInput, description: 'When and by which order. Default: today, none.' }),
    },
    errors: answers('OpportunityWin'),
    resolve: async (_, { id, input }, context) =>
      visible(context, await winOpportunity(context, id, input ?? {})),
  }),
  opportunityLose: t.field({
    type: Opportunity,
    description:
      'Loses an open opportunity: its stage becomes `LOST`. Its approved registration is told, for `dealRegistrationLose` to confirm. Requires the partner’s CAM or PROGRAM_ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: LoseInput, required: true, description: 'Why and when.' }),
    },
    errors: answers('OpportunityLose'),
    resolve: async (_, { id, input }, context) => visible(context, await loseOpportunity(context, id, input)),
  }),
  opportunityReopen: t.field({
    type: Opportunity,
    description:
      'Opens a won or lost opportunity again, unless its registration is won; what it was in between stays in its history. Requires PROGRAM_ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: ReopenInput, required: true, description: 'Where it goes on.' }),
    },
    errors: answers('OpportunityReopen'),
    resolve: async (_, { id, input }, context) =>
      visible(context, await reopenOpportunity(context, id, input)),
  }),
}));

async function visible(context: Context, id: string) {
  const opportunity = await opportunityById(context, id);
  if (!opportunity) throw new NotFoundError('Opportunity');
  return opportunity;
}
