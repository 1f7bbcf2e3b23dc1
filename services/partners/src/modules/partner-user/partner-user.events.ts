import { emit } from '@channelgraph/server/events/emit.ts';
import { externalNames } from '../../external-names.ts';
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
  const names = await externalNames(tx, 'PartnerUser', userIds);
  for (const { id, partnerId, status } of users) {
    const externalReferences = names.get(id) ?? [];
    await emit(tx, context, {
      type: 'partners.partner_user.changed',
      subject: id,
      data: { userId: id, partnerId, status, externalReferences },
    });
  }
}
