import { readFileSync } from 'node:fs';
import { createDealsSubgraph } from '@channelgraph/deals/subgraph.ts';
import { createEnablementSubgraph } from '@channelgraph/enablement/subgraph.ts';
import { createIncentivesSubgraph } from '@channelgraph/incentives/subgraph.ts';
import { createPartnersSubgraph } from '@channelgraph/partners/subgraph.ts';
import { systemClock, type Clock } from '@channelgraph/core/clock.ts';
import { createIds } from '@channelgraph/core/ids.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { demoPersonas } from '@channelgraph/gateway/identity/demo-personas.ts';
import {
  createDevelopmentIssuer,
  type DevelopmentIssuer,
} from '@channelgraph/gateway/identity/development-issuer.ts';
import { createIdentity, type TrustedIssuer } from '@channelgraph/gateway/identity/identity.ts';
import { createGateway, type Gateway } from '@channelgraph/gateway/server.ts';
import { createLocalTransport } from '@channelgraph/server/events/transports.ts';
import { createLogger } from '@channelgraph/server/logging.ts';
import { createMovableClock } from '@channelgraph/server/movable-clock.ts';
import { serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';
import type { Subgraph, SubgraphEnvironment } from '@channelgraph/server/subgraph.ts';
import type { CliEnvironment } from '../environment.ts';
import { clockFile } from './clock-file.ts';
import type { Databases } from './databases.ts';

/** The whole program in this process: four subgraphs and the gateway before them. */
export interface Platform {
  readonly gateway: Gateway;
  /** The four services, in the order of their names' list. */
  readonly subgraphs: readonly Subgraph[];
  /** Signs tokens for personas; null where a real identity provider is configured. */
  readonly issuer: DevelopmentIssuer | null;
  /** Starts the background work of the services. */
  start(): Promise<void>;
  /** Works until no job and no event of any service is due. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** How the platform is opened. */
export interface PlatformOptions {
  readonly environment: CliEnvironment;
  readonly databases: Databases;
  /** The port to serve, or null for a platform that only this process uses. */
  readonly port: number | null;
  /** Sees every statement of every service as sent, for tests that count them. */
  readonly onStatement?: (service: ServiceName, sql: string) => void;
}

const creators: Readonly<Record<ServiceName, (environment: SubgraphEnvironment) => Promise<Subgraph>>> = {
  partners: createPartnersSubgraph,
  deals: createDealsSubgraph,
  enablement: createEnablementSubgraph,
  incentives: createIncentivesSubgraph,
};

/** Opens the four subgraphs on their databases and the gateway in front of them, all in this process. */
export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const subgraphs = await openSubgraphs(options);
  const stopSubgraphs = async (): Promise<void> =>
    void (await Promise.all(subgraphs.map((subgraph) => subgraph.stop())));
  try {
    const { gateway, issuer } = await openGateway(subgraphs, options);
    return {
      gateway,
      subgraphs,
      issuer,
      start: async () => void (await Promise.all(subgraphs.map((subgraph) => subgraph.start()))),
      settle: () => settle(subgraphs),
      stop: async () => {
        await gateway.stop();
        await stopSubgraphs();
      },
    };
  } catch (error) {
    await stopSubgraphs();
    throw error;
  }
}

async function openSubgraphs({
  environment,
  databases,
  onStatement,
}: PlatformOptions): Promise<readonly Subgraph[]> {
  const running = new Map<ServiceName, Subgraph>();
  const transport = createLocalTransport((name) => running.get(name));
  const clock = businessClock(environment);
  const { timeZone, logLevel } = environment;
  for (const name of serviceNames) {
    const subgraph = await creators[name]({
      databaseUrl: databases.urls[name],
      clock,
      ids: createIds(),
      logger: createLogger({ name, level: logLevel }),
      transport,
      timeZone,
      ...(onStatement ? { onStatement: (sql: string) => onStatement(name, sql) } : {}),
    });
    running.set(name, subgraph);
  }
  return [...running.values()];
}

async function openGateway(
  subgraphs: readonly Subgraph[],
  { environment, port }: PlatformOptions,
): Promise<{ gateway: Gateway; issuer: DevelopmentIssuer | null }> {
  const { trusted, issuer } = await openIssuer(environment);
  const partners = subgraphs.find(({ name }) => name === 'partners');
  const resolveIdentity = async (subject: string): Promise<Viewer | null> =>
    (await partners?.resolveIdentity?.(subject)) ?? null;
  const gateway = await createGateway({
    supergraph: readFileSync(supergraphFile, 'utf8'),
    subgraphs,
    identity: createIdentity({ trusted, resolveIdentity }),
    logger: createLogger({ name: 'gateway', level: environment.logLevel }),
    host: environment.host,
    port,
    introspection: environment.hasIntrospection,
    ...environment.limits,
    ...(issuer ? { development: issuer } : {}),
  });
  return { gateway, issuer };
}

const supergraphFile = new URL('../../../../gateway/supergraph.graphql', import.meta.url);

function businessClock(environment: CliEnvironment): Clock {
  return environment.isProduction ? systemClock : createMovableClock(clockFile(environment));
}

// A job of one service may emit events that give another one work, so all are asked until none has any.
async function settle(subgraphs: readonly Subgraph[]): Promise<void> {
  let done = 1;
  while (done > 0) {
    const counts = await Promise.all(subgraphs.map((subgraph) => subgraph.runJobs()));
    done = counts.reduce((sum, count) => sum + count, 0);
  }
}

async function openIssuer(
  environment: CliEnvironment,
): Promise<{ trusted: TrustedIssuer; issuer: DevelopmentIssuer | null }> {
  if (environment.identityProvider) return { trusted: environment.identityProvider, issuer: null };
  const issuer = await createDevelopmentIssuer({
    dataDirectory: environment.dataDirectory,
    personas: demoPersonas,
  });
  return { trusted: issuer.trusted, issuer };
}
