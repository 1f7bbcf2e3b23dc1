import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
} from 'fastify';
import type { Logger } from 'pino';
import { addHealthRoutes, type ReadinessCheck } from './health.ts';

/** How to host HTTP. */
export interface HttpHostOptions {
  readonly logger: Logger;
  /** 0 lets the system choose. */
  readonly port: number;
  /** @defaultValue `127.0.0.1` */
  readonly host?: string;
  /** The largest request body in bytes. @defaultValue 262144 (256 kB) */
  readonly bodyLimit?: number;
  /** What `/readyz` asks, by name. */
  readonly checks?: Readonly<Record<string, ReadinessCheck>>;
  /** How long `/readyz` says no before connections are refused, so that a balancer notices. @defaultValue 0 ms */
  readonly drainDelay?: number;
  /** How long requests in flight may take to finish. @defaultValue 10000 ms */
  readonly drainTimeout?: number;
}

/** One HTTP port with health, limits and an orderly end. */
export interface HttpHost {
  /** Where routes and plugins are added, before `listen`. */
  readonly app: FastifyInstance;
  /** Opens the port and returns the base URL, e.g. `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /** Says no on `/readyz`, stops accepting, lets requests in flight finish, and closes. */
  close(): Promise<void>;
}

/** Says that the port is taken, and what to do. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/** Creates an HTTP host; nothing listens until `listen` is called. */
export function createHttpHost(options: HttpHostOptions): HttpHost {
  const { logger, port, host = '127.0.0.1', drainDelay = 0, drainTimeout = 10_000 } = options;
  let draining: Promise<void> | undefined;
  const app: FastifyInstance = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    bodyLimit: options.bodyLimit ?? 262_144,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    genReqId: (request) => acceptRequestId(request.headers['x-request-id']) ?? randomUUID(),
    logController: new LogController({ requestIdLogLabel: 'requestId', disableRequestLogging: true }),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (draining !== undefined) reply.header('connection', 'close');
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    return reply.code(status).send(errorBody(status, error, request.id));
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send(errorBody(404, { code: 'NOT_FOUND', message: 'Nothing is served here.' }, request.id)),
  );
  addHealthRoutes(app, { checks: options.checks ?? {}, isDraining: () => draining !== undefined });
  return {
    app,
    listen: () => listenOrExplain(app, host, port),
    close: () => (draining ??= drain(app, drainDelay, drainTimeout)),
  };
}

/** Returns a client's request id if it is safe to log and to put into an SQL comment, or null. */
export function acceptRequestId(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(header) ? header : null;
}

async function listenOrExplain(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortTakenError(
      `Port ${port} is taken, perhaps by another Channelgraph. Stop that, or choose another port, e.g. PORT=${port + 1}.`,
      { cause: error },
    );
  }
}

async function drain(app: FastifyInstance, delayed: number, timeout: number): Promise<void> {
  if (delayed > 0) await delay(delayed);
  const giveUp = setTimeout(() => app.server.closeAllConnections(), timeout);
  // A connection whose request was running when the server closed is kept alive after its answer.
  const sweep = setInterval(() => app.server.closeIdleConnections(), 20);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(giveUp);
  }
}

/** Describes a refusal in the shape of a GraphQL answer, so that one client code path reads all of them. */
function errorBody(
  status: number,
  error: { readonly code?: string; readonly message: string },
  requestId: string,
): object {
  const isOurs = status < 500;
  const code = isOurs ? codeOf(status, error.code) : 'INTERNAL_SERVER_ERROR';
  const message = isOurs
    ? error.message
    : 'The request failed. The log has the reason under this request id.';
  return { errors: [{ message, extensions: { code, requestId } }] };
}

function codeOf(status: number, code: string | undefined): string {
  if (status === 413) return 'BODY_TOO_LARGE';
  return code?.startsWith('FST_') === false ? code : 'BAD_REQUEST';
}
