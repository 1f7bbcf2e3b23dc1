import { money } from '@channelgraph/core/money.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import type {
  Renewal as RenewalRow,
  RenewalRevision as RevisionRow,
  RenewalStep as StepRow,
} from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { dateText } from '../../stored-rows.ts';
import { LossReason, RenewalHealth, RenewalStage } from '../../vocabulary.ts';
import { contractById } from '../managed-contract/managed-contract.loaders.ts';
import { ManagedContract } from '../managed-contract/managed-contract.type.ts';
import { HealthVerdict, RenewalOutcome, RenewalStepStatus } from './renewal.enums.ts';
import type { HealthFinding } from './renewal.health.ts';
import { historyOfRenewal, renewalById, stepsOfRenewal } from './renewal.loaders.ts';
import { renewalMachine } from './renewal.machine.ts';
import { atRiskMinor } from './renewal.probability.ts';
import { isLapsedByClock, isOpenStage, lapsesOn, stageOn } from './renewal.stages.ts';
import { healthOf } from './renewal.values.ts';

const RenewalFinding = builder.objectRef<HealthFinding>('RenewalHealthFinding').implement({
  description: 'What one rule of health saw and said.',
  fields: (t) => ({
    rule: t.exposeString('rule', { description: 'The rule, such as `SEAT_DECLINE`.' }),
    health: t.expose('health', { type: RenewalHealth, description: 'The health when it fires.' }),
    verdict: t.expose('verdict', { type: HealthVerdict, description: 'What it says.' }),
    saw: t.exposeString('saw', { description: 'What it looked at, in words.' }),
  }),
});

const RenewalStep = builder.objectRef<StepRow>('RenewalStep').implement({
  description: 'A step of the playbook by which a renewal is worked.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Names the step within its renewal.' }),
    title: t.exposeString('title', { description: 'What is to be done.' }),
    dueOn: t.field({
      type: 'Date',
      description: 'The day until which it should be done.',
      resolve: ({ dueOn }) => dateText(dueOn),
    }),
    isMandatory: t.exposeBoolean('isMandatory', {
      description: 'Whether only an account manager may skip it.',
    }),
    status: t.expose('status', { type: RenewalStepStatus, description: 'Whether it is done.' }),
    note: t.exposeString('note', { nullable: true, description: 'What was said when it was closed; null for nothing.' }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: 'When it was closed; null while it is open.' }),
  }),
}); // prettier-ignore

const RenewalHistoryEntry = builder.objectRef<RevisionRow>('RenewalHistoryEntry').implement({
  description: 'What was true of a renewal from a day until another.',
  fields: (t) => ({
    from: t.field({ type: 'Date', description: 'The first day.', resolve: ({ validFrom }) => dateText(validFrom) }),
    to: t.field({ type: 'Date', nullable: true, description: 'The first day on which it was true no more; null while it is.', resolve: ({ validTo }) => dateText(validTo) }),
    stage: t.expose('stage', { type: RenewalStage, description: 'How far the decision had come.' }),
    health: t.expose('health', { type: RenewalHealth, description: 'The health then; `GREEN` before it was first judged.' }),
    hasCompetitiveEvaluation: t.exposeBoolean('competitiveEvaluation', { description: 'Whether the customer compared with others.' }),
    probability: t.field({ type: 'Decimal', description: 'The likelihood then.', resolve: ({ probability }) => probability.toFixed(4) }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it became known.' }),
  }),
}); // prettier-ignore

/** The decision whether a contract goes on after its term. */
export const Renewal = builder.objectRef<RenewalRow>('Renewal');

/** A page of renewals. */
export const RenewalConnection = connectionOf(builder, Renewal, 'Renewal');

Renewal.implement({
  description:
    'The decision whether a managed contract goes on after its term: one per contract and end of term. Visible to the partner’s users, its account manager and staff who see all.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with each change; send it as `expectedVersion`.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner who manages the contract.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    contract: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract that is to be renewed.',
      resolve: ({ contractId }, _, context) => contractById(context, contractId),
    }),
    termEnd: t.field({
      type: 'Date',
      description: 'The first day after the term.',
      resolve: ({ termEnd }) => dateText(termEnd),
    }),
    windowOpensOn: t.field({
      type: 'Date',
      description: 'The day on which the decision window of 90 days opens.',
      resolve: ({ windowOpensOn }) => dateText(windowOpensOn),
    }),
    noticeDeadline: t.field({
      type: 'Date',
      description: 'The latest day on which notice can be given.',
      resolve: ({ noticeDeadline }) => dateText(noticeDeadline),
    }),
    isWindowAfterNotice: t.boolean({
      description: 'Whether the window opens only after notice could be given: then work must begin earlier.',
      resolve: ({ windowOpensOn, noticeDeadline }) => windowOpensOn > noticeDeadline,
    }),
    latestSafeStart: t.field({
      type: 'Date',
      description:
        'The last day on which work on it can begin in time: the opening of the window, or the notice deadline less the days that the playbook takes, if that is earlier. Certifications are not considered.',
      resolve: ({ latestSafeStart }) => dateText(latestSafeStart),
    }),
    stage: t.field({
      type: RenewalStage,
      description: 'How far the decision has come today, in the time zone of the partner’s program.',
      resolve: (row, _, context) => stageToday(row, context),
    }),
    stageSince: t.field({
      type: 'Date',
      description: 'The day on which the stage was recorded to begin.',
      resolve: ({ stageSince }) => dateText(stageSince),
    }),
    health: t.field({
      type: RenewalHealth,
      description: 'The health: what an account manager said, else what the rules say.',
      resolve: (row) => healthOf(row),
    }),
    healthRule: t.exposeString('healthRule', {
      description:
        'The rule behind the computed health; `NONE` when none fires, `NOT_ASSESSED` before the first judgement.',
    }),
    healthTrace: t.field({
      type: [RenewalFinding],
      description: 'What each rule saw and said at the last judgement.',
      resolve: ({ healthTrace }) => [...(healthTrace as unknown as readonly HealthFinding[])],
    }),
    healthOverrideReason: t.exposeString('healthOverrideReason', {
      nullable: true,
      description:
        'Why an account manager put a health in the place of the rules; null while the rules decide.',
    }),
    hasCompetitiveEvaluation: t.exposeBoolean('competitiveEvaluation', {
      description: 'Whether the customer compares with others.',
    }),
    competitor: t.exposeString('competitor', {
      nullable: true,
      description: 'With whom the customer compares; null where that is not known.',
    }),
    expiringMrr: t.field({
      type: 'Money',
      description: 'The recurring revenue per month agreed for the last day of the term.',
      resolve: ({ expiringMrrMinor, currency }) => money(expiringMrrMinor, currency),
    }),
    quotedMrr: t.field({
      type: 'Money',
      nullable: true,
      description: 'The recurring revenue per month of the last offer; null without one.',
      resolve: ({ quotedMrrMinor, currency }) =>
        quotedMrrMinor === null ? null : money(quotedMrrMinor, currency),
    }),
    renewedMrr: t.field({
      type: 'Money',
      nullable: true,
      description: 'What the successor began with; null without one in the same currency.',
      resolve: ({ renewedMrrMinor, currency }) =>
        renewedMrrMinor === null ? null : money(renewedMrrMinor, currency),
    }),
    atRiskMrr: t.field({
      type: 'Money',
      description:
        'The part of the expiring revenue that is likely to be lost; zero once it is decided or lapsed, and when there is nothing to decide.',
      resolve: async (row, _, context) => {
        const isOpen = row.voidedOn === null && isOpenStage(await stageToday(row, context));
        return money(
          isOpen ? atRiskMinor(row.expiringMrrMinor, row.probability.toFixed(4)) : 0n,
          row.currency,
        );
      },
    }),
    probability: t.field({
      type: 'Decimal',
      description: 'The likelihood that it is renewed, by an account manager’s word or computed.',
      resolve: async (row, _, context) =>
        (await hasLapsed(row, context)) ? '0.0000' : row.probability.toFixed(4),
    }),
    isProbabilityOverridden: t.boolean({
      description: 'Whether an account manager set the likelihood.',
      resolve: ({ probabilityOverride }) => probabilityOverride !== null,
    }),
    lastEngagedOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The last day of talks with the customer; null for none.',
      resolve: ({ lastEngagedOn }) => dateText(lastEngagedOn),
    }),
    outcome: t.field({
      type: RenewalOutcome,
      nullable: true,
      description: 'How it ended; null while it is undecided.',
      resolve: async (row, _, context) => ((await hasLapsed(row, context)) ? 'LAPSED' : row.outcome),
    }),
    decidedOn: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The day of the decision, or the first day on which it had lapsed; null while it is undecided.',
      resolve: async (row, _, context) =>
        (await hasLapsed(row, context)) ? lapsesOn(dateText(row.termEnd)) : dateText(row.decidedOn),
    }),
    lossReason: t.field({
      type: LossReason,
      nullable: true,
      description: 'Why it was lost; null unless it was.',
      // Of a loss that waits for a second person the reason is stored, and not true yet.
      resolve: ({ stage, lossReason }) => (stage === 'LOST' ? lossReason : null),
    }),
    successor: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract that continues it; null without one.',
      resolve: ({ successorContractId }, _, context) =>
        successorContractId === null ? null : contractById(context, successorContractId),
    }),
    voidedOn: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The first day on which there was nothing to decide any more, because the contract was transferred or ends on another day; null otherwise.',
      resolve: ({ voidedOn }) => dateText(voidedOn),
    }),
    steps: t.field({
      type: [RenewalStep],
      description: 'The steps of the playbook in their order.',
      resolve: async ({ id }, _, context) => [...((await stepsOfRenewal(context, id)) ?? [])],
    }),
    history: t.field({
      type: [RenewalHistoryEntry],
      description: 'What was true of it from when on, as it is known now.',
      resolve: async ({ id }, _, context) => [...((await historyOfRenewal(context, id)) ?? [])],
    }),
    availableActions: t.field({
      type: ['AvailableAction'],
      description: 'What the viewer may do with it now, and if not, why.',
      resolve: async (row, _, context) =>
        renewalMachine.availableActions(await stageToday(row, context), context.viewer, null),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was recorded.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

builder.asEntity(Renewal, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => renewalById(context, id),
});

const daysOf = (row: RenewalRow) => ({
  stage: row.stage,
  termEnd: dateText(row.termEnd),
  windowOpensOn: dateText(row.windowOpensOn),
  voidedOn: dateText(row.voidedOn),
});

async function stageToday(row: RenewalRow, context: Context) {
  return stageOn(daysOf(row), await todayOfPartner(context, row.partnerId));
}

async function hasLapsed(row: RenewalRow, context: Context) {
  return isLapsedByClock(daysOf(row), await todayOfPartner(context, row.partnerId));
}
