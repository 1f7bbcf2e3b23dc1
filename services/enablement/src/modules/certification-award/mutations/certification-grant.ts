import {
  ConflictError,
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { type GrantInput, grantAward } from '../certification-grant.service.ts';
import { requireAward } from '../certification-award.loaders.ts';
import { CertificationAwardType } from '../certification-award.type.ts';

const CertificationGrantInput = builder.inputRef<GrantInput>('CertificationGrantInput').implement({
  description: 'What `certificationGrant` takes.',
  fields: (t) => ({
    user: t.field({
      type: 'ReferenceInput',
      required: true,
      description: 'The person to certify; an active user of a partner.',
    }),
    track: t.field({
      type: 'ReferenceInput',
      required: true,
      description: 'What the person is certified in; an active track.',
    }),
    awardedOn: t.field({
      type: 'Date',
      description:
        "The day of the award, not in the future. Default: today in the time zone of the partner's program.",
    }),
    evidence: t.string({ description: "What proves it, such as an exam result or a certificate's address." }),
    externalReference: t.field({
      type: 'ExternalReferenceInput',
      description: 'The id of the award in another system.',
    }),
    idempotencyKey: t.string({
      description: inputDescriptions.idempotencyKey,
    }),
  }),
});

builder.mutationField('certificationGrant', (t) =>
  t.field({
    type: CertificationAwardType,
    description:
      "Certifies a person in a track. An award of the track that stands is renewed: the new one is valid for the track's months after the later of today and the old one's last day, and supersedes it. Requires PROGRAM_ADMIN.",
    authScopes: { admin: true },
    args: {
      input: t.arg({
        type: CertificationGrantInput,
        required: true,
        description: 'Who is certified in what.',
      }),
    },
    errors: resultOf({
      mutation: 'CertificationGrant',
      field: 'award',
      fieldDescription: 'The new award.',
      errors: [NotFoundError, PolicyViolationError, InvalidTransitionError, ConflictError],
    }),
    resolve: async (_, { input }, context) => requireAward(context, await grantAward(context, input)),
  }),
);
