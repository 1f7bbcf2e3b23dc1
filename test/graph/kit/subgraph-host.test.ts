import { SignJWT, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import {
  generateInternalKey,
  importInternalSigner,
  internalTokenHeader,
  signInternalToken,
} from '@channelgraph/server/identity/internal-token.ts';
import type { InternalSigner } from '@channelgraph/server/identity/internal-token.ts';
import { createLogger } from '@channelgraph/server/logging.ts';
import { hostSubgraph } from '@channelgraph/server/subgraph-host.ts';
import { admin, partnerUser, startKitService } from './kit-service.ts';

type Service = Awaited<ReturnType<typeof startKitService>>;

const query = JSON.stringify({ query: '{ partnersAuditEvents { totalCount } }' });
const entities = JSON.stringify({ query: '{ _entities(representations: []) { __typename } }' });
const sdl = JSON.stringify({ query: '{ _service { sdl } }' });

let service: Service;
let host: ReturnType<typeof hostSubgraph>;
let url: string;
let gateway: InternalSigner;
let deals: InternalSigner;
let stranger: InternalSigner;
let statements = 0;

async function signer(name: string, trusted: object[]): Promise<InternalSigner> {
  const { privateKey, publicKey } = await generateInternalKey(name);
  trusted.push(publicKey);
  return importInternalSigner(privateKey);
}

beforeAll(async () => {
  service = await startKitService({ onStatement: () => (statements += 1) });
  const trusted: object[] = [];
  gateway = await signer('gateway', trusted);
  deals = await signer('deals', trusted);
  stranger = await signer('gateway', []);
  host = hostSubgraph({
    subgraph: { ...service.subgraph, resolveIdentity: async (subject) => (subject === 'ada' ? admin : null) },
    trustedKeys: { keys: trusted },
    logger: createLogger({ name: 'host', level: 'silent' }),
    port: 0,
  });
  url = await host.listen();
});

afterAll(async () => {
  await host.close();
  await service[Symbol.asyncDispose]();
});

interface Call {
  readonly by?: InternalSigner;
  readonly audience?: string;
  readonly viewer?: Viewer;
  readonly signedBody?: string;
}

function sign(
  body: string,
  { by = gateway, audience = 'partners', viewer = admin, signedBody = body }: Call = {},
): Promise<string> {
  return signInternalToken(by, { audience, viewer, requestId: 'req-1', body: signedBody });
}

async function post(path: string, body: string, token?: string | null): Promise<Response> {
  const authorization = token === null || token === undefined ? {} : { [internalTokenHeader]: token };
  return fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body,
  });
}

describe('a subgraph over HTTP', () => {
  it('answers the gateway as the viewer that the token names', async () => {
    const response = await post('/graphql', query, await sign(query));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ data: { partnersAuditEvents: { totalCount: 0 } } });
  });

  const forgeries: Record<string, (body: string) => Promise<string | null>> = {
    'no token': async () => null,
    'an empty token': async () => '',
    'a token that is none': async () => 'abc.def.ghi',
    'a token signed by a stranger who took a known name': (body) => sign(body, { by: stranger }),
    'a token for a sibling': (body) => sign(body, { audience: 'deals' }),
    'a token for another body': (body) => sign(body, { signedBody: `${body} ` }),
    'a service that speaks for a person': (body) => sign(body, { by: deals, viewer: partnerUser('prt_a') }),
    'a changed payload': async (body) => {
      const [head, payload, signature] = (await sign(body)).split('.') as [string, string, string];
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
      return [
        head,
        Buffer.from(JSON.stringify({ ...claims, role: 'SERVICE' })).toString('base64url'),
        signature,
      ].join('.');
    },
    'no signature at all': async (body) => {
      const [, payload] = (await sign(body)).split('.') as [string, string];
      return `${Buffer.from('{"alg":"none","typ":"internal+jwt","kid":"gateway"}').toString('base64url')}.${payload}.`;
    },
    'a token of another algorithm': async () => {
      const { privateKey } = await generateKeyPair('ES256');
      return new SignJWT({ role: 'SERVICE', rid: 'r', bh: 'x' })
        .setProtectedHeader({ alg: 'ES256', kid: 'gateway', typ: 'internal+jwt' })
        .setIssuer('gateway')
        .setAudience('partners')
        .setSubject('x')
        .setIssuedAt()
        .setExpirationTime('30s')
        .sign(privateKey);
    },
    'an old token': async (body) => {
      const then = Math.floor(Date.now() / 1000) - 120;
      return new SignJWT({ role: 'SERVICE', rid: 'r', bh: body })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'gateway', typ: 'internal+jwt' })
        .setIssuer('gateway')
        .setAudience('partners')
        .setSubject('x')
        .setIssuedAt(then)
        .setExpirationTime(then + 30)
        .sign(gateway.key);
    },
  };

  it.each(Object.keys(forgeries))('refuses %s before any statement runs', async (name) => {
    for (const body of [query, entities, sdl]) {
      const before = statements;
      const response = await post('/graphql', body, await forgeries[name]!(body));
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        errors: [{ message: 'The call is not for this service.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
      expect(statements).toBe(before);
    }
  });

  it('takes operations from the gateway only, so that one service’s key opens no other', async () => {
    const before = statements;
    const token = await sign(query, { by: deals, viewer: serviceViewer('deals') });
    expect((await post('/graphql', query, token)).status).toBe(403);
    expect(statements).toBe(before);
  });

  it('takes events only from the service that makes them', async () => {
    const body = JSON.stringify({
      id: 'evt_1',
      type: 'deals.metrics.recorded',
      subject: 'prt_a',
      sequence: 1,
      data: {},
    });
    const viewer = serviceViewer('x');
    expect((await post('/events', body, await sign(body, { viewer }))).status).toBe(403);
    const forged = JSON.stringify({
      id: 'evt_1',
      type: 'enablement.metrics.recorded',
      subject: 'prt_a',
      sequence: 1,
      data: {},
    });
    expect((await post('/events', forged, await sign(forged, { by: deals, viewer }))).status).toBe(403);
    expect((await post('/events', body, await sign(body))).status).toBe(403);
  });

  it('tells the gateway, and nobody else, who somebody is', async () => {
    const body = JSON.stringify({ subject: 'ada' });
    const viewer = serviceViewer('gateway');
    const answer = await post('/identity', body, await sign(body, { viewer }));
    expect(await answer.json()).toEqual({ viewer: admin });
    expect((await post('/identity', body, await sign(body, { by: deals, viewer }))).status).toBe(403);
    expect((await post('/identity', body, await sign(body))).status).toBe(403);
  });

  it.each(['GET', 'PUT', 'DELETE'])('knows no %s', async (method) => {
    expect((await fetch(new URL('/graphql', url), { method })).status).toBe(404);
  });
});
