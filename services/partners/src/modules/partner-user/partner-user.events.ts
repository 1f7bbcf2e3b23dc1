import { emit } from '@channelgraph/server/events/emit.ts';
import { readNames } from '@channelgraph/server/bulk/references.ts';
import type { Context, Transaction } from '../../context.ts';

/** Tells the other services who works for which partner. */
export async function announcePartnerUsers(
  tx: Transaction,
  context: Context,
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return;
  const users = await tx.partnerUser.findMany({
    where: { id: { in: [...userIds] } },
    select: { id: true, partnerId: true, status: true },
    orderBy: { id: 'asc' },
  });
  const names = await readNames(tx, userIds);
  await emit(
    tx,
    context,
    users.map(({ id, partnerId, status }) => ({
      type: 'partners.partner_user.changed' as const,
      subject: id,
      data: { userId: id, partnerId, status, externalReferences: names.get(id) ?? [] },
    })),
  );
}
