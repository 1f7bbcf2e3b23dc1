import { createSubgraphExecutor, type ExecutableSubgraph } from '@channelgraph/server/subgraph-executor.ts';
import type { SubgraphTransport } from './data-source.ts';
import { settleWithin } from './within.ts';

/** What the gateway needs of a subgraph that runs in the same process. */
export interface LocalSubgraph extends ExecutableSubgraph {
  readonly name: string;
}

/**
 * Executes a subgraph's operations in process, without an HTTP hop.
 *
 * @remarks Execution cannot be cancelled: after the timeout its result is dropped.
 */
export function createLocalTransport(
  subgraph: LocalSubgraph,
  { timeoutMs }: { readonly timeoutMs: number },
): SubgraphTransport {
  const executor = createSubgraphExecutor(subgraph);
  return {
    document: (query) => executor.document(query),
    send: (operation, { viewer, requestId, deadline }) =>
      settleWithin(executor.run(operation, { viewer, requestId }), { timeoutMs, deadline }),
  };
}
