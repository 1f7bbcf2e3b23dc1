import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context, Transaction } from '../../context.ts';
import { conclude } from './lead.action.ts';
import { passOn } from './lead.service.ts';
import { endRounds, loadLeads } from './lead.store.ts';

const batchSize = 100;

/** Ends the time of partners that did not answer, as of when it was over, and gives their leads to the next. */
export async function expireLeads(context: Context): Promise<void> {
  let expired = batchSize;
  while (expired === batchSize) expired = await context.db.write((tx) => expireSome(tx, context));
}

async function expireSome(tx: Transaction, context: Context): Promise<number> {
  const due = await tx.$queryRaw<{ id: string }[]>(sql`
    SELECT id FROM lead WHERE status = 'ROUTED' AND respond_by <= ${context.clock.now()}::timestamptz
    ORDER BY respond_by, id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED`);
  const ids = due.map(({ id }) => id);
  const leads = await loadLeads(tx, ids);
  const changes = ids.flatMap((id) => {
    const before = leads.get(id);
    if (!before?.respondBy) return [];
    const values = { ...before, status: 'EXPIRED', partnerId: null, closedAt: before.respondBy } as const;
    return [{ id, before, values, at: before.respondBy }];
  });
  await endRounds(
    tx,
    changes.map(({ id, at }) => ({ leadId: id, outcome: 'EXPIRED', at })),
  );
  await conclude(
    tx,
    context,
    changes.map((change) => ({ ...change, verb: 'expired', partnerId: change.before.partnerId })),
  );
  if (changes.length > 0) await passOn(tx, context, changes);
  return ids.length;
}
