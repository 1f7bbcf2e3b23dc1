import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { JSONWebKeySet } from 'jose';
import type { Logger } from 'pino';
import { eventTypes } from '@channelgraph/core/event-types.ts';
import type { EventEnvelope } from '@channelgraph/core/event-types.ts';
import { createHttpHost } from './http-host.ts';
import type { HttpHost } from './http-host.ts';
import { createInternalVerifier, internalTokenHeader } from './identity/internal-token.ts';
import type { InternalCall } from './identity/internal-token.ts';
import { ForbiddenError, RequestError } from './request-errors.ts';
import { createSubgraphExecutor } from './subgraph-executor.ts';
import type { SubgraphOperation } from './subgraph-executor.ts';
import type { Subgraph } from './subgraph.ts';

/** What {@link hostSubgraph} needs. */
export interface SubgraphHostOptions {
  readonly subgraph: Subgraph;
  /** The public keys of the gateway and of the other services. */
  readonly trustedKeys: JSONWebKeySet;
  readonly logger: Logger;
  readonly port: number;
  readonly host?: string;
}

type Verify = (token: string | undefined, body: string) => Promise<InternalCall>;

/**
 * Serves a subgraph over HTTP to the gateway and the other services, and to nobody else.
 *
 * @remarks Every call is verified before its body is even parsed, `_service` and `_entities` included.
 */
export function hostSubgraph(options: SubgraphHostOptions): HttpHost {
  const { subgraph, trustedKeys, logger, port } = options;
  const host = createHttpHost({
    logger,
    port,
    bodyLimit: 4 * 1024 * 1024,
    checks: { database: () => subgraph.ping() },
    ...(options.host === undefined ? {} : { host: options.host }),
  });
  const verify = createInternalVerifier(subgraph.name, trustedKeys);
  host.app.removeAllContentTypeParsers();
  host.app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  addGraphql(host.app, subgraph, verify);
  addEvents(host.app, subgraph, verify);
  if (subgraph.resolveIdentity) addIdentity(host.app, subgraph, verify);
  return host;
}

function addGraphql(app: FastifyInstance, subgraph: Subgraph, verify: Verify): void {
  const executor = createSubgraphExecutor(subgraph);
  app.post('/graphql', async (request, reply) => {
    const call = await admit(request, verify);
    if (!call) return reply.code(401).send(unauthenticated);
    if (call.issuer !== 'gateway') {
      return reply.code(403).send(errorOf(new ForbiddenError('Only the gateway sends operations.')));
    }
    const result = await executor.run(JSON.parse(String(request.body)) as SubgraphOperation, call);
    return reply.code(result.data === undefined ? 400 : 200).send(result);
  });
}

function addEvents(app: FastifyInstance, subgraph: Subgraph, verify: Verify): void {
  app.post('/events', async (request, reply) => {
    const call = await admit(request, verify);
    if (!call) return reply.code(401).send(unauthenticated);
    const event = JSON.parse(String(request.body)) as EventEnvelope;
    const producer = eventTypes[event.type]?.producer;
    if (call.viewer.role !== 'SERVICE' || call.issuer !== producer) {
      return reply.code(403).send(errorOf(new ForbiddenError('Only the producer delivers its events.')));
    }
    await subgraph.consume(event);
    return reply.code(204).send();
  });
}

function addIdentity(app: FastifyInstance, subgraph: Subgraph, verify: Verify): void {
  app.post('/identity', async (request, reply) => {
    const call = await admit(request, verify);
    if (!call) return reply.code(401).send(unauthenticated);
    if (call.viewer.role !== 'SERVICE' || call.issuer !== 'gateway') {
      return reply.code(403).send(errorOf(new ForbiddenError('Only the gateway asks who somebody is.')));
    }
    const { subject } = JSON.parse(String(request.body)) as { subject: string };
    return { viewer: (await subgraph.resolveIdentity?.(subject)) ?? null };
  });
}

async function admit(request: FastifyRequest, verify: Verify): Promise<InternalCall | null> {
  const token = request.headers[internalTokenHeader];
  try {
    return await verify(typeof token === 'string' ? token : undefined, String(request.body ?? ''));
  } catch (error) {
    if (error instanceof RequestError) return null;
    throw error;
  }
}

const unauthenticated = {
  errors: [{ message: 'The call is not for this service.', extensions: { code: 'UNAUTHENTICATED' } }],
};

function errorOf(error: RequestError): object {
  return { errors: [{ message: error.message, extensions: error.extensions }] };
}
