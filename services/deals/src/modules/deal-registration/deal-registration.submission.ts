import { sqltag as sql } from '@prisma/client/runtime/client';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { Context, Transaction } from '../../context.ts';
import { begin, finish } from './deal-registration.action.ts';
import type { ActionInput, BegunAction } from './deal-registration.action.ts';
import { decisionStarted } from './deal-registration.clock.ts';
import { customerOf } from './deal-registration.parties.ts';
import {
  addSubmissionIssues,
  isOfIncumbent,
  judgeSubmission,
  problemsOf,
} from './deal-registration.rules.ts';
import type { RuleTrace, SubmissionFacts } from './deal-registration.rules.ts';
import { productLinesOf } from './deal-registration.store.ts';
import type { RegistrationValues } from './deal-registration.store.ts';

const hourMs = 3_600_000;

/** Submits a draft and returns its id; every problem is reported, and nothing is changed, when a rule forbids it. */
export async function submitRegistration(context: Context, id: string, input: ActionInput): Promise<string> {
  const { idempotencyKey, expectedVersion } = input;
  const call = { mutation: 'dealRegistrationSubmit', idempotencyKey, input: { id, expectedVersion } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, { action: 'SUBMIT', id, expectedVersion });
    const { customerId, trace } = await judge(tx, context, begun);
    await finish(tx, context, begun.stored, {
      action: 'SUBMIT',
      values: submittedValues(context, begun, customerId),
      event: 'deals.registration.submitted',
      decision: { trace, note: null },
    });
    return id;
  });
}

async function judge(
  tx: Transaction,
  context: Context,
  begun: BegunAction,
): Promise<{ readonly customerId: string; readonly trace: RuleTrace }> {
  const { stored, today, partner, policy } = begun;
  const issues = createIssues();
  const isComplete = problemsOf({ content: stored, today }).length === 0;
  const customerId = isComplete ? await customerOf(tx, context, stored) : null;
  const facts: SubmissionFacts = {
    content: stored,
    today,
    partner,
    ...(await standing(tx, context, { ...stored, customerId })),
    isContested: false,
  };
  const trace = judgeSubmission(facts, policy.body);
  addSubmissionIssues(facts, trace, issues);
  issues.throwIfAny();
  return { customerId: customerId ?? '', trace };
}

/** What the partner has already: how many open registrations, one of the same scope, the contract named. */
async function standing(
  tx: Transaction,
  context: Context,
  registration: RegistrationValues & { readonly id: string },
): Promise<Pick<SubmissionFacts, 'openCount' | 'isOwnDuplicate' | 'isIncumbent'>> {
  const { id, partnerId, kind, customerId, contractId, region } = registration;
  const lines = [...productLinesOf(registration)];
  const [found] = await withProgramRights(tx, context.viewer, () =>
    tx.$queryRaw<{ openCount: number; isOwnDuplicate: boolean; isIncumbent: boolean }[]>(sql`
      SELECT count(*)::int AS "openCount",
        coalesce(bool_or(r.kind = ${kind}::registration_kind AND r.customer_id = ${customerId}
          AND r.product_line_ids && ${lines}::text[] AND region_range(r.region) && region_range(${region})), false)
          AS "isOwnDuplicate",
        EXISTS (SELECT FROM managed_contract c
          WHERE c.id = ${contractId} AND c.partner_id = ${partnerId} AND c.customer_id = ${customerId}
            AND c.status IN ('ACTIVE', 'SUSPENDED')) AS "isIncumbent"
      FROM deal_registration r
      WHERE r.partner_id = ${partnerId} AND r.id <> ${id}
        AND (r.status IN ('SUBMITTED', 'UNDER_REVIEW', 'INFO_REQUESTED', 'CONFLICTED')
          OR r.status = 'APPROVED' AND r.protected_until > ${context.clock.now()})`),
  );
  return {
    openCount: found?.openCount ?? 0,
    isOwnDuplicate: found?.isOwnDuplicate === true,
    isIncumbent: isOfIncumbent(kind) ? found?.isIncumbent === true : null,
  };
}

function submittedValues(context: Context, begun: BegunAction, customerId: string): RegistrationValues {
  const { stored, status, policy } = begun;
  return {
    ...stored,
    ...decisionStarted(begun),
    status,
    customerId,
    submittedAt: placeInLine(begun, customerId),
    submittedBy: context.viewer.userId,
    recalledAt: null,
    isOnBehalf: stored.isOnBehalf || context.viewer.role !== 'PARTNER_USER',
    claimedAt: null,
    claimedBy: null,
    policyVersionId: policy.id,
  };
}

// The place in line outlasts a short recall, unless the claim became another one.
function placeInLine({ stored, policy, now }: BegunAction, customerId: string): Date {
  const { submittedAt, recalledAt } = stored;
  if (submittedAt === null || recalledAt === null || stored.customerId !== customerId) return now;
  const isInTime = now.getTime() - recalledAt.getTime() <= policy.body.recall.keepsPlaceHours * hourMs;
  return isInTime ? submittedAt : now;
}
