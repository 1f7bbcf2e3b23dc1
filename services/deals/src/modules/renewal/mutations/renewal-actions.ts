import {
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import type { Context } from '../../../context.ts';
import { LossReason, RenewalHealth } from '../../../vocabulary.ts';
import { ContractChangeRequestedError } from '../../contract-change-request/contract-change-request.error.ts';
import type { RenewInput } from '../../managed-contract/managed-contract.plan.ts';
import { renewalById } from '../renewal.loaders.ts';
import { closeStep, commitRenewal, engageRenewal, loseRenewal, overrideHealth, overrideProbability, quoteRenewal, renewRenewal, setCompetition } from '../renewal.service.ts'; // prettier-ignore
import type { CloseStepInput, CompetitionInput, LoseInput, OverrideHealthInput, OverrideProbabilityInput, QuoteInput, RenewalActionInput } from '../renewal.service.ts'; // prettier-ignore
import { Renewal } from '../renewal.type.ts';

const errors = [NotFoundError, InvalidTransitionError, PolicyViolationError, VersionMismatchError];
const reason = 'Why, up to 2000 characters; kept in the audit trail.';
const byPartner = 'Partner users with SALES or ADMIN, CAM of the partner or PROGRAM_ADMIN.';
const byStaff = 'Requires CAM of the partner or PROGRAM_ADMIN.';

const ActionInput = builder.inputRef<RenewalActionInput>('RenewalActionInput').implement({
  description: 'What an action on a renewal takes.',
  fields: (t) => ({
    reason: t.string({ description: reason }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const QuoteRef = builder.inputRef<QuoteInput>('RenewalQuoteInput').implement({
  description: 'What `renewalQuote` takes.',
  fields: (t) => ({
    mrr: t.field({
      type: 'MoneyInput',
      required: true,
      description: 'The recurring revenue per month that is offered, in the currency of the contract.',
    }),
    reason: t.string({ description: reason }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const RenewRef = builder.inputRef<RenewInput>('RenewalRenewInput').implement({
  description: 'What `renewalRenew` takes: the terms of the successor.',
  fields: (t) => ({
    termStart: t.field({
      type: 'Date',
      description: 'The first day of the successor’s term. Default: the day after the present term.',
    }),
    termMonths: t.int({ description: 'The length of its term in months, 1 to 120. Default: as before.' }),
    mrr: t.field({
      type: 'MoneyInput',
      description: 'Its monthly recurring revenue. Default: as agreed last.',
    }),
    contractedSeats: t.int({ description: 'Its seats. Default: as agreed last.' }),
    reason: t.string({ description: reason }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const LoseRef = builder.inputRef<LoseInput>('RenewalLoseInput').implement({
  description: 'What `renewalLose` takes.',
  fields: (t) => ({
    lossReason: t.field({ type: LossReason, required: true, description: 'Why it is lost.' }),
    reason: t.string({ description: reason }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const CompetitionRef = builder.inputRef<CompetitionInput>('RenewalSetCompetitiveEvaluationInput').implement({
  description: 'What `renewalSetCompetitiveEvaluation` takes.',
  fields: (t) => ({
    isEvaluated: t.boolean({ required: true, description: 'Whether the customer compares with others.' }),
    competitor: t.string({
      description: 'With whom, up to 300 characters. Default: not known; cleared with the comparison.',
    }),
    reason: t.string({ description: reason }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const HealthRef = builder.inputRef<OverrideHealthInput>('RenewalOverrideHealthInput').implement({
  description: 'What `renewalOverrideHealth` takes.',
  fields: (t) => ({
    health: t.field({
      type: RenewalHealth,
      description: 'The health that counts from now on. Default: what the rules say.',
    }),
    reason: t.string({ required: true, description: 'Why, 1 to 2000 characters.' }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const ProbabilityRef = builder
  .inputRef<OverrideProbabilityInput>('RenewalOverrideProbabilityInput')
  .implement({
    description: 'What `renewalOverrideProbability` takes.',
    fields: (t) => ({
      probability: t.field({
        type: 'Decimal',
        description:
          'The likelihood from 0 to 1 that counts while it is undecided. Default: the computed one.',
      }),
      reason: t.string({ required: true, description: 'Why, 1 to 2000 characters.' }),
      expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
      idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
    }),
  });

const StepRef = builder.inputRef<CloseStepInput>('RenewalCloseStepInput').implement({
  description: 'What `renewalCloseStep` takes.',
  fields: (t) => ({
    code: t.string({ required: true, description: 'The code of the step.' }),
    isSkipped: t.boolean({
      description:
        'Whether it is left out, which needs a reason and for a mandatory step an account manager. Default `false`.',
    }),
    reason: t.string({ description: reason }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const idDescription = 'The id of the renewal.';
const result = (mutation: string) =>
  resultOf({ mutation, field: 'renewal', fieldDescription: 'The renewal afterwards.', errors });
const decision = (mutation: string) =>
  resultOf({
    mutation,
    field: 'renewal',
    fieldDescription: 'The renewal afterwards.',
    errors: [...errors, ContractChangeRequestedError],
  });

builder.mutationFields((t) => ({
  renewalEngage: t.field({
    type: Renewal,
    description: `Records talks with the customer, also before the window opens. ${byPartner}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: ActionInput, description: 'Why. Default: nothing said.' }),
    },
    errors: result('RenewalEngage'),
    resolve: async (_, { id, input }, context) =>
      visible(context, await engageRenewal(context, id, input ?? {})),
  }),
  renewalQuote: t.field({
    type: Renewal,
    description: `Records the offer; a further one replaces it. ${byPartner}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: QuoteRef, required: true, description: 'The offer.' }),
    },
    errors: result('RenewalQuote'),
    resolve: async (_, { id, input }, context) => visible(context, await quoteRenewal(context, id, input)),
  }),
  renewalCommit: t.field({
    type: Renewal,
    description: `Records that the customer has promised. ${byPartner}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: ActionInput, description: 'Why. Default: nothing said.' }),
    },
    errors: result('RenewalCommit'),
    resolve: async (_, { id, input }, context) =>
      visible(context, await commitRenewal(context, id, input ?? {})),
  }),
  renewalRenew: t.field({
    type: Renewal,
    description: `Renews the contract by creating its successor, also early or late. ${byStaff}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: RenewRef, description: 'The successor’s terms. Default: as before.' }),
    },
    errors: decision('RenewalRenew'),
    resolve: async (_, { id, input }, context) =>
      visible(context, await renewRenewal(context, id, input ?? {})),
  }),
  renewalLose: t.field({
    type: Renewal,
    description: `Ends the contract with its term, or today if that is over. ${byStaff}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: LoseRef, required: true, description: 'Why it is lost.' }),
    },
    errors: decision('RenewalLose'),
    resolve: async (_, { id, input }, context) => visible(context, await loseRenewal(context, id, input)),
  }),
}));

builder.mutationFields((t) => ({
  renewalSetCompetitiveEvaluation: t.field({
    type: Renewal,
    description: `Records whether the customer compares with others; the health follows. That it does no more is for staff to say. ${byPartner}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: CompetitionRef, required: true, description: 'Whether, and with whom.' }),
    },
    errors: result('RenewalSetCompetitiveEvaluation'),
    resolve: async (_, { id, input }, context) => visible(context, await setCompetition(context, id, input)),
  }),
  renewalOverrideHealth: t.field({
    type: Renewal,
    description: `Puts a health in the place of the rules’, or gives the word back to them. ${byStaff}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: HealthRef, required: true, description: 'The health and why.' }),
    },
    errors: result('RenewalOverrideHealth'),
    resolve: async (_, { id, input }, context) => visible(context, await overrideHealth(context, id, input)),
  }),
  renewalOverrideProbability: t.field({
    type: Renewal,
    description: `Puts a likelihood in the place of the computed one, or takes it back. ${byStaff}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: ProbabilityRef, required: true, description: 'The likelihood and why.' }),
    },
    errors: result('RenewalOverrideProbability'),
    resolve: async (_, { id, input }, context) =>
      visible(context, await overrideProbability(context, id, input)),
  }),
  renewalCloseStep: t.field({
    type: Renewal,
    description: `Closes a step of the playbook. ${byPartner}`,
    args: {
      id: t.arg.id({ required: true, description: idDescription }),
      input: t.arg({ type: StepRef, required: true, description: 'Which step, and whether it is skipped.' }),
    },
    errors: result('RenewalCloseStep'),
    resolve: async (_, { id, input }, context) => visible(context, await closeStep(context, id, input)),
  }),
}));

async function visible(context: Context, id: string) {
  const renewal = await renewalById(context, id);
  if (!renewal) throw new NotFoundError('Renewal');
  return renewal;
}
