import { serviceViewer, type Viewer } from '@channelgraph/core/viewer.ts';
import type { Gateway, GatewayOperation } from '@channelgraph/gateway/server.ts';
import type { CoreClient } from '@channelgraph/sdk/client.ts';
import { createConnection } from '../graphql/sdk-executor.ts';

/**
 * Creates an SDK client that calls a gateway of this process, under the same limits and rules as over HTTP.
 *
 * @param viewer - who calls; the command line itself where nobody is named
 */
export function inProcessClient(
  gateway: Gateway,
  viewer: Viewer = serviceViewer('command-line'),
): CoreClient {
  return createConnection({
    url: 'http://in-process.invalid/graphql',
    token: () => 'in-process',
    fetch: async (_url, init) => {
      const operation = JSON.parse(String(init.body)) as GatewayOperation;
      const result = await gateway.executeOperation(operation, { viewer });
      return new Response(JSON.stringify(result), { headers: { 'content-type': 'application/json' } });
    },
  });
}
