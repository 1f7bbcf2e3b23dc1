import { ConflictError, NotFoundError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../../builder.ts';
import { BillingInterval, SeatUnit, UsageAggregation } from '../../../vocabulary.ts';
import { createContract } from '../managed-contract.create.ts';
import type { CreateContractInput } from '../managed-contract.create.ts';
import { requireContract } from '../managed-contract.loaders.ts';
import { ManagedContract } from '../managed-contract.type.ts';

const NewContractStatus = builder.enumType('NewContractStatus', {
  description: 'How a new contract begins.',
  values: described({
    DRAFT: 'Written down, and not in force until it is activated.',
    ACTIVE: 'In force from the first day of its term.',
  }),
});

const ManagedContractCreateInput = builder
  .inputRef<CreateContractInput>('ManagedContractCreateInput')
  .implement({
    description: 'What `managedContractCreate` takes.',
    fields: (t) => ({
      externalReference: t.field({
        type: 'ExternalReferenceInput',
        description: 'Its name in another system; must not be taken.',
      }),
      partner: t.field({ type: 'ReferenceInput', required: true, description: 'The partner who manages.' }),
      customer: t.field({
        type: 'ReferenceInput',
        required: true,
        description: 'The customer who is managed.',
      }),
      productLines: t.field({
        type: ['ReferenceInput'],
        required: true,
        description: 'The product lines that are managed; at least one.',
      }),
      status: t.field({ type: NewContractStatus, description: 'How it begins. Default `ACTIVE`.' }),
      termStart: t.field({
        type: 'Date',
        required: true,
        description: 'The first day of the term; in an open month unless a program administrator creates it.',
      }),
      termMonths: t.int({
        description: 'The length of the term in months, 1 to 120. Default: from `termEnd`.',
      }),
      termEnd: t.field({
        type: 'Date',
        description: 'The last day of the term, or the day after it. Default: from `termMonths`.',
      }),
      billing: t.field({ type: BillingInterval, description: 'How often it is billed. Default `MONTHLY`.' }),
      mrr: t.field({
        type: 'MoneyInput',
        required: true,
        description: 'The monthly recurring revenue agreed at the start; its currency is the contract’s.',
      }),
      contractedSeats: t.int({ description: 'The seats agreed at the start, 0 to 1,000,000. Default 0.' }),
      seatUnit: t.field({ type: SeatUnit, description: 'What the seats count. Default `SEAT`.' }),
      autoRenew: t.boolean({ description: 'Whether it renews itself. Default `false`.' }),
      noticeDays: t.int({
        description:
          'The notice period in days, not longer than the term. Default 30, or the term if shorter.',
      }),
      registration: t.field({
        type: 'ReferenceInput',
        description: 'The deal registration that led to it; approved or won, of the same partner.',
      }),
      priceLockReference: t.string({
        description: 'The agreement by which the price is locked, at most 300 characters. Default: none.',
      }),
      priceLockedUntil: t.field({
        type: 'Date',
        description:
          'The first day on which the price is no longer locked, within the term. Default: the end of the term.',
      }),
      slaPolicyReference: t.string({
        description: 'The service levels promised to the customer, at most 300 characters. Default: none.',
      }),
      usageAggregation: t.field({
        type: UsageAggregation,
        description: 'How usage becomes the number that is billed. Default `LAST_DAY_SNAPSHOT`.',
      }),
      monthlyMinimum: t.int({
        description: 'The least that is billed in a month, 0 to 1,000,000. Default 0.',
      }),
      reason: t.string({ description: 'Why; kept in the audit trail. At most 2,000 characters.' }),
      idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
    }),
  });

builder.mutationField('managedContractCreate', (t) =>
  t.field({
    type: ManagedContract,
    description:
      'Creates a first contract of a partner with a customer. A partner manages a customer by one contract per product line and day. Requires CAM of the partner, within the policy’s terms and limits, or PROGRAM_ADMIN.',
    authScopes: { role: ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] },
    args: {
      input: t.arg({
        type: ManagedContractCreateInput,
        required: true,
        description: 'What was agreed with whom.',
      }),
    },
    errors: resultOf({
      mutation: 'ManagedContractCreate',
      field: 'managedContract',
      fieldDescription: 'The new contract.',
      errors: [NotFoundError, PolicyViolationError, ConflictError],
    }),
    resolve: async (_, { input }, context) => requireContract(context, await createContract(context, input)),
  }),
);
