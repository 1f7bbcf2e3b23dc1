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
import { requireContract } from '../managed-contract.loaders.ts';
import { transferContract } from '../managed-contract.transfer.ts';
import type { TransferInput } from '../managed-contract.transfer.ts';
import { ManagedContract } from '../managed-contract.type.ts';

const ManagedContractTransferInput = builder
  .inputRef<TransferInput>('ManagedContractTransferInput')
  .implement({
    description: 'What `managedContractTransfer` takes.',
    fields: (t) => ({
      partner: t.field({
        type: 'ReferenceInput',
        required: true,
        description: 'The partner who takes the contract over; active, and another one.',
      }),
      on: t.field({
        type: 'Date',
        description:
          'The first day on which the other partner manages, within the term and not before the last change. Default: today.',
      }),
      reason: t.string({
        required: true,
        description:
          'Why, such as the customer’s written choice; kept in the audit trail. 1 to 2,000 characters.',
      }),
      expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
      idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
    }),
  });

builder.mutationField('managedContractTransfer', (t) =>
  t.field({
    type: ManagedContract,
    description:
      'Moves a contract to another partner: the one ends as `TRANSFERRED`, and the other partner’s continues it with the terms agreed. Nobody loses or wins the customer by it. Requires PROGRAM_ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the contract.' }),
      input: t.arg({
        type: ManagedContractTransferInput,
        required: true,
        description: 'To whom, from when, and why.',
      }),
    },
    errors: resultOf({
      mutation: 'ManagedContractTransfer',
      field: 'managedContract',
      fieldDescription: 'The contract with the partner who takes over; its `transferredFrom` is the old one.',
      errors: [
        NotFoundError,
        InvalidTransitionError,
        PolicyViolationError,
        VersionMismatchError,
        ConflictError,
      ],
    }),
    resolve: async (_, { id, input }, context) =>
      requireContract(context, (await transferContract(context, id, input)).continuedById),
  }),
);
