import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context, Transaction } from '../../context.ts';
import { loadContracts, writeContracts } from '../managed-contract/managed-contract.store.ts';
import { loadOpportunities, writeOpportunities } from '../opportunity/opportunity.store.ts';
import { loadRegistrations, writeRegistrations } from '../deal-registration/deal-registration.store.ts';

/** Two customers that are found to be one. */
export interface Merging {
  readonly survivorId: string;
  readonly duplicateId: string;
}

/**
 * Lets everything that belongs to the duplicate belong to the survivor.
 *
 * @remarks Opportunities and contracts are written like any other change: what was recorded of the past keeps
 * the name that it had then, what is known now has the survivor's, and the figures follow.
 */
export async function moveRows(tx: Transaction, context: Context, merging: Merging): Promise<void> {
  const { survivorId, duplicateId } = merging;
  const shared = await tx.customerPartner.findMany({ where: { customerId: duplicateId } });
  await moveOpportunities(tx, context, merging);
  await moveContracts(tx, context, merging);
  await moveRegistrations(tx, context, merging);
  for (const table of ['renewal', 'customer_survey', 'direct_engagement', 'conflict_case'] as const) {
    await tx.$executeRawUnsafe(
      `UPDATE ${table} SET customer_id = $1 WHERE customer_id = $2`,
      survivorId,
      duplicateId,
    );
  }
  await tx.$executeRaw(sql`UPDATE external_reference SET entity_id = ${survivorId}
    WHERE entity_type = 'Customer' AND entity_id = ${duplicateId}`);
  await moveKeys(tx, merging);
  const at = context.clock.now();
  await tx.customer.updateMany({
    where: { parentId: duplicateId, NOT: { id: survivorId } },
    data: {
      parentId: survivorId,
      version: { increment: 1 },
      updatedAt: at,
      updatedBy: context.viewer.userId,
    },
  });
  await tx.customer.updateMany({ where: { mergedIntoId: duplicateId }, data: { mergedIntoId: survivorId } });
  // Whoever saw the duplicate sees the survivor, and still finds it by the old id.
  await tx.customerPartner.createMany({
    data: shared.flatMap(({ partnerId }) =>
      [duplicateId, survivorId].map((customerId) => ({ customerId, partnerId })),
    ),
    skipDuplicates: true,
  });
}

async function moveOpportunities(tx: Transaction, context: Context, merging: Merging): Promise<void> {
  const { survivorId: customerId, duplicateId } = merging;
  const rows = await tx.opportunity.findMany({ where: { customerId: duplicateId }, select: { id: true } });
  const stored = await loadOpportunities(
    tx,
    rows.map(({ id }) => id),
  );
  const changes = [...stored].map(([id, before]) => ({
    id,
    before,
    values: {
      ...before,
      customerId,
      history: before.history.map((entry) => ({
        ...entry,
        content: {
          ...entry.content,
          customerId: entry.content.customerId === duplicateId ? customerId : entry.content.customerId,
        },
      })),
    },
  }));
  await writeOpportunities(tx, context, changes);
}

async function moveContracts(tx: Transaction, context: Context, merging: Merging): Promise<void> {
  const { survivorId: customerId, duplicateId } = merging;
  const rows = await tx.managedContract.findMany({
    where: { customerId: duplicateId },
    select: { id: true },
  });
  const stored = await loadContracts(
    tx,
    rows.map(({ id }) => id),
  );
  await writeContracts(
    tx,
    context,
    [...stored].map(([id, before]) => ({ id, before, values: { ...before, customerId } })),
  );
}

async function moveRegistrations(tx: Transaction, context: Context, merging: Merging): Promise<void> {
  const { survivorId: customerId, duplicateId } = merging;
  const rows = await tx.dealRegistration.findMany({
    where: { customerId: duplicateId },
    select: { id: true },
  });
  const stored = await loadRegistrations(
    tx,
    rows.map(({ id }) => id),
  );
  await writeRegistrations(
    tx,
    context,
    [...stored].map(([id, before]) => ({ id, before, values: { ...before, customerId } })),
  );
}

async function moveKeys(tx: Transaction, { survivorId, duplicateId }: Merging): Promise<void> {
  await tx.$executeRaw(sql`
    INSERT INTO customer_identity_key (customer_id, kind, value, merged_from_id)
    SELECT ${survivorId}, kind, value, coalesce(merged_from_id, customer_id) FROM customer_identity_key
    WHERE customer_id = ${duplicateId} ON CONFLICT DO NOTHING`);
  await tx.$executeRaw(sql`DELETE FROM customer_identity_key WHERE customer_id = ${duplicateId}`);
}
