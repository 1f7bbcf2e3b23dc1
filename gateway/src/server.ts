import './telemetry-off.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApolloServer } from '@apollo/server';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { PortTakenError } from '@channelgraph/server/http-host.ts';
import Fastify, { type FastifyInstance } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import { createApollo } from './apollo.ts';
import { refusalBody } from './client-errors.ts';
import { registerExplorer } from './explorer/explorer-routes.ts';
import { createGraph } from './graph.ts';
import { registerDevelopmentRoutes } from './http/development-routes.ts';
import { registerGraphqlRoute } from './http/graphql-route.ts';
import { registerHealthRoutes } from './http/health-routes.ts';
import { answerBrokenRequest, registerErrorHandlers } from './http/refusals.ts';
import { requestIdOf } from './http/request-id.ts';
import type { DevelopmentIssuer } from './identity/development-issuer.ts';
import type { Identity } from './identity/identity.ts';
import { createOperationCheck, type OperationCheck } from './limits/check-operation.ts';
import { defaultLimits, type GatewayLimits } from './limits/limits.ts';
import { type GatewayLogger, silentLogger } from './logger.ts';
import { createGatewayMetrics } from './metrics.ts';
import { createRequestReport, currentRequestId, type RequestScope } from './request-scope.ts';
import { openSubgraphs, type SubgraphAccess } from './subgraph-access.ts';

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

/** An operation as a client sends it. */
export interface GatewayOperation {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
}

/** A running gateway. */
export interface Gateway {
  /** The address of the server without a path; empty without a port. */
  readonly url: string;
  readonly app: FastifyInstance;
  /** Runs an operation without HTTP, under the same limits. */
  executeOperation(
    operation: GatewayOperation,
    as: { readonly viewer: Viewer; readonly requestId?: string },
  ): Promise<FormattedExecutionResult>;
  /** Replaces the supergraph, and the subgraphs where given, while requests are running. */
  swap(supergraph: string, access?: SubgraphAccess): void;
  /** Finishes what is running and closes everything. */
  stop(): Promise<void>;
}

const stopTimeoutMs = 15_000;

/** Creates a gateway and starts it. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger = silentLogger, port = 4000, host = '127.0.0.1', requestTimeoutMs = 10_000 } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const checkOperation = createOperationCheck(limits);
  const metrics = createGatewayMetrics();
  const subgraphs = openSubgraphs(options);
  const graph = createGraph({
    supergraph: options.supergraph,
    transports: subgraphs.transports(options),
    logger,
    observe: metrics.observeSubgraph,
  });
  const apollo = createApollo({ graph, limits, logger, introspection: options.introspection ?? true });
  await apollo.start();
  let isDraining = false;
  const app = createApp(limits, logger);
  registerGraphqlRoute(app, {
    apollo,
    identity: options.identity,
    checkOperation,
    requestTimeoutMs,
    logger,
    metrics,
  });
  registerHealthRoutes(app, {
    metrics,
    isDraining: () => isDraining,
    unavailableServices: graph.unavailableServices,
  });
  if (options.development) {
    registerDevelopmentRoutes(app, options.development);
    registerExplorer(app);
  }
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
    swap: (supergraph, access) => graph.swap(supergraph, access ? subgraphs.transports(access) : undefined),
    async stop() {
      isDraining = true;
      await delay(options.drainMs ?? 0);
      await close();
    },
  };
}

function createApp(limits: GatewayLimits, logger: GatewayLogger): FastifyInstance {
  const app = Fastify({
    bodyLimit: limits.maxBodyBytes,
    genReqId: requestIdOf,
    http: { maxHeaderSize: limits.maxHeaderBytes },
    clientErrorHandler: answerBrokenRequest,
    requestTimeout: 15_000,
    forceCloseConnections: 'idle',
    // A poisoned key in a body is refused, not silently removed.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({
      'x-request-id': request.id,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    done();
  });
  registerErrorHandlers(app, { limits, logger });
  return app;
}

async function listen(app: FastifyInstance, host: string, port: number | null): Promise<string> {
  await app.ready();
  if (port === null) return '';
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortTakenError(`Port ${port} is taken. Stop what uses it, or set PORT to another.`, {
      cause: error,
    });
  }
}

async function closeApp(app: FastifyInstance): Promise<void> {
  const giveUp = setTimeout(() => app.server.closeAllConnections(), stopTimeoutMs);
  await app.close();
  clearTimeout(giveUp);
}

function createExecutor(
  apollo: ApolloServer<RequestScope>,
  checkOperation: OperationCheck,
  requestTimeoutMs: number,
): Gateway['executeOperation'] {
  return (operation, { viewer, requestId = crypto.randomUUID() }) =>
    currentRequestId.run(requestId, async () => {
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), requestTimeoutMs);
      try {
        checkOperation(operation);
        const report = createRequestReport();
        const contextValue = { requestId, viewer, deadline: deadline.signal, report };
        const { body } = await apollo.executeOperation(operation, { contextValue });
        if (body.kind !== 'single') throw new Error('The gateway answers in one piece.');
        return body.singleResult;
      } catch (error) {
        return refusalBody(error);
      } finally {
        clearTimeout(timer);
      }
    });
}
