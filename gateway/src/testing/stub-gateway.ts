import { generateInternalKey, importInternalSigner } from '@channelgraph/server/identity/internal-token.ts';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { composeSupergraph } from '../compose.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../server.ts';
import { asAda, stubIdentity } from './stub-identity.ts';
import { type StubServer, startStubServer } from './stub-server.ts';
import { createStubSubgraphs, stubSdl } from './stub-subgraphs.ts';

/** The composed stubs. */
export const stubSupergraph = await composeSupergraph(
  Object.entries(stubSdl).map(([name, sdl]) => ({ name, sdl })),
);

type Overrides = Partial<Omit<GatewayOptions, 'subgraphs' | 'urls' | 'signer'>>;

/** Starts a gateway over the stubs in process, on a port of the system's choice. */
export function startLocalGateway(overrides: Overrides = {}): Promise<Gateway> {
  return createGateway({
    supergraph: stubSupergraph.supergraph,
    subgraphs: Object.values(createStubSubgraphs()),
    identity: stubIdentity,
    port: 0,
    ...overrides,
  });
}

/** A gateway in front of stubs behind real ports. */
export interface SplitStubs {
  readonly gateway: Gateway;
  readonly partners: StubServer;
  readonly deals: StubServer;
  stop(): Promise<void>;
}

/** Starts a gateway over the stubs, each behind a port of its own. */
export async function startSplitGateway(overrides: Overrides = {}): Promise<SplitStubs> {
  const { privateKey, publicKey } = await generateInternalKey('gateway');
  const stubs = createStubSubgraphs();
  const partners = await startStubServer(stubs.partners, { keys: [publicKey] });
  const deals = await startStubServer(stubs.deals, { keys: [publicKey] });
  const gateway = await createGateway({
    supergraph: stubSupergraph.supergraph,
    urls: { partners: partners.url, deals: deals.url },
    signer: await importInternalSigner(privateKey),
    identity: stubIdentity,
    port: 0,
    ...overrides,
  });
  return {
    gateway,
    partners,
    deals,
    async stop() {
      await gateway.stop();
      await Promise.all([partners.close(), deals.close()]);
    },
  };
}

/** A GraphQL answer with its HTTP status and headers. */
export interface HttpResult {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: FormattedExecutionResult['data'];
  readonly errors: readonly GraphQLFormattedError[];
}

/** Posts an operation as Ada. */
export async function post(
  gateway: Gateway,
  body: string | { query: string; variables?: object; operationName?: string },
  headers: Record<string, string> = {},
): Promise<HttpResult> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...asAda, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const parsed = JSON.parse(text) as FormattedExecutionResult;
  return {
    status: response.status,
    headers: response.headers,
    text,
    data: parsed.data,
    errors: parsed.errors ?? [],
  };
}
