import type { Viewer } from '@channelgraph/core/viewer.ts';
import { internalTokenHeader } from '@channelgraph/server/identity/internal-token.ts';
import { type DocumentNode, Kind, parse } from 'graphql';
import { createBoundedCache } from '@channelgraph/server/bounded-cache.ts';
import type { SubgraphAnswer, SubgraphTransport } from './data-source.ts';
import type { HttpAnswer, HttpExchanger } from './http-exchange.ts';
import { SubgraphFailure } from './subgraph-failure.ts';

/** Signs the internal token that lets one request body into one subgraph on behalf of one viewer. */
export type SignRequest = (claims: {
  readonly viewer: Viewer;
  readonly audience: string;
  readonly requestId: string;
  readonly body: string;
}) => Promise<string>;

/** How a subgraph on another port or machine is called. */
export interface RemoteTransportOptions {
  readonly service: string;
  readonly url: URL;
  readonly sign: SignRequest;
  readonly exchanger: HttpExchanger;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

const maxDocuments = 1_000;
const jsonType = /^application\/(graphql-response\+)?json\s*(;|$)/i;

/**
 * Sends a subgraph's operations over HTTP, each with an internal token for exactly this body.
 *
 * @remarks Nothing of the client's own headers is forwarded: the token carries the viewer and
 * `x-request-id` the gateway's id of the request.
 */
export function createRemoteTransport(options: RemoteTransportOptions): SubgraphTransport {
  const documents = createBoundedCache<string, DocumentNode>(maxDocuments);
  function documentOf(query: string): DocumentNode {
    const document = documents.get(query) ?? parse(query, { noLocation: true });
    documents.set(query, document);
    return document;
  }
  return {
    document: documentOf,
    async send(request, { viewer, requestId, deadline }) {
      const body = JSON.stringify(request);
      const token = await options.sign({ viewer, audience: options.service, requestId, body });
      const answer = await options.exchanger.post({
        url: options.url,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'x-request-id': requestId,
          [internalTokenHeader]: token,
        },
        body,
        isRepeatable: isQuery(documentOf(request.query)),
        maxResponseBytes: options.maxResponseBytes,
        timeoutMs: options.timeoutMs,
        deadline,
      });
      return readAnswer(answer);
    },
  };
}

function isQuery({ definitions }: DocumentNode): boolean {
  return definitions.every(
    (definition) => definition.kind !== Kind.OPERATION_DEFINITION || definition.operation === 'query',
  );
}

function readAnswer({ status, contentType, body }: HttpAnswer): SubgraphAnswer {
  // 400 is how a GraphQL server answers an operation with a value that one of its scalars refuses.
  if (status !== 200 && status !== 400) {
    const kind = status === 429 || status >= 502 ? 'unreachable' : 'refused';
    throw new SubgraphFailure(kind, `HTTP status ${status}`);
  }
  if (!jsonType.test(contentType)) {
    throw new SubgraphFailure('malformed', `content type ${contentType.slice(0, 100)}`);
  }
  const answer = parseJson(body);
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    throw new SubgraphFailure('malformed', 'the answer is not a JSON object');
  }
  const { data, errors } = answer as { data?: unknown; errors?: unknown };
  if (errors === undefined) return { data };
  if (!Array.isArray(errors) || !errors.every(isErrorShape)) {
    throw new SubgraphFailure('malformed', 'errors is not a list of errors');
  }
  return { data, errors };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new SubgraphFailure('malformed', 'the answer is not JSON', { cause: error });
  }
}

function isErrorShape(error: unknown): error is { message: string } {
  return (
    typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
  );
}
