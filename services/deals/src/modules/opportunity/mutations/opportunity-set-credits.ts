import {
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { OpportunityCreditInput } from '../opportunity.credit.type.ts';
import { opportunityById } from '../opportunity.loaders.ts';
import { setCredits } from '../opportunity.set-credits.service.ts';
import type { SetCreditsInput } from '../opportunity.set-credits.service.ts';
import { Opportunity } from '../opportunity.type.ts';

const OpportunitySetCreditsInput = builder.inputRef<SetCreditsInput>('OpportunitySetCreditsInput').implement({
  description: 'What `opportunitySetCredits` takes.',
  fields: (t) => ({
    credits: t.field({
      type: [OpportunityCreditInput],
      required: true,
      description:
        'All credits of the partners that the viewer is in charge of, at most 50; those that are left out end.',
    }),
    reason: t.string({
      description:
        'Why, 1 to 2000 characters. With it an administrator credits a source without a registration. Default: none.',
    }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

builder.mutationField('opportunitySetCredits', (t) =>
  t.field({
    type: Opportunity,
    description:
      'Says which partners are credited with which part of an opportunity. Requires CAM of the partner, who credits partners of the portfolio, or PROGRAM_ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the opportunity.' }),
      input: t.arg({ type: OpportunitySetCreditsInput, required: true, description: 'The credits.' }),
    },
    errors: resultOf({
      mutation: 'OpportunitySetCredits',
      field: 'opportunity',
      fieldDescription: 'The opportunity afterwards.',
      errors: [NotFoundError, InvalidTransitionError, PolicyViolationError, VersionMismatchError],
    }),
    resolve: async (_, { id, input }, context) => {
      const opportunity = await opportunityById(context, await setCredits(context, id, input));
      if (!opportunity) throw new NotFoundError('Opportunity');
      return opportunity;
    },
  }),
);
