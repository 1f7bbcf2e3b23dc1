import {
  coSellRequestActions,
  type CoSellRequestIn,
  type CoSellRequestState,
} from '../__generated__/actions.ts';
import {
  CoSellRequestCreate,
  type CoSellRequestCreateData,
  type CoSellRequestCreateVariables,
  CoSellRequestGet,
  CoSellRequestList,
  type CoSellRequestListVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import { defineMutation, type Mutation } from '../mutation.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

export { coSellRequestActions };

/** A request for co-selling in a state: `CoSellRequest<'REQUESTED'>`; without one, in any. */
export type CoSellRequest<State extends CoSellRequestState = CoSellRequestState> = CoSellRequestIn<State>;

/** Which requests for co-selling to list, and how. */
export interface CoSellRequestListArguments extends ListOptions {
  readonly filter?: CoSellRequestListVariables['filter'];
  readonly orderBy?: CoSellRequestListVariables['orderBy'];
}

/**
 * Reads a request for co-selling by its id: the query `coSellRequest`.
 *
 * @returns null when it is absent or the caller may not see it.
 */
export async function getCoSellRequest(
  client: CoreClient,
  id: string,
  options: RequestOptions = {},
): Promise<CoSellRequest | null> {
  return (await client.query(CoSellRequestGet, { id }, options)).coSellRequest as CoSellRequest | null;
}

/** Lists the requests for co-selling that the caller may see: the query `coSellRequests`. */
export function listCoSellRequests(
  client: CoreClient,
  options: CoSellRequestListArguments & RequestOptions = {},
): PagePromise<CoSellRequest> {
  const { filter, orderBy } = options;
  return listOf('CoSellRequestList', options, async (page) => {
    const data = await client.query(CoSellRequestList, { filter, orderBy, ...page }, options);
    return { ...data.coSellRequests, nodes: data.coSellRequests.nodes as readonly CoSellRequest[] };
  });
}

/**
 * Asks the vendor for help with a deal, a contract or a renewal: the mutation `coSellRequestCreate`.
 *
 * @throws ValidationError when the input is refused, ConflictError when the idempotency key was used before.
 */
export const createCoSellRequest: Mutation<
  CoSellRequestCreateVariables['input'],
  CoSellRequestCreateData['coSellRequestCreate']
> = /* @__PURE__ */ defineMutation(CoSellRequestCreate, 'coSellRequestCreate');
