import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import {
  createIssues,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { isStaff, maySell } from '@channelgraph/core/viewer.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { partnerToday } from '@channelgraph/server/partner-directory.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import { readAmount } from '../../amounts.ts';
import type { AmountInput } from '../../amounts.ts';
import type { Context, Transaction } from '../../context.ts';
import { ContractChangeRequestedError } from '../contract-change-request/contract-change-request.error.ts';
import type { RenewInput } from '../managed-contract/managed-contract.plan.ts';
import { performInTransaction } from '../managed-contract/managed-contract.service.ts';
import { assessContracts } from './renewal.assess.ts';
import { renewalMachine } from './renewal.machine.ts';
import type { RenewalAction } from './renewal.machine.ts';
import type { RenewalHealth, RenewalStage } from './renewal.stages.ts';
import { loadOdds, loadRenewals, writeRenewals } from './renewal.store.ts';
import { advance, changeFrom } from './renewal.values.ts';
import type { Odds, RenewalValues } from './renewal.values.ts';

/** What every action on a renewal may carry. */
export interface RenewalActionInput {
  readonly reason?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** What `renewalQuote` takes. */
export interface QuoteInput extends RenewalActionInput {
  readonly mrr: AmountInput;
}

/** What `renewalLose` takes. */
export interface LoseInput extends RenewalActionInput {
  readonly lossReason: LossReason;
}

/** What `renewalSetCompetitiveEvaluation` takes. */
export interface CompetitionInput extends RenewalActionInput {
  readonly isEvaluated: boolean;
  readonly competitor?: string | null | undefined;
}

/** What `renewalOverrideHealth` takes. */
export interface OverrideHealthInput extends RenewalActionInput {
  readonly health?: RenewalHealth | null | undefined;
}

/** What `renewalOverrideProbability` takes. */
export interface OverrideProbabilityInput extends RenewalActionInput {
  readonly probability?: string | null | undefined;
}

/** What `renewalCloseStep` takes. */
export interface CloseStepInput extends RenewalActionInput {
  readonly code: string;
  readonly isSkipped?: boolean | null | undefined;
}

/** Records talks with the customer and returns the id. */
export function engageRenewal(context: Context, id: string, input: RenewalActionInput): Promise<string> {
  return actOn(context, { action: 'ENGAGE', id, input }, ({ today }) => ({ lastEngagedOn: today }));
}

/** Records the offer and returns the id. */
export function quoteRenewal(context: Context, id: string, input: QuoteInput): Promise<string> {
  return actOn(context, { action: 'QUOTE', id, input }, ({ values, today }, issues) => {
    const amount = readAmount(input.mrr, 0n, { field: 'mrr', currency: values.currency, issues });
    if (amount < 0n)
      issues.add(['mrr'], 'NEGATIVE_AMOUNT', 'An offer cannot be negative.', 'Send 0 or more.');
    return { quotedMrrMinor: amount, lastEngagedOn: today };
  });
}

/** Records the customer's promise and returns the id. */
export function commitRenewal(context: Context, id: string, input: RenewalActionInput): Promise<string> {
  return actOn(context, { action: 'COMMIT', id, input }, ({ today }) => ({ lastEngagedOn: today }));
}

/** Records whether the customer compares with others and returns the id. */
export function setCompetition(context: Context, id: string, input: CompetitionInput): Promise<string> {
  return actOn(context, { action: 'SET_COMPETITIVE_EVALUATION', id, input }, ({ values }, issues) => {
    if (values.competitiveEvaluation && !input.isEvaluated && !isStaff(context.viewer)) {
      const message = 'That the customer compares no more is for the account manager to say.';
      throw new PolicyViolationError('renewal.SET_COMPETITIVE_EVALUATION.clear', message);
    }
    const competitor = (input.competitor?.trim() ?? '') || null;
    if (competitor !== null && !input.isEvaluated) {
      const message = 'A competitor is named when the customer compares.';
      issues.add(['competitor'], 'NOT_EVALUATED', message, 'Leave competitor out.');
    }
    checkLength(competitor, { field: 'competitor', most: 300 }, issues);
    return { competitiveEvaluation: input.isEvaluated, competitor };
  });
}

/** Puts an account manager's word in the place of the health rules, or takes it back, and returns the id. */
export function overrideHealth(context: Context, id: string, input: OverrideHealthInput): Promise<string> {
  return actOn(context, { action: 'OVERRIDE_HEALTH', id, input }, (_, issues) => {
    requireReason(input, issues);
    const healthOverride = input.health ?? null;
    return {
      healthOverride,
      healthOverrideReason: healthOverride === null ? null : (input.reason?.trim() ?? ''),
    };
  });
}

/** Puts an account manager's likelihood in the place of the computed one, or takes it back, and returns the id. */
export function overrideProbability(
  context: Context,
  id: string,
  input: OverrideProbabilityInput,
): Promise<string> {
  return actOn(context, { action: 'OVERRIDE_PROBABILITY', id, input }, (_, issues) => {
    requireReason(input, issues);
    const value = input.probability ?? null;
    if (value !== null && !/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/.test(value)) {
      const message = 'A probability is a fraction from 0 to 1 with at most four decimals.';
      issues.add(['probability'], 'OUT_OF_RANGE', message, 'Send 0.25 for one in four.');
      return {};
    }
    return { probabilityOverride: value === null ? null : Number(value).toFixed(4) };
  });
}

/** Closes a step of the playbook and returns the id of the renewal. */
export function closeStep(context: Context, id: string, input: CloseStepInput): Promise<string> {
  return run(context, { action: 'CLOSE_STEP', id, input }, async (tx, begun) => {
    const step = await tx.renewalStep.findUnique({
      where: { renewalId_code: { renewalId: id, code: input.code } },
    });
    if (!step) throw new NotFoundError('RenewalStep', ['code']);
    const isSkipped = input.isSkipped ?? false;
    const issues = createIssues();
    if (isSkipped) requireReason(input, issues);
    checkLength(input.reason ?? null, { field: 'reason', most: 2000 }, issues);
    issues.throwIfAny();
    if (isSkipped && step.isMandatory && !isStaff(context.viewer)) {
      const message = 'A mandatory step is skipped by the account manager only.';
      throw new PolicyViolationError('renewal.CLOSE_STEP.mandatory', message);
    }
    const closed = await tx.renewalStep.updateMany({
      where: { renewalId: id, code: input.code, status: 'OPEN' },
      data: {
        status: isSkipped ? 'SKIPPED' : 'DONE',
        closedAt: context.clock.now(),
        closedBy: context.viewer.userId,
        note: input.reason?.trim() || null,
      },
    });
    if (closed.count === 0) throw new PolicyViolationError('renewal.CLOSE_STEP.open', 'The step is closed.');
    await note(tx, context, { ...begun, id, after: { step: input.code, isSkipped } }, input.reason);
    return null;
  });
}

/**
 * Renews the contract by its successor, which decides the renewal, and returns the id.
 *
 * @throws ContractChangeRequestedError when that needs a second person; the renewal stays open until then.
 */
export function renewRenewal(
  context: Context,
  id: string,
  { expectedVersion, ...terms }: RenewInput,
): Promise<string> {
  const call = { action: 'RENEW' as const, id, input: { ...terms, expectedVersion } };
  return run(context, call, async (tx, begun) => {
    const contract = { action: 'RENEW' as const, id: begun.values.contractId, input: terms };
    const { changeRequestId } = await performInTransaction(tx, context, contract);
    if (changeRequestId !== null) return changeRequestId;
    await note(tx, context, { ...begun, id, after: { stage: 'RENEWED' } }, terms.reason);
    return null;
  });
}

/**
 * Ends the contract at its term for a reason, which decides the renewal, and returns the id.
 *
 * @throws ContractChangeRequestedError when that needs a second person, who then ends it for this reason.
 */
export function loseRenewal(context: Context, id: string, input: LoseInput): Promise<string> {
  return run(context, { action: 'LOSE', id, input }, async (tx, begun) => {
    const { lossReason, reason } = input;
    const contract = { action: 'END' as const, id: begun.values.contractId, input: { reason, lossReason } };
    const { changeRequestId } = await performInTransaction(tx, context, contract);
    if (changeRequestId !== null) return changeRequestId;
    await note(tx, context, { ...begun, id, after: { stage: 'LOST', lossReason } }, reason);
    return null;
  });
}

interface ActionCall {
  readonly action: RenewalAction;
  readonly id: string;
  readonly input: RenewalActionInput;
}

/** A renewal that an action has been found possible on, as the clock has it. */
interface BegunAction {
  readonly action: RenewalAction;
  readonly before: RenewalValues;
  readonly values: RenewalValues;
  readonly stage: RenewalStage;
  readonly today: LocalDate;
  readonly odds: Odds;
}

/** Changes a renewal, then judges its health anew. */
function actOn(
  context: Context,
  call: ActionCall,
  change: (begun: BegunAction, issues: IssueCollector) => Partial<Omit<RenewalValues, 'history'>>,
): Promise<string> {
  return run(context, call, async (tx, begun) => {
    const issues = createIssues();
    const patch = change(begun, issues);
    checkLength(call.input.reason ?? null, { field: 'reason', most: 2000 }, issues);
    issues.throwIfAny();
    const { before, stage, today, odds } = begun;
    const values = changeFrom(begun.values, { on: today, stage, ...patch }, odds);
    await writeRenewals(tx, context, [{ id: call.id, before, values }], odds.policy);
    await note(tx, context, { ...begun, id: call.id, after: values }, call.input.reason);
    const { contractId, partnerId } = values;
    await assessContracts(tx, context, { partnerId, contractIds: [contractId] });
    return null;
  });
}

/** Runs an action; what the effect gives is the request that waits for a second person, if there is one. */
async function run(
  context: Context,
  call: ActionCall,
  effect: (tx: Transaction, begun: BegunAction) => Promise<string | null>,
): Promise<string> {
  const { idempotencyKey, ...rest } = call.input;
  const mutation = mutationOf[call.action];
  const changeRequestId = await mutate(
    context,
    { mutation, idempotencyKey, input: { id: call.id, ...rest } },
    async (tx) => effect(tx, await begin(tx, context, call)),
  );
  if (changeRequestId !== null) throw new ContractChangeRequestedError(changeRequestId);
  return call.id;
}

/** Locks the renewal, lets the clock act, and checks that it is visible, as expected, and that the action is allowed. */
async function begin(
  tx: Transaction,
  context: Context,
  { action, id, input }: ActionCall,
): Promise<BegunAction> {
  const found = await tx.renewal.findUnique({ where: { id }, select: { contractId: true } });
  if (!found) throw new NotFoundError('Renewal');
  // What ends a contract locks the contract first; the same order here keeps two from waiting for each other.
  if (action === 'RENEW' || action === 'LOSE') {
    await tx.$queryRaw(sql`SELECT id FROM managed_contract WHERE id = ${found.contractId} FOR UPDATE`);
  }
  const stored = await loadRenewals(tx, [found.contractId]);
  const before = stored.find((each) => each.id === id)?.values;
  const row = await tx.renewal.findUnique({ where: { id }, select: { version: true } });
  if (!before || !row || before.voidedOn !== null) throw new NotFoundError('Renewal');
  if (input.expectedVersion != null && input.expectedVersion !== row.version) {
    throw new VersionMismatchError(input.expectedVersion, row.version);
  }
  requireCapability(context);
  const today = await partnerToday(tx, context, before.partnerId);
  const odds = (await loadOdds(tx, context, [before.partnerId]))(before.partnerId);
  const values = advance(before, today, odds);
  const stage = renewalMachine.apply(values.stage, action, context.viewer, null);
  return { action, before, values, stage, today, odds };
}

function requireCapability({ viewer }: Context): void {
  if (maySell(viewer)) return;
  throw new PolicyViolationError('renewal.capability', 'Renewals are worked by users with SALES or ADMIN.');
}

function requireReason({ reason }: RenewalActionInput, issues: IssueCollector): void {
  if (reason?.trim()) return;
  issues.add(['reason'], 'REQUIRED', 'A reason is required.', 'Say why in 1 to 2000 characters.');
}

function checkLength(
  text: string | null,
  { field, most }: { readonly field: string; readonly most: number },
  issues: IssueCollector,
): void {
  if ((text ?? '').length <= most) return;
  issues.add([field], 'TOO_LONG', `${field} has more than ${most} characters.`, 'Shorten it.');
}

const mutationOf: Readonly<Record<RenewalAction, string>> = {
  ENGAGE: 'renewalEngage',
  QUOTE: 'renewalQuote',
  COMMIT: 'renewalCommit',
  RENEW: 'renewalRenew',
  LOSE: 'renewalLose',
  SET_COMPETITIVE_EVALUATION: 'renewalSetCompetitiveEvaluation',
  OVERRIDE_HEALTH: 'renewalOverrideHealth',
  OVERRIDE_PROBABILITY: 'renewalOverrideProbability',
  CLOSE_STEP: 'renewalCloseStep',
};

const pastTense: Readonly<Record<RenewalAction, string>> = {
  ENGAGE: 'engaged',
  QUOTE: 'quoted',
  COMMIT: 'committed',
  RENEW: 'renewed',
  LOSE: 'lost',
  SET_COMPETITIVE_EVALUATION: 'competitiveEvaluationSet',
  OVERRIDE_HEALTH: 'healthOverridden',
  OVERRIDE_PROBABILITY: 'probabilityOverridden',
  CLOSE_STEP: 'stepClosed',
};

function note(
  tx: Transaction,
  context: Context,
  { action, id, before, after, odds }: BegunAction & { readonly id: string; readonly after: unknown },
  reason: string | null | undefined,
): Promise<void> {
  return audit(tx, context, {
    action: `renewal.${pastTense[action]}`,
    entityType: 'Renewal',
    entityId: id,
    partnerId: before.partnerId,
    before,
    after,
    reason,
    policyVersionId: odds.policyVersionId,
  });
}
