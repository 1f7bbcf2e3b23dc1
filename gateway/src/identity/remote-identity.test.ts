import { serviceViewer } from '@channelgraph/core/viewer.ts';
import {
  createInternalVerifier,
  generateInternalKey,
  importInternalSigner,
} from '@channelgraph/server/identity/internal-token.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHttpExchanger } from '../data-sources/http-exchange.ts';
import { signWith } from '../subgraph-access.ts';
import { ada } from '../testing/stub-identity.ts';
import { sendJson, startStubServer, type StubServer } from '../testing/stub-server.ts';
import { createStubSubgraphs } from '../testing/stub-subgraphs.ts';
import { createRemoteIdentity } from './remote-identity.ts';
import type { ResolveIdentity } from './viewer-cache.ts';

const exchanger = createHttpExchanger();
let server: StubServer;
let keys: Parameters<typeof startStubServer>[1];
let resolveIdentity: ResolveIdentity;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateInternalKey('gateway');
  keys = { keys: [publicKey] };
  server = await startStubServer(createStubSubgraphs().partners, keys);
  const sign = signWith(await importInternalSigner(privateKey));
  resolveIdentity = createRemoteIdentity({ url: server.url, sign, exchanger, timeoutMs: 150 });
});
afterEach(() => server.behave(null));
afterAll(async () => {
  exchanger.close();
  await server.close();
});

describe('createRemoteIdentity', () => {
  it('asks the partners service as a service, with a token for exactly this question', async () => {
    server.behave((response) => sendJson(response, 200, { viewer: ada }));
    expect(await resolveIdentity('ada.admin')).toEqual(ada);
    const seen = server.seen.at(-1);
    expect(seen?.body).toBe('{"subject":"ada.admin"}');
    const verify = createInternalVerifier('partners', keys);
    const call = await verify(String(seen?.headers['x-channelgraph-internal']), seen?.body ?? '');
    expect(call).toMatchObject({ issuer: 'gateway', viewer: serviceViewer('gateway') });
  });

  it('answers null for a subject that nobody has', async () => {
    server.behave((response) => sendJson(response, 200, { viewer: null }));
    expect(await resolveIdentity('mallory')).toBeNull();
  });

  it.each<[string, Parameters<StubServer['behave']>[0]]>([
    ['an error', (response) => sendJson(response, 503, {})],
    ['a refusal', (response) => sendJson(response, 401, { errors: [] })],
    [
      'a role that does not exist',
      (response) => sendJson(response, 200, { viewer: { ...ada, role: 'ROOT' } }),
    ],
    ['no viewer at all', (response) => sendJson(response, 200, {})],
    ['nothing', () => undefined],
  ])('fails on %s, and never invents a viewer', async (_what, misbehaviour) => {
    server.behave(misbehaviour);
    await expect(resolveIdentity('ada.admin')).rejects.toThrow();
  });
});
