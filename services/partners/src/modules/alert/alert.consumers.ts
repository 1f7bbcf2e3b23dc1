import { fromLocalDate } from '@channelgraph/core/calendar.ts';
import type { EventEnvelope } from '@channelgraph/core/event-types.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import type { Context, Transaction } from '../../context.ts';
import { isForPartner } from './alert.audience.ts';
import { alertMachine } from './alert.machine.ts';

/** Stores what a service found; what is told again while it is not closed is only seen again. */
export async function receiveAlert(
  tx: Transaction,
  context: Context,
  { data }: EventEnvelope<'deals.alert.raised'>,
): Promise<void> {
  const { since, ...alert } = data;
  await lockAll(tx, [`alert ${data.dedupeKey}`]);
  const now = context.clock.now();
  const stamp = { lastSeen: now, updatedAt: now, updatedBy: context.viewer.userId };
  const seen = await tx.alert.updateMany({
    where: { dedupeKey: data.dedupeKey, closedAt: null },
    data: stamp,
  });
  if (seen.count > 0) return;
  await tx.alert.create({
    data: {
      ...alert,
      ...stamp,
      id: context.ids.next('alt'),
      status: alertMachine.definition.initial,
      isForPartner: isForPartner(data.code),
      since: fromLocalDate(since),
      firstSeen: now,
    },
  });
}

/** Closes the alert of a condition that is over; nothing when somebody closed it before. */
export async function clearAlert(
  tx: Transaction,
  context: Context,
  { data }: EventEnvelope<'deals.alert.cleared'>,
): Promise<void> {
  await lockAll(tx, [`alert ${data.dedupeKey}`]);
  const alert = await tx.alert.findFirst({ where: { dedupeKey: data.dedupeKey, closedAt: null } });
  if (!alert) return;
  const now = context.clock.now();
  const status = alertMachine.apply(alert.status, 'AUTO_RESOLVE', context.viewer, {});
  await tx.alert.update({
    where: { id: alert.id },
    data: {
      status,
      snoozedUntil: null,
      closedAt: now,
      updatedAt: now,
      updatedBy: context.viewer.userId,
      version: { increment: 1 },
    },
  });
  await audit(tx, context, {
    action: 'alert.auto_resolved',
    entityType: 'Alert',
    entityId: alert.id,
    partnerId: alert.partnerId,
    before: { status: alert.status },
    after: { status },
  });
}
