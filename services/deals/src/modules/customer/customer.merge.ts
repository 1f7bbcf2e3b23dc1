import { sqltag as sql } from '@prisma/client/runtime/client';
import {
  ConflictError,
  createIssues,
  NotFoundError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { Customer } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import { settleTrees } from '../conflict-case/claim-settlement.service.ts';
import { moveRows } from './customer.merge.rows.ts';
import { lockTrees, subtreeOf, treesOf } from './customer.trees.ts';

/** What `customerMerge` takes. */
export interface MergeInput {
  readonly survivorId: string;
  readonly duplicateId: string;
  readonly reason: string;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Merges a customer into another one and returns the survivor's id; nothing that either has is lost. */
export function mergeCustomers(context: Context, input: MergeInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const reason = requireSound(input);
  return mutate(context, { mutation: 'customerMerge', idempotencyKey, input: rest }, async (tx) => {
    const { survivor, duplicate } = await begin(tx, input);
    await moveRows(tx, context, input);
    const after = await unite(tx, context, survivor, duplicate);
    await settleTrees(tx, context, [survivor.id]);
    const told = { entityType: 'Customer', partnerId: null, reason };
    await audit(tx, context, [
      { ...told, action: 'customer.merged', entityId: survivor.id, before: survivor, after: after.survivor },
      {
        ...told,
        action: 'customer.mergedAway',
        entityId: duplicate.id,
        before: duplicate,
        after: after.duplicate,
      },
    ]);
    return survivor.id;
  });
}

const longestReason = 2000;

function requireSound({ survivorId, duplicateId, reason }: MergeInput): string {
  const issues = createIssues();
  const text = reason.trim();
  if (text === '') issues.add(['reason'], 'REQUIRED', 'reason is required.', 'Say why they are one company.');
  if (text.length > longestReason) {
    issues.add(['reason'], 'TOO_LONG', `reason has more than ${longestReason} characters.`, 'Shorten it.');
  }
  if (survivorId === duplicateId) {
    issues.add(
      ['duplicateId'],
      'SAME_CUSTOMER',
      'A customer is not merged into itself.',
      'Name two customers.',
    );
  }
  issues.throwIfAny();
  return text;
}

async function begin(
  tx: Transaction,
  { survivorId, duplicateId, expectedVersion }: MergeInput,
): Promise<{ readonly survivor: Customer; readonly duplicate: Customer }> {
  await lockTrees(tx, [survivorId, duplicateId]);
  await tx.$queryRaw(
    sql`SELECT id FROM customer WHERE id = ANY(${[survivorId, duplicateId]}::text[]) ORDER BY id FOR UPDATE`,
  );
  const rows = await tx.customer.findMany({
    where: { id: { in: [survivorId, duplicateId] }, mergedIntoId: null },
  });
  const survivor = rows.find(({ id }) => id === survivorId);
  const duplicate = rows.find(({ id }) => id === duplicateId);
  if (!survivor) throw new NotFoundError('Customer', ['survivorId']);
  if (!duplicate) throw new NotFoundError('Customer', ['duplicateId']);
  if (expectedVersion != null && expectedVersion !== survivor.version) {
    throw new VersionMismatchError(expectedVersion, survivor.version);
  }
  const below = subtreeOf(duplicateId, await treesOf(tx, [duplicateId]));
  if (below.includes(survivorId)) {
    const message = 'The survivor belongs to the duplicate: merge them the other way round.';
    throw new ConflictError('customer.mergeCycle', message, ['survivorId']);
  }
  return { survivor, duplicate };
}

/** Gives the survivor what only the duplicate said, and leaves the duplicate as a pointer to it. */
async function unite(tx: Transaction, context: Context, survivor: Customer, duplicate: Customer) {
  const changed = {
    version: { increment: 1 },
    updatedAt: context.clock.now(),
    updatedBy: context.viewer.userId,
  };
  const below = subtreeOf(survivor.id, await treesOf(tx, [survivor.id]));
  const adopted =
    duplicate.parentId !== null && !below.includes(duplicate.parentId) ? duplicate.parentId : null;
  const tombstone = await tx.customer.update({
    where: { id: duplicate.id },
    data: { ...changed, mergedIntoId: survivor.id, mergedAt: context.clock.now(), parentId: null },
  });
  const united = await tx.customer.update({
    where: { id: survivor.id },
    data: {
      ...changed,
      country: survivor.country ?? duplicate.country,
      industry: survivor.industry ?? duplicate.industry,
      domains: [...new Set([...survivor.domains, ...duplicate.domains])].sort(),
      isDirectNamedAccount: survivor.isDirectNamedAccount || duplicate.isDirectNamedAccount,
      parentId: survivor.parentId ?? adopted,
    },
  });
  return { survivor: united, duplicate: tombstone };
}
