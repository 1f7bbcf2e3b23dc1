import { todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { Context, Transaction } from '../../context.ts';
import type { Rival } from '../conflict-case/conflict-detection.ts';
import { approveBegun } from './deal-registration.decisions.ts';
import { begin, finish } from './deal-registration.action.ts';
import type { ActionInput, BegunAction } from './deal-registration.action.ts';
import { decisionResumed, decisionStarted } from './deal-registration.clock.ts';
import { programActor } from './deal-registration.conflict.ts';
import { contest, identify, rivalsOf } from './deal-registration.parties.ts';
import { amountIn } from './deal-registration.policy.ts';
import {
  addSubmissionIssues,
  firstYearMinor,
  judgeSubmission,
  problemsOf,
} from './deal-registration.rules.ts';
import type { RuleTrace } from './deal-registration.rules.ts';
import { submissionFacts } from './deal-registration.standing.ts';
import type { RegistrationValues } from './deal-registration.store.ts';
import { tierRankOn } from './deal-registration.surroundings.ts';

const hourMs = 3_600_000;

/**
 * Submits a draft and returns its id; every problem is reported, and nothing is changed, when a rule forbids it.
 *
 * @remarks Where somebody else claims the scope, a conflict is opened at once. What the policy approves by
 * itself is approved by the program, not by whoever submits.
 */
export async function submitRegistration(context: Context, id: string, input: ActionInput): Promise<string> {
  const { idempotencyKey, expectedVersion } = input;
  const call = { mutation: 'dealRegistrationSubmit', idempotencyKey, input: { id, expectedVersion } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, { action: 'SUBMIT', id, expectedVersion });
    const judgement = await judge(tx, context, begun);
    const { rivals, trace } = judgement;
    await finish(tx, context, begun.stored, {
      action: 'SUBMIT',
      values: submittedValues(context, begun, judgement),
      event: 'deals.registration.submitted',
      decision: { trace, note: null },
    });
    if (rivals.length > 0) await contest(tx, context, { id, rivals, origin: 'SUBMISSION' });
    else if (await isAutomatic(tx, begun)) await approveByPolicy(tx, context, { id, trace });
    return id;
  });
}

/**
 * Answers a request for information and returns the id; every rule is applied again.
 *
 * @remarks The place in line stays unless the claim became another one: a change of the scope took it anew
 * when it was made, another customer does now.
 */
export async function resubmitRegistration(
  context: Context,
  id: string,
  input: ActionInput,
): Promise<string> {
  const { idempotencyKey, expectedVersion } = input;
  const call = { mutation: 'dealRegistrationResubmit', idempotencyKey, input: { id, expectedVersion } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, { action: 'RESUBMIT', id, expectedVersion });
    const { stored, status, now } = begun;
    const judgement = await judge(tx, context, begun, dayJudged(begun));
    const { customerId, rivals, trace } = judgement;
    const submittedAt = judgement.isSameCustomer ? stored.submittedAt : now;
    const answered = { status, customerId, submittedAt, requestedFields: [], requestNote: null };
    await finish(tx, context, stored, {
      action: 'RESUBMIT',
      values: { ...stored, ...decisionResumed(begun), ...answered },
      event: 'deals.registration.submitted',
      decision: { trace, note: null },
    });
    if (rivals.length > 0) await contest(tx, context, { id, rivals, origin: 'SUBMISSION' });
    return id;
  });
}

// A date that nobody may change any more is judged by the day on which it was sent.
function dayJudged({ stored, partner, today }: BegunAction): LocalDate {
  const { submittedAt, requestedFields } = stored;
  if (submittedAt === null || requestedFields.includes('expectedCloseDate')) return today;
  return todayIn(submittedAt, partner.timeZone);
}

interface Judgement {
  readonly customerId: string;
  /** Whether it names the customer that it was submitted for before. */
  readonly isSameCustomer: boolean;
  readonly rivals: readonly Rival[];
  readonly trace: RuleTrace;
}

async function judge(
  tx: Transaction,
  context: Context,
  begun: BegunAction,
  day: LocalDate = begun.today,
): Promise<Judgement> {
  const { stored, policy } = begun;
  const isComplete = problemsOf({ content: stored, today: day }).length === 0;
  const identity = isComplete ? await identify(tx, context, stored) : null;
  const rivals = identity ? await rivalsOf(tx, context, { ...begun, values: stored, identity }) : [];
  const customerId = identity?.customerId ?? null;
  const found = { isContested: rivals.length > 0, customerId };
  const facts = await submissionFacts(tx, context, { ...begun, today: day }, found);
  const trace = judgeSubmission(facts, policy.body);
  const issues = createIssues();
  addSubmissionIssues(facts, trace, issues);
  issues.throwIfAny();
  const named = [customerId, ...(identity?.contradictingIds ?? [])];
  const isSameCustomer = stored.customerId !== null && named.includes(stored.customerId);
  return { customerId: customerId ?? '', isSameCustomer, rivals, trace };
}

function submittedValues(context: Context, begun: BegunAction, judgement: Judgement): RegistrationValues {
  const { stored, status, policy } = begun;
  return {
    ...stored,
    ...decisionStarted(begun),
    status,
    customerId: judgement.customerId,
    submittedAt: placeInLine(begun, judgement),
    submittedBy: context.viewer.userId,
    recalledAt: null,
    isOnBehalf: stored.isOnBehalf || context.viewer.role !== 'PARTNER_USER',
    claimedAt: null,
    claimedBy: null,
    policyVersionId: policy.id,
  };
}

// The place in line outlasts a short recall, unless the claim became another one.
function placeInLine({ stored, policy, now }: BegunAction, { isSameCustomer }: Judgement): Date {
  const { submittedAt, recalledAt } = stored;
  if (submittedAt === null || recalledAt === null || !isSameCustomer) return now;
  const isInTime = now.getTime() - recalledAt.getTime() <= policy.body.recall.keepsPlaceHours * hourMs;
  return isInTime ? submittedAt : now;
}

/** Tells whether the policy approves a registration without a review. */
async function isAutomatic(tx: Transaction, { stored, policy, today }: BegunAction): Promise<boolean> {
  const { autoApproval, protection } = policy.body;
  if (stored.kind === 'RENEWAL' && protection.RENEWAL.isAutomatic) return true;
  if (!autoApproval.isEnabled || !autoApproval.kinds.includes(stored.kind)) return false;
  const limit = amountIn(autoApproval.limits, stored.currency);
  if (limit === null || firstYearMinor(stored) > limit) return false;
  return ((await tierRankOn(tx, stored.partnerId, today)) ?? 0) >= autoApproval.minimumRank;
}

// The program acts with its own rights, and is the one who decided.
async function approveByPolicy(
  tx: Transaction,
  context: Context,
  { id, trace }: { readonly id: string; readonly trace: RuleTrace },
): Promise<void> {
  const program: Context = { ...context, viewer: programActor };
  await withProgramRights(tx, context.viewer, async () => {
    const { stored, status, now } = await begin(tx, program, { action: 'CLAIM_REVIEW', id });
    const values = { ...stored, status, claimedAt: now, claimedBy: programActor.userId };
    await finish(tx, program, stored, { action: 'CLAIM_REVIEW', values });
    const begun = await begin(tx, program, { action: 'APPROVE', id });
    await approveBegun(tx, program, begun, { id, note: null, trace, action: 'APPROVE' });
  });
}
