import { sqltag as sql } from '@prisma/client/runtime/client';
import { startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import {
  createIssues,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { isAdministrator } from '@channelgraph/core/viewer.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { partnerToday } from '@channelgraph/server/partner-directory.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { noteLossReason } from '../renewal/renewal.store.ts';
import { contractMachine } from './managed-contract.machine.ts';
import type { ContractAction } from './managed-contract.machine.ts';
import { lockContractsOf, requireFreeScope } from './managed-contract.overlap.ts';
import type { BegunAction, ContractActionInput } from './managed-contract.plan.ts';
import { loadContracts, writeContracts } from './managed-contract.store.ts';
import type { ContractChange } from './managed-contract.store.ts';

/** No reason needs more words. */
export const longestReason = 2000;

/**
 * Locks a contract, and with it all of its customer, and checks that it is visible, as expected, and that
 * the action is allowed.
 */
export async function beginAction(
  tx: Transaction,
  context: Context,
  {
    action,
    id,
    input,
  }: { readonly action: ContractAction; readonly id: string; readonly input: ContractActionInput },
): Promise<BegunAction> {
  await lockContractsOf(tx, { contractIds: [id], customerIds: [] });
  const [row] = await tx.$queryRaw<{ version: number }[]>(
    sql`SELECT version FROM managed_contract WHERE id = ${id} FOR UPDATE`,
  );
  const values = (await loadContracts(tx, [id])).get(id);
  if (!row || !values) throw new NotFoundError('ManagedContract');
  if (input.expectedVersion != null && input.expectedVersion !== row.version) {
    throw new VersionMismatchError(input.expectedVersion, row.version);
  }
  requireShortReason(input.reason);
  const today = await partnerToday(tx, context, values.partnerId);
  requireOpenMonth(context, today, input.on);
  const facts = { termStart: values.termStart, termEnd: values.termEnd, today };
  return { id, values, today, status: contractMachine.apply(values.status, action, context.viewer, facts) };
}

/** Writes what an action makes of contracts, unless it would manage a customer twice for the same. */
export async function finishAction(
  tx: Transaction,
  context: Context,
  result: {
    readonly action: ContractAction;
    readonly changes: readonly ContractChange[];
    readonly reason: string | null | undefined;
    readonly policyVersionId?: string | null;
    readonly lossReason?: LossReason | null | undefined;
  },
): Promise<void> {
  const { action, changes, reason, policyVersionId = null, lossReason = null } = result;
  await requireFreeScope(tx, changes);
  // Only with the end itself: a request that is refused leaves no reason behind.
  if (lossReason !== null) {
    await noteLossReason(
      tx,
      changes.map(({ id }) => id),
      lossReason,
    );
  }
  await writeContracts(tx, context, changes);
  await audit(
    tx,
    context,
    changes.map(({ id, before, values }) => ({
      action: before ? `managedContract.${pastTense[action]}` : 'managedContract.created',
      entityType: 'ManagedContract',
      entityId: id,
      partnerId: values.partnerId,
      before,
      after: values,
      reason,
      policyVersionId,
    })),
  );
}

/**
 * Keeps an account manager out of closed months: money was earned on them.
 *
 * @throws PolicyViolationError `managedContract.closedMonth`.
 */
export function requireOpenMonth(
  { viewer }: Context,
  today: LocalDate,
  on: LocalDate | null | undefined,
): void {
  if (on == null || on >= startOfMonth(today) || isAdministrator(viewer)) return;
  throw new PolicyViolationError(
    'managedContract.closedMonth',
    `The months before ${startOfMonth(today)} are closed: a program administrator corrects them.`,
  );
}

/**
 * Refuses a reason that no reader would finish.
 *
 * @throws ValidationError `TOO_LONG`.
 */
export function requireShortReason(reason: string | null | undefined): void {
  if ((reason?.length ?? 0) <= longestReason) return;
  const issues = createIssues();
  const message = `The reason has more than ${longestReason} characters.`;
  issues.add(['reason'], 'TOO_LONG', message, 'Shorten it.');
  issues.throwIfAny();
}

const pastTense: Readonly<Record<ContractAction, string>> = {
  ACTIVATE: 'activated',
  AMEND: 'amended',
  SUSPEND: 'suspended',
  RESUME: 'resumed',
  RENEW: 'renewed',
  END: 'ended',
  TERMINATE_EARLY: 'terminatedEarly',
  TRANSFER: 'transferred',
};
