import type { JSONWebKeySet, JWK } from 'jose';
import { z } from 'zod';
import { systemClock } from '@channelgraph/core/clock.ts';
import { createIds } from '@channelgraph/core/ids.ts';
import type { ServiceName } from '@channelgraph/core/event-types.ts';
import { migrationDirectories } from './database/migration-directories.ts';
import { requireMigrated } from './database/migrations.ts';
import { parseEnvironment, environmentValues } from './environment.ts';
import { createRemoteTransport } from './events/transports.ts';
import { importInternalSigner } from './identity/internal-token.ts';
import { createLogger } from './logging.ts';
import { createMovableClock } from './movable-clock.ts';
import { databaseUrlVariable } from './service-names.ts';
import { createShutdown } from './shutdown.ts';
import { hostSubgraph } from './subgraph-host.ts';
import type { Subgraph, SubgraphEnvironment } from './subgraph.ts';

const json = <Value>(what: string) =>
  z.string(`must hold ${what}`).transform((text, context): Value => {
    try {
      return JSON.parse(text) as Value;
    } catch {
      context.addIssue({ code: 'custom', message: `must hold ${what}` });
      return z.NEVER;
    }
  });

const shape = {
  NODE_ENV: environmentValues.nodeEnvironment.default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: environmentValues.port,
  LOG_LEVEL: environmentValues.logLevel.default('info'),
  TIME_ZONE: environmentValues.timeZone.default('UTC'),
  BUSINESS_CLOCK_FILE: z.string().default('.data/clock'),
  INTERNAL_KEY: json<JWK>('the private JSON Web Key of this service'),
  INTERNAL_TRUSTED_KEYS: json<JSONWebKeySet>(
    'the public keys of the gateway and the services, as a JSON Web Key Set',
  ),
  PARTNERS_URL: environmentValues.httpUrl.optional(),
  DEALS_URL: environmentValues.httpUrl.optional(),
  ENABLEMENT_URL: environmentValues.httpUrl.optional(),
  INCENTIVES_URL: environmentValues.httpUrl.optional(),
};

/**
 * Runs one service as a process of its own until it is told to stop.
 *
 * @remarks The environment is read here and nowhere else in a service; see `.env.example`.
 */
export async function runService(
  name: ServiceName,
  create: (environment: SubgraphEnvironment) => Promise<Subgraph>,
): Promise<void> {
  const url = databaseUrlVariable(name);
  // The type of the shape leaves out the one variable whose name depends on the service.
  const environment = parseEnvironment({ ...shape, ...({ [url]: environmentValues.postgresUrl } as object) });
  const logger = createLogger({ name, level: environment.LOG_LEVEL });
  const shutdown = createShutdown({ logger });
  shutdown.listen();
  const databaseUrl = (environment as unknown as Record<string, string>)[url] ?? '';
  await requireMigrated({ databaseUrl, directories: migrationDirectories(name) });
  const subgraph = await create({
    databaseUrl,
    clock:
      environment.NODE_ENV === 'production'
        ? systemClock
        : createMovableClock(environment.BUSINESS_CLOCK_FILE),
    ids: createIds(),
    logger,
    timeZone: environment.TIME_ZONE,
    transport: createRemoteTransport({
      signer: await importInternalSigner(environment.INTERNAL_KEY),
      urls: consumerUrls(environment),
    }),
  });
  shutdown.add('subgraph', () => subgraph.stop());
  const host = hostSubgraph({
    subgraph,
    trustedKeys: environment.INTERNAL_TRUSTED_KEYS,
    logger,
    port: environment.PORT,
    host: environment.HOST,
  });
  const address = await host.listen();
  shutdown.add('http', () => host.close());
  await subgraph.start();
  logger.info({ url: address }, 'service ready');
}

function consumerUrls(environment: {
  readonly PARTNERS_URL?: string | URL | undefined;
  readonly DEALS_URL?: string | URL | undefined;
  readonly ENABLEMENT_URL?: string | URL | undefined;
  readonly INCENTIVES_URL?: string | URL | undefined;
}): Partial<Record<ServiceName, string>> {
  const urls = {
    partners: environment.PARTNERS_URL,
    deals: environment.DEALS_URL,
    enablement: environment.ENABLEMENT_URL,
    incentives: environment.INCENTIVES_URL,
  };
  return Object.fromEntries(
    Object.entries(urls).flatMap(([name, url]) => (url === undefined ? [] : [[name, String(url)]])),
  );
}
