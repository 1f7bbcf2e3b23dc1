import { defineLoader } from '@channelgraph/graphql/loaders.ts';
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

/** An object that other systems may have names for. */
export interface NamedObject {
  readonly type: string;
  readonly id: string;
}

const identify = ({ type, id }: NamedObject) => `${type} ${id}`;

/** Loads the names that other systems give to objects. */
export const externalNamesLoader = defineLoader(async (context: Context, objects: readonly NamedObject[]) => {
  const found = new Map<string, ExternalName[]>();
  for (const [type, group] of Map.groupBy(objects, (object) => object.type)) {
    const names = await externalNames(
      context.db.read,
      type,
      group.map(({ id }) => id),
    );
    for (const [id, list] of names) found.set(identify({ type, id }), list);
  }
  return found;
}, identify);
