import { sqltag as sql } from '@prisma/client/runtime/client';
import { ConflictError } from '@channelgraph/core/domain-errors.ts';
import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import type { Transaction } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import { coversUntil, overlap, widens } from './managed-contract.scope.ts';
import type { ContractScope } from './managed-contract.scope.ts';
import type { ContractChange, ContractValues } from './managed-contract.store.ts';

/**
 * Lets only one transaction at a time change the contracts of these customers, or of those of stored contracts.
 *
 * @remarks Taken before any contract is locked, so that chains and overlaps are judged on what will stand.
 */
export async function lockContractsOf(
  tx: Transaction,
  {
    contractIds,
    customerIds,
  }: { readonly contractIds: readonly string[]; readonly customerIds: readonly string[] },
): Promise<void> {
  const rows = await tx.$queryRaw<{ customerId: string }[]>(sql`
    SELECT DISTINCT customer_id AS "customerId" FROM managed_contract WHERE id = ANY(${[...contractIds]}::text[])`);
  const ids = [...customerIds, ...rows.map(({ customerId }) => customerId)];
  await lockAll(
    tx,
    ids.map((id) => `contracts ${id}`),
  );
}

/**
 * Refuses a change by which a customer would be managed twice for the same by one partner.
 *
 * @throws ConflictError `managedContract.overlap`.
 */
export async function requireFreeScope(tx: Transaction, changes: readonly ContractChange[]): Promise<void> {
  const [clash] = (await findOverlaps(tx, changes)).values();
  if (!clash) return;
  const { termStart } = clash;
  throw new ConflictError(
    'managedContract.overlap',
    `The partner manages the customer with one of these product lines by another contract from ${termStart} until ${coversUntil(clash)}.`,
  );
}

/** Finds the rows of an import that would manage a customer twice for the same. */
export async function judgeOverlaps(
  tx: Transaction,
  changes: readonly Change<ContractValues>[],
): Promise<Map<number, ValidationIssue>> {
  const clashes = await findOverlaps(tx, changes);
  return new Map(
    changes.flatMap(({ index, id }) => {
      const clash = clashes.get(id);
      return clash ? [[index, overlapping(clash)] as const] : [];
    }),
  );
}

/** Finds, for each changed contract that comes to cover more, another one that covers it already; of two new ones the later row. */
async function findOverlaps(
  tx: Transaction,
  changes: readonly ContractChange[],
): Promise<Map<string, ContractScope>> {
  const wanted = changes.map((change) => ({
    after: scopeOf(change.id, change.values),
    before: change.before && scopeOf(change.id, change.before),
  }));
  const standing = await storedScopes(
    tx,
    wanted.map(({ after }) => after),
  );
  for (const { after, before } of wanted) if (before) standing.set(after.id, after);
  const found = new Map<string, ContractScope>();
  for (const { after, before } of wanted) {
    const clash = widens(before, after) && [...standing.values()].find((each) => overlap(after, each));
    if (clash) found.set(after.id, clash);
    else standing.set(after.id, after);
  }
  return found;
}

async function storedScopes(
  tx: Transaction,
  scopes: readonly ContractScope[],
): Promise<Map<string, ContractScope>> {
  if (scopes.length === 0) return new Map();
  const rows = await tx.managedContract.findMany({
    where: {
      status: { not: 'DRAFT' },
      partnerId: { in: [...new Set(scopes.map(({ partnerId }) => partnerId))] },
      customerId: { in: [...new Set(scopes.map(({ customerId }) => customerId))] },
    },
    orderBy: { id: 'asc' },
  });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...row,
        termStart: dateText(row.termStart),
        termEnd: dateText(row.termEnd),
        endedOn: dateText(row.endedOn),
      },
    ]),
  );
}

function scopeOf(id: string, values: ContractValues): ContractScope {
  return { id, ...values };
}

function overlapping(clash: ContractScope): ValidationIssue {
  return {
    code: 'OVERLAPPING_CONTRACT',
    message: `The partner manages the customer with one of these product lines by another contract from ${clash.termStart} until ${coversUntil(clash)}.`,
    path: ['termStart'],
    remedy: 'Name the same contract by one reference, start after the other one, or end that one earlier.',
  };
}
