import { emit } from '@channelgraph/server/events/emit.ts';
import { readNames } from '@channelgraph/server/bulk/references.ts';
import type { Context, Transaction } from '../../context.ts';

/** Tells the other services what the vendor sells. */
export async function announceProductLines(
  tx: Transaction,
  context: Context,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const lines = await tx.productLine.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' } });
  const names = await readNames(tx, ids);
  await emit(
    tx,
    context,
    lines.map(({ id, code, name, isActive, version }) => ({
      type: 'partners.product_line.changed' as const,
      subject: id,
      data: { productLineId: id, code, name, isActive, externalReferences: names.get(id) ?? [], version },
    })),
  );
}
