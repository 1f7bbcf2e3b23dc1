import { managedContractActions, type ManagedContractIn } from '../__generated__/actions.ts';
import type { ManagedContractState } from '../__generated__/actions.ts';
import {
  ManagedContractCreate,
  type ManagedContractCreateData,
  type ManagedContractCreateVariables,
  ManagedContractGet,
  ManagedContractList,
  type ManagedContractListVariables,
  ManagedContractUpsertMany,
  type ManagedContractUpsertManyData,
  type ManagedContractUpsertManyVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import { defineMutation, type Mutation } from '../mutation.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

export { managedContractActions as contractActions };

/** A managed contract in a state: `Contract<'ACTIVE'>`; without one, in any. */
export type Contract<State extends ManagedContractState = ManagedContractState> = ManagedContractIn<State>;

/** Which managed contracts to list, and how. */
export interface ContractListArguments extends ListOptions {
  readonly filter?: ManagedContractListVariables['filter'];
  readonly orderBy?: ManagedContractListVariables['orderBy'];
}

/**
 * Reads a managed contract by its id: the query `managedContract`.
 *
 * @returns null when the contract is absent or the caller may not see it.
 */
export async function getContract(
  client: CoreClient,
  id: string,
  options: RequestOptions = {},
): Promise<Contract | null> {
  return (await client.query(ManagedContractGet, { id }, options)).managedContract as Contract | null;
}

/** Lists the managed contracts that the caller may see: the query `managedContracts`. */
export function listContracts(
  client: CoreClient,
  options: ContractListArguments & RequestOptions = {},
): PagePromise<Contract> {
  const { filter, orderBy } = options;
  return listOf('ManagedContractList', options, async (page) => {
    const data = await client.query(ManagedContractList, { filter, orderBy, ...page }, options);
    return { ...data.managedContracts, nodes: data.managedContracts.nodes as readonly Contract[] };
  });
}

/**
 * Records a contract by which a partner manages a customer: the mutation `managedContractCreate`.
 *
 * @remarks Requires CAM of the partner or `PROGRAM_ADMIN`.
 * @throws ValidationError when the input is refused, ConflictError when the customer is managed for the same already.
 */
export const createContract: Mutation<
  ManagedContractCreateVariables['input'],
  ManagedContractCreateData['managedContractCreate']
> = /* @__PURE__ */ defineMutation(ManagedContractCreate, 'managedContractCreate');

/**
 * Creates or changes up to 250 managed contracts, found by their external reference: the mutation `managedContractUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertContracts: Mutation<
  ManagedContractUpsertManyVariables['input'],
  ManagedContractUpsertManyData['managedContractUpsertMany']
> = /* @__PURE__ */ defineMutation(ManagedContractUpsertMany, 'managedContractUpsertMany');
