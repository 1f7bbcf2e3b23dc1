import type { Viewer } from '@channelgraph/core/viewer.ts';
import { UnauthenticatedError } from '@channelgraph/server/request-errors.ts';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { createViewerCache, type ResolveIdentity } from './viewer-cache.ts';

/** The issuer whose access tokens are accepted. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** The issuer's public keys: the address of its JWKS, or the set itself. */
  readonly keys: URL | JSONWebKeySet;
  /**
   * The `typ` header of an access token; null accepts any, for providers that do not follow RFC 9068.
   *
   * @defaultValue `at+jwt`
   */
  readonly tokenType?: string | null;
}

/** How the gateway learns who is calling. */
export interface IdentityOptions {
  readonly trusted: TrustedIssuer;
  /** Turns the token's subject into a viewer; null where nobody has it. */
  readonly resolveIdentity: ResolveIdentity;
  /** @defaultValue the machine's time */
  readonly now?: () => Date;
}

/** Establishes the viewer of a request. */
export interface Identity {
  /**
   * Verifies the value of an `authorization` header.
   *
   * @throws UnauthenticatedError, or any other error when the issuer or the partners service does not answer
   */
  authenticate(authorization: string | undefined): Promise<Viewer>;
}

const maxTokenLength = 8_192;
const algorithms = ['EdDSA', 'ES256', 'RS256'];

/**
 * Creates the check of bearer access tokens.
 *
 * @remarks The token names the person and nothing more: role, company and capabilities come from
 * `resolveIdentity`, so a right that was taken away is gone within 30 seconds.
 */
export function createIdentity(options: IdentityOptions): Identity {
  const { trusted, resolveIdentity, now = () => new Date() } = options;
  const keys = openKeys(trusted.keys);
  const viewers = createViewerCache({ resolveIdentity, now });
  const { tokenType = 'at+jwt' } = trusted;

  async function readSubject(token: string): Promise<string> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: trusted.issuer,
        audience: trusted.audience,
        algorithms,
        requiredClaims: ['sub', 'exp', 'iat'],
        clockTolerance: 5,
        maxTokenAge: '1h',
        currentDate: now(),
        ...(tokenType === null ? {} : { typ: tokenType }),
      });
      if (payload.sub) return payload.sub;
    } catch (error) {
      if (isProviderFault(error)) throw error;
      // Why a token is bad helps only those who make bad tokens.
    }
    throw new UnauthenticatedError('The access token is not valid here. Get a new one and retry.');
  }

  return {
    async authenticate(authorization) {
      const subject = await readSubject(readBearer(authorization));
      const viewer = await viewers.get(subject);
      if (viewer !== null) return viewer;
      throw new UnauthenticatedError('The access token names nobody known to this program.');
    },
  };
}

function openKeys(keys: URL | JSONWebKeySet): JWTVerifyGetKey {
  if (!(keys instanceof URL)) return createLocalJWKSet(keys);
  return createRemoteJWKSet(keys, {
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    timeoutDuration: 2_000,
  });
}

/** Tells a token that is wrong from an issuer whose keys cannot be fetched. */
function isProviderFault(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'].includes(error.code);
}

function readBearer(authorization: string | undefined): string {
  const token = /^bearer +([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1];
  if (token !== undefined && token.length <= maxTokenLength) return token;
  throw new UnauthenticatedError('Send an access token in the header "authorization: Bearer <token>".');
}
