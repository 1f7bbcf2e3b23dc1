import { ConflictError } from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { CamSpecialisationEnum } from '../../../vocabulary.ts';
import { readPartner } from '../../partner/partner.loaders.ts';
import { Partner } from '../../partner/partner.type.ts';
import { assignCam } from '../cam-assignment.service.ts';

const CamAssignInput = builder.inputType('CamAssignInput', {
  description: 'What `camAssign` takes.',
  fields: (t) => ({
    partner: t.field({ type: 'ReferenceInput', required: true, description: 'The partner.' }),
    cam: t.field({
      type: 'ReferenceInput',
      description: 'The account manager; null only ends the present assignment.',
    }),
    specialisation: t.field({
      type: CamSpecialisationEnum,
      description: 'What they look after. Default `GENERAL`.',
    }),
    from: t.field({ type: 'Date', description: 'The first day, not in the future. Default: today.' }),
    idempotencyKey: t.string({
      description: inputDescriptions.idempotencyKey,
    }),
  }),
});

builder.mutationField('camAssign', (t) =>
  t.field({
    type: Partner,
    description:
      'Puts a channel account manager in charge of a partner; the present one of the same specialisation ends. Requires PROGRAM_ADMIN.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: CamAssignInput, required: true, description: 'Who looks after whom.' }) },
    errors: resultOf({
      mutation: 'CamAssign',
      field: 'partner',
      fieldDescription: 'The partner afterwards.',
      errors: [ConflictError],
    }),
    resolve: async (_, { input }, context) => readPartner(context, await assignCam(context, input)),
  }),
);
