import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommandError, exitCodes } from './command-error.ts';
import {
  describeEnvironmentProblems,
  environmentValues,
  readEnvironment,
} from '@channelgraph/server/environment.ts';
import { serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';
import { graphSettings } from '@channelgraph/gateway/env.ts';
import type { ConfiguredLimits } from '@channelgraph/gateway/limits/parse-limits.ts';
import type { TrustedIssuer } from '@channelgraph/gateway/identity/identity.ts';
import { z } from 'zod';

const shape = {
  NODE_ENV: environmentValues.nodeEnvironment.default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: environmentValues.port.default(4000),
  LOG_LEVEL: environmentValues.logLevel.default('warn'),
  DATA_DIRECTORY: z.string().default('.data'),
  TIME_ZONE: environmentValues.timeZone.default('America/New_York'),
  POSTGRES_PORT: environmentValues.port.optional(),
  PARTNERS_DATABASE_URL: environmentValues.postgresUrl.optional(),
  DEALS_DATABASE_URL: environmentValues.postgresUrl.optional(),
  ENABLEMENT_DATABASE_URL: environmentValues.postgresUrl.optional(),
  INCENTIVES_DATABASE_URL: environmentValues.postgresUrl.optional(),
  OIDC_ISSUER: environmentValues.httpUrl.optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_JWKS_URL: environmentValues.httpUrl.optional(),
  OIDC_TOKEN_TYPE: z.string().default('at+jwt'),
  ...graphSettings,
  CHANNELGRAPH_URL: environmentValues.httpUrl.optional(),
  CHANNELGRAPH_TOKEN: z.string().optional(),
};

// A file that is not there is not worth a line on the terminal, which is what Node's own flag writes.
if (existsSync('.env')) process.loadEnvFile('.env');

/** The variables of this process and of `.env`, which only this file reads. */
export const processVariables: Readonly<Record<string, string | undefined>> = process.env;

/** The settings of the command line and of the process that `start` runs. */
export interface CliEnvironment {
  readonly isProduction: boolean;
  readonly host: string;
  readonly port: number;
  readonly logLevel: z.output<typeof environmentValues.logLevel>;
  /** Absolute; holds the embedded databases, the clock and the development key. */
  readonly dataDirectory: string;
  /** The time zone of business days where no program is named. */
  readonly timeZone: string;
  /** The port of the embedded PostgreSQL; null lets it choose. */
  readonly postgresPort: number | null;
  /** The databases given by URL, or null to run the embedded PostgreSQL. */
  readonly databaseUrls: Readonly<Record<ServiceName, string>> | null;
  /** The identity provider whose tokens are accepted; null for the development issuer. */
  readonly identityProvider: TrustedIssuer | null;
  /** Whether clients may ask for the schema. */
  readonly hasIntrospection: boolean;
  /** The gateway's limits and times that differ from the defaults. */
  readonly limits: ConfiguredLimits;
  /** The graph that commands talk to. */
  readonly url: string;
  readonly token: string | null;
}

/**
 * Reads the settings once.
 *
 * @throws CommandError that names every wrong variable.
 */
export function readCliEnvironment(variables: Readonly<Record<string, string | undefined>>): CliEnvironment {
  const reading = readEnvironment(shape, variables);
  if (!reading.isValid)
    throw new CommandError(describeEnvironmentProblems(reading.problems).trimEnd(), exitCodes.wrongUsage);
  const { value } = reading;
  const urls = {
    partners: value.PARTNERS_DATABASE_URL,
    deals: value.DEALS_DATABASE_URL,
    enablement: value.ENABLEMENT_DATABASE_URL,
    incentives: value.INCENTIVES_DATABASE_URL,
  };
  return {
    isProduction: value.NODE_ENV === 'production',
    host: value.HOST,
    port: value.PORT,
    logLevel: value.LOG_LEVEL,
    dataDirectory: resolve(value.DATA_DIRECTORY),
    timeZone: value.TIME_ZONE,
    postgresPort: value.POSTGRES_PORT ?? null,
    databaseUrls: completeUrls(urls),
    identityProvider: readIdentityProvider(value),
    hasIntrospection: value.GRAPHQL_INTROSPECTION ?? value.NODE_ENV !== 'production',
    limits: value.GATEWAY_LIMITS,
    url: value.CHANNELGRAPH_URL ?? `http://127.0.0.1:${value.PORT}/graphql`,
    token: value.CHANNELGRAPH_TOKEN ?? null,
  };
}

function readIdentityProvider(value: {
  readonly NODE_ENV: string;
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_AUDIENCE?: string | undefined;
  readonly OIDC_JWKS_URL?: string | undefined;
  readonly OIDC_TOKEN_TYPE: string;
}): TrustedIssuer | null {
  const {
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    OIDC_JWKS_URL: keys,
    OIDC_TOKEN_TYPE: tokenType,
  } = value;
  if (issuer === undefined && audience === undefined && keys === undefined) return null;
  if (issuer !== undefined && audience !== undefined && keys !== undefined) {
    return { issuer, audience, keys: new URL(keys), tokenType: tokenType === 'any' ? null : tokenType };
  }
  throw new CommandError(
    'OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL belong together.',
    exitCodes.wrongUsage,
  );
}

function completeUrls(
  urls: Readonly<Record<ServiceName, string | undefined>>,
): Record<ServiceName, string> | null {
  const { partners, deals, enablement, incentives } = urls;
  if (partners !== undefined && deals !== undefined && enablement !== undefined && incentives !== undefined) {
    return { partners, deals, enablement, incentives };
  }
  const missing = serviceNames.filter((service) => urls[service] === undefined);
  if (missing.length === serviceNames.length) return null;
  const names = missing.map((service) => `${service.toUpperCase()}_DATABASE_URL`).join(', ');
  throw new CommandError(`The four database URLs belong together; not set: ${names}.`, exitCodes.wrongUsage);
}
