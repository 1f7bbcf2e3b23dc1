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
import { ContractChangeRequestedError } from '../../contract-change-request/contract-change-request.error.ts';
import { requireContract } from '../managed-contract.loaders.ts';
import type { AmendInput, ContractActionInput, PlannedAction, RenewInput } from '../managed-contract.plan.ts';
import { performContractAction } from '../managed-contract.service.ts';
import { ManagedContract } from '../managed-contract.type.ts';

const errors = [
  NotFoundError,
  InvalidTransitionError,
  PolicyViolationError,
  VersionMismatchError,
  ConflictError,
  ContractChangeRequestedError,
];
const secondPerson =
  'What is more than an account manager may do alone becomes a `ContractChangeRequest` instead.';
const onDescription = 'The day from which it holds, not before the last change.';
const reasonDescription = 'Why; kept in the audit trail.';

const ManagedContractActionInput = builder
  .inputRef<ContractActionInput>('ManagedContractActionInput')
  .implement({
    description: 'What an action on a contract takes.',
    fields: (t) => ({
      on: t.field({
        type: 'Date',
        description: `${onDescription} Default: today; to activate, the start of the term; to end, the end of the term or today if that is later.`,
      }),
      reason: t.string({ description: reasonDescription }),
      expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
      idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
    }),
  });

const statusMutations: readonly {
  readonly action: PlannedAction;
  readonly name: string;
  readonly description: string;
}[] = [
  {
    action: 'ACTIVATE',
    name: 'Activate',
    description: 'Puts a drafted contract in force once its term has begun.',
  },
  {
    action: 'SUSPEND',
    name: 'Suspend',
    description: 'Interrupts a contract; it earns nothing until it is resumed.',
  },
  { action: 'RESUME', name: 'Resume', description: 'Puts a suspended contract in force again.' },
  { action: 'END', name: 'End', description: 'Ends a contract that the customer does not renew.' },
  { action: 'TERMINATE_EARLY', name: 'TerminateEarly', description: 'Ends a contract before its term.' },
];

for (const { action, name, description } of statusMutations) {
  builder.mutationField(`managedContract${name}`, (t) =>
    t.field({
      type: ManagedContract,
      description: `${description} Requires CAM of the partner or PROGRAM_ADMIN. ${secondPerson}`,
      args: {
        id: t.arg.id({ required: true, description: 'The id of the contract.' }),
        input: t.arg({
          type: ManagedContractActionInput,
          description: 'When and why. Default: as described there.',
        }),
      },
      errors: resultOf({
        mutation: `ManagedContract${name}`,
        field: 'managedContract',
        fieldDescription: 'The contract afterwards.',
        errors,
      }),
      resolve: async (_, { id, input }, context) =>
        requireContract(context, await performContractAction(context, { action, id, input: input ?? {} })),
    }),
  );
}

const ManagedContractAmendInput = builder.inputRef<AmendInput>('ManagedContractAmendInput').implement({
  description: 'What `managedContractAmend` takes.',
  fields: (t) => ({
    on: t.field({
      type: 'Date',
      description: 'The first day of the new terms; after the term’s start. Default: today.',
    }),
    mrr: t.field({
      type: 'MoneyInput',
      description: 'The new monthly recurring revenue. Default: as before.',
    }),
    contractedSeats: t.int({ description: 'The new number of seats. Default: as before.' }),
    isPriceChange: t.boolean({
      description: 'Whether the price changed and not the scope. Default `false`.',
    }),
    reason: t.string({ description: reasonDescription }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

builder.mutationField('managedContractAmend', (t) =>
  t.field({
    type: ManagedContract,
    description: `Changes price or seats within the term; the movement of recurring revenue follows. Requires CAM of the partner or PROGRAM_ADMIN. ${secondPerson}`,
    args: {
      id: t.arg.id({ required: true, description: 'The id of the contract.' }),
      input: t.arg({ type: ManagedContractAmendInput, required: true, description: 'The new terms.' }),
    },
    errors: resultOf({
      mutation: 'ManagedContractAmend',
      field: 'managedContract',
      fieldDescription: 'The contract afterwards.',
      errors,
    }),
    resolve: async (_, { id, input }, context) =>
      requireContract(context, await performContractAction(context, { action: 'AMEND', id, input })),
  }),
);

const ManagedContractRenewInput = builder.inputRef<RenewInput>('ManagedContractRenewInput').implement({
  description: 'What `managedContractRenew` takes: the terms of the successor.',
  fields: (t) => ({
    termStart: t.field({
      type: 'Date',
      description: 'The first day of the successor’s term. Default: the day after the present term.',
    }),
    termMonths: t.int({ description: 'The length of its term in months, 1 to 120. Default: as before.' }),
    mrr: t.field({
      type: 'MoneyInput',
      description: 'Its monthly recurring revenue. Default: as agreed last.',
    }),
    contractedSeats: t.int({ description: 'Its seats. Default: as agreed last.' }),
    reason: t.string({ description: reasonDescription }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

builder.mutationField('managedContractRenew', (t) =>
  t.field({
    type: ManagedContract,
    description: `Renews a contract by creating its successor, also early. Requires CAM of the partner or PROGRAM_ADMIN. ${secondPerson}`,
    args: {
      id: t.arg.id({ required: true, description: 'The id of the contract.' }),
      input: t.arg({
        type: ManagedContractRenewInput,
        description: 'The successor’s terms. Default: as before.',
      }),
    },
    errors: resultOf({
      mutation: 'ManagedContractRenew',
      field: 'managedContract',
      fieldDescription: 'The renewed contract; its `successor` is the new one.',
      errors,
    }),
    resolve: async (_, { id, input }, context) =>
      requireContract(
        context,
        await performContractAction(context, { action: 'RENEW', id, input: input ?? {} }),
      ),
  }),
);
