import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeSupergraph } from './compose.ts';
import type { Gateway } from './server.ts';
import { hostileDocuments } from './testing/hostile-documents.ts';
import { post, startLocalGateway } from './testing/stub-gateway.ts';
import { ada, asAda } from './testing/stub-identity.ts';
import { createStubSubgraphs, stubSdl } from './testing/stub-subgraphs.ts';

let gateway: Gateway;
const lines: { message: string; details: object }[] = [];
const note = (details: object, message: string) => void lines.push({ message, details });
const logger = { debug: note, info: note, warn: note, error: note };

beforeAll(async () => {
  gateway = await startLocalGateway({ logger });
});
afterAll(() => gateway.stop());

describe('the gateway in process', () => {
  it('answers one query from two subgraphs', async () => {
    const answer = await post(gateway, {
      query: '{ viewer { userId } partners(first: 2) { nodes { displayName openDealCount } } }',
    });
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({
      viewer: { userId: 'stf_ada' },
      partners: {
        nodes: [
          { displayName: 'Partner 1', openDealCount: 1 },
          { displayName: 'Partner 2', openDealCount: 2 },
        ],
      },
    });
    expect(answer.errors).toEqual([]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('answers the same without HTTP, under the same limits', async () => {
    const query = '{ partner(id: "prt_3") { displayName deals { nodes { name } } } }';
    expect(await gateway.executeOperation({ query }, { viewer: ada })).toEqual({
      data: { partner: { displayName: 'Partner 3', deals: { nodes: [{ name: 'Deal 3' }] } } },
    });
    const refused = await gateway.executeOperation(
      { query: 'subscription { x }' },
      { viewer: ada, requestId: 'request-1' },
    );
    expect(refused.errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      rule: 'SUBSCRIPTION',
      retryable: false,
      requestId: 'request-1',
    });
  });

  it('finds any object by the prefix of its id, and fills it from the service that owns it', async () => {
    const query =
      'query($id: ID!) { node(id: $id) { __typename id ... on Deal { name } ... on Partner { displayName } } }';
    const deal = await post(gateway, { query, variables: { id: 'opp_2' } });
    expect(deal.data).toEqual({ node: { __typename: 'Deal', id: 'opp_2', name: 'Deal 2' } });
    const partner = await post(gateway, { query, variables: { id: 'prt_1' } });
    expect(partner.data).toEqual({ node: { __typename: 'Partner', id: 'prt_1', displayName: 'Partner 1' } });
  });

  it('passes on a refusal under its code, with the path of the field', async () => {
    const answer = await post(gateway, { query: '{ partners(first: 1) { nodes { id secret } } }' });
    expect(answer.data).toEqual({ partners: { nodes: [{ id: 'prt_1', secret: null }] } });
    expect(answer.errors).toEqual([
      {
        message: 'Only the partner may read this.',
        path: ['partners', 'nodes', 0, 'secret'],
        extensions: {
          code: 'FORBIDDEN',
          retryable: false,
          service: 'partners',
          requestId: answer.headers.get('x-request-id'),
        },
      },
    ]);
  });

  it('masks what a subgraph did not mean to say, and keeps it in the log', async () => {
    const answer = await post(gateway, { query: '{ broken viewer { userId } }' });
    expect(answer.text).not.toContain('password');
    expect(answer.data).toEqual({ broken: null, viewer: { userId: 'stf_ada' } });
    expect(answer.errors[0]).toMatchObject({
      path: ['broken'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'partners', retryable: false },
    });
    const logged = lines.find(({ message }) => message === 'subgraph error');
    expect(logged?.details).toMatchObject({ requestId: answer.headers.get('x-request-id') });
  });

  it.each([
    [
      'in a variable',
      { query: 'query($d: Date!) { partnersAsOf(day: $d) { id } }', variables: { d: 'soon' } },
    ],
    ['as a literal', { query: '{ partnersAsOf(day: "soon") { id } }' }],
  ])('blames the client for a value that a scalar refuses %s', async (_where, operation) => {
    const { errors } = await post(gateway, operation);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ path: ['partnersAsOf'], extensions: { code: 'BAD_USER_INPUT' } });
    expect(errors[0]?.message).toContain('A date is written like 2026-10-15.');
  });

  it('answers 400 to a variable of the wrong type', async () => {
    const query = 'query($first: Int) { partners(first: $first) { totalCount } }';
    const answer = await post(gateway, { query, variables: { first: 'ten' } });
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  it('does not hint at fields that the client misspelt', async () => {
    const answer = await post(gateway, { query: '{ partnerz { nodes { id } } }' });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('Did you mean');
  });

  it('takes over a sane request id, replaces any other, and sends it back', async () => {
    const query = '{ viewer { userId } }';
    const kept = await post(gateway, { query }, { 'x-request-id': 'abc-12345_6' });
    expect(kept.headers.get('x-request-id')).toBe('abc-12345_6');
    const replaced = await post(gateway, { query }, { 'x-request-id': "'; drop table x" });
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('logs a request by its operation, viewer and codes, and never its variables or document', async () => {
    const query = 'query Find($id: ID!) { partner(id: $id) { id } }';
    const { headers } = await post(gateway, { query, variables: { id: 'prt_confidential' } });
    const ours = lines.filter(
      ({ details }) => (details as { requestId?: string }).requestId === headers.get('x-request-id'),
    );
    expect(ours.map(({ message }) => message)).toEqual(['request']);
    expect(ours[0]?.details).toMatchObject({
      operation: 'Find',
      type: 'query',
      viewer: 'stf_ada',
      status: 200,
    });
    expect(JSON.stringify(ours)).not.toContain('confidential');
  });

  it('offers introspection where it is on, and refuses it where it is off', async () => {
    const query = '{ __schema { queryType { name } } }';
    expect((await post(gateway, { query })).data).toEqual({ __schema: { queryType: { name: 'Query' } } });
    const closed = await startLocalGateway({ introspection: false });
    try {
      const refused = await post(closed, { query });
      expect(refused.status).toBe(400);
      expect(refused.errors[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    } finally {
      await closed.stop();
    }
  });

  it('does not serve the subgraphs’ own entry points', async () => {
    for (const query of ['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }']) {
      expect((await post(gateway, { query })).status).toBe(400);
    }
  });

  it('does not show query plans', async () => {
    const answer = await post(
      gateway,
      { query: '{ viewer { userId } }' },
      {
        'apollo-query-plan-experimental': '1',
      },
    );
    expect(JSON.parse(answer.text)).toEqual({ data: { viewer: { userId: 'stf_ada' } } });
  });

  it('serves no explorer and signs no tokens without a development issuer', async () => {
    for (const path of ['/', '/explorer/explorer.js', '/development/personas']) {
      expect((await fetch(gateway.url + path)).status).toBe(404);
    }
    expect((await fetch(`${gateway.url}/development/token`, { method: 'POST' })).status).toBe(404);
  });

  it('counts requests, refusals and subgraph calls', async () => {
    await post(gateway, { query: 'subscription { x }' });
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('channelgraph_gateway_requests_total{status="200",code="OK"}');
    expect(metrics).toContain('channelgraph_gateway_refused_requests_total{rule="SUBSCRIPTION"}');
    expect(metrics).toContain(
      'channelgraph_gateway_subgraph_seconds_count{service="deals",outcome="answered"}',
    );
  });
});

describe('request shapes', () => {
  const query = '{ viewer { userId } }';
  const send = (path: string, init: RequestInit) => fetch(gateway.url + path, init);

  it('refuses a GET that a foreign page could send', async () => {
    const plain = await send(`/graphql?query=${encodeURIComponent(query)}`, { headers: asAda });
    expect(plain.status).toBe(400);
    const preflighted = await send(`/graphql?query=${encodeURIComponent(query)}`, {
      headers: { ...asAda, 'apollo-require-preflight': '1' },
    });
    expect(await preflighted.json()).toEqual({ data: { viewer: { userId: 'stf_ada' } } });
  });

  it('holds a GET to the limits, whatever stands before its query', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `a${index}: __typename`).join(' ');
    const headers = { ...asAda, 'apollo-require-preflight': '1' };
    for (const start of ['', 'x=?&', '?&', 'x=%3F&']) {
      const response = await send(`/graphql?${start}query=${encodeURIComponent(`{ ${many} }`)}`, { headers });
      const { errors } = (await response.json()) as { errors: { extensions: object }[] };
      expect(errors[0]?.extensions, start).toMatchObject({ rule: 'ALIASES' });
    }
  });

  it('refuses a mutation by GET', async () => {
    const mutation = encodeURIComponent('mutation { partnerTouch(id: "prt_1") { id } }');
    const headers = { ...asAda, 'apollo-require-preflight': '1' };
    expect((await send(`/graphql?query=${mutation}`, { headers })).status).toBe(405);
  });

  it.each([
    ['text', 'text/plain', JSON.stringify({ query })],
    ['a form', 'application/x-www-form-urlencoded', `query=${query}`],
    ['several parts', 'multipart/form-data; boundary=x', '--x--'],
    ['broken JSON', 'application/json', '{"query":'],
    ['nothing', 'application/json', ''],
    ['a list', 'application/json', JSON.stringify([{ query }])],
    ['no query', 'application/json', '{"variables":{}}'],
    ['a query that is no text', 'application/json', '{"query":{"kind":"Document"}}'],
    ['variables as text', 'application/json', JSON.stringify({ query, variables: '{}' })],
    ['a poisoned key', 'application/json', '{"query":"{ viewer { userId } }","__proto__":{"a":1}}'],
    ['another operation’s name', 'application/json', JSON.stringify({ query, operationName: 'Other' })],
  ])('refuses %s as a body with an error in the usual shape', async (_what, type, body) => {
    const response = await send('/graphql', {
      method: 'POST',
      headers: { ...asAda, 'content-type': type },
      body,
    });
    expect([400, 415]).toContain(response.status);
    const { errors } = (await response.json()) as { errors: { extensions: object }[] };
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      requestId: response.headers.get('x-request-id'),
    });
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  it('refuses headers above 16 kB', async () => {
    const response = await send('/graphql', {
      method: 'POST',
      headers: { ...asAda, 'content-type': 'application/json', 'x-filler': 'x'.repeat(17_000) },
      body: JSON.stringify({ query }),
    });
    expect(response.status).toBe(431);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});

describe('hostile requests', () => {
  it.each(hostileDocuments)('answers 400 with a code to %s', async (_what, query) => {
    const answer = await post(gateway, { query });
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false });
    expect(answer.errors.length).toBeLessThanOrEqual(5);
  });

  it('reports at most five of many mistakes', async () => {
    const answer = await post(gateway, { query: `{ viewer { ${'userId @x '.repeat(50)} } }` });
    expect(answer.status).toBe(400);
    expect(answer.errors).toHaveLength(5);
  });

  it('refuses a page that is too large and an operation that costs too much', async () => {
    const large = await post(gateway, {
      query: 'query($n: Int) { partners(first: $n) { totalCount } }',
      variables: { n: 99_999_999 },
    });
    expect(large.status).toBe(400);
    expect(large.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', rule: 'PAGE_SIZE' });
    const costly = await post(gateway, {
      query: '{ partners(first: 100) { nodes { deals(first: 100) { nodes { id } } } } }',
    });
    expect(costly.status).toBe(400);
    expect(costly.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', rule: 'COST' });
  });

  it('refuses a body above 256 kB', async () => {
    const query = `{ partner(id: "${'x'.repeat(1_000_000)}") { id } }`;
    const answer = await post(gateway, { query });
    expect(answer.status).toBe(413);
    expect(answer.errors[0]).toMatchObject({
      message: 'The body has more than 262144 bytes. Send several smaller requests.',
      extensions: { code: 'BAD_USER_INPUT', rule: 'BODY' },
    });
  });

  it('refuses a long list and a deep object in the variables', async () => {
    const query = 'query($id: ID!) { partner(id: $id) { id } }';
    const ids = await post(gateway, { query, variables: { id: 'prt_1', ids: Array(501).fill(1) } });
    expect(ids.errors[0]?.extensions?.['rule']).toBe('VARIABLES');
    const deep = `{"query":"${query}","variables":${'{"a":'.repeat(64)}1${'}'.repeat(64)}}`;
    expect((await post(gateway, deep)).errors[0]?.extensions?.['rule']).toBe('VARIABLES');
  });
});

describe('swapping the supergraph while running', () => {
  it('serves the new graph, and keeps the old one when the new one does not load', async () => {
    const swapped = await startLocalGateway();
    try {
      const query = '{ partner(id: "prt_1") { nickname } }';
      expect((await post(swapped, { query })).status).toBe(400);

      const sdl = stubSdl.partners.replace('secret: String', 'secret: String nickname: String');
      const next = await composeSupergraph([
        { name: 'partners', sdl },
        { name: 'deals', sdl: stubSdl.deals },
      ]);
      const { partners, deals } = createStubSubgraphs({ partnersSdl: sdl });
      swapped.swap(next.supergraph, { subgraphs: [partners, deals] });
      expect((await post(swapped, { query })).data).toEqual({ partner: { nickname: null } });

      expect(() => swapped.swap('type Query { nonsense: Int }')).toThrow();
      expect((await post(swapped, { query })).data).toEqual({ partner: { nickname: null } });
    } finally {
      await swapped.stop();
    }
  });

  it('answers requests that are under way during the swap', async () => {
    const swapped = await startLocalGateway();
    try {
      const query = '{ partners(first: 3) { nodes { displayName openDealCount } } }';
      const running = Array.from({ length: 20 }, () => post(swapped, { query }));
      swapped.swap(
        `${(await composeSupergraph(Object.entries(stubSdl).map(([name, sdl]) => ({ name, sdl })))).supergraph}\n# again`,
      );
      const answers = await Promise.all([...running, post(swapped, { query })]);
      expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => []));
    } finally {
      await swapped.stop();
    }
  });
});

describe('starting and stopping', () => {
  it('says which subgraph is missing', async () => {
    const { partners } = createStubSubgraphs();
    const { createGateway } = await import('./server.ts');
    const { stubSupergraph } = await import('./testing/stub-gateway.ts');
    const { stubIdentity } = await import('./testing/stub-identity.ts');
    await expect(
      createGateway({
        supergraph: stubSupergraph.supergraph,
        subgraphs: [partners],
        identity: stubIdentity,
        port: null,
      }),
    ).rejects.toThrow('The supergraph has a subgraph "deals"');
  });

  it('explains a port that is taken', async () => {
    const port = Number(new URL(gateway.url).port);
    await expect(startLocalGateway({ port })).rejects.toThrow(`Port ${port} is taken`);
  });

  it('is live, and ready until it drains', async () => {
    const drained = await startLocalGateway({ port: null });
    expect((await drained.app.inject('/livez')).statusCode).toBe(200);
    expect((await drained.app.inject('/readyz')).json()).toEqual({ status: 'ready', unavailable: [] });
    await drained.stop();
  });
});
