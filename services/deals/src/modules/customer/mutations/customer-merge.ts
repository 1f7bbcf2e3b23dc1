import { ConflictError, NotFoundError, VersionMismatchError } from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { customerById } from '../customer.loaders.ts';
import { mergeCustomers } from '../customer.merge.ts';
import type { MergeInput } from '../customer.merge.ts';
import { Customer } from '../customer.type.ts';

const CustomerMergeInput = builder.inputRef<MergeInput>('CustomerMergeInput').implement({
  description: 'What `customerMerge` takes.',
  fields: (t) => ({
    survivorId: t.id({ required: true, description: 'The customer that stays.' }),
    duplicateId: t.id({ required: true, description: 'The customer that is found to be the same company.' }),
    reason: t.string({
      required: true,
      description: 'Why they are one, 1 to 2000 characters; kept in the audit trail.',
    }),
    expectedVersion: t.int({ description: `${inputDescriptions.expectedVersion} It is the survivor’s.` }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

builder.mutationField('customerMerge', (t) =>
  t.field({
    type: Customer,
    description:
      'Merges two customers that are one company: all that the duplicate has goes to the survivor, its id leads there from then on, and where two partners now claim one scope a conflict is opened. Requires PROGRAM_ADMIN.',
    authScopes: { admin: true },
    args: {
      input: t.arg({ type: CustomerMergeInput, required: true, description: 'Which customers, and why.' }),
    },
    errors: resultOf({
      mutation: 'CustomerMerge',
      field: 'customer',
      fieldDescription: 'The survivor.',
      errors: [NotFoundError, ConflictError, VersionMismatchError],
    }),
    resolve: async (_, { input }, context) => {
      const customer = await customerById(context, await mergeCustomers(context, input));
      if (!customer) throw new NotFoundError('Customer');
      return customer;
    },
  }),
);
