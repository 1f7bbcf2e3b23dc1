import { createIssues, NotFoundError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import { maySell } from '@channelgraph/core/viewer.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { partnerToday } from '@channelgraph/server/partner-directory.ts';
import type { DealRegistration } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import { insertEvidence } from './conflict-case.evidence.ts';
import { findRivals } from './conflict-detection.ts';
import { openConflict } from './conflict-case.opening.ts';
import { requireReason } from './conflict-case.action.ts';

/** What `conflictCaseReport` takes. */
export interface ReportInput {
  readonly registrationId: string;
  readonly reason: string;
  readonly idempotencyKey?: string | null | undefined;
}

const reportable: readonly string[] = [
  'SUBMITTED',
  'UNDER_REVIEW',
  'INFO_REQUESTED',
  'CONFLICTED',
  'APPROVED',
  'REJECTED',
  'REVOKED',
];

/**
 * Reports that somebody else seems to claim what a registration is about, and returns the conflict's id.
 *
 * @remarks Opens a case whether or not a rival is recorded, with the same answer: a partner learns nothing from it.
 */
export async function reportConflict(context: Context, input: ReportInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const reason = requireReason(input.reason);
  requireVoice(context);
  return mutate(context, { mutation: 'conflictCaseReport', idempotencyKey, input: rest }, async (tx) => {
    const registration = await requireReportable(tx, input.registrationId);
    return withProgramRights(tx, context.viewer, () => open(tx, context, registration, reason));
  });
}

function requireVoice({ viewer }: Context): void {
  if (maySell(viewer)) return;
  throw new PolicyViolationError(
    'conflictCase.capability',
    'Only users with the capability SALES or ADMIN report conflicts.',
  );
}

async function requireReportable(
  tx: Transaction,
  id: string,
): Promise<DealRegistration & { readonly customerId: string }> {
  const registration = await tx.dealRegistration.findUnique({ where: { id } });
  if (!registration) throw new NotFoundError('DealRegistration', ['registrationId']);
  const { status, customerId, submittedAt } = registration;
  if (customerId !== null && submittedAt !== null && reportable.includes(status))
    return { ...registration, customerId };
  const issues = createIssues();
  const message = `A registration that is ${status} has no rivals.`;
  issues.add(['registrationId'], 'NOT_CONTESTABLE', message, 'Report conflicts of submitted registrations.');
  issues.throwIfAny();
  throw new NotFoundError('DealRegistration', ['registrationId']);
}

async function open(
  tx: Transaction,
  context: Context,
  registration: DealRegistration & { readonly customerId: string },
  reason: string,
): Promise<string> {
  const registrationId = registration.id;
  await lockAll(tx, [`conflict-report:${registrationId}`]);
  const on = await partnerToday(tx, context, registration.partnerId);
  const rivals = await findRivals(tx, { ...registration, on, at: context.clock.now() });
  const id = await openConflict(tx, context, { registrationId, rivals, origin: 'REPORTED' });
  const party = await tx.conflictParty.findFirstOrThrow({
    where: { caseId: id, registrationId },
    orderBy: { id: 'asc' },
  });
  await insertEvidence(tx, context, id, {
    kind: 'NOTE',
    partyId: party.id,
    partnerId: party.partnerId,
    happenedAt: context.clock.now(),
    summary: reason,
    url: null,
    sha256: null,
  });
  return id;
}
