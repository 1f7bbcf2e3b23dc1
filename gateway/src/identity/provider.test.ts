import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ada } from '../testing/stub-identity.ts';
import { sendJson } from '../testing/stub-server.ts';
import { createIdentity } from './identity.ts';

const issuer = 'https://login.example.com';
const audience = 'channelgraph';
const pair = await generateKeyPair('ES256', { extractable: true });
const publicKey = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
let answer: (response: Parameters<typeof sendJson>[0]) => void;
const server = createServer((_request, response) => answer(response));
let keys: URL;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  keys = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const token = await new SignJWT({})
  .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'at+jwt' })
  .setIssuer(issuer)
  .setAudience(audience)
  .setSubject('ada')
  .setIssuedAt()
  .setExpirationTime('10m')
  .sign(pair.privateKey);

const identity = (url = keys) =>
  createIdentity({ trusted: { issuer, audience, keys: url }, resolveIdentity: () => Promise.resolve(ada) });

describe('an identity provider with published keys', () => {
  it('is asked for its keys once', async () => {
    let asked = 0;
    answer = (response) => {
      asked += 1;
      sendJson(response, 200, { keys: [publicKey] });
    };
    const both = identity();
    expect(await both.authenticate(`Bearer ${token}`)).toEqual(ada);
    expect(await both.authenticate(`Bearer ${token}`)).toEqual(ada);
    expect(asked).toBe(1);
  });

  it('that does not know the key refuses the token', async () => {
    answer = (response) => sendJson(response, 200, { keys: [{ ...publicKey, kid: 'k2' }] });
    await expect(identity().authenticate(`Bearer ${token}`)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('that fails is no fault of the token', async () => {
    answer = (response) => sendJson(response, 500, {});
    await expect(identity().authenticate(`Bearer ${token}`)).rejects.not.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await expect(
      identity(new URL('http://127.0.0.1:1/keys')).authenticate(`Bearer ${token}`),
    ).rejects.not.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
