import { readFile } from 'node:fs/promises';
import { demoPersonas } from '@channelgraph/gateway/identity/demo-personas.ts';
import { createDevelopmentIssuer } from '@channelgraph/gateway/identity/development-issuer.ts';
import type { CoreClient } from '@channelgraph/sdk/client.ts';
import { isPartnerApiError } from '@channelgraph/sdk/errors.ts';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { CommandError, exitCodes } from './command-error.ts';
import type { CliEnvironment } from './environment.ts';
import { createConnection, describeApiError } from './graphql/sdk-executor.ts';

/** How a command names the graph and itself. */
export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  /** The persona to act as where no token is given. */
  readonly as?: string | undefined;
}

/** Connects a command to a running graph over HTTP. */
export function connect(options: ConnectionOptions, environment: CliEnvironment): CoreClient {
  const token = options.token ?? environment.token;
  const persona = options.as ?? 'ada.admin';
  if (token === null) requirePersona(persona, environment);
  return createConnection({
    url: options.url ?? environment.url,
    token: token === null ? personaToken(persona, environment) : () => token,
  });
}

/** Gives a function that signs tokens for a persona, a fresh one before the last one expires. */
export function personaToken(persona: string, environment: CliEnvironment): () => Promise<string> {
  let signed: { readonly token: string; readonly at: number } | null = null;
  return async () => {
    if (signed && Date.now() - signed.at < 30 * 60_000) return signed.token;
    signed = { token: await signToken(persona, environment), at: Date.now() };
    return signed.token;
  };
}

/**
 * Signs an access token for a persona with the key of the data directory.
 *
 * @throws CommandError for an unknown persona, in production, or where a real identity provider is configured.
 */
export async function signToken(persona: string, environment: CliEnvironment): Promise<string> {
  requirePersona(persona, environment);
  const issuer = await createDevelopmentIssuer({
    dataDirectory: environment.dataDirectory,
    personas: demoPersonas,
  });
  return issuer.issueToken(persona);
}

function requirePersona(persona: string, environment: CliEnvironment): void {
  if (environment.isProduction || environment.identityProvider) {
    throw new CommandError(
      'Development tokens are not accepted here: get an access token from your identity provider and give it with --token or CHANNELGRAPH_TOKEN.',
    );
  }
  if (demoPersonas.some(({ name }) => name === persona)) return;
  const names = demoPersonas.map(({ name, description }) => `  ${name.padEnd(18)}${description}`).join('\n');
  throw new CommandError(`There is no persona "${persona}". Choose one of:\n${names}`, exitCodes.wrongUsage);
}

/** Reads the committed schema of the API. */
export async function apiSchema(): Promise<GraphQLSchema> {
  return buildSchema(await readFile(new URL('../../../gateway/api.graphql', import.meta.url), 'utf8'), {
    assumeValidSDL: true,
  });
}

/** Turns a failure to reach the graph into words about what to do. */
export function explainFailure(error: unknown): unknown {
  if (!isPartnerApiError(error)) return error;
  return new CommandError(describeApiError(error), exitCodes.failed, { cause: error });
}
