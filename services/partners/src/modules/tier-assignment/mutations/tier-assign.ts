import { ConflictError } from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { TierCauseEnum } from '../../../vocabulary.ts';
import { assignTier } from '../tier-assignment.service.ts';
import { TierAssignment } from '../tier-assignment.type.ts';

const TierAssignInput = builder.inputType('TierAssignInput', {
  description: 'What `tierAssign` takes.',
  fields: (t) => ({
    partner: t.field({ type: 'ReferenceInput', required: true, description: 'The partner.' }),
    tier: t.field({ type: 'ReferenceInput', required: true, description: 'The tier.' }),
    from: t.field({ type: 'Date', description: 'The first day. Default: today.' }),
    cause: t.field({ type: TierCauseEnum, required: true, description: 'Why.' }),
    reason: t.string({ description: 'The reason in words. Required for `OVERRIDE`.' }),
    idempotencyKey: t.string({
      description: inputDescriptions.idempotencyKey,
    }),
  }),
});

builder.mutationField('tierAssign', (t) =>
  t.field({
    type: TierAssignment,
    description:
      'Gives a partner a tier of a program from a day on; the tier held until then ends, later ones stay. Requires PROGRAM_ADMIN.',
    authScopes: { admin: true },
    args: {
      input: t.arg({
        type: TierAssignInput,
        required: true,
        description: 'Who gets which tier, when and why.',
      }),
    },
    errors: resultOf({
      mutation: 'TierAssign',
      field: 'tierAssignment',
      fieldDescription: 'The assignment in force from the day on.',
      errors: [ConflictError],
    }),
    resolve: async (_, { input }, context) => {
      const id = await assignTier(context, input);
      return context.db.read.tierAssignment.findUniqueOrThrow({ where: { id }, include: { tier: true } });
    },
  }),
);
