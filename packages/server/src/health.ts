import type { FastifyInstance } from 'fastify';

/** A named question to something this process needs; rejects when it does not answer. */
export type ReadinessCheck = () => Promise<unknown>;

/** What `/readyz` answers. */
export interface Readiness {
  readonly status: 'ready' | 'draining' | 'failing';
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

const checkTimeout = 2_000;

/**
 * Adds `/livez` (the process answers) and `/readyz` (it can serve: every check passes and it is not draining).
 *
 * @remarks Answers carry no error text: the reasons are in the log.
 */
export function addHealthRoutes(
  app: FastifyInstance,
  options: { readonly checks: Readonly<Record<string, ReadinessCheck>>; readonly isDraining: () => boolean },
): void {
  app.get('/livez', { logLevel: 'silent' }, () => ({ status: 'ok' }));
  app.get('/readyz', { logLevel: 'silent' }, async (request, reply) => {
    const readiness = options.isDraining()
      ? ({ status: 'draining', checks: {} } as const)
      : await readReadiness(options.checks, (name, error) =>
          request.log.warn({ err: error, check: name }, 'readiness check failed'),
        );
    return reply.code(readiness.status === 'ready' ? 200 : 503).send(readiness);
  });
}

/** Asks every check at once, each for at most two seconds. */
export async function readReadiness(
  checks: Readonly<Record<string, ReadinessCheck>>,
  onFailure: (name: string, error: unknown) => void,
): Promise<Readiness> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await withinTime(check());
        return [name, 'ok'] as const;
      } catch (error) {
        onFailure(name, error);
        return [name, 'failed'] as const;
      }
    }),
  );
  const isReady = results.every(([, result]) => result === 'ok');
  return { status: isReady ? 'ready' : 'failing', checks: Object.fromEntries(results) };
}

async function withinTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${checkTimeout} ms`)), checkTimeout);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
