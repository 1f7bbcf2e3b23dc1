import { sqltag as sql } from '@prisma/client/runtime/client';
import { createIssues, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { checkOnce } from '@channelgraph/server/bulk/field.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { RegistrationRejection } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import type { Rival } from '../conflict-case/conflict-detection.ts';
import { claimScope } from '../protection/claims.ts';
import { contractTermOf } from '../protection/contract-terms.ts';
import { beginOf, protectionWindow, untilOf } from '../protection/protection.window.ts';
import { begin, finish, readNote } from './deal-registration.action.ts';
import type { ActionInput, BegunAction } from './deal-registration.action.ts';
import { decisionStopped } from './deal-registration.clock.ts';
import { programActor } from './deal-registration.conflict.ts';
import type { RegistrationAction } from './deal-registration.machine.ts';
import { contest, identifyAgain, rivalsOf } from './deal-registration.parties.ts';
import { judgeSubmission } from './deal-registration.rules.ts';
import type { RuleTrace } from './deal-registration.rules.ts';
import { submissionFacts } from './deal-registration.standing.ts';
import { productLinesOf } from './deal-registration.store.ts';
import type { RegistrationValues } from './deal-registration.store.ts';
import { tierRankOn } from './deal-registration.surroundings.ts';

/** What approves a registration. */
export interface Approval {
  readonly id: string;
  readonly note: string | null;
  readonly trace: RuleTrace;
  readonly expectedVersion?: number | null | undefined;
}

/** What rejects a registration. */
export interface Rejection extends Approval {
  readonly reasons: readonly RegistrationRejection[];
}

/** Says how a decision comes about: by a reviewer, by the policy, or by a conflict case. */
type Path = 'REVIEW' | 'CONFLICT';

/**
 * Approves a registration in a transaction of the caller: the protection begins, its scope is claimed.
 *
 * @remarks From CONFLICTED it carries out what a conflict case decided; the caller has judged who may.
 * @throws ConflictError `protection.claimed` when a part of the scope is held by another.
 * @throws PolicyViolationError when its protection would be over already.
 */
export async function approveInTransaction(
  tx: Transaction,
  context: Context,
  approval: Approval,
): Promise<void> {
  const { begun, action } = await beginDecision(tx, context, approval, 'APPROVE');
  await approveBegun(tx, context, begun, { ...approval, action });
}

/** Approves a registration that was found to be open for it. */
export async function approveBegun(
  tx: Transaction,
  context: Context,
  begun: BegunAction,
  approval: Approval & { readonly action: RegistrationAction },
): Promise<void> {
  const { stored, today, policy, partner, now } = begun;
  const facts = {
    approvedOn: today,
    tierRank: await tierRankOn(tx, stored.partnerId, today),
    contract: await contractTermOf(tx, stored),
  };
  const window = protectionWindow(stored.kind, facts, policy.body);
  if (!window || stored.customerId === null) {
    throw new PolicyViolationError('protection.over', 'Its protection would be over already.', policy.id);
  }
  const { customerId, region } = stored;
  const until = untilOf(window, partner.timeZone);
  const begins = beginOf(window, partner.timeZone);
  const time = { since: begins > now ? begins : now, until };
  const registration = { ...stored, customerId, productLineIds: productLinesOf(stored), region };
  await withProgramRights(tx, context.viewer, () => claimScope(tx, context, { registration, time }));
  const values: RegistrationValues = {
    ...stored,
    ...decisionStopped(begun),
    status: begun.status,
    decidedAt: now,
    decidedBy: context.viewer.userId,
    decisionNote: approval.note,
    requestedFields: [],
    protectedFrom: window.from,
    protectedTo: window.to,
    protectedUntil: until,
    protectionBasis: window.basis,
    policyVersionId: policy.id,
  };
  await finish(tx, context, stored, {
    action: approval.action,
    values,
    reason: approval.note,
    event: 'deals.registration.approved',
    decision: { trace: approval.trace, note: approval.note },
  });
}

/**
 * Rejects a registration in a transaction of the caller.
 *
 * @remarks From CONFLICTED it carries out what a conflict case decided; the caller has judged who may.
 * @throws ValidationError without a reason.
 */
export async function rejectInTransaction(
  tx: Transaction,
  context: Context,
  rejection: Rejection,
): Promise<void> {
  const reasons = requireReasons(rejection.reasons);
  const { begun, action } = await beginDecision(tx, context, rejection, 'REJECT');
  await rejectBegun(tx, context, begun, { ...rejection, reasons, action });
}

async function rejectBegun(
  tx: Transaction,
  context: Context,
  begun: BegunAction,
  { reasons, note, trace, action }: Rejection & { readonly action: RegistrationAction },
): Promise<void> {
  const { stored, policy, now } = begun;
  const values: RegistrationValues = {
    ...stored,
    ...decisionStopped(begun),
    status: begun.status,
    decidedAt: now,
    decidedBy: context.viewer.userId,
    decisionNote: note,
    requestedFields: [],
    rejectionReasons: reasons,
    policyVersionId: policy.id,
  };
  const event = 'deals.registration.rejected';
  await finish(tx, context, stored, { action, values, reason: note, event, decision: { trace, note } });
}

async function beginDecision(
  tx: Transaction,
  context: Context,
  { id, expectedVersion }: Approval,
  action: 'APPROVE' | 'REJECT',
): Promise<{ readonly begun: BegunAction; readonly action: RegistrationAction }> {
  const path = await pathOf(tx, id);
  if (path === 'REVIEW') {
    return { action, begun: await begin(tx, context, { action, id, expectedVersion }) };
  }
  const resolving = action === 'APPROVE' ? 'RESOLVE_APPROVE' : 'RESOLVE_REJECT';
  const begun = await begin(tx, context, { action: resolving, id, expectedVersion, actor: programActor });
  return { action: resolving, begun };
}

async function pathOf(tx: Transaction, id: string): Promise<Path> {
  const [row] = await tx.$queryRaw<{ status: string }[]>(
    sql`SELECT status::text FROM deal_registration WHERE id = ${id}`,
  );
  return row?.status === 'CONFLICTED' ? 'CONFLICT' : 'REVIEW';
}

/** What `dealRegistrationApprove` takes. */
export interface ApproveInput extends ActionInput {
  readonly note?: string | null | undefined;
}

/** What `dealRegistrationReject` takes. */
export interface RejectInput extends ApproveInput {
  readonly reasons: readonly RegistrationRejection[];
}

/**
 * Approves a registration under review and returns its id; where somebody else claims the scope, a conflict
 * is opened about it instead.
 */
export async function approveRegistration(
  context: Context,
  id: string,
  input: ApproveInput,
): Promise<string> {
  const { idempotencyKey, expectedVersion, ...rest } = input;
  const note = readNote(input.note);
  const call = {
    mutation: 'dealRegistrationApprove',
    idempotencyKey,
    input: { id, expectedVersion, ...rest },
  };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, { action: 'APPROVE', id, expectedVersion });
    const rivals = await rivalsOfStored(tx, context, begun);
    if (rivals.length > 0) {
      await contest(tx, context, { id, rivals, origin: 'APPROVAL' });
      return id;
    }
    const trace = judgeSubmission(
      await submissionFacts(tx, context, begun, { isContested: false }),
      begun.policy.body,
    );
    await approveBegun(tx, context, begun, { id, note, trace, action: 'APPROVE' });
    return id;
  });
}

/** Rejects a registration under review for at least one reason and returns its id. */
export async function rejectRegistration(context: Context, id: string, input: RejectInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const note = readNote(input.note);
  const reasons = requireReasons(input.reasons);
  const call = { mutation: 'dealRegistrationReject', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, { action: 'REJECT', id, expectedVersion: input.expectedVersion });
    const isContested = (await rivalsOfStored(tx, context, begun)).length > 0;
    const trace = judgeSubmission(
      await submissionFacts(tx, context, begun, { isContested }),
      begun.policy.body,
    );
    await rejectBegun(tx, context, begun, { id, note, reasons, trace, action: 'REJECT' });
    return id;
  });
}

async function rivalsOfStored(
  tx: Transaction,
  context: Context,
  begun: BegunAction,
): Promise<readonly Rival[]> {
  const { stored, today, now } = begun;
  const { customerId } = stored;
  if (customerId === null) return [];
  const identity = await identifyAgain(tx, context, { ...stored, customerId });
  return rivalsOf(tx, context, { values: stored, identity, today, now });
}

function requireReasons(reasons: readonly RegistrationRejection[]): readonly RegistrationRejection[] {
  const issues = createIssues();
  if (reasons.length === 0) {
    issues.add(
      ['reasons'],
      'REQUIRED',
      'A rejection has at least one reason.',
      'Name what speaks against it.',
    );
  }
  checkOnce(reasons, 'reasons', issues);
  issues.throwIfAny();
  return reasons;
}
