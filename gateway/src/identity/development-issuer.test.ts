import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocalGateway } from '../testing/stub-gateway.ts';
import { ada } from '../testing/stub-identity.ts';
import { createDevelopmentIssuer } from './development-issuer.ts';
import { createIdentity } from './identity.ts';

const personas = [{ name: 'ada.admin', description: 'Administrator.' }];
let dataDirectory: string;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'gateway-issuer-'));
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => rm(dataDirectory, { recursive: true }));

describe('createDevelopmentIssuer', () => {
  it('does not exist in production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    await expect(createDevelopmentIssuer({ dataDirectory, personas })).rejects.toThrow(
      'does not run with NODE_ENV=production',
    );
  });

  it('keeps its key, readable for its owner only, so that tokens outlive a restart', async () => {
    const directory = join(dataDirectory, 'kept');
    const [first, second] = await Promise.all([
      createDevelopmentIssuer({ dataDirectory: directory, personas }),
      createDevelopmentIssuer({ dataDirectory: directory, personas }),
    ]);
    expect(second.trusted).toEqual(first.trusted);
    expect(await readdir(directory)).toEqual(['development-issuer.jwk.json']);
    expect((await stat(join(directory, 'development-issuer.jwk.json'))).mode & 0o077).toBe(0);
    const token = await first.issueToken('ada.admin');
    const identity = createIdentity({
      trusted: second.trusted,
      resolveIdentity: (subject) => Promise.resolve(subject === 'ada.admin' ? ada : null),
    });
    expect(await identity.authenticate(`Bearer ${token}`)).toEqual(ada);
  });

  it('publishes no private part of its key', async () => {
    const { trusted } = await createDevelopmentIssuer({ dataDirectory, personas });
    expect(JSON.stringify(trusted)).not.toContain('"d"');
  });

  it('names the personas when asked for another', async () => {
    const issuer = await createDevelopmentIssuer({ dataDirectory, personas });
    await expect(issuer.issueToken('mallory')).rejects.toThrow('Choose one of: ada.admin.');
  });
});

describe('the gateway with a development issuer', () => {
  it('lists personas, signs a token for one and accepts it', async () => {
    const development = await createDevelopmentIssuer({ dataDirectory, personas });
    const gateway = await startLocalGateway({
      development,
      identity: createIdentity({ trusted: development.trusted, resolveIdentity: () => Promise.resolve(ada) }),
    });
    try {
      expect(await (await fetch(`${gateway.url}/development/personas`)).json()).toEqual({ personas });
      const ask = (persona: unknown) =>
        fetch(`${gateway.url}/development/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ persona }),
        });
      expect((await ask('mallory')).status).toBe(400);
      expect((await ask(7)).status).toBe(400);
      const { token } = (await (await ask('ada.admin')).json()) as { token: string };
      const query = (headers: Record<string, string>) =>
        fetch(`${gateway.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query: '{ viewer { userId } }' }),
        });
      const answer = await query({ authorization: `Bearer ${token}` });
      expect(await answer.json()).toEqual({ data: { viewer: { userId: 'stf_ada' } } });
      const anonymous = await query({});
      expect(anonymous.status).toBe(401);
      expect(anonymous.headers.get('www-authenticate')).toBe('Bearer');
      expect(await anonymous.json()).toMatchObject({
        errors: [{ extensions: { code: 'UNAUTHENTICATED', retryable: false } }],
      });
      const inQuery = await fetch(
        `${gateway.url}/graphql?query=%7Bviewer%7BuserId%7D%7D&access_token=${token}`,
        {
          headers: { 'apollo-require-preflight': '1' },
        },
      );
      expect(inQuery.status).toBe(401);
    } finally {
      await gateway.stop();
    }
  });
});
