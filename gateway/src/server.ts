import './telemetry-off.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createApollo } from './apollo.ts';
import { createExecutor, type ExecuteOperation } from './execute-operation.ts';
import { registerExplorer } from './explorer/explorer-routes.ts';
import { createGraph } from './graph.ts';
import { closeApp, createApp, listen } from './http/app.ts';
import { registerDevelopmentRoutes } from './http/development-routes.ts';
import { registerGraphqlRoute } from './http/graphql-route.ts';
import { registerHealthRoutes } from './http/health-routes.ts';
import type { DevelopmentIssuer } from './identity/development-issuer.ts';
import type { Identity } from './identity/identity.ts';
import { createOperationCheck } from './limits/check-operation.ts';
import { defaultLimits, type GatewayLimits } from './limits/limits.ts';
import { type GatewayLogger, silentLogger } from './logger.ts';
import { createGatewayMetrics } from './metrics.ts';
import { openSubgraphs, type SubgraphAccess } from './subgraph-access.ts';

export type { ExecuteOperation, GatewayOperation } from './execute-operation.ts';

/** What a gateway is made of; the subgraphs are given as objects in process or as URLs. */
export type GatewayOptions = SubgraphAccess & {
  /** The composed supergraph as text. */
  readonly supergraph: string;
  readonly identity: Identity;
  readonly limits?: Partial<GatewayLimits>;
  readonly logger?: GatewayLogger;
  /** Null serves no port: operations come through `executeOperation`. @defaultValue 4000 */
  readonly port?: number | null;
  /** @defaultValue 127.0.0.1 */
  readonly host?: string;
  /** Lets clients read the schema through the API. @defaultValue true */
  readonly introspection?: boolean;
  /** Adds the explorer page and the routes that sign tokens; development only. */
  readonly development?: DevelopmentIssuer;
  /** Time of a whole request in milliseconds. @defaultValue 10,000 */
  readonly requestTimeoutMs?: number;
  /** Time between "not ready" and closing the port when stopping, in milliseconds. @defaultValue 0 */
  readonly drainMs?: number;
};

/** A running gateway. */
export interface Gateway {
  /** The address of the server without a path; empty without a port. */
  readonly url: string;
  readonly app: FastifyInstance;
  /** Runs an operation without HTTP, under the same limits. */
  readonly executeOperation: ExecuteOperation;
  /** Replaces the supergraph, and the subgraphs where given, while requests are running. */
  swap(supergraph: string, access?: SubgraphAccess): void;
  /** Finishes what is running and closes everything. */
  stop(): Promise<void>;
}

/** Creates a gateway and starts it. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger = silentLogger, port = 4000, host = '127.0.0.1', requestTimeoutMs = 10_000 } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const checkOperation = createOperationCheck(limits);
  const metrics = createGatewayMetrics();
  const subgraphs = openSubgraphs(options);
  const transports = subgraphs.transports(options);
  const { observeSubgraph: observe } = metrics;
  const graph = createGraph({ supergraph: options.supergraph, transports, logger, observe });
  const apollo = createApollo({ graph, limits, logger, introspection: options.introspection ?? true });
  await apollo.start();
  let isDraining = false;
  const app = createApp(limits, logger);
  const { identity } = options;
  registerGraphqlRoute(app, { apollo, identity, checkOperation, requestTimeoutMs, logger, metrics });
  const { unavailableServices } = graph;
  registerHealthRoutes(app, { metrics, isDraining: () => isDraining, unavailableServices });
  if (options.development) registerDevelopment(app, options.development);
  const close = async () => {
    await closeApp(app);
    await apollo.stop();
    subgraphs.close();
  };
  const url = await listen(app, host, port).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    url,
    app,
    executeOperation: createExecutor(apollo, checkOperation, requestTimeoutMs),
    swap: (supergraph, access) => graph.swap(supergraph, access && subgraphs.transports(access)),
    async stop() {
      isDraining = true;
      await delay(options.drainMs ?? 0);
      await close();
    },
  };
}

function registerDevelopment(app: FastifyInstance, issuer: DevelopmentIssuer): void {
  registerDevelopmentRoutes(app, issuer);
  registerExplorer(app);
}
