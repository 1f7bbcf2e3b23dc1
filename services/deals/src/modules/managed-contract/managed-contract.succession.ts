import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import type { Transaction } from '../../context.ts';
import { idsOfRows, isRowName, refuseDependents } from '../../forward-rows.ts';
import type { ContractItem } from './managed-contract.item.ts';
import { loadContracts } from './managed-contract.store.ts';
import type { ContractValues } from './managed-contract.store.ts';

/** Replaces the names of rows by their ids, and refuses what is no chain of contracts: each starts after its predecessor and has one successor at most. */
export async function judgeSuccession(
  tx: Transaction,
  changes: readonly Change<ContractValues>[],
  items: readonly ContractItem[],
): Promise<Map<number, ValidationIssue>> {
  const ids = idsOfRows(items, changes);
  for (const { values } of changes) {
    values.predecessorId = ids.get(values.predecessorId ?? '') ?? values.predecessorId;
  }
  const predecessorIds = changes
    .flatMap(({ values }) => values.predecessorId ?? [])
    .filter((id) => !isRowName(id));
  const known = await loadContracts(tx, predecessorIds);
  for (const { id, values } of changes) known.set(id, values);
  const successors = await storedSuccessors(tx, predecessorIds);
  const problems = new Map<number, ValidationIssue>();
  for (const { index, id, values } of changes) {
    const problem = problemOf(id, values, { known, successors });
    if (problem) problems.set(index, problem);
  }
  refuseDependents(changes, problems, {
    leansOn: ({ predecessorId }) => predecessorId,
    issue: predecessorRefused,
  });
  return problems;
}

async function storedSuccessors(tx: Transaction, predecessorIds: string[]): Promise<Map<string, string>> {
  const rows = await tx.managedContract.findMany({
    where: { predecessorId: { in: predecessorIds } },
    select: { id: true, predecessorId: true },
  });
  return new Map(rows.map(({ id, predecessorId }) => [predecessorId ?? '', id]));
}

/** Notes the contract as the successor of its predecessor, so that a second one is refused. */
function problemOf(
  id: string,
  { predecessorId, termStart }: ContractValues,
  { known, successors }: { known: ReadonlyMap<string, ContractValues>; successors: Map<string, string> },
): ValidationIssue | null {
  const predecessor = predecessorId === null ? undefined : known.get(predecessorId);
  if (predecessorId === null || !predecessor) return null;
  const holder = successors.get(predecessorId) ?? id;
  successors.set(predecessorId, id);
  if (predecessorId === id || holder !== id) return predecessorTaken;
  const freeFrom = predecessor.endedOn ?? predecessor.termEnd;
  if (termStart >= freeFrom) return null;
  return {
    code: 'OVERLAPPING_CONTRACT',
    message: `The predecessor is in force until ${freeFrom}.`,
    path: ['predecessor'],
    remedy: 'Start the successor on that day or later, or end the predecessor earlier.',
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
  message: 'Another contract succeeds this predecessor already.',
  path: ['predecessor'],
  remedy: 'Name the last contract of the chain.',
};
