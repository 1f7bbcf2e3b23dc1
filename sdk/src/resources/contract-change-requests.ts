import {
  contractChangeRequestActions,
  type ContractChangeRequestIn,
  type ContractChangeRequestState,
} from '../__generated__/actions.ts';
import {
  ContractChangeRequestGet,
  ContractChangeRequestList,
  type ContractChangeRequestListVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

export { contractChangeRequestActions };

/** A request to change a contract in a state: `ContractChangeRequest<'REQUESTED'>`; without one, in any. */
export type ContractChangeRequest<State extends ContractChangeRequestState = ContractChangeRequestState> =
  ContractChangeRequestIn<State>;

/** Which requests to change contracts to list, and how. */
export interface ContractChangeRequestListArguments extends ListOptions {
  readonly filter?: ContractChangeRequestListVariables['filter'];
  readonly orderBy?: ContractChangeRequestListVariables['orderBy'];
}

/**
 * Reads a request to change a contract by its id: the query `contractChangeRequest`.
 *
 * @returns null when it is absent or the caller may not see it.
 */
export async function getContractChangeRequest(
  client: CoreClient,
  id: string,
  options: RequestOptions = {},
): Promise<ContractChangeRequest | null> {
  return (await client.query(ContractChangeRequestGet, { id }, options))
    .contractChangeRequest as ContractChangeRequest | null;
}

/** Lists the requests to change contracts that the caller may see: the query `contractChangeRequests`. */
export function listContractChangeRequests(
  client: CoreClient,
  options: ContractChangeRequestListArguments & RequestOptions = {},
): PagePromise<ContractChangeRequest> {
  const { filter, orderBy } = options;
  return listOf('ContractChangeRequestList', options, async (page) => {
    const data = await client.query(ContractChangeRequestList, { filter, orderBy, ...page }, options);
    return {
      ...data.contractChangeRequests,
      nodes: data.contractChangeRequests.nodes as readonly ContractChangeRequest[],
    };
  });
}
