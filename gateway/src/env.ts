import {
  environmentValues,
  type EnvironmentProblem,
  readEnvironment,
} from '@channelgraph/server/environment.ts';
import { z } from 'zod';
import { isLoopback } from './loopback.ts';
import { type ConfiguredLimits, parseLimits } from './limits/parse-limits.ts';

/** The settings of the graph itself, the same in either shape of a deployment. */
export const graphSettings = {
  /** Whether clients may ask for the schema. */
  GRAPHQL_INTROSPECTION: environmentValues.flag.optional(),
  /** Limits and times that differ from the defaults, as a JSON object. */
  GATEWAY_LIMITS: z.string().default('{}').transform(readLimits),
};

const environmentShape = {
  NODE_ENV: environmentValues.nodeEnvironment.default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: environmentValues.port.default(4000),
  LOG_LEVEL: environmentValues.logLevel.default('info'),
  PARTNERS_URL: environmentValues.httpUrl.default('http://127.0.0.1:4001'),
  DEALS_URL: environmentValues.httpUrl.default('http://127.0.0.1:4002'),
  ENABLEMENT_URL: environmentValues.httpUrl.default('http://127.0.0.1:4003'),
  INCENTIVES_URL: environmentValues.httpUrl.default('http://127.0.0.1:4004'),
  /** The gateway's private JSON Web Key for internal tokens. */
  GATEWAY_INTERNAL_KEY: z.string('the private JSON Web Key with which the gateway signs its calls'),
  OIDC_ISSUER: environmentValues.httpUrl.optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_JWKS_URL: environmentValues.httpUrl.optional(),
  /** The `typ` header of access tokens; `any` accepts every one. */
  OIDC_TOKEN_TYPE: z.string().default('at+jwt'),
  ...graphSettings,
  DATA_DIRECTORY: z.string().default('.data'),
};

/** The settings of a gateway that runs as a process of its own. */
export type GatewayEnvironment = z.output<z.ZodObject<typeof environmentShape>>;

/** The settings, or everything that is wrong with them. */
export type GatewayEnvironmentReading =
  | { readonly isValid: true; readonly value: GatewayEnvironment }
  | { readonly isValid: false; readonly problems: readonly EnvironmentProblem[] };

/** Why a graph whose tokens come from the development issuer does not listen beyond this machine. */
export const openToTheNetwork =
  'opens the graph beyond this machine, and the development issuer signs tokens for anybody: set OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL, or listen on 127.0.0.1';

/** Reads the gateway's settings; production needs a real identity provider. */
export function readGatewayEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): GatewayEnvironmentReading {
  const reading = readEnvironment(environmentShape, variables);
  if (!reading.isValid) return reading;
  const { NODE_ENV, OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URL } = reading.value;
  const oidc = { OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URL };
  const missing = Object.entries(oidc).filter(([, value]) => value === undefined);
  const isComplete = missing.length === 0;
  const isAbsent = missing.length === Object.keys(oidc).length;
  if (isComplete) return reading;
  if (isAbsent && NODE_ENV !== 'production') {
    if (isLoopback(reading.value.HOST)) return reading;
    return { isValid: false, problems: [{ variable: 'HOST', problem: openToTheNetwork }] };
  }
  const problem = 'is not set (OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL belong together)';
  return { isValid: false, problems: missing.map(([variable]) => ({ variable, problem })) };
}

function readLimits(text: string, context: z.RefinementCtx): ConfiguredLimits {
  try {
    return parseLimits(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'cannot be read' });
    return z.NEVER;
  }
}

/** Tells whether this process serves real users. */
export function isProduction(): boolean {
  return process.env['NODE_ENV'] === 'production';
}
