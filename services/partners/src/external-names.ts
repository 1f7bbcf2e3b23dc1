import type { ExternalName } from '@channelgraph/core/event-types.ts';
import type { Context, Transaction } from './context.ts';

/** Reads the names that other systems give to objects of one kind, by id, in a stable order. */
export async function externalNames(
  client: Pick<Transaction, 'externalReference'> | Context['db']['read'],
  entityType: string,
  ids: readonly string[],
): Promise<Map<string, ExternalName[]>> {
  const rows = await client.externalReference.findMany({
    where: { entityType, entityId: { in: [...ids] } },
    orderBy: [{ system: 'asc' }, { externalId: 'asc' }],
  });
  const names = new Map<string, ExternalName[]>();
  for (const { entityId, system, externalId } of rows) {
    names.set(entityId, [...(names.get(entityId) ?? []), { system, externalId }]);
  }
  return names;
}
