import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import type {
  IncentivePlan as IncentivePlanRow,
  IncentivePlanVersion as IncentivePlanVersionRow,
} from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { seesAccruals } from '../../policy.ts';
import type { TierRate } from '../settlement/settlement.commission.ts';
import { inclusionsByVersion, incentivePlanById, versionsByPlan } from './incentive-plan.loaders.ts';
import { readRates } from './incentive-plan.store.ts';

/** The kinds of incentive as the API names them. */
export const IncentiveKind = builder.enumType('IncentiveKind', {
  description: 'What a plan pays for.',
  values: {
    MRR_COMMISSION: {
      description: 'A share of the recurring revenue billed for each month of a managed contract.',
    },
  } as const,
});

const IncentivePlanRate = builder.objectRef<TierRate>('IncentivePlanRate').implement({
  description: 'The rate that a tier earns.',
  fields: (t) => ({
    tierRank: t.exposeInt('tierRank', {
      description: 'The rank of the tier that the partner holds at the end of the month.',
    }),
    rate: t.expose('rate', { type: 'Decimal', description: 'The rate as a fraction: `"0.125"` is 12.5 %.' }),
  }),
});

/** The terms of a plan from a day on. */
export const IncentivePlanVersion = builder
  .objectRef<IncentivePlanVersionRow>('IncentivePlanVersion')
  .implement({
    description: 'The terms of a plan from a day on. Published once, never edited.',
    authScopes: seesAccruals,
    fields: (t) => ({
      id: t.exposeID('id', { description: 'The id of the version.' }),
      version: t.exposeInt('version', { description: 'The number of the version, from 1.' }),
      effectiveFrom: t.field({
        type: 'Date',
        description:
          'The first day on which the terms are in force. A month is paid by the terms in force on its last day.',
        resolve: ({ effectiveFrom }) => toLocalDate(effectiveFrom),
      }),
      effectiveTo: t.field({
        type: 'Date',
        nullable: true,
        description: 'The first day on which they are no longer in force; null while no end is set.',
        resolve: ({ effectiveTo }) => (effectiveTo === null ? null : toLocalDate(effectiveTo)),
      }),
      rates: t.field({
        type: [IncentivePlanRate],
        description: 'The rates by tier. A tier without a rate earns nothing.',
        resolve: ({ rates }) => readRates(rates),
      }),
      capMonths: t.exposeInt('capMonths', {
        nullable: true,
        description: 'How many billed months of a contract earn; null for all of them.',
      }),
      includedPartners: t.field({
        type: [Partner],
        nullable: true,
        description:
          'Partners that earn although they are technology alliances only. A partner user sees no company but their own here.',
        resolve: async ({ id }, _args, context) =>
          ((await inclusionsByVersion(context, id)) ?? []).map(({ partnerId }) => ({ id: partnerId })),
      }),
      isReversalSeparated: t.exposeBoolean('isReversalSeparated', {
        description: 'Whether whoever published the version is barred from reversing what it earned.',
      }),
      publishedAt: t.expose('publishedAt', {
        type: 'DateTime',
        description: 'The instant of its publication.',
      }),
    }),
  });

/** An incentive plan. */
export const IncentivePlan = builder.objectRef<IncentivePlanRow>('IncentivePlan').implement({
  description:
    'A plan by which partners earn. Requires the capability `ADMIN`, `FINANCE` or `SALES` of partner users.',
  interfaces: ['Node'],
  authScopes: seesAccruals,
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with each change; send it as `expectedVersion`.' }),
    code: t.exposeString('code', { description: 'The unique code of the plan, e.g. `MSP-MRR`.' }),
    name: t.exposeString('name', { description: 'The name to show.' }),
    kind: t.expose('kind', { type: IncentiveKind, description: 'What the plan pays for.' }),
    versions: t.field({
      type: [IncentivePlanVersion],
      description: 'All versions of its terms, oldest first.',
      resolve: async ({ id }, _args, context) => (await versionsByPlan(context, id)) ?? [],
    }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'The ids of the plan in other systems.',
      resolve: async ({ id }, _args, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'The instant of its first publication.',
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'The instant of its latest change.' }),
  }),
});

builder.asEntity(IncentivePlan, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => incentivePlanById(context, id),
});

/** A page of incentive plans. */
export const IncentivePlanConnection = connectionOf(builder, IncentivePlan, 'IncentivePlan');
