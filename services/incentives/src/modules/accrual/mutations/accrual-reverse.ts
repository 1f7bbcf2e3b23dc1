import {
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { reverseAccrual } from '../accrual-reverse.service.ts';
import { accrualById } from '../accrual.loaders.ts';
import { Accrual } from '../accrual.type.ts';

const AccrualReverseInput = builder.inputType('AccrualReverseInput', {
  description: 'Which accrual to take back, and why.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the accrual.' }),
    reason: t.string({
      required: true,
      description: 'Why it is taken back, in 1 to 500 characters. The partner reads it.',
    }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({
      required: true,
      description: `${inputDescriptions.idempotencyKey} Mandatory, because money moves.`,
    }),
  }),
});

builder.mutationFields((t) => ({
  accrualReverse: t.field({
    type: Accrual,
    description:
      'Takes an accrual back, whole and once: a negative accrual and a reversing entry are written. The month is settled by hand from then on, so later restatements of it pay nothing. Requires PROGRAM_ADMIN; where the plan separates duties, another person than the one who published its terms.',
    authScopes: { role: ['PROGRAM_ADMIN'] },
    args: {
      input: t.arg({ type: AccrualReverseInput, required: true, description: 'The accrual and the reason.' }),
    },
    errors: resultOf({
      mutation: 'AccrualReverse',
      field: 'accrual',
      fieldDescription: 'The accrual that was taken back; `reversedBy` is the one that did it.',
      errors: [NotFoundError, InvalidTransitionError, PolicyViolationError, VersionMismatchError],
    }),
    resolve: async (_root, { input }, context) => {
      const accrual = await accrualById(context, await reverseAccrual(context, input));
      if (!accrual) throw new Error('The reversed accrual is not stored.');
      return accrual;
    },
  }),
}));
