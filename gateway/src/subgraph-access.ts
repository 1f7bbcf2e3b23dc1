import { type InternalSigner, signInternalToken } from '@channelgraph/server/identity/internal-token.ts';
import type { SubgraphTransport } from './data-sources/data-source.ts';
import { createHttpExchanger } from './data-sources/http-exchange.ts';
import { createLocalTransport, type LocalSubgraph } from './data-sources/local-transport.ts';
import { createRemoteTransport, type SignRequest } from './data-sources/remote-transport.ts';

/** Bounds of one subgraph call. */
export interface SubgraphBounds {
  /** In milliseconds. @defaultValue 5,000 */
  readonly subgraphTimeoutMs?: number;
  /** Over HTTP only, in bytes. @defaultValue 8 MB */
  readonly maxSubgraphResponseBytes?: number;
}

/** Subgraphs that run in this process. */
export interface LocalSubgraphs extends SubgraphBounds {
  readonly subgraphs: readonly LocalSubgraph[];
}

/** Subgraphs behind URLs, by name, and the key with which the gateway speaks to them. */
export interface RemoteSubgraphs extends SubgraphBounds {
  readonly urls: Readonly<Record<string, URL>>;
  readonly signer: InternalSigner;
}

/** How the gateway reaches its subgraphs. */
export type SubgraphAccess = LocalSubgraphs | RemoteSubgraphs;

/** Makes transports, and owns the connections that they share. */
export interface OpenSubgraphs {
  transports(access: SubgraphAccess): ReadonlyMap<string, SubgraphTransport>;
  close(): void;
}

/** Opens the way to the subgraphs; nothing is connected before the first call. */
export function openSubgraphs(bounds: SubgraphBounds): OpenSubgraphs {
  const { subgraphTimeoutMs: timeoutMs = 5_000, maxSubgraphResponseBytes = 8 * 1024 * 1024 } = bounds;
  const exchanger = createHttpExchanger();
  return {
    close: () => exchanger.close(),
    transports(access) {
      if ('subgraphs' in access) {
        return new Map(
          access.subgraphs.map((subgraph) => [subgraph.name, createLocalTransport(subgraph, { timeoutMs })]),
        );
      }
      const sign = signWith(access.signer);
      return new Map(
        Object.entries(access.urls).map(([service, url]) => [
          service,
          createRemoteTransport({
            service,
            url,
            sign,
            exchanger,
            timeoutMs,
            maxResponseBytes: maxSubgraphResponseBytes,
          }),
        ]),
      );
    },
  };
}

/** Creates the signature of internal calls with the gateway's key. */
export function signWith(signer: InternalSigner): SignRequest {
  return (call) => signInternalToken(signer, call);
}
