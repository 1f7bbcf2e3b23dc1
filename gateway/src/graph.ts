import { ApolloGateway } from '@apollo/gateway';
import {
  createDataSource,
  type SubgraphOutcome,
  type SubgraphTransport,
} from './data-sources/data-source.ts';
import type { GatewayLogger } from './logger.ts';

/** The loaded supergraph with a data source for each subgraph. */
export interface Graph {
  readonly gateway: ApolloGateway;
  /**
   * Replaces the supergraph, and the transports where given, while requests are running.
   *
   * @throws Error for a supergraph that does not load; the one before it keeps serving
   */
  swap(supergraph: string, transports?: ReadonlyMap<string, SubgraphTransport>): void;
  /** Names the services whose last call brought no answer. */
  unavailableServices(): string[];
}

/** What a {@link Graph} is made of. */
export interface GraphOptions {
  readonly supergraph: string;
  readonly transports: ReadonlyMap<string, SubgraphTransport>;
  readonly logger: GatewayLogger;
  readonly observe: (service: string, outcome: SubgraphOutcome, seconds: number) => void;
}

/** Creates the graph; the caller's Apollo Server loads and stops it. */
export function createGraph({ supergraph, transports, logger, observe }: GraphOptions): Graph {
  let current = transports;
  let update: ((supergraph: string) => void) | null = null;
  const unavailable = new Set<string>();

  function requireTransport(service: string): SubgraphTransport {
    const transport = current.get(service);
    if (transport !== undefined) return transport;
    throw new Error(
      `The supergraph has a subgraph "${service}", and the gateway was given neither the subgraph nor its URL.`,
    );
  }

  const gateway = new ApolloGateway({
    supergraphSdl: (hooks) => {
      update = hooks.update;
      return Promise.resolve({ supergraphSdl: supergraph });
    },
    // Composition validates; a second time would only delay the start.
    validateSupergraph: false,
    __exposeQueryPlanExperimental: false,
    logger: forwardWarnings(logger),
    buildService({ name }) {
      requireTransport(name);
      return createDataSource({
        service: name,
        // Looked up on each call, because a swap replaces transports.
        transport: {
          send: (request, scope) => requireTransport(name).send(request, scope),
          document: (query) => requireTransport(name).document(query),
        },
        logger,
        observe(service, outcome, seconds) {
          if (outcome === 'unavailable') unavailable.add(service);
          else unavailable.delete(service);
          observe(service, outcome, seconds);
        },
      });
    },
  });
  return {
    gateway,
    unavailableServices: () => [...unavailable],
    swap(next, nextTransports) {
      if (update === null) throw new Error('The gateway has not started yet.');
      const previous = current;
      current = nextTransports ?? current;
      try {
        update(next);
      } catch (error) {
        current = previous;
        throw error;
      }
    },
  };
}

/** Adapts Apollo's logger, whose messages come before their details. */
export function forwardWarnings(logger: GatewayLogger) {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message?: unknown) => logger.warn({}, String(message)),
    error: (message?: unknown) => logger.error({}, String(message)),
  };
}
