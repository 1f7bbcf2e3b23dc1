import {
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { partnerFields } from '../partner.inputs.ts';
import { readPartner } from '../partner.loaders.ts';
import { updatePartner } from '../partner.service.ts';
import { Partner } from '../partner.type.ts';

const PartnerUpdateInput = builder.inputType('PartnerUpdateInput', {
  description: 'What to change of a partner. What is left out stays; null clears what may be empty.',
  fields: (t) => ({
    ...partnerFields(t),
    expectedVersion: t.int({
      description: inputDescriptions.expectedVersion,
    }),
    idempotencyKey: t.string({
      description: inputDescriptions.idempotencyKey,
    }),
  }),
});

builder.mutationField('partnerUpdate', (t) =>
  t.field({
    type: Partner,
    description:
      'Changes what is recorded of a partner. Requires PROGRAM_ADMIN, or CAM within the portfolio.',
    authScopes: { role: ['PROGRAM_ADMIN', 'SERVICE', 'CAM'] },
    args: {
      id: t.arg.id({ required: true, description: 'The partner.' }),
      input: t.arg({ type: PartnerUpdateInput, required: true, description: 'The changes.' }),
    },
    errors: resultOf({
      mutation: 'PartnerUpdate',
      field: 'partner',
      fieldDescription: 'The partner afterwards.',
      errors: [NotFoundError, VersionMismatchError, PolicyViolationError],
    }),
    resolve: async (_, { id, input }, context) => {
      const { expectedVersion, idempotencyKey, ...fields } = input;
      return readPartner(
        context,
        await updatePartner(context, { id, expectedVersion, idempotencyKey }, fields),
      );
    },
  }),
);
