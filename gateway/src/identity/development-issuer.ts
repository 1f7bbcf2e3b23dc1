import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  SignJWT,
} from 'jose';
import { isProduction } from '../env.ts';
import type { TrustedIssuer } from './identity.ts';

const issuerName = 'https://development.channelgraph.internal';
const audience = 'channelgraph';
const algorithm = 'EdDSA';
const keyFile = 'development-issuer.jwk.json';

/** A person of the demo program whom a developer can be. */
export interface Persona {
  /** The token's subject, e.g. `harbor.sales`. */
  readonly name: string;
  readonly description: string;
}

/** Signs access tokens for personas, in place of a real identity provider. */
export interface DevelopmentIssuer {
  readonly personas: readonly Persona[];
  /** What an {@link Identity} needs to accept this issuer's tokens. */
  readonly trusted: TrustedIssuer;
  /**
   * Signs a token that is valid for one hour.
   *
   * @throws Error for a name that is not a persona's
   */
  issueToken(persona: string): Promise<string>;
}

/**
 * Creates the issuer, with the key pair kept in the data directory.
 *
 * @throws Error in production
 */
export async function createDevelopmentIssuer(options: {
  readonly dataDirectory: string;
  readonly personas: readonly Persona[];
  readonly now?: () => Date;
}): Promise<DevelopmentIssuer> {
  if (isProduction()) {
    throw new Error(
      'The development issuer signs tokens for anybody and does not run with NODE_ENV=production: configure OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL.',
    );
  }
  const { dataDirectory, personas, now = () => new Date() } = options;
  const privateJwk = await loadOrCreateKey(dataDirectory);
  const key = (await importJWK(privateJwk, algorithm)) as CryptoKey;
  return {
    personas,
    trusted: { issuer: issuerName, audience, keys: publicKeySet(privateJwk) },
    async issueToken(persona) {
      if (!personas.some(({ name }) => name === persona)) {
        const names = personas.map(({ name }) => name).join(', ');
        throw new Error(`There is no persona "${persona}". Choose one of: ${names}.`);
      }
      const issuedAt = Math.floor(now().getTime() / 1000);
      return new SignJWT({})
        .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid: privateJwk.kid ?? '' })
        .setIssuer(issuerName)
        .setAudience(audience)
        .setSubject(persona)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + 3600)
        .sign(key);
    },
  };
}

async function loadOrCreateKey(directory: string): Promise<JWK> {
  const path = join(directory, keyFile);
  try {
    return JSON.parse(await readFile(path, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(pair.privateKey)), kid: 'development', alg: algorithm };
  await mkdir(directory, { recursive: true });
  const draft = join(directory, `${keyFile}.${randomUUID()}`);
  await writeFile(draft, JSON.stringify(jwk), { mode: 0o600 });
  try {
    // Unlike writing in place, a link appears whole or not at all, and never replaces another's.
    await link(draft, path);
    return jwk;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return JSON.parse(await readFile(path, 'utf8')) as JWK;
  } finally {
    await unlink(draft);
  }
}

function publicKeySet({ kty, crv, x, kid, alg }: JWK): JSONWebKeySet {
  return { keys: [{ kty, crv, x, kid, alg, use: 'sig' } as JWK] };
}
