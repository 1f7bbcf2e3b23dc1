import { PortTakenError } from '@channelgraph/server/http-host.ts';
import Fastify, { type FastifyInstance } from 'fastify';
import type { GatewayLimits } from '../limits/limits.ts';
import type { GatewayLogger } from '../logger.ts';
import { answerBrokenRequest, registerErrorHandlers } from './refusals.ts';
import { requestIdOf } from './request-id.ts';

const stopTimeoutMs = 15_000;

/** Creates the HTTP server of a gateway, without routes. */
export function createApp(limits: GatewayLimits, logger: GatewayLogger): FastifyInstance {
  const app = Fastify({
    bodyLimit: limits.maxBodyBytes,
    genReqId: requestIdOf,
    http: { maxHeaderSize: limits.maxHeaderBytes },
    clientErrorHandler: answerBrokenRequest,
    requestTimeout: 15_000,
    forceCloseConnections: 'idle',
    // A poisoned key in a body is refused, not silently removed.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({
      'x-request-id': request.id,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    done();
  });
  registerErrorHandlers(app, { limits, logger });
  return app;
}

/**
 * Opens the port and returns the address; a null port opens none.
 *
 * @throws PortTakenError
 */
export async function listen(app: FastifyInstance, host: string, port: number | null): Promise<string> {
  await app.ready();
  if (port === null) return '';
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortTakenError(`Port ${port} is taken. Stop what uses it, or set PORT to another.`, {
      cause: error,
    });
  }
}

/** Lets running requests finish, for at most 15 seconds, and closes the server. */
export async function closeApp(app: FastifyInstance): Promise<void> {
  const giveUp = setTimeout(() => app.server.closeAllConnections(), stopTimeoutMs);
  // A connection whose request was running when the server closed is kept alive after its answer.
  const sweep = setInterval(() => app.server.closeIdleConnections(), 20);
  await app.close();
  clearInterval(sweep);
  clearTimeout(giveUp);
}
