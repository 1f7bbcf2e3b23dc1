import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { CertificationScopeEnum, MspSegmentEnum, PartnerTypeEnum } from '../../../vocabulary.ts';
import { requirementById } from '../certification-requirement.loaders.ts';
import {
  type PublishInput,
  type RequirementItem,
  publishRequirements,
} from '../certification-requirement.service.ts';
import { CertificationRequirementType } from '../certification-requirement.type.ts';

const CertificationRequirementItem = builder
  .inputRef<RequirementItem>('CertificationRequirementItem')
  .implement({
    description: 'How many certified people a partner of a profile needs in a scope that it delivers.',
    fields: (t) => ({
      partnerType: t.field({
        type: PartnerTypeEnum,
        required: true,
        description: 'The partner type that it holds for.',
      }),
      segment: t.field({
        type: MspSegmentEnum,
        description:
          'The segment that it holds for, with `MSP` only. Default: every segment without a rule of its own.',
      }),
      scope: t.field({
        type: CertificationScopeEnum,
        required: true,
        description: 'The field of managed service.',
      }),
      minimumPeople: t.int({
        required: true,
        description: 'How many people must hold a valid award, 0 to 1000; 0 withdraws the requirement.',
      }),
    }),
  });

const CertificationRequirementPublishInput = builder
  .inputRef<PublishInput>('CertificationRequirementPublishInput')
  .implement({
    description: 'What `certificationRequirementPublish` takes.',
    fields: (t) => ({
      effectiveFrom: t.field({
        type: 'Date',
        required: true,
        description:
          'The first day on which they are in force; later than that of the version before. A day in the past restates the coverage from it on.',
      }),
      requirements: t.field({
        type: [CertificationRequirementItem],
        required: true,
        description: 'The requirements, 1 to 250, published together or not at all.',
      }),
      idempotencyKey: t.string({
        description: inputDescriptions.idempotencyKey,
      }),
    }),
  });

builder.mutationField('certificationRequirementPublish', (t) =>
  t.field({
    type: [CertificationRequirementType],
    description:
      'Publishes requirements from a day on; each ends the version before it, and one that says the same as the newest version changes nothing. Requires PROGRAM_ADMIN.',
    authScopes: { admin: true },
    args: {
      input: t.arg({
        type: CertificationRequirementPublishInput,
        required: true,
        description: 'The requirements and their first day.',
      }),
    },
    errors: resultOf({
      mutation: 'CertificationRequirementPublish',
      field: 'requirements',
      fieldDescription: 'The versions that now say what was asked for, in that order.',
    }),
    resolve: async (_, { input }, context) => {
      const ids = await publishRequirements(context, input);
      const rows = await Promise.all(ids.map((id) => requirementById(context, id)));
      return rows.filter((row) => row !== null);
    },
  }),
);
