import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  post,
  type SplitStubs,
  startSplitGateway,
  startLocalGateway,
  stubSupergraph,
} from './testing/stub-gateway.ts';
import { asAda, stubIdentity } from './testing/stub-identity.ts';
import { type Misbehaviour, sendJson } from './testing/stub-server.ts';
import { createStubSubgraphs } from './testing/stub-subgraphs.ts';
import { createGateway } from './server.ts';

const query =
  '{ partners(first: 2) { nodes { displayName openDealCount count: openDealCount } } viewer { userId } }';
const secret = 'pg://user:password@10.0.0.7/partners';
let split: SplitStubs;

beforeAll(async () => {
  split = await startSplitGateway({ subgraphTimeoutMs: 150, maxSubgraphResponseBytes: 10_000 });
});
afterEach(() => {
  split.deals.behave(null);
  split.partners.behave(null);
});
afterAll(() => split.stop());

const faults: [string, { retryable: boolean }, Misbehaviour][] = [
  ['drops the connection', { retryable: true }, (response) => response.destroy()],
  ['never answers', { retryable: true }, () => undefined],
  [
    'stops in the middle of an answer',
    { retryable: true },
    (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":'),
  ],
  ['is overloaded', { retryable: true }, (response) => sendJson(response, 503, { error: secret })],
  ['fails with a stack', { retryable: false }, (response) => sendJson(response, 500, { stack: secret })],
  [
    'refuses the internal token',
    { retryable: false },
    (response) =>
      sendJson(response, 401, { errors: [{ message: secret, extensions: { code: 'UNAUTHENTICATED' } }] }),
  ],
  [
    'redirects elsewhere',
    { retryable: false },
    (response) => void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
  ],
  [
    'answers a page',
    { retryable: false },
    (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${secret}</p>`),
  ],
  [
    'answers broken JSON',
    { retryable: false },
    (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{'),
  ],
  ['answers a list', { retryable: false }, (response) => sendJson(response, 200, [])],
  ['answers nothing', { retryable: false }, (response) => sendJson(response, 200, {})],
  [
    'answers errors of no shape',
    { retryable: false },
    (response) => sendJson(response, 200, { errors: [1] }),
  ],
  [
    'answers too few entities',
    { retryable: false },
    (response) => sendJson(response, 200, { data: { _entities: [] } }),
  ],
  [
    'answers entities of no shape',
    { retryable: false },
    (response) => sendJson(response, 200, { data: { _entities: 7 } }),
  ],
  [
    'answers more than the limit',
    { retryable: false },
    (response) => sendJson(response, 200, { data: { _entities: ['x'.repeat(20_000)] } }),
  ],
];

describe('a subgraph that fails', () => {
  it.each(faults)('blanks only its own fields when it %s', async (_name, { retryable }, misbehaviour) => {
    split.deals.behave(misbehaviour);
    const answer = await post(split.gateway, { query });
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({
      partners: {
        nodes: [
          { displayName: 'Partner 1', openDealCount: null, count: null },
          { displayName: 'Partner 2', openDealCount: null, count: null },
        ],
      },
      viewer: { userId: 'stf_ada' },
    });
    const extensions = {
      code: 'SERVICE_UNAVAILABLE',
      service: 'deals',
      retryable,
      requestId: answer.headers.get('x-request-id'),
    };
    const message = 'The deals service did not answer; its fields are missing.';
    expect(answer.errors).toEqual(
      [0, 1].flatMap((index) =>
        ['openDealCount', 'count'].map((field) => ({
          message,
          path: ['partners', 'nodes', index, field],
          extensions,
        })),
      ),
    );
    expect(answer.text).not.toMatch(/password|127\.0\.0\.1|stack/);
  });

  it.each(faults)(
    'blanks what it owns at the root when it %s',
    async (_name, { retryable }, misbehaviour) => {
      split.deals.behave(misbehaviour);
      const answer = await post(split.gateway, {
        query: '{ mine: deal(id: "opp_1") { name } viewer { userId } }',
      });
      expect(answer.data).toEqual({ mine: null, viewer: { userId: 'stf_ada' } });
      expect(answer.errors).toMatchObject([
        { path: ['mine'], extensions: { code: 'SERVICE_UNAVAILABLE', retryable } },
      ]);
      expect(answer.text).not.toMatch(/password|127\.0\.0\.1|stack/);
    },
  );

  it('is named by /readyz, which stays ready', async () => {
    split.deals.behave((response) => response.destroy());
    await post(split.gateway, { query });
    const degraded = await fetch(`${split.gateway.url}/readyz`);
    expect(degraded.status).toBe(200);
    expect(await degraded.json()).toEqual({ status: 'degraded', unavailable: ['deals'] });
    split.deals.behave(null);
    await post(split.gateway, { query });
    expect(await (await fetch(`${split.gateway.url}/readyz`)).json()).toEqual({
      status: 'ready',
      unavailable: [],
    });
  });

  it('is counted by service', async () => {
    split.deals.behave((response) => response.destroy());
    await post(split.gateway, { query });
    const metrics = await (await fetch(`${split.gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/partial_answers_total\{service="deals"\} [1-9]/);
    expect(metrics).toMatch(/subgraph_seconds_count\{service="deals",outcome="unavailable"\} [1-9]/);
  });

  it('gives every one of fifty simultaneous requests its partial answer', async () => {
    split.deals.behave(() => undefined);
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(split.gateway, { query })));
    expect(answers.map(({ errors }) => errors.length)).toEqual(Array.from({ length: 50 }, () => 4));
  });

  it('does not turn a mutation of another service into an error of the whole answer', async () => {
    split.deals.behave((response) => response.destroy());
    const answer = await post(split.gateway, {
      query: 'mutation { partnerRename(id: "prt_1", name: "New") { displayName openDealCount } }',
    });
    expect(answer.data).toEqual({ partnerRename: { displayName: 'New', openDealCount: null } });
    expect(answer.errors.map(({ path }) => path)).toEqual([['partnerRename', 'openDealCount']]);
  });

  it('passes its own typed errors on, placed in the client’s answer', async () => {
    split.deals.behave((response) =>
      sendJson(response, 200, {
        data: { _entities: [{ openDealCount: null }, { openDealCount: 2, count: 2 }] },
        errors: [
          {
            message: 'Slow down.',
            path: ['_entities', 0, 'openDealCount'],
            extensions: { code: 'THROTTLED', retryAfterSeconds: 3, stacktrace: [secret], url: secret },
          },
          { message: secret, path: ['_entities', 1, 'count'], extensions: { code: 'P2002' } },
        ],
      }),
    );
    const answer = await post(split.gateway, { query });
    expect(answer.text).not.toContain('password');
    expect(answer.errors).toMatchObject([
      {
        message: 'Slow down.',
        path: ['partners', 'nodes', 0, 'openDealCount'],
        extensions: { code: 'THROTTLED', retryable: true, retryAfterSeconds: 3, service: 'deals' },
      },
      { path: ['partners', 'nodes', 1, 'count'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
  });
});

describe('a call to a subgraph', () => {
  it('carries the internal token and the request id, and nothing of the client’s headers', async () => {
    split.deals.seen.length = 0;
    await post(
      split.gateway,
      { query },
      {
        'x-request-id': 'request-0001',
        'x-channelgraph-internal': 'forged',
        cookie: 'session=1',
        'x-forwarded-for': '10.1.1.1',
        'apollo-federation-include-trace': 'ftv1',
      },
    );
    const [seen] = split.deals.seen;
    expect(Object.keys(seen?.headers ?? {}).sort()).toEqual([
      'accept',
      'connection',
      'content-length',
      'content-type',
      'host',
      'x-channelgraph-internal',
      'x-request-id',
    ]);
    expect(seen?.headers['x-request-id']).toBe('request-0001');
    expect(seen?.headers['x-channelgraph-internal']).not.toBe('forged');
  });
});

describe('a connection that the subgraph has closed in the meantime', () => {
  const dropOnce = () => {
    split.partners.behave((response) => {
      split.partners.behave(null);
      response.destroy();
    });
    split.partners.seen.length = 0;
  };

  it('is replaced for a read', async () => {
    await post(split.gateway, { query: '{ viewer { userId } }' });
    dropOnce();
    const answer = await post(split.gateway, { query: '{ viewer { userId } }' });
    expect(answer.data).toEqual({ viewer: { userId: 'stf_ada' } });
    expect(split.partners.seen).toHaveLength(2);
  });

  it('is reported for a change, which may have happened', async () => {
    await post(split.gateway, { query: '{ viewer { userId } }' });
    dropOnce();
    const answer = await post(split.gateway, { query: 'mutation { partnerTouch(id: "prt_1") { id } }' });
    expect(answer.data).toEqual({ partnerTouch: null });
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
    expect(split.partners.seen).toHaveLength(1);
  });
});

describe('the deadline of a request', () => {
  it('ends a chain of calls that each stay within their own time', async () => {
    const hasty = await startSplitGateway({ subgraphTimeoutMs: 60_000, requestTimeoutMs: 100 });
    try {
      hasty.deals.behave(() => undefined);
      const answer = await post(hasty.gateway, { query });
      expect(answer.data).toMatchObject({ viewer: { userId: 'stf_ada' } });
      expect(answer.errors[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
    } finally {
      await hasty.stop();
    }
  });
});

describe('a subgraph in process that fails', () => {
  const stubs = createStubSubgraphs();
  const start = (createContext: () => unknown) =>
    createGateway({
      supergraph: stubSupergraph.supergraph,
      subgraphs: [stubs.partners, { ...stubs.deals, createContext }],
      identity: stubIdentity,
      port: 0,
      subgraphTimeoutMs: 50,
    });

  it('blanks only its own fields when it cannot even start', async () => {
    const gateway = await start(() => {
      throw new Error(secret);
    });
    try {
      const answer = await post(gateway, { query });
      expect(answer.text).not.toContain('password');
      expect(answer.errors).toHaveLength(4);
      expect(answer.errors[0]).toMatchObject({
        path: ['partners', 'nodes', 0, 'openDealCount'],
        extensions: { code: 'SERVICE_UNAVAILABLE', service: 'deals' },
      });
    } finally {
      await gateway.stop();
    }
  });

  it('blanks only its own fields when a resolver hangs', async () => {
    const { deals } = createStubSubgraphs();
    const partnerType = deals.schema.getType('Partner') as unknown as {
      getFields(): Record<string, { resolve: unknown }>;
    };
    partnerType.getFields()['openDealCount']!.resolve = () => new Promise(() => undefined);
    const gateway = await createGateway({
      supergraph: stubSupergraph.supergraph,
      subgraphs: [stubs.partners, deals],
      identity: stubIdentity,
      port: 0,
      subgraphTimeoutMs: 50,
    });
    try {
      const answer = await post(gateway, { query });
      expect(answer.data).toMatchObject({
        partners: { nodes: [{ displayName: 'Partner 1', openDealCount: null }, {}] },
      });
      expect(answer.errors[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
    } finally {
      await gateway.stop();
    }
  });
});

describe('identity when partners does not answer', () => {
  it('says that it may be retried, instead of refusing the token', async () => {
    const gateway = await startLocalGateway({
      identity: { authenticate: () => Promise.reject(new Error(secret)) },
    });
    try {
      const answer = await post(gateway, { query }, asAda);
      expect(answer.status).toBe(503);
      expect(answer.errors[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryable: true });
      expect(answer.text).not.toContain('password');
    } finally {
      await gateway.stop();
    }
  });
});
