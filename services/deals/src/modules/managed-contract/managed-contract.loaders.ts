import { NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { byKey, defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';
import type { ContractState } from './managed-contract.timeline.ts';
import { stateOf } from './managed-contract.state.ts';

/** Loads a contract that the viewer may see. */
export const contractById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await context.db.read.managedContract.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

/**
 * Loads a contract that was just changed.
 *
 * @throws NotFoundError when the viewer may not see it.
 */
export async function requireContract(context: Context, id: string) {
  const contract = await contractById(context, id);
  if (!contract) throw new NotFoundError('ManagedContract');
  return contract;
}

/** Loads the contract that succeeds a contract. */
export const successorOfContract = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(
    await context.db.read.managedContract.findMany({ where: { predecessorId: { in: [...ids] } } }),
    ({ predecessorId }) => predecessorId,
  ),
);

/** Loads the states of a contract as they are known now. */
export const statesOf = defineLoader(async (context: Context, ids: readonly string[]) => {
  const rows = await context.db.read.managedContractRevision.findMany({
    where: { contractId: { in: [...ids] }, supersededAt: null },
    orderBy: [{ contractId: 'asc' }, { validFrom: 'asc' }],
  });
  const grouped = groupByKey(rows, ({ contractId }) => contractId);
  return new Map<string, readonly ContractState[]>([...grouped].map(([id, own]) => [id, own.map(stateOf)]));
});
