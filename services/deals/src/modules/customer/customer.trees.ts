import { sqltag as sql } from '@prisma/client/runtime/client';
import { lockAll } from '@channelgraph/server/locks.ts';
import type { SqlReader, Transaction } from '../../context.ts';

/** A customer with the one above it. */
export interface TreeNode {
  readonly id: string;
  readonly parentId: string | null;
}

/**
 * Locks the trees that customers belong to until the transaction ends, in one order for all.
 *
 * @remarks Whoever claims a part of a tree takes the same lock, see `lockCustomerTree`. Needs the rights of
 * the program.
 */
export async function lockTrees(tx: Transaction, customerIds: readonly string[]): Promise<void> {
  const roots = await (tx as unknown as SqlReader).$queryRaw<{ id: string }[]>(sql`
    WITH RECURSIVE up AS (
      SELECT id, parent_id FROM customer WHERE id = ANY(${[...customerIds]}::text[])
      UNION SELECT c.id, c.parent_id FROM customer c JOIN up ON c.id = up.parent_id
    ) SELECT id FROM up WHERE parent_id IS NULL`);
  await lockAll(
    tx,
    roots.map(({ id }) => `customer-tree:${id}`),
  );
}

/** Reads the whole trees that customers belong to; one statement. Needs the rights of the program. */
export function treesOf(tx: Transaction, customerIds: readonly string[]): Promise<readonly TreeNode[]> {
  return (tx as unknown as SqlReader).$queryRaw<TreeNode[]>(sql`
    WITH RECURSIVE up AS (
      SELECT id, parent_id FROM customer WHERE id = ANY(${[...customerIds]}::text[])
      UNION SELECT c.id, c.parent_id FROM customer c JOIN up ON c.id = up.parent_id
    ), tree AS (
      SELECT id, parent_id FROM up WHERE parent_id IS NULL
      UNION SELECT c.id, c.parent_id FROM customer c JOIN tree ON c.parent_id = tree.id
    ) SELECT id, parent_id AS "parentId" FROM tree ORDER BY id`);
}

/** Gives a customer and everybody below it. */
export function subtreeOf(id: string, nodes: readonly TreeNode[]): readonly string[] {
  const children = Map.groupBy(nodes, ({ parentId }) => parentId);
  const found = [id];
  for (const each of found) found.push(...(children.get(each) ?? []).map((child) => child.id));
  return found;
}
