import { createHmac } from 'node:crypto';
import {
  base64url,
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JSONWebKeySet,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { describe, expect, it } from 'vitest';
import { ada } from '../testing/stub-identity.ts';
import { createIdentity } from './identity.ts';

const now = new Date('2026-10-15T09:00:00Z');
const seconds = Math.floor(now.getTime() / 1000);
const issuer = 'https://login.example.com';
const audience = 'channelgraph';

const ours = await generateKeyPair('EdDSA', { extractable: true });
const other = await generateKeyPair('EdDSA', { extractable: true });
const es512 = await generateKeyPair('ES512', { extractable: true });
const keys: JSONWebKeySet = {
  keys: [
    { ...(await exportJWK(ours.publicKey)), kid: 'current', alg: 'EdDSA', use: 'sig' },
    { ...(await exportJWK(es512.publicKey)), kid: 'es512', alg: 'ES512', use: 'sig' },
  ],
};

interface Making {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: CryptoKey;
}

function make({ claims = {}, header = {}, key = ours.privateKey }: Making = {}): Promise<string> {
  const payload = { iss: issuer, aud: audience, sub: 'ada', iat: seconds, exp: seconds + 600, ...claims };
  return new SignJWT(JSON.parse(JSON.stringify(payload)) as Record<string, unknown>)
    .setProtectedHeader({ alg: 'EdDSA', kid: 'current', typ: 'at+jwt', ...header })
    .sign(key);
}

const identity = createIdentity({
  trusted: { issuer, audience, keys },
  resolveIdentity: (subject) => Promise.resolve(subject === 'ada' ? ada : null),
  now: () => now,
});

function tamper(token: string): string {
  const [header, , signature] = token.split('.');
  const payload = { iss: issuer, aud: audience, sub: 'ada', iat: seconds, exp: seconds + 6_000_000 };
  return [header, base64url.encode(JSON.stringify(payload)), signature].join('.');
}

async function hmacWithPublicKey(): Promise<string> {
  const head = base64url.encode(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: 'current' }));
  const body = base64url.encode(
    JSON.stringify({ iss: issuer, aud: audience, sub: 'ada', iat: seconds, exp: seconds + 600 }),
  );
  const spki = await exportSPKI(ours.publicKey);
  const signature = createHmac('sha256', spki).update(`${head}.${body}`).digest('base64url');
  return `${head}.${body}.${signature}`;
}

const unsecured = () =>
  new UnsecuredJWT({ sub: 'ada' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 600)
    .encode();

describe('an access token that is accepted', () => {
  it.each<[string, Making]>([
    ['as issued', {}],
    ['for several audiences, ours among them', { claims: { aud: ['other', audience] } }],
    ['that expired 3 s ago, within the tolerance for clocks', { claims: { exp: seconds - 3 } }],
    ['with a not-before in 3 s', { claims: { nbf: seconds + 3 } }],
  ])('%s', async (_what, making) => {
    expect(await identity.authenticate(`Bearer ${await make(making)}`)).toEqual(ada);
  });

  it('after a lower-case scheme', async () => {
    expect(await identity.authenticate(`bearer ${await make()}`)).toEqual(ada);
  });

  it('of another type, where the issuer is configured so', async () => {
    const lenient = createIdentity({
      trusted: { issuer, audience, keys, tokenType: null },
      resolveIdentity: () => Promise.resolve(ada),
      now: () => now,
    });
    expect(await lenient.authenticate(`Bearer ${await make({ header: { typ: 'JWT' } })}`)).toEqual(ada);
  });
});

describe('an access token that is refused', () => {
  const refusals: [string, () => string | undefined | Promise<string>][] = [
    ['no header', () => undefined],
    ['an empty header', () => ''],
    ['the scheme alone', () => 'Bearer '],
    ['another scheme', async () => `Basic ${await make()}`],
    ['a token without its scheme', () => make()],
    ['two parts', async () => `Bearer ${(await make()).split('.').slice(0, 2).join('.')}`],
    ['words', () => 'Bearer not a token'],
    ['alg none', () => `Bearer ${unsecured()}`],
    ['HS256 with our public key as the secret', async () => `Bearer ${await hmacWithPublicKey()}`],
    ['another key under our key’s id', async () => `Bearer ${await make({ key: other.privateKey })}`],
    [
      'an unknown key id',
      async () => `Bearer ${await make({ header: { kid: 'unknown' }, key: other.privateKey })}`,
    ],
    ['a key id that is a path', async () => `Bearer ${await make({ header: { kid: '../../dev/null' } })}`],
    [
      'its own key in the header',
      async () =>
        `Bearer ${await make({ header: { kid: 'mine', jwk: await exportJWK(other.publicKey) }, key: other.privateKey })}`,
    ],
    [
      'the address of its own keys',
      async () =>
        `Bearer ${await make({ header: { kid: 'mine', jku: 'https://evil.example/keys', x5u: 'https://evil.example/x' }, key: other.privateKey })}`,
    ],
    [
      'an algorithm that is not on our list',
      async () => `Bearer ${await make({ header: { alg: 'ES512', kid: 'es512' }, key: es512.privateKey })}`,
    ],
    ['the type of an id token', async () => `Bearer ${await make({ header: { typ: 'JWT' } })}`],
    [
      'the type of an internal token',
      async () => `Bearer ${await make({ header: { typ: 'internal+jwt' } })}`,
    ],
    ['another issuer', async () => `Bearer ${await make({ claims: { iss: 'https://evil.example' } })}`],
    ['no issuer', async () => `Bearer ${await make({ claims: { iss: undefined } })}`],
    ['a sibling’s audience', async () => `Bearer ${await make({ claims: { aud: 'partners' } })}`],
    ['audiences without ours', async () => `Bearer ${await make({ claims: { aud: ['a', 'b'] } })}`],
    ['no audience', async () => `Bearer ${await make({ claims: { aud: undefined } })}`],
    ['no expiry', async () => `Bearer ${await make({ claims: { exp: undefined } })}`],
    ['an expiry 10 s ago', async () => `Bearer ${await make({ claims: { exp: seconds - 10 } })}`],
    ['an expiry that is text', async () => `Bearer ${await make({ claims: { exp: 'tomorrow' } })}`],
    ['a not-before in 60 s', async () => `Bearer ${await make({ claims: { nbf: seconds + 60 } })}`],
    ['an issue 2 h ago', async () => `Bearer ${await make({ claims: { iat: seconds - 7_200 } })}`],
    [
      'an issue in the future',
      async () => `Bearer ${await make({ claims: { iat: seconds + 600, exp: seconds + 900 } })}`,
    ],
    ['no time of issue', async () => `Bearer ${await make({ claims: { iat: undefined } })}`],
    ['no subject', async () => `Bearer ${await make({ claims: { sub: undefined } })}`],
    ['an empty subject', async () => `Bearer ${await make({ claims: { sub: '' } })}`],
    ['an unknown subject', async () => `Bearer ${await make({ claims: { sub: 'mallory' } })}`],
    ['a payload changed after signing', async () => `Bearer ${tamper(await make())}`],
    ['a signature cut short', async () => `Bearer ${(await make()).slice(0, -4)}`],
    ['one megabyte', () => `Bearer ${'a'.repeat(1_000_000)}`],
    [
      'a valid token, padded above 8 kB',
      async () => `Bearer ${await make({ claims: { filler: 'x'.repeat(9_000) } })}`,
    ],
    ['two tokens', async () => `Bearer ${await make()}, Bearer ${await make()}`],
  ];

  it.each(refusals)('%s', async (_what, header) => {
    const refusal = await identity.authenticate(await header()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('a critical extension that nobody knows', async () => {
    const [, payload, signature] = (await make()).split('.');
    const header = base64url.encode(
      JSON.stringify({ alg: 'EdDSA', kid: 'current', typ: 'at+jwt', crit: ['surprise'], surprise: 1 }),
    );
    await expect(identity.authenticate(`Bearer ${header}.${payload}.${signature}`)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('says the same about every bad token', async () => {
    const messages = await Promise.all(
      [
        make({ key: other.privateKey }),
        make({ claims: { exp: seconds - 10 } }),
        make({ claims: { iss: 'x' } }),
      ].map(
        async (token) =>
          ((await identity.authenticate(`Bearer ${await token}`).catch((error: unknown) => error)) as Error)
            .message,
      ),
    );
    expect(new Set(messages)).toEqual(
      new Set(['The access token is not valid here. Get a new one and retry.']),
    );
  });
});
