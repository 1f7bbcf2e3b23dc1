import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context, Transaction } from '../../context.ts';
import { loadRequests, writeRequests } from './co-sell-request.store.ts';

const batchSize = 100;

/** Lets requests expire that nobody answered, as of when the time to answer was over. */
export async function expireCoSellRequests(context: Context): Promise<void> {
  let expired = batchSize;
  while (expired === batchSize) expired = await context.db.write((tx) => expireSome(tx, context));
}

async function expireSome(tx: Transaction, context: Context): Promise<number> {
  const due = await tx.$queryRaw<{ id: string }[]>(sql`
    SELECT id FROM co_sell_request
    WHERE status = 'REQUESTED' AND respond_by <= ${context.clock.now()}::timestamptz
    ORDER BY respond_by, id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED`);
  const ids = due.map(({ id }) => id);
  const requests = await loadRequests(tx, ids);
  const changes = ids.flatMap((id) => {
    const found = requests.get(id);
    if (!found) return [];
    const { version: _, ...before } = found;
    const values = { ...before, status: 'EXPIRED', closedAt: before.respondBy } as const;
    return [{ id, verb: 'expired' as const, before, values }];
  });
  if (changes.length > 0) await writeRequests(tx, context, changes);
  return ids.length;
}
