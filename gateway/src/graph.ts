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
  const table = createTransportTable(transports);
  const unavailable = new Set<string>();
  let update: ((supergraph: string) => void) | null = null;
  const gateway = new ApolloGateway({
    supergraphSdl: (hooks) => {
      update = hooks.update;
      return Promise.resolve({ supergraphSdl: supergraph });
    },
    // Composition validates; a second time would only delay the start.
    validateSupergraph: false,
    __exposeQueryPlanExperimental: false,
    logger: forwardWarnings(logger),
    buildService: ({ name: service }) =>
      createDataSource({
        service,
        transport: table.transportOf(service),
        logger,
        observe(_service, outcome, seconds) {
          if (outcome === 'unavailable') unavailable.add(service);
          else unavailable.delete(service);
          observe(service, outcome, seconds);
        },
      }),
  });
  return {
    gateway,
    unavailableServices: () => [...unavailable],
    swap(next, nextTransports) {
      if (update === null) throw new Error('The gateway has not started yet.');
      const previous = table.replace(nextTransports);
      try {
        update(next);
      } catch (error) {
        table.replace(previous);
        throw error;
      }
    },
  };
}

/** Keeps the transports of the moment; a swap replaces them under data sources that live on. */
function createTransportTable(initial: ReadonlyMap<string, SubgraphTransport>) {
  let current = initial;
  function requireTransport(service: string): SubgraphTransport {
    const transport = current.get(service);
    if (transport !== undefined) return transport;
    throw new Error(
      `The supergraph has a subgraph "${service}", and the gateway was given neither the subgraph nor its URL.`,
    );
  }
  return {
    replace(next: ReadonlyMap<string, SubgraphTransport> | undefined) {
      const previous = current;
      current = next ?? current;
      return previous;
    },
    /** Returns what finds the service's transport anew on each call; throws where there is none now. */
    transportOf(service: string): SubgraphTransport {
      requireTransport(service);
      return {
        send: (request, scope) => requireTransport(service).send(request, scope),
        document: (query) => requireTransport(service).document(query),
      };
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
