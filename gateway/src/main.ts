import './telemetry-off.ts';
import { readFileSync } from 'node:fs';
import { describeEnvironmentProblems } from '@channelgraph/server/environment.ts';
import { importInternalSigner } from '@channelgraph/server/identity/internal-token.ts';
import { createLogger } from '@channelgraph/server/logging.ts';
import type { ServiceName } from '@channelgraph/server/service-names.ts';
import { createShutdown } from '@channelgraph/server/shutdown.ts';
import type { JWK } from 'jose';
import { createHttpExchanger } from './data-sources/http-exchange.ts';
import { type GatewayEnvironment, readGatewayEnvironment } from './env.ts';
import { demoPersonas } from './identity/demo-personas.ts';
import { createDevelopmentIssuer } from './identity/development-issuer.ts';
import { createIdentity, type TrustedIssuer } from './identity/identity.ts';
import { createRemoteIdentity } from './identity/remote-identity.ts';
import { createGateway } from './server.ts';
import { signWith } from './subgraph-access.ts';
import { watchSupergraph } from './watch-supergraph.ts';

const supergraphFile = new URL('../supergraph.graphql', import.meta.url);

/** Starts the gateway as a process of its own, in front of subgraphs behind URLs. */
async function start(environment: GatewayEnvironment): Promise<void> {
  const isProduction = environment.NODE_ENV === 'production';
  const logger = createLogger({ name: 'gateway', level: environment.LOG_LEVEL });
  const shutdown = createShutdown({ logger });
  shutdown.listen();
  const signer = await importInternalSigner(JSON.parse(environment.GATEWAY_INTERNAL_KEY) as JWK);
  const { trusted, development } = await openIssuer(environment);
  const exchanger = createHttpExchanger();
  shutdown.add('identity', () => Promise.resolve(exchanger.close()));
  const resolveIdentity = createRemoteIdentity({
    url: new URL('/identity', environment.PARTNERS_URL),
    sign: signWith(signer),
    exchanger,
    timeoutMs: 2_000,
  });
  const gateway = await createGateway({
    supergraph: readFileSync(supergraphFile, 'utf8'),
    urls: readUrls(environment),
    signer,
    identity: createIdentity({ trusted, resolveIdentity }),
    logger,
    host: environment.HOST,
    port: environment.PORT,
    introspection: environment.GRAPHQL_INTROSPECTION ?? !isProduction,
    ...environment.GATEWAY_LIMITS,
    drainMs: isProduction ? 5_000 : 0,
    ...(development ? { development } : {}),
  });
  shutdown.add('gateway', () => gateway.stop());
  if (environment.NODE_ENV === 'development') {
    const swap = (supergraph: string): void => gateway.swap(supergraph);
    const stopWatching = watchSupergraph({ file: supergraphFile, swap, logger });
    shutdown.add('supergraph watch', () => Promise.resolve(stopWatching()));
  }
  logger.info({ url: `${gateway.url}/graphql` }, 'gateway ready');
}

function readUrls(environment: GatewayEnvironment): Record<ServiceName, URL> {
  return {
    partners: new URL('/graphql', environment.PARTNERS_URL),
    deals: new URL('/graphql', environment.DEALS_URL),
    enablement: new URL('/graphql', environment.ENABLEMENT_URL),
    incentives: new URL('/graphql', environment.INCENTIVES_URL),
  };
}

/** Opens the configured identity provider, or the development issuer where none is configured. */
async function openIssuer(environment: GatewayEnvironment) {
  const trusted = readTrustedIssuer(environment);
  if (trusted !== null) return { trusted, development: null };
  const development = await createDevelopmentIssuer({
    dataDirectory: environment.DATA_DIRECTORY,
    personas: demoPersonas,
  });
  return { trusted: development.trusted, development };
}

function readTrustedIssuer(environment: GatewayEnvironment): TrustedIssuer | null {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_URL: jwks } = environment;
  if (issuer === undefined || audience === undefined || jwks === undefined) return null;
  const tokenType = environment.OIDC_TOKEN_TYPE === 'any' ? null : environment.OIDC_TOKEN_TYPE;
  return { issuer, audience, keys: new URL(jwks), tokenType };
}

const reading = readGatewayEnvironment();
if (reading.isValid) {
  try {
    await start(reading.value);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
} else {
  process.stderr.write(describeEnvironmentProblems(reading.problems));
  process.exit(2);
}
