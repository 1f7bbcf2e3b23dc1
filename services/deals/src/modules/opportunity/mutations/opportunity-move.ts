import {
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { LossReason, OpportunityStage } from '../../../vocabulary.ts';
import { opportunityById } from '../opportunity.loaders.ts';
import { moveOpportunity } from '../opportunity.service.ts';
import type { MoveInput } from '../opportunity.service.ts';
import { Opportunity } from '../opportunity.type.ts';

const OpportunityMoveInput = builder.inputRef<MoveInput>('OpportunityMoveInput').implement({
  description: 'What `opportunityMove` takes.',
  fields: (t) => ({
    stage: t.field({ type: OpportunityStage, required: true, description: 'The stage to move to.' }),
    on: t.field({
      type: 'Date',
      description: 'The day from which it is true, not before the last change. Default: today.',
    }),
    lossReason: t.field({
      type: LossReason,
      description: 'Why it was lost. Required for `LOST` and `LAPSED`.',
    }),
    orderReference: t.string({
      description:
        'The order by which a deal with a one-time amount was won, at most 300 characters. Required when a registered TRANSACTIONAL deal is won.',
    }),
    probabilityOverride: t.field({
      type: 'Decimal',
      description:
        'A likelihood from 0 to 1 instead of the default; null takes the override away. Default: as it was. Staff only.',
    }),
    expectedVersion: t.int({
      description: inputDescriptions.expectedVersion,
    }),
    idempotencyKey: t.string({
      description: inputDescriptions.idempotencyKey,
    }),
  }),
});

builder.mutationField('opportunityMove', (t) =>
  t.field({
    type: Opportunity,
    description:
      'Moves an opportunity to a stage. Partner users with SALES or ADMIN move their own while it is open; account managers and PROGRAM_ADMIN also win and lose; only PROGRAM_ADMIN reopens.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the opportunity.' }),
      input: t.arg({ type: OpportunityMoveInput, required: true, description: 'Where to move it.' }),
    },
    errors: resultOf({
      mutation: 'OpportunityMove',
      field: 'opportunity',
      fieldDescription: 'The opportunity afterwards.',
      errors: [NotFoundError, InvalidTransitionError, PolicyViolationError, VersionMismatchError],
    }),
    resolve: async (_, { id, input }, context) => {
      const opportunity = await opportunityById(context, await moveOpportunity(context, id, input));
      if (!opportunity) throw new NotFoundError('Opportunity');
      return opportunity;
    },
  }),
);
