import {
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { requireCoSellRequest } from '../co-sell-request.loaders.ts';
import {
  acceptRequest,
  completeRequest,
  declineRequest,
  startRequest,
  withdrawRequest,
} from '../co-sell-request.service.ts';
import type { CoSellAcceptInput, CoSellNoteInput, CoSellReasonInput } from '../co-sell-request.service.ts';
import { CoSellRequest } from '../co-sell-request.type.ts';

const note = 'What is said with it, up to 2000 characters; the partner reads it. Default: nothing.';
const byStaff = 'Requires CAM of the partner or PROGRAM_ADMIN.';

const CoSellAcceptRef = builder.inputRef<CoSellAcceptInput>('CoSellRequestAcceptInput').implement({
  description: 'What `coSellRequestAccept` takes.',
  fields: (t) => ({
    ownerId: t.id({ description: 'The id of the member of staff who helps. Default: the viewer.' }),
    note: t.string({ description: note }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const CoSellNoteRef = builder.inputRef<CoSellNoteInput>('CoSellRequestNoteInput').implement({
  description: 'What a step of help takes.',
  fields: (t) => ({
    note: t.string({ description: note }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const CoSellDeclineRef = builder.inputRef<CoSellReasonInput>('CoSellRequestDeclineInput').implement({
  description: 'What `coSellRequestDecline` takes.',
  fields: (t) => ({
    reason: t.string({ required: true, description: 'Why, 1 to 2000 characters; the partner reads it.' }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const CoSellWithdrawRef = builder.inputRef<CoSellReasonInput>('CoSellRequestWithdrawInput').implement({
  description: 'What `coSellRequestWithdraw` takes.',
  fields: (t) => ({
    reason: t.string({ description: 'Why, up to 2000 characters. Default: nothing.' }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const idDescription = 'The id of the request.';
const answers = (mutation: string) =>
  resultOf({
    mutation,
    field: 'coSellRequest',
    fieldDescription: 'The request afterwards.',
    errors: [NotFoundError, InvalidTransitionError, PolicyViolationError, VersionMismatchError],
  });

builder.mutationFields((t) => ({
  coSellRequestAccept: t.field({
    type: CoSellRequest,
    description: `Promises help within the time to answer, and says who helps. ${byStaff}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: CoSellAcceptRef, description: 'Who helps. Default: the viewer.' }),
    },
    errors: answers('CoSellRequestAccept'),
    resolve: async (_, { id, input }, context) =>
      requireCoSellRequest(context, await acceptRequest(context, id, input ?? {})),
  }),
  coSellRequestStart: t.field({
    type: CoSellRequest,
    description: `Says that the help has begun. ${byStaff}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: CoSellNoteRef, description: 'What is said with it. Default: nothing.' }),
    },
    errors: answers('CoSellRequestStart'),
    resolve: async (_, { id, input }, context) =>
      requireCoSellRequest(context, await startRequest(context, id, input ?? {})),
  }),
  coSellRequestComplete: t.field({
    type: CoSellRequest,
    description: `Says that the help was given. ${byStaff}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: CoSellNoteRef, description: 'What came of it. Default: nothing.' }),
    },
    errors: answers('CoSellRequestComplete'),
    resolve: async (_, { id, input }, context) =>
      requireCoSellRequest(context, await completeRequest(context, id, input ?? {})),
  }),
  coSellRequestDecline: t.field({
    type: CoSellRequest,
    description: `Says that there will be no help. ${byStaff}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: CoSellDeclineRef, required: true, description: 'Why.' }),
    },
    errors: answers('CoSellRequestDecline'),
    resolve: async (_, { id, input }, context) =>
      requireCoSellRequest(context, await declineRequest(context, id, input)),
  }),
  coSellRequestWithdraw: t.field({
    type: CoSellRequest,
    description:
      'Takes a request back that is not closed. Partner users with SALES or ADMIN, CAM of the partner or PROGRAM_ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: CoSellWithdrawRef, description: 'Why. Default: nothing said.' }),
    },
    errors: answers('CoSellRequestWithdraw'),
    resolve: async (_, { id, input }, context) =>
      requireCoSellRequest(context, await withdrawRequest(context, id, input ?? {})),
  }),
}));
