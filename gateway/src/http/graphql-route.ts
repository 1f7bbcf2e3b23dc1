import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { RequestError, UnauthenticatedError } from '@channelgraph/server/request-errors.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Identity } from '../identity/identity.ts';
import { type IncomingOperation, type OperationCheck, readQueryString } from '../limits/check-operation.ts';
import type { GatewayLogger } from '../logger.ts';
import type { GatewayMetrics } from '../metrics.ts';
import {
  createRequestReport,
  currentRequestId,
  type RequestReport,
  type RequestScope,
} from '../request-scope.ts';
import { sendRefusal } from './refusals.ts';

/** What the GraphQL route works with. */
export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<RequestScope>;
  readonly identity: Identity;
  readonly checkOperation: OperationCheck;
  readonly requestTimeoutMs: number;
  readonly logger: GatewayLogger;
  readonly metrics: GatewayMetrics;
}

/** Registers `/graphql`: who is asking, is the operation within the limits, then Apollo Server. */
export function registerGraphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const { apollo, identity, checkOperation, requestTimeoutMs, logger } = options;
  const scopes = new WeakMap<FastifyRequest, RequestScope>();
  const answer = fastifyApolloHandler(apollo, {
    context(request) {
      const scope = scopes.get(request);
      if (scope === undefined) throw new Error('The request has no scope.');
      return Promise.resolve(scope);
    },
  });

  async function handle(request: FastifyRequest, reply: FastifyReply, report: RequestReport) {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), requestTimeoutMs);
    try {
      const viewer = await authenticate(request, identity, logger);
      checkOperation(readOperation(request));
      scopes.set(request, { requestId: request.id, viewer, deadline: deadline.signal, report });
      return await answer.call(app, request, reply);
    } catch (error) {
      return sendRefusal(reply, error, report);
    } finally {
      clearTimeout(timer);
    }
  }

  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: (request, reply) =>
      currentRequestId.run(request.id, async () => {
        const started = performance.now();
        const report = createRequestReport();
        reply.raw.once('close', () => {
          const viewer = scopes.get(request)?.viewer ?? null;
          finish(options, { request, reply, report, viewer, started });
        });
        return handle(request, reply, report);
      }),
  });
}

/** Logs and counts a finished request: never its variables, its document or its result. */
function finish(
  { logger, metrics }: GraphqlRouteOptions,
  served: {
    readonly request: FastifyRequest;
    readonly reply: FastifyReply;
    readonly report: RequestReport;
    readonly viewer: Viewer | null;
    readonly started: number;
  },
): void {
  const { request, reply, report, viewer, started } = served;
  metrics.countRequest(reply.statusCode, report);
  const details = {
    requestId: request.id,
    status: reply.statusCode,
    durationMs: Math.round((performance.now() - started) * 10) / 10,
    operation: report.operationName,
    type: report.operationType,
    viewer: viewer?.userId ?? null,
    role: viewer?.role ?? null,
    codes: [...report.codes],
    lostServices: [...report.lostServices],
    refusedBy: report.refusedBy,
  };
  logger.info(details, 'request');
}

async function authenticate(
  request: FastifyRequest,
  identity: Identity,
  logger: GatewayLogger,
): Promise<Viewer> {
  const sent = request.raw.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization',
  );
  if (sent.length > 1) {
    throw new UnauthenticatedError('Send the authorization header once.');
  }
  try {
    return await identity.authenticate(request.headers.authorization);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    logger.error({ requestId: request.id, err: error }, 'identity unavailable');
    throw new GraphQLError('Who you are cannot be looked up at the moment. Retry shortly.', {
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
  }
}

function readOperation(request: FastifyRequest): IncomingOperation {
  // Read as Apollo Server reads it: what the two understood differently would pass unchecked.
  if (request.method === 'GET') return readQueryString(new URL(request.url, 'http://gateway').search);
  const { body } = request;
  return typeof body === 'object' && body !== null ? body : {};
}
