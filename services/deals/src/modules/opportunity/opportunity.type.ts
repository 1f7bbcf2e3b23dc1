import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { money } from '@channelgraph/core/money.ts';
import { todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import { externalReferencesOf } from '@channelgraph/graphql/external-references.ts';
import type {
  Opportunity as OpportunityRow,
  OpportunityRevision,
} from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { ProductLine } from '../../entities/product-line.entity.ts';
import { dateText } from '../../stored-rows.ts';
import {
  LossReason,
  Motion,
  OpportunityOutcome,
  OpportunityStage,
  RevenueModel,
  SourceRole,
} from '../../vocabulary.ts';
import { customerById } from '../customer/customer.loaders.ts';
import { Customer } from '../customer/customer.type.ts';
import { registrationById } from '../deal-registration/deal-registration.loaders.ts';
import { amountsOf } from './opportunity.amounts.ts';
import type { DealAmounts } from './opportunity.amounts.ts';
import { OpportunityRole } from './opportunity.credit.type.ts';
import { historyOf, opportunityById, rolesOf } from './opportunity.loaders.ts';
import { opportunityMachine } from './opportunity.machine.ts';
import { outcomeOf } from './opportunity.stages.ts';
import { daysIn, stageStretches } from './opportunity.stretches.ts';
import type { StageStretch } from './opportunity.stretches.ts';

/** The amounts of a deal with their currency. */
export interface Amounts extends DealAmounts {
  readonly currency: string;
}

/** What a deal is worth; one-time and recurring money stay apart. */
export const DealAmountsType = builder.objectRef<Amounts>('OpportunityAmounts').implement({
  description:
    'What a deal is worth. One-time and recurring money never share a number except in ACV and TCV, which say how.',
  fields: (t) => ({
    oneTime: t.field({
      type: 'Money',
      description: 'What is paid once.',
      resolve: ({ oneTimeMinor, currency }) => money(oneTimeMinor, currency),
    }),
    mrr: t.field({
      type: 'Money',
      description: 'Monthly recurring revenue.',
      resolve: ({ mrrMinor, currency }) => money(mrrMinor, currency),
    }),
    arr: t.field({
      type: 'Money',
      description: 'Annual recurring revenue: 12 × MRR.',
      resolve: ({ arrMinor, currency }) => money(arrMinor, currency),
    }),
    acv: t.field({
      type: 'Money',
      description: 'The first year: at most 12 months of MRR, plus one-time.',
      resolve: ({ acvMinor, currency }) => money(acvMinor, currency),
    }),
    tcv: t.field({
      type: 'Money',
      description: 'The whole term of MRR, plus one-time.',
      resolve: ({ tcvMinor, currency }) => money(tcvMinor, currency),
    }),
    termMonths: t.exposeInt('termMonths', {
      description: 'The length of the recurring part in months; 0 when there is none.',
    }),
  }),
});

const StageDuration = builder.objectRef<StageStretch>('OpportunityStageDuration').implement({
  description: 'How long a deal was in a stage.',
  fields: (t) => ({
    stage: t.expose('stage', { type: OpportunityStage, description: 'The stage.' }),
    from: t.expose('from', { type: 'Date', description: 'The first day.' }),
    to: t.expose('to', {
      type: 'Date',
      nullable: true,
      description: 'The first day after; null while it lasts.',
    }),
    days: t.exposeInt('days', { description: 'How many days; until today while it lasts.' }),
  }),
});

const StageChange = builder.objectRef<OpportunityRevision>('OpportunityStageChange').implement({
  description: 'What was true of an opportunity from a day until another.',
  fields: (t) => ({
    from: t.field({
      type: 'Date',
      description: 'The first day.',
      resolve: ({ validFrom }) => dateText(validFrom),
    }),
    to: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day after; null while it is true.',
      resolve: ({ validTo }) => dateText(validTo),
    }),
    days: t.int({
      description: 'How many days it was true; until today while it is.',
      resolve: async ({ partnerId, validFrom, validTo }, _, context) =>
        daysIn(dateText(validFrom), dateText(validTo), await todayOfPartner(context, partnerId)),
    }),
    stage: t.expose('stage', { type: OpportunityStage, description: 'The stage.' }),
    probability: t.field({
      type: 'Decimal',
      description: 'The likelihood of winning, a fraction.',
      resolve: ({ probability }) => probability.toFixed(4),
    }),
    amounts: t.field({
      type: DealAmountsType,
      description: 'What the deal was worth.',
      resolve: (row) => ({ ...amountsOf(row), currency: row.currency }),
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When the program learned of it.' }),
    recordedBy: t.field({
      type: 'ID',
      description: 'Who recorded it; hidden from analysts.',
      resolve: ({ recordedBy }, _, { viewer }) => maskPersonalData(viewer, recordedBy),
    }),
  }),
});

const stagesOf = (rows: readonly OpportunityRevision[] | null | undefined) =>
  (rows ?? []).map(({ validFrom, validTo, stage }) => ({
    from: dateText(validFrom),
    to: dateText(validTo),
    content: { stage },
  }));

/** A possible sale by a partner. */
export const Opportunity = builder.objectRef<OpportunityRow>('Opportunity');

/** A page of opportunities. */
export const OpportunityConnection = connectionOf(builder, Opportunity, 'Opportunity');

Opportunity.implement({
  description:
    'A possible sale by a partner. Visible to the partner’s users, its account manager and staff who see all.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with each change; send it as `expectedVersion`.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner whose deal it is.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'The customer; null while none is known.',
      resolve: ({ customerId }, _, context) =>
        customerId === null ? null : customerById(context, customerId),
    }),
    name: t.exposeString('name', { description: 'What people call it.' }),
    motion: t.expose('motion', { type: Motion, description: 'What it means for the relationship.' }),
    revenueModel: t.expose('revenueModel', { type: RevenueModel, description: 'How it is paid.' }),
    stage: t.expose('stage', { type: OpportunityStage, description: 'How far it has come.' }),
    outcome: t.field({
      type: OpportunityOutcome,
      description: 'Whether it is still open, and if not, how it ended; follows from the stage.',
      resolve: ({ stage }) => outcomeOf(stage),
    }),
    sourceRole: t.expose('sourceRole', {
      type: SourceRole,
      nullable: true,
      description: 'The part that the partner has in it; null when not recorded.',
    }),
    productLines: t.field({
      type: [ProductLine],
      nullable: { list: false, items: true },
      description: 'The product lines that it is about.',
      resolve: ({ productLineIds }) => productLineIds.map((id) => ({ id })),
    }),
    amounts: t.field({
      type: DealAmountsType,
      description: 'What it is worth.',
      resolve: (row) => ({ ...amountsOf(row), currency: row.currency }),
    }),
    probability: t.field({
      type: 'Decimal',
      description:
        'The likelihood of winning that counts, a fraction: the override, or else the default of the stage.',
      resolve: ({ probability }) => probability.toFixed(4),
    }),
    probabilityOverride: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The likelihood set by an account manager; null when the default counts.',
      resolve: ({ probabilityOverride }) => probabilityOverride?.toFixed(4) ?? null,
    }),
    openedOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day it began; null when not known.',
      resolve: ({ openedOn }) => dateText(openedOn),
    }),
    closeDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day on which it is expected to close; null when not known.',
      resolve: ({ closeDate }) => dateText(closeDate),
    }),
    closedOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The day it was won or lost; null while it is open.',
      resolve: ({ closedOn }) => dateText(closedOn),
    }),
    lossReason: t.expose('lossReason', {
      type: LossReason,
      nullable: true,
      description: 'Why it was lost; null when it was not, or the reason is not known.',
    }),
    region: t.exposeString('region', {
      nullable: true,
      description: 'The sales region; null when not recorded.',
    }),
    stageHistory: t.field({
      type: [StageChange],
      description: 'What was true when, from the first day on.',
      resolve: async ({ id }, _, context) => (await historyOf(context, id)) ?? [],
    }),
    stageDurations: t.field({
      type: [StageDuration],
      description: 'How long it was in which stage, from the first day on, without a gap.',
      resolve: async ({ id, partnerId }, _, context) =>
        stageStretches(stagesOf(await historyOf(context, id)), await todayOfPartner(context, partnerId)),
    }),
    roles: t.field({
      type: [OpportunityRole],
      description:
        'Which partners have which part in it. A partner user sees those of the own company alone.',
      resolve: async ({ id }, _, context) => (await rolesOf(context, id)) ?? [],
    }),
    registrationId: t.exposeID('registrationId', {
      nullable: true,
      description: 'The id of the registration that it came from; null for one that was not registered.',
    }),
    ownerId: t.exposeID('ownerId', {
      nullable: true,
      description: 'The id of the person who works on it; null when not recorded.',
    }),
    competitors: t.exposeStringList('competitors', { description: 'Who else is or was in it.' }),
    closeDatePushCount: t.exposeInt('closeDatePushCount', {
      description: 'How often its expected close date was moved to a later day.',
    }),
    orderReference: t.exposeString('orderReference', {
      nullable: true,
      description: 'The order by which it was won; null when none is known.',
    }),
    availableActions: t.field({
      type: ['AvailableAction'],
      description: 'What the viewer may do with it now, and if not, why.',
      resolve: async ({ stage, registrationId }, _, context) => {
        const outcome = outcomeOf(stage);
        const isGuarded = outcome !== 'OPEN' && registrationId !== null;
        const registration = isGuarded ? await registrationById(context, registrationId) : null;
        return opportunityMachine.availableActions(outcome, context.viewer, registration?.status ?? null);
      },
    }),
    externalReferences: t.field({
      type: ['ExternalReference'],
      description: 'Its names in other systems.',
      resolve: async ({ id }, _, context) => (await externalReferencesOf(context, id)) ?? [],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was recorded.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

builder.asEntity(Opportunity, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => opportunityById(context, id),
});
