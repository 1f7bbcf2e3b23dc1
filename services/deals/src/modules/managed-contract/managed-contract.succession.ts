import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import type { Transaction } from '../../context.ts';
import { idsOfRows, isRowName, refuseDependents } from '../../forward-rows.ts';
import type { ContractItem } from './managed-contract.item.ts';
import { coversUntil } from './managed-contract.scope.ts';
import { loadContracts } from './managed-contract.store.ts';
import type { ContractValues } from './managed-contract.store.ts';

/**
 * Replaces the names of rows by their ids, and refuses what is no chain of contracts: each starts after the
 * one that it continues and is continued by one at most.
 *
 * @remarks `problems` are those found before; what leans on a row refused for them is refused too.
 * A predecessor of another partner is no renewal: the contract was transferred from it.
 */
export async function judgeSuccession(
  tx: Transaction,
  changes: readonly Change<ContractValues>[],
  {
    items,
    problems,
  }: { readonly items: readonly ContractItem[]; readonly problems: Map<number, ValidationIssue> },
): Promise<Map<number, ValidationIssue>> {
  const ids = idsOfRows(items, changes);
  for (const { values } of changes) {
    values.predecessorId = ids.get(values.predecessorId ?? '') ?? values.predecessorId;
    values.transferredFromId = ids.get(values.transferredFromId ?? '') ?? values.transferredFromId;
  }
  const earlierIds = changes.flatMap(({ values }) => earlierOf(values)).filter((id) => !isRowName(id));
  const known = await loadContracts(tx, earlierIds);
  for (const { id, values } of changes) known.set(id, values);
  for (const { values } of changes) tellTransferFromRenewal(values, known);
  const later = await storedFollowers(tx, earlierIds);
  for (const { index, id, values } of changes) {
    const problem = problemOf(id, values, { known, later });
    if (problem) problems.set(index, problem);
  }
  refuseDependents(changes, problems, {
    leansOn: (values) => earlierOf(values)[0] ?? null,
    issue: predecessorRefused,
  });
  return problems;
}

const earlierOf = ({ predecessorId, transferredFromId }: ContractValues): string[] =>
  [predecessorId, transferredFromId].filter((id) => id !== null);

function tellTransferFromRenewal(values: ContractValues, known: ReadonlyMap<string, ContractValues>): void {
  const predecessor = known.get(values.predecessorId ?? '');
  if (!predecessor || predecessor.partnerId === values.partnerId) return;
  values.transferredFromId = values.predecessorId;
  values.predecessorId = null;
}

async function storedFollowers(tx: Transaction, earlierIds: string[]): Promise<Map<string, string>> {
  const rows = await tx.managedContract.findMany({
    where: { OR: [{ predecessorId: { in: earlierIds } }, { transferredFromId: { in: earlierIds } }] },
    select: { id: true, predecessorId: true, transferredFromId: true },
  });
  return new Map(rows.map((row) => [row.predecessorId ?? row.transferredFromId ?? '', row.id]));
}

/** Notes the contract as the one that follows an earlier one, so that a second one is refused. */
function problemOf(
  id: string,
  values: ContractValues,
  { known, later }: { known: ReadonlyMap<string, ContractValues>; later: Map<string, string> },
): ValidationIssue | null {
  const [earlierId, second] = earlierOf(values);
  const earlier = known.get(earlierId ?? '');
  if (earlierId === undefined || !earlier) return null;
  if (second !== undefined) return twoOrigins;
  const path = [values.predecessorId === null ? 'transferredFrom' : 'predecessor'];
  if (earlierId === id) return { ...followsItself, path };
  const holder = later.get(earlierId) ?? id;
  later.set(earlierId, id);
  if (holder !== id) return predecessorTaken;
  if (values.transferredFromId !== null && earlier.partnerId === values.partnerId) {
    return { ...notTransferred, path };
  }
  if (earlier.customerId !== values.customerId) return { ...otherCustomer, path };
  const freeFrom = coversUntil(earlier);
  if (values.termStart >= freeFrom) return null;
  return {
    code: 'OVERLAPPING_CONTRACT',
    message: `The contract before it is in force until ${freeFrom}.`,
    path,
    remedy: 'Start the successor on that day or later, or end the earlier one before.',
  };
}

const predecessorRefused: ValidationIssue = {
  code: 'PREDECESSOR_REFUSED',
  message: 'The predecessor is a row of this call that was refused.',
  path: ['predecessor'],
  remedy: 'Correct its row and send both again.',
};
const predecessorTaken: ValidationIssue = {
  code: 'PREDECESSOR_TAKEN',
  message: 'Another contract follows this one already.',
  path: ['predecessor'],
  remedy: 'Name the last contract of the chain.',
};
const followsItself: Omit<ValidationIssue, 'path'> = {
  code: 'FOLLOWS_ITSELF',
  message: 'A contract does not follow itself.',
  remedy: 'Name the contract before it, or none.',
};
const twoOrigins: ValidationIssue = {
  code: 'TWO_ORIGINS',
  message: 'A contract renews one of the same partner or continues one of another, not both.',
  path: ['transferredFrom'],
  remedy: 'Send only one of predecessor and transferredFrom.',
};
const notTransferred: Omit<ValidationIssue, 'path'> = {
  code: 'SAME_PARTNER',
  message: 'A contract is transferred from another partner; this one is of the same.',
  remedy: 'Name it as the predecessor.',
};
const otherCustomer: Omit<ValidationIssue, 'path'> = {
  code: 'OTHER_CUSTOMER',
  message: 'The contract before it is with another customer.',
  remedy: 'Name a contract of the same customer.',
};
