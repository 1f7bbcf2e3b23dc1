import type { FastifyInstance } from 'fastify';
import type { GatewayMetrics } from '../metrics.ts';

/**
 * Registers `/livez`, `/readyz` and `/metrics`.
 *
 * @remarks The gateway stays ready while a subgraph is down and says so: otherwise the death of one
 * service would take all of them away from clients.
 */
export function registerHealthRoutes(
  app: FastifyInstance,
  options: {
    readonly metrics: GatewayMetrics;
    readonly isDraining: () => boolean;
    readonly unavailableServices: () => readonly string[];
  },
): void {
  const { metrics, isDraining, unavailableServices } = options;
  app.get('/livez', () => ({ status: 'live' }));
  app.get('/readyz', (_request, reply) => {
    if (isDraining()) return reply.code(503).send({ status: 'draining' });
    const unavailable = unavailableServices();
    return reply.send({ status: unavailable.length === 0 ? 'ready' : 'degraded', unavailable });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}
