import { sqltag as sql } from '@prisma/client/runtime/client';
import type { ConflictParty } from '../../__generated__/prisma/client.ts';
import type { RegistrationStatus } from '../../__generated__/prisma/enums.ts';
import type { Context, SqlReader, Transaction } from '../../context.ts';
import { begin, finish } from '../deal-registration/deal-registration.action.ts';
import { decisionStopped } from '../deal-registration/deal-registration.clock.ts';
import { enterConflict, programActor } from '../deal-registration/deal-registration.conflict.ts';
import {
  approveInTransaction,
  rejectInTransaction,
} from '../deal-registration/deal-registration.decisions.ts';
import { rivalSentence } from '../deal-registration/deal-registration.rules.ts';
import type { RuleTrace } from '../deal-registration/deal-registration.rules.ts';
import { productLinesOf } from '../deal-registration/deal-registration.store.ts';
import { claimScope, releaseClaims } from '../protection/claims.ts';

/** A decision to be carried out. */
export interface Award {
  readonly parties: readonly ConflictParty[];
  readonly winnerPartyId: string | null;
}

interface Contested {
  readonly id: string;
  readonly partnerId: string;
  readonly status: RegistrationStatus;
  /** Whether it was approved once and its protection would still run. */
  readonly isProtectedOnce: boolean;
}

const undecided: readonly string[] = ['SUBMITTED', 'UNDER_REVIEW', 'INFO_REQUESTED', 'CONFLICTED'];
const overturnable: readonly string[] = [...undecided, 'REJECTED', 'REVOKED'];

// Neither side is told anything of the other but that there is one.
const refusal: RuleTrace = [
  { rule: 'conflictCase.decision', code: 'DUPLICATE_ACTIVE', verdict: 'FAIL', message: rivalSentence },
];
const grant: RuleTrace = [
  {
    rule: 'conflictCase.decision',
    code: 'DUPLICATE_ACTIVE',
    verdict: 'PASS',
    message: 'The scope was awarded to it.',
  },
];

/**
 * Carries out the decision of a conflict: the registrations of the losing sides are rejected or lose their
 * protection, then those of the winner are approved.
 *
 * @remarks Needs the rights of the program. A registration that was protected before the conflict gets the
 * rest of the same days, not new ones. What was won, lost, withdrawn or has expired stays as it is.
 * @throws ConflictError `protection.claimed` when somebody who is no party holds a part of the winner's scope.
 */
export async function award(
  tx: Transaction,
  context: Context,
  { parties, winnerPartyId }: Award,
): Promise<void> {
  const contested = await contestedRegistrations(tx, context, parties);
  const winner = parties.find(({ id }) => id === winnerPartyId)?.partnerId ?? null;
  for (const registration of contested.filter(({ partnerId }) => partnerId !== winner)) {
    await refuse(tx, context, registration);
  }
  for (const registration of contested.filter(({ partnerId }) => partnerId === winner)) {
    await accept(tx, context, registration);
  }
}

async function contestedRegistrations(
  tx: Transaction,
  context: Context,
  parties: readonly ConflictParty[],
): Promise<readonly Contested[]> {
  const ids = parties.flatMap(({ registrationId }) => registrationId ?? []);
  return (tx as unknown as SqlReader).$queryRaw<Contested[]>(sql`
    SELECT id, partner_id AS "partnerId", status::text AS status,
      coalesce(protected_until > ${context.clock.now()}, false) AS "isProtectedOnce"
    FROM deal_registration WHERE id = ANY(${ids}::text[]) ORDER BY submitted_at, id`);
}

async function refuse(
  tx: Transaction,
  context: Context,
  { id, status, isProtectedOnce }: Contested,
): Promise<void> {
  if (status === 'APPROVED' && isProtectedOnce) await revoke(tx, context, id);
  if (!undecided.includes(status)) return;
  if (status !== 'CONFLICTED') await enterConflict(tx, context, id);
  await rejectInTransaction(tx, context, { id, reasons: ['DUPLICATE_ACTIVE'], note: null, trace: refusal });
}

async function accept(
  tx: Transaction,
  context: Context,
  { id, status, isProtectedOnce }: Contested,
): Promise<void> {
  if (!overturnable.includes(status)) return;
  if (status !== 'CONFLICTED') await enterConflict(tx, context, id);
  if (isProtectedOnce) await restore(tx, context, id);
  else await approveInTransaction(tx, context, { id, note: null, trace: grant });
}

async function revoke(tx: Transaction, context: Context, id: string): Promise<void> {
  const begun = await begin(tx, context, { action: 'REVOKE', id, actor: programActor });
  const { stored, status, now } = begun;
  await releaseClaims(tx, id, now);
  await finish(tx, context, stored, {
    action: 'REVOKE',
    values: { ...stored, status, closeReason: rivalSentence },
    reason: rivalSentence,
    event: 'deals.registration.revoked',
    decision: { trace: refusal, note: null },
  });
}

async function restore(tx: Transaction, context: Context, id: string): Promise<void> {
  const begun = await begin(tx, context, { action: 'RESOLVE_APPROVE', id, actor: programActor });
  const { stored, status, now } = begun;
  const { customerId, protectedUntil, region } = stored;
  if (customerId === null || protectedUntil === null)
    throw new Error('A protection that is restored was there before.');
  const registration = { ...stored, id, customerId, region, productLineIds: productLinesOf(stored) };
  await releaseClaims(tx, id, now);
  await claimScope(tx, context, { registration, time: { since: now, until: protectedUntil } });
  await finish(tx, context, stored, {
    action: 'RESOLVE_APPROVE',
    values: { ...stored, ...decisionStopped(begun), status, rejectionReasons: [], closeReason: null },
    event: 'deals.registration.approved',
    decision: { trace: grant, note: null },
  });
}
