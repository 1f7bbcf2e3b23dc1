import { NotFoundError, VersionMismatchError, createIssues } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { Alert } from '../../db.ts';
import type { Context, Transaction } from '../../context.ts';
import type { AlertAction } from './alert.machine.ts';
import { alertMachine, alertStatusAt } from './alert.machine.ts';

/** What an action on an alert takes. */
export interface AlertActionInput {
  readonly reason?: string | null | undefined;
  /** The instant until which it is put off. */
  readonly until?: Date | null | undefined;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** An action of the machine that people take. */
export type HumanAlertAction = Exclude<AlertAction, 'AUTO_RESOLVE'>;

const pastTenses: Readonly<Record<HumanAlertAction, string>> = {
  ACKNOWLEDGE: 'acknowledged',
  SNOOZE: 'snoozed',
  DISMISS: 'dismissed',
  RESOLVE: 'resolved',
};

/** No alert is put off for longer: who does not want it dismisses it. */
const longestSnoozeDays = 366;

/**
 * Moves an alert along its machine and returns its id.
 *
 * @throws NotFoundError, VersionMismatchError, InvalidTransitionError, PolicyViolationError, ValidationError
 */
export async function actOnAlert(
  context: Context,
  { action, id }: { readonly action: HumanAlertAction; readonly id: string },
  input: AlertActionInput,
): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const call = { mutation: `alert.${action}`, idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const reason = readInput(context, action, input);
    const alert = await lockAlert(tx, id, input.expectedVersion);
    const now = context.clock.now();
    const status = alertMachine.apply(alertStatusAt(alert, now), action, context.viewer, {});
    const isClosed = status === 'DISMISSED' || status === 'RESOLVED';
    const change = {
      status,
      assigneeId: alert.assigneeId ?? (isClosed ? null : context.viewer.userId),
      snoozedUntil: action === 'SNOOZE' ? (input.until ?? null) : null,
      closedAt: isClosed ? now : null,
      closeReason: isClosed ? reason : null,
    };
    await tx.alert.update({
      where: { id },
      data: { ...change, updatedAt: now, updatedBy: context.viewer.userId, version: { increment: 1 } },
    });
    await audit(tx, context, {
      action: `alert.${pastTenses[action]}`,
      entityType: 'Alert',
      entityId: id,
      partnerId: alert.partnerId,
      before: { status: alert.status, assigneeId: alert.assigneeId },
      after: change,
      reason,
    });
    return id;
  });
}

async function lockAlert(
  tx: Transaction,
  id: string,
  expectedVersion: number | null | undefined,
): Promise<Alert> {
  await tx.$queryRaw`SELECT id FROM alert WHERE id = ${id} FOR UPDATE`;
  const alert = await tx.alert.findUnique({ where: { id } });
  if (!alert) throw new NotFoundError('Alert', ['id']);
  if (expectedVersion !== null && expectedVersion !== undefined && expectedVersion !== alert.version)
    throw new VersionMismatchError(expectedVersion, alert.version);
  return alert;
}

function readInput(context: Context, action: HumanAlertAction, { reason, until }: AlertActionInput) {
  const issues = createIssues();
  const text = reason?.trim() ?? '';
  if (action === 'DISMISS' && text === '')
    issues.add(['reason'], 'REQUIRED', 'Who dismisses an alert says why.', 'Fill in the reason.');
  if (text.length > 2000)
    issues.add(['reason'], 'TOO_LONG', 'The reason has more than 2000 characters.', 'Shorten it.');
  if (action === 'SNOOZE') {
    const now = context.clock.now().getTime();
    const wakes = until?.getTime() ?? 0;
    if (wakes <= now || wakes > now + longestSnoozeDays * 86_400_000) {
      const message = `An alert is put off until a later time, at most ${longestSnoozeDays} days.`;
      issues.add(['until'], 'OUT_OF_RANGE', message, 'Choose a later time within a year.');
    }
  }
  issues.throwIfAny();
  return text === '' ? null : text;
}
