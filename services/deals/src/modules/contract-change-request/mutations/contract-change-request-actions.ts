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
import { requireChangeRequest } from '../contract-change-request.loaders.ts';
import type { ChangeRequestAction } from '../contract-change-request.machine.ts';
import { decideChangeRequest } from '../contract-change-request.service.ts';
import type { DecideRequestInput } from '../contract-change-request.service.ts';
import { ContractChangeRequest } from '../contract-change-request.type.ts';

const ContractChangeRequestActionInput = builder
  .inputRef<DecideRequestInput>('ContractChangeRequestActionInput')
  .implement({
    description: 'What a decision about a request takes.',
    fields: (t) => ({
      note: t.string({
        description: 'What to say about it, at most 2,000 characters; required to refuse.',
      }),
      expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
      idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
    }),
  });

const errors = [
  NotFoundError,
  InvalidTransitionError,
  PolicyViolationError,
  VersionMismatchError,
  ConflictError,
];

const decisions: readonly {
  readonly action: ChangeRequestAction;
  readonly name: string;
  readonly description: string;
}[] = [
  {
    action: 'APPROVE',
    name: 'Approve',
    description:
      'Makes the change that was asked for, on the contract as it is now. Requires PROGRAM_ADMIN, and not the one who asked.',
  },
  {
    action: 'REFUSE',
    name: 'Refuse',
    description:
      'Refuses the change; the contract stays as it is. Requires PROGRAM_ADMIN, and not the one who asked.',
  },
  {
    action: 'WITHDRAW',
    name: 'Withdraw',
    description: 'Takes a request back. Requires the one who asked.',
  },
];

for (const { action, name, description } of decisions) {
  builder.mutationField(`contractChangeRequest${name}`, (t) =>
    t.field({
      type: ContractChangeRequest,
      description,
      authScopes: { role: ['CAM', 'PROGRAM_ADMIN'] },
      args: {
        id: t.arg.id({ required: true, description: 'The id of the request.' }),
        input: t.arg({
          type: ContractChangeRequestActionInput,
          description: 'What to say about it. Default: nothing.',
        }),
      },
      errors: resultOf({
        mutation: `ContractChangeRequest${name}`,
        field: 'changeRequest',
        fieldDescription: 'The request afterwards.',
        errors,
      }),
      resolve: async (_, { id, input }, context) =>
        requireChangeRequest(context, await decideChangeRequest(context, action, { id, input: input ?? {} })),
    }),
  );
}
