import {
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { requireAward } from '../certification-award.loaders.ts';
import { type RevokeInput, revokeAward } from '../certification-revoke.service.ts';
import { CertificationAwardType } from '../certification-award.type.ts';

const CertificationRevokeInput = builder.inputRef<RevokeInput>('CertificationRevokeInput').implement({
  description: 'What `certificationRevoke` takes.',
  fields: (t) => ({
    reason: t.string({ required: true, description: 'Why the award is taken back, 1 to 300 characters.' }),
    expectedVersion: t.int({
      description: inputDescriptions.expectedVersion,
    }),
    idempotencyKey: t.string({
      description: inputDescriptions.idempotencyKey,
    }),
  }),
});

builder.mutationField('certificationRevoke', (t) =>
  t.field({
    type: CertificationAwardType,
    description:
      'Takes an award back from today on; for the days before, it counted. The award that it superseded does not come back. Requires PROGRAM_ADMIN.',
    authScopes: { admin: true },
    args: {
      id: t.arg.id({ required: true, description: 'The id of the award.' }),
      input: t.arg({ type: CertificationRevokeInput, required: true, description: 'Why it is taken back.' }),
    },
    errors: resultOf({
      mutation: 'CertificationRevoke',
      field: 'award',
      fieldDescription: 'The award afterwards.',
      errors: [NotFoundError, PolicyViolationError, InvalidTransitionError, VersionMismatchError],
    }),
    resolve: async (_, { id, input }, context) =>
      requireAward(context, await revokeAward(context, id, input)),
  }),
);
