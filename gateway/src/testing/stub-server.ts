import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInternalVerifier } from '@channelgraph/server/identity/internal-token.ts';
import { execute, parse } from 'graphql';
import type { JSONWebKeySet } from 'jose';
import type { LocalSubgraph } from '../data-sources/local-transport.ts';

/** A request as a stub server saw it. */
export interface SeenRequest {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers a request in place of the subgraph. */
export type Misbehaviour = (response: ServerResponse, seen: SeenRequest) => void;

interface StubOperation {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

/** A subgraph behind a real port that can be told to misbehave. */
export interface StubServer {
  readonly url: URL;
  readonly seen: SeenRequest[];
  behave(misbehaviour: Misbehaviour | null): void;
  close(): Promise<void>;
}

/** Serves a stub subgraph over HTTP, for callers with a valid internal token only. */
export async function startStubServer(subgraph: LocalSubgraph, keys: JSONWebKeySet): Promise<StubServer> {
  const verify = createInternalVerifier(subgraph.name, keys);
  const seen: SeenRequest[] = [];
  let misbehaviour: Misbehaviour | null = null;
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      seen.push({ headers: request.headers, body });
      if (misbehaviour !== null) return misbehaviour(response, { headers: request.headers, body });
      const { viewer, requestId } = await verify(String(request.headers['x-channelgraph-internal']), body);
      const { query, variables, operationName } = JSON.parse(body) as StubOperation;
      const result = await execute({
        schema: subgraph.schema,
        document: parse(query),
        variableValues: variables,
        operationName,
        contextValue: subgraph.createContext({ viewer, requestId }),
      });
      sendJson(response, 200, result);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/graphql`),
    seen,
    behave: (next) => void (misbehaviour = next),
    close: () => closeServer(server),
  };
}

/** Sends a JSON answer. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
