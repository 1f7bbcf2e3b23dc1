import { ConflictError, NotFoundError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { CoSellKind } from '../co-sell-request.enums.ts';
import { requireCoSellRequest } from '../co-sell-request.loaders.ts';
import { createRequest } from '../co-sell-request.service.ts';
import type { CoSellCreateInput } from '../co-sell-request.service.ts';
import { CoSellRequest } from '../co-sell-request.type.ts';

const CoSellCreateInputType = builder.inputRef<CoSellCreateInput>('CoSellRequestCreateInput').implement({
  description:
    'What `coSellRequestCreate` takes. It is about exactly one opportunity, contract or renewal that is not decided.',
  fields: (t) => ({
    kind: t.field({ type: CoSellKind, required: true, description: 'What help is asked for.' }),
    opportunity: t.field({
      type: 'ReferenceInput',
      description: 'The open opportunity that it is about. Default: it is about something else.',
    }),
    contract: t.field({
      type: 'ReferenceInput',
      description: 'The contract that it is about. Default: it is about something else.',
    }),
    renewalId: t.id({
      description: 'The undecided renewal that it is about. Default: it is about something else.',
    }),
    requestedHelp: t.string({
      required: true,
      description: 'What the vendor is asked to do, 1 to 2000 characters.',
    }),
    neededBy: t.field({
      type: 'Date',
      description: 'The day by which it is needed, today or later, within three years. Default: none.',
    }),
    externalReference: t.field({
      type: 'ExternalReferenceInput',
      description: 'Its name in another system. Default: none.',
    }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

builder.mutationField('coSellRequestCreate', (t) =>
  t.field({
    type: CoSellRequest,
    description:
      'Asks the vendor for help. Partner users with SALES or ADMIN ask for their company; CAM of the partner and PROGRAM_ADMIN ask on its behalf.',
    args: {
      input: t.arg({ type: CoSellCreateInputType, required: true, description: 'The request.' }),
    },
    errors: resultOf({
      mutation: 'CoSellRequestCreate',
      field: 'coSellRequest',
      fieldDescription: 'The new request.',
      errors: [NotFoundError, PolicyViolationError, ConflictError],
    }),
    resolve: async (_, { input }, context) =>
      requireCoSellRequest(context, await createRequest(context, input)),
  }),
);
