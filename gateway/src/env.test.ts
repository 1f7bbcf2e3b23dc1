import { describe, expect, it } from 'vitest';
import { readGatewayEnvironment } from './env.ts';

const key = { GATEWAY_INTERNAL_KEY: '{"kty":"OKP"}' };
const oidc = {
  OIDC_ISSUER: 'https://login.example.com',
  OIDC_AUDIENCE: 'channelgraph',
  OIDC_JWKS_URL: 'https://login.example.com/keys',
};
const problemsOf = (variables: Record<string, string>) => {
  const reading = readGatewayEnvironment(variables);
  return reading.isValid ? [] : [...new Set(reading.problems.map(({ variable }) => variable))];
};

describe('readGatewayEnvironment', () => {
  it('needs only the internal key in development', () => {
    expect(problemsOf(key)).toEqual([]);
    expect(problemsOf({})).toEqual(['GATEWAY_INTERNAL_KEY']);
  });

  it('needs a whole identity provider in production, and a whole one wherever part of one is named', () => {
    expect(problemsOf({ ...key, NODE_ENV: 'production' })).toEqual(Object.keys(oidc));
    expect(problemsOf({ ...key, ...oidc, NODE_ENV: 'production' })).toEqual([]);
    expect(problemsOf({ ...key, OIDC_ISSUER: oidc.OIDC_ISSUER })).toEqual(['OIDC_AUDIENCE', 'OIDC_JWKS_URL']);
  });

  it('listens beyond this machine only with an identity provider', () => {
    expect(problemsOf({ ...key, HOST: '0.0.0.0' })).toEqual(['HOST']);
    expect(problemsOf({ ...key, ...oidc, HOST: '0.0.0.0' })).toEqual([]);
    expect(problemsOf({ ...key, HOST: 'localhost' })).toEqual([]);
  });

  it('reports every problem at once', () => {
    expect(problemsOf({ PORT: 'http', DEALS_URL: 'nowhere' })).toEqual([
      'PORT',
      'DEALS_URL',
      'GATEWAY_INTERNAL_KEY',
    ]);
  });

  it('reads limits that differ from the defaults', () => {
    const reading = readGatewayEnvironment({ ...key, GATEWAY_LIMITS: '{"maxDepth":14}' });
    expect(reading.isValid && reading.value.GATEWAY_LIMITS).toEqual({ limits: { maxDepth: 14 } });
    expect(problemsOf({ ...key, GATEWAY_LIMITS: '{"maxDepth":0}' })).toEqual(['GATEWAY_LIMITS']);
  });
});
