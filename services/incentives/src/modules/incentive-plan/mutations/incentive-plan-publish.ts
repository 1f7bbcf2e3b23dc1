import { ConflictError, VersionMismatchError } from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { incentivePlanById } from '../incentive-plan.loaders.ts';
import { IncentiveKind, IncentivePlan } from '../incentive-plan.type.ts';
import { publishPlan } from '../incentive-plan-publish.service.ts';

const IncentivePlanRateInput = builder.inputType('IncentivePlanRateInput', {
  description: 'The rate that a tier earns.',
  fields: (t) => ({
    tierRank: t.int({ required: true, description: 'The rank of the tier.' }),
    rate: t.field({
      type: 'Decimal',
      required: true,
      description: 'The rate as a fraction from 0 to 1 with at most 6 decimals: `"0.125"` is 12.5 %.',
    }),
  }),
});

const IncentivePlanPublishInput = builder.inputType('IncentivePlanPublishInput', {
  description: 'The terms to publish.',
  fields: (t) => ({
    code: t.string({ required: true, description: 'The code of the plan. A new code makes a new plan.' }),
    name: t.string({ required: true, description: 'The name to show.' }),
    kind: t.field({ type: IncentiveKind, description: 'What the plan pays for. Default `MRR_COMMISSION`.' }),
    effectiveFrom: t.field({
      type: 'Date',
      required: true,
      description:
        'The first day on which the terms are in force; after the last month accrued by the version before.',
    }),
    effectiveTo: t.field({
      type: 'Date',
      description:
        'The first day on which they are no longer in force. Default: open, until the next version.',
    }),
    rates: t.field({
      type: [IncentivePlanRateInput],
      required: true,
      description: 'The rates by tier, 1 to 50. A tier left out earns nothing.',
    }),
    capMonths: t.int({ description: 'How many billed months of a contract earn. Default: all of them.' }),
    includedPartnerIds: t.idList({
      description:
        'Partners that earn although they are technology alliances only; at most 250. Default: none.',
    }),
    isReversalSeparated: t.boolean({
      description:
        'Whether whoever publishes is barred from reversing what these terms earn. Default `true`.',
    }),
    externalReference: t.field({
      type: 'ExternalReferenceInput',
      description: 'The id of the plan in another system, added to those it has. Default: none.',
    }),
    expectedVersion: t.int({
      description:
        'The version of the plan that the caller read, 0 for a plan that must not exist yet. Default: not checked.',
    }),
    idempotencyKey: t.string({
      description: inputDescriptions.idempotencyKey,
    }),
  }),
});

builder.mutationFields((t) => ({
  incentivePlanPublish: t.field({
    type: IncentivePlan,
    description:
      'Publishes the terms of a plan: its first version, or its next one, which ends the one before. Requires PROGRAM_ADMIN.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: IncentivePlanPublishInput, required: true, description: 'The terms.' }) },
    errors: resultOf({
      mutation: 'IncentivePlanPublish',
      field: 'incentivePlan',
      fieldDescription: 'The plan with the version published.',
      errors: [ConflictError, VersionMismatchError],
    }),
    resolve: async (_root, { input }, context) => {
      const id = await publishPlan(context, {
        ...input,
        kind: input.kind ?? 'MRR_COMMISSION',
        effectiveTo: input.effectiveTo ?? null,
        capMonths: input.capMonths ?? null,
        includedPartnerIds: input.includedPartnerIds ?? [],
        isReversalSeparated: input.isReversalSeparated ?? true,
        externalReference: input.externalReference ?? null,
      });
      const plan = await incentivePlanById(context, id);
      if (!plan) throw new Error('The published plan is not stored.');
      return plan;
    },
  }),
}));
