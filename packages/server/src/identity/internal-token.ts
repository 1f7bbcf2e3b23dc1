import { createHash, randomUUID } from 'node:crypto';
import { SignJWT, createLocalJWKSet, exportJWK, generateKeyPair, importJWK, jwtVerify } from 'jose';
import type { CryptoKey, JSONWebKeySet, JWK } from 'jose';
import { capabilities, roles } from '@channelgraph/core/viewer.ts';
import type { Capability, Role, Viewer } from '@channelgraph/core/viewer.ts';
import { UnauthenticatedError } from '../request-errors.ts';

/** The header that carries the internal token. Copies sent by clients are dropped at the edge. */
export const internalTokenHeader = 'x-channelgraph-internal';

const lifetimeSeconds = 30;
const algorithm = 'EdDSA';

/** The key pair with which one process speaks to the others; its `kid` is the process's name. */
export interface InternalSigner {
  readonly name: string;
  readonly key: CryptoKey;
}

/** What an internal token says: on whose behalf, in which request. */
export interface InternalCall {
  /** The process that signed, e.g. `gateway`. */
  readonly issuer: string;
  readonly viewer: Viewer;
  readonly requestId: string;
}

/** Makes a new key pair as JSON Web Keys; the public one goes to everybody who must verify. */
export async function generateInternalKey(name: string): Promise<{ privateKey: JWK; publicKey: JWK }> {
  const pair = await generateKeyPair(algorithm, { extractable: true, crv: 'Ed25519' });
  const common = { kid: name, alg: algorithm, use: 'sig' };
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), ...common },
    publicKey: { ...(await exportJWK(pair.publicKey)), ...common },
  };
}

/** Reads a private JSON Web Key. @throws Error when it has no `kid`. */
export async function importInternalSigner(jwk: JWK): Promise<InternalSigner> {
  if (!jwk.kid) throw new Error('The internal key has no kid: make one with generateInternalKey.');
  return { name: jwk.kid, key: (await importJWK(jwk, algorithm)) as CryptoKey };
}

/**
 * Signs the token of one call: who asks, for which audience, and for exactly these bytes.
 *
 * @remarks Valid for 30 seconds. Bound to the body, so that a captured token runs nothing else.
 */
export async function signInternalToken(
  signer: InternalSigner,
  call: {
    readonly audience: string;
    readonly viewer: Viewer;
    readonly requestId: string;
    readonly body: string;
  },
): Promise<string> {
  const { viewer, requestId, audience, body } = call;
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    role: viewer.role,
    pid: viewer.partnerId,
    caps: viewer.capabilities,
    name: viewer.displayName,
    rid: requestId,
    bh: hashBody(body),
  })
    .setProtectedHeader({ alg: algorithm, kid: signer.name, typ: 'internal+jwt' })
    .setIssuer(signer.name)
    .setAudience(audience)
    .setSubject(viewer.userId)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + lifetimeSeconds)
    .sign(signer.key);
}

/**
 * Creates the check that a process makes of every call before it looks at the body.
 *
 * @remarks The gateway may speak for anybody; a service only for itself, with the role SERVICE.
 */
export function createInternalVerifier(
  audience: string,
  trustedKeys: JSONWebKeySet,
): (token: string | undefined, body: string) => Promise<InternalCall> {
  const keys = createLocalJWKSet(trustedKeys);
  return async (token, body) => {
    if (!token) throw new UnauthenticatedError('The call carries no internal token.');
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        algorithms: [algorithm],
        audience,
        typ: 'internal+jwt',
        clockTolerance: 5,
        maxTokenAge: `${lifetimeSeconds}s`,
        requiredClaims: ['iss', 'sub', 'exp', 'iat', 'role', 'rid', 'bh'],
      });
      const issuer = String(payload.iss);
      const viewer = readViewer(payload);
      const mayCarry = issuer === 'gateway' || viewer.role === 'SERVICE';
      if (issuer !== protectedHeader.kid || !mayCarry || payload['bh'] !== hashBody(body)) throw new Error();
      return { issuer, viewer, requestId: String(payload['rid']) };
    } catch {
      throw new UnauthenticatedError('The internal token is not valid for this call.');
    }
  };
}

function readViewer(claims: Record<string, unknown>): Viewer {
  const { sub, role, pid, caps, name } = claims;
  if (typeof sub !== 'string' || !roles.includes(role as Role)) throw new Error();
  const held = Array.isArray(caps) ? caps : [];
  return {
    userId: sub,
    role: role as Role,
    partnerId: typeof pid === 'string' ? pid : null,
    capabilities: held.filter((each): each is Capability => capabilities.includes(each as Capability)),
    displayName: typeof name === 'string' ? name : sub,
  };
}

function hashBody(body: string): string {
  return createHash('sha256').update(body).digest('base64url');
}
