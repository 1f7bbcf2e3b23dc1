import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { money } from '@channelgraph/core/money.ts';
import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { hiddenWhenUnauthorized } from '@channelgraph/graphql/builder.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import type { Accrual as AccrualRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { ManagedContract } from '../../entities/managed-contract.entity.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { seesAccruals, seesMoney } from '../../policy.ts';
import { incentivePlanById, planVersionById } from '../incentive-plan/incentive-plan.loaders.ts';
import { IncentivePlan, IncentivePlanVersion } from '../incentive-plan/incentive-plan.type.ts';
import { journalEntryById } from '../ledger/ledger.loaders.ts';
import { JournalEntry } from '../ledger/ledger.type.ts';
import { accrualById, accrualsOfMonth, reversalByAccrual } from './accrual.loaders.ts';
import { accrualMachine } from './accrual.machine.ts';
import { readExplanation, type ExplanationStep } from '../settlement/settlement.commission.ts';
import { reversalFacts } from './accrual.reversal-facts.ts';

/** The states of an accrual as the API names them. */
export const AccrualStatus = builder.enumType('AccrualStatus', {
  description: 'Where an accrual stands.',
  values: {
    ACCRUED: { description: 'Booked in the ledger.' },
    DECLINED: {
      description: 'Noted without an amount: an administrator had settled the month by hand before.',
    },
    REVERSED: { description: 'Booked, and taken back by another accrual.' },
  } as const,
});

const ExplanationStepName = builder.enumType('ExplanationStepName', {
  description: 'The parts of an explanation.',
  values: {
    BASE: { description: 'The recurring revenue that the rate is applied to.' },
    TIER: { description: 'The rank of the tier that decides the rate.' },
    RATE: { description: 'The rate applied.' },
    RULE: { description: 'The plan and version whose terms apply.' },
    OUTCOME: { description: 'Whether the month earns, and if not, why.' },
    ROUNDING: { description: 'The commission of the month, rounded once, half to even.' },
    ALREADY_ACCRUED: { description: 'What was accrued for the month before; it is taken off.' },
    REVERSED: { description: 'The accrual that is taken back.' },
    AMOUNT: { description: 'The amount of the accrual.' },
  } as const,
});

/** One step of how an amount came about. */
export const Explanation = builder.objectRef<ExplanationStep>('AccrualExplanationStep').implement({
  description:
    'One step of how an amount came about. BASE × RATE, rounded, less ALREADY_ACCRUED is the amount, exactly.',
  fields: (t) => ({
    step: t.expose('step', { type: ExplanationStepName, description: 'The part of the explanation.' }),
    description: t.exposeString('description', { description: 'The step in words.' }),
    value: t.exposeString('value', {
      description: 'Its exact value as text: an amount with its currency, a rate, a rank or a code.',
    }),
  }),
});

/** What one partner earned from one source. */
export const Accrual = builder.objectRef<AccrualRow>('Accrual');

builder.objectType(Accrual, {
  description:
    'What one partner earned for one month of one contract. Its amount never changes: a restatement and a reversal are accruals of their own. Requires the capability `ADMIN`, `FINANCE` or `SALES` of partner users.',
  interfaces: ['Node'],
  authScopes: seesAccruals,
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with each change; send it as `expectedVersion`.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner that earned it.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    contract: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract whose month earned it.',
      resolve: ({ contractId }) => ({ id: contractId }),
    }),
    planVersion: t.field({
      type: IncentivePlanVersion,
      nullable: true,
      description: 'The terms by which it was computed.',
      resolve: ({ planVersionId }, _args, context) => planVersionById(context, planVersionId),
    }),
    plan: t.field({
      type: IncentivePlan,
      nullable: true,
      description: 'The plan of those terms.',
      resolve: async ({ planVersionId }, _args, context) => {
        const version = await planVersionById(context, planVersionId);
        return version ? incentivePlanById(context, version.planId) : null;
      },
    }),
    sourceKey: t.exposeString('sourceKey', {
      description: 'What it is for; unique per terms and partner for ever.',
    }),
    period: t.field({
      type: 'Date',
      description: 'The first day of the month that earned it.',
      resolve: ({ period }) => toLocalDate(period),
    }),
    base: t.field({
      type: 'Money',
      description: 'The recurring revenue billed for the month, as known when the accrual was made.',
      resolve: ({ baseMinor, currency }) => money(baseMinor, currency),
    }),
    tierRank: t.exposeInt('tierRank', {
      nullable: true,
      description:
        "The rank of the partner's tier at the end of the month; null when it held none or the month left the partner.",
    }),
    rate: t.field({
      type: 'Decimal',
      description: 'The rate applied, as a fraction; 0 when the month earns nothing.',
      resolve: ({ rate }) => rate.toFixed(),
    }),
    amount: t.field({
      type: 'Money',
      description:
        'What the accrual adds to what the partner is owed; negative when it takes something back.',
      resolve: ({ amountMinor, currency }) => money(amountMinor, currency),
    }),
    status: t.expose('status', { type: AccrualStatus, description: 'Where it stands.' }),
    explanation: t.field({
      type: [Explanation],
      description: 'How the amount came about, step by step; the amount can be recomputed from it exactly.',
      resolve: ({ explanation }) => readExplanation(explanation),
    }),
    reason: t.string({
      nullable: true,
      description:
        'Why an administrator took an accrual back; null for any other accrual. Masked for analysts.',
      resolve: ({ reason }, _args, { viewer }) => (reason === null ? null : maskPersonalData(viewer, reason)),
    }),
    reverses: t.field({
      type: Accrual,
      nullable: true,
      description: 'The accrual that this one takes back; null for any other.',
      resolve: ({ reversesId }, _args, context) =>
        reversesId === null ? null : accrualById(context, reversesId),
    }),
    reversedBy: t.field({
      type: Accrual,
      nullable: true,
      description: 'The accrual that takes this one back; null while it stands.',
      resolve: ({ id, status }, _args, context) =>
        status === 'REVERSED' ? reversalByAccrual(context, id) : null,
    }),
    journalEntry: t.field({
      type: JournalEntry,
      nullable: true,
      description:
        'Its entry in the ledger; null for a declined accrual, and for partner users without `ADMIN` or `FINANCE`.',
      authScopes: seesMoney,
      ...hiddenWhenUnauthorized,
      resolve: ({ journalEntryId }, _args, context) =>
        journalEntryId === null ? null : journalEntryById(context, journalEntryId),
    }),
    availableActions: t.field({
      type: ['AvailableAction'],
      description: 'What the viewer can do with it now, and if not, why.',
      resolve: async (accrual, _args, context) => {
        const terms = await planVersionById(context, accrual.planVersionId);
        if (!terms) return [];
        const month = (await accrualsOfMonth(context, accrual)) ?? [];
        return accrualMachine.availableActions(
          accrual.status,
          context.viewer,
          reversalFacts(accrual, terms, month),
        );
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'The instant at which it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'The instant of its latest change.' }),
  }),
});

builder.asEntity(Accrual, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => accrualById(context, id),
});

/** A page of accruals. */
export const AccrualConnection = connectionOf(builder, Accrual, 'Accrual');
