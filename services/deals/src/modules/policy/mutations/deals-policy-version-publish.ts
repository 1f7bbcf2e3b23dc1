import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { publishPolicy } from '../policy.service.ts';
import type { PublishInput } from '../policy.service.ts';
import { DealsPolicyKind, DealsPolicyVersion } from '../policy.type.ts';

const DealsPolicyVersionPublishInput = builder
  .inputRef<PublishInput>('DealsPolicyVersionPublishInput')
  .implement({
    description: 'What `dealsPolicyVersionPublish` takes.',
    fields: (t) => ({
      kind: t.field({ type: DealsPolicyKind, required: true, description: 'Which policy.' }),
      effectiveFrom: t.field({
        type: 'Date',
        required: true,
        description: 'The first day on which it is in force; today or later, and after the last version’s.',
      }),
      body: t.field({
        type: 'JSON',
        required: true,
        description: 'The rules whole, in the shape of the kind.',
      }),
      idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
    }),
  });

builder.mutationField('dealsPolicyVersionPublish', (t) =>
  t.field({
    type: DealsPolicyVersion,
    description:
      'Publishes a version of a policy of deals; the version before it ends where it begins. Requires PROGRAM_ADMIN.',
    authScopes: { admin: true },
    args: {
      input: t.arg({ type: DealsPolicyVersionPublishInput, required: true, description: 'What to publish.' }),
    },
    errors: resultOf({
      mutation: 'DealsPolicyVersionPublish',
      field: 'policyVersion',
      fieldDescription: 'The new version.',
    }),
    resolve: async (_, { input }, context) => {
      const id = await publishPolicy(context, input);
      return context.db.read.policyVersion.findUniqueOrThrow({ where: { id } });
    },
  }),
);
