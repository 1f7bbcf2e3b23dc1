import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context, Transaction } from '../../context.ts';
import { dateText, insertRows } from '../../stored-rows.ts';
import { stateOf } from '../managed-contract/managed-contract.state.ts';
import { deriveMovements, restatement } from './mrr-movement.derive.ts';
import type { Movement, RevenueContract } from './mrr-movement.derive.ts';

interface ChainRow {
  readonly id: string;
  readonly root: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly transferredFromId: string | null;
}

/**
 * Appends what is missing for the stored movements of the contracts, and of those that they renew or
 * that renew them, to follow from their states.
 */
export async function restateMovements(
  tx: Transaction,
  context: Context,
  contractIds: readonly string[],
): Promise<void> {
  const rows = await lockChains(tx, contractIds);
  const ids = rows.map(({ id }) => id);
  const revisions = await tx.managedContractRevision.findMany({
    where: { contractId: { in: ids }, supersededAt: null },
    orderBy: [{ contractId: 'asc' }, { validFrom: 'asc' }],
  });
  const states = Map.groupBy(revisions, ({ contractId }) => contractId);
  const stored = Map.groupBy(await storedMovements(tx, ids), ({ contractId }) => contractId);
  const owners = new Map(rows.map((row) => [row.id, row]));
  const appended = [...Map.groupBy(rows, ({ root }) => root).values()].flatMap((chain) => {
    const contracts = chain.map((row): RevenueContract => ({
      ...row,
      contractId: row.id,
      states: (states.get(row.id) ?? []).map(stateOf),
    }));
    return restatement(
      chain.flatMap(({ id }) => stored.get(id) ?? []),
      deriveMovements(contracts),
    );
  });
  await insertRows(
    tx,
    'mrr_movement',
    appended.flatMap((movement) => movementRow(context, movement, owners) ?? []),
  );
}

/** Finds the chains of the contracts, each with its first contract as root, and locks them against other changes. */
async function lockChains(tx: Transaction, contractIds: readonly string[]): Promise<ChainRow[]> {
  return tx.$queryRaw<ChainRow[]>(sql`
    WITH RECURSIVE back AS (
      SELECT id, predecessor_id FROM managed_contract WHERE id = ANY(${[...contractIds]}::text[])
      UNION SELECT c.id, c.predecessor_id FROM managed_contract c JOIN back b ON c.id = b.predecessor_id
    ), forth AS (
      SELECT b.id, b.id AS root FROM back b
      WHERE b.predecessor_id IS NULL OR NOT EXISTS (SELECT FROM back p WHERE p.id = b.predecessor_id)
      UNION SELECT c.id, f.root FROM managed_contract c JOIN forth f ON c.predecessor_id = f.id
    )
    SELECT c.id, f.root, c.partner_id AS "partnerId", c.customer_id AS "customerId", c.currency,
      c.transferred_from_id AS "transferredFromId"
    FROM forth f JOIN managed_contract c ON c.id = f.id ORDER BY c.id FOR UPDATE OF c`);
}

async function storedMovements(tx: Transaction, contractIds: readonly string[]): Promise<Movement[]> {
  const rows = await tx.mrrMovement.findMany({ where: { contractId: { in: [...contractIds] } } });
  return rows.map(({ contractId, effectiveOn, month, kind, amountMinor }) => ({
    contractId,
    effectiveOn: dateText(effectiveOn),
    month: dateText(month),
    kind,
    amountMinor,
  }));
}

function movementRow(context: Context, movement: Movement, owners: ReadonlyMap<string, ChainRow>) {
  const owner = owners.get(movement.contractId);
  if (!owner) return null;
  return {
    id: context.ids.next('mov'),
    contract_id: owner.id,
    partner_id: owner.partnerId,
    customer_id: owner.customerId,
    month: movement.month,
    effective_on: movement.effectiveOn,
    kind: movement.kind,
    currency: owner.currency,
    amount_minor: movement.amountMinor.toString(),
    recorded_at: context.clock.now().toISOString(),
    recorded_by: context.viewer.userId,
  };
}
