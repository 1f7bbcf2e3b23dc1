import { UnauthenticatedError } from '@channelgraph/server/request-errors.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';
import { refusalBody } from '../client-errors.ts';
import type { GatewayLimits } from '../limits/limits.ts';
import type { GatewayLogger } from '../logger.ts';
import { currentRequestId, type RequestReport } from '../request-scope.ts';

/** Answers a request that is refused before GraphQL runs, and notes why in its report. */
export function sendRefusal(reply: FastifyReply, error: unknown, report: RequestReport): FastifyReply {
  const body = refusalBody(error);
  const { code, rule } = body.errors[0].extensions ?? {};
  report.codes.add(String(code));
  if (rule !== undefined) report.refusedBy = String(rule);
  if (error instanceof UnauthenticatedError) reply.header('www-authenticate', 'Bearer');
  if (code === 'SERVICE_UNAVAILABLE') reply.header('retry-after', '1');
  return reply
    .code(statusOf(String(code)))
    .type('application/json; charset=utf-8')
    .send(body);
}

function statusOf(code: string): number {
  if (code === 'UNAUTHENTICATED') return 401;
  if (code === 'BAD_USER_INPUT') return 400;
  return code === 'SERVICE_UNAVAILABLE' ? 503 : 500;
}

/** Gives every error that Fastify itself finds the shape of a GraphQL error. */
export function registerErrorHandlers(
  app: FastifyInstance,
  { limits, logger }: { readonly limits: GatewayLimits; readonly logger: GatewayLogger },
): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) =>
    currentRequestId.run(request.id, () => {
      const status = error.statusCode ?? 500;
      if (status >= 500) logger.error({ requestId: request.id, err: error }, 'request failed');
      const known = status < 500 ? requestFault(status, error.message, limits) : error;
      return reply.code(status).type('application/json; charset=utf-8').send(refusalBody(known));
    }),
  );
  app.setNotFoundHandler((request, reply) =>
    currentRequestId.run(request.id, () => {
      const error = requestFault(404, 'There is nothing here. The graph is at /graphql.', limits);
      return reply.code(404).type('application/json; charset=utf-8').send(refusalBody(error));
    }),
  );
}

function requestFault(status: number, message: string, limits: GatewayLimits): GraphQLError {
  if (status !== 413) return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
  return new GraphQLError(
    `The body has more than ${limits.maxBodyBytes} bytes. Send several smaller requests.`,
    { extensions: { code: 'BAD_USER_INPUT', rule: 'BODY' } },
  );
}

/** Answers what is not even HTTP, such as headers larger than allowed. */
export function answerBrokenRequest(
  error: Error & { code?: string },
  socket: { writable: boolean; end(data: string): void; destroy(): void },
): void {
  if (!socket.writable) return socket.destroy();
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const status = isTooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const message = isTooLarge
    ? 'The headers are too large. Send only the headers that the API needs.'
    : 'This is not a valid HTTP request.';
  const body = JSON.stringify({
    errors: [{ message, extensions: { code: 'BAD_USER_INPUT', retryable: false } }],
  });
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
