import { afterEach, describe, expect, it, vi } from 'vitest';
import { data, fakeApi } from '../test/support/fake-api.ts';
import { version } from './__generated__/version.ts';
import { jsonResponse } from './testing/failures.ts';

const query = 'query PartnerName { partner { id } }';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a request', () => {
  it('is a POST of JSON that names the operation and the client', async () => {
    const { client, attempts } = fakeApi([data({})], { auth: 'token', headers: { 'x-tenant': 'north' } });
    await client.query(query, { id: 'prt_1' }, { headers: { 'x-trace': 't1' } });
    const [attempt] = attempts;
    expect(attempt?.body).toEqual({ operationName: 'PartnerName', query, variables: { id: 'prt_1' } });
    expect(Object.fromEntries(attempt?.headers ?? [])).toEqual({
      accept: 'application/graphql-response+json, application/json',
      'apollographql-client-name': '@channelgraph/sdk',
      'apollographql-client-version': version,
      authorization: 'Bearer token',
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(
        /^channelgraph-sdk\/\d+\.\d+\.\d+ \(Node\.js\/\d+\) @channelgraph\/sdk\//,
      ),
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-retry-count': '0',
      'x-tenant': 'north',
      'x-trace': 't1',
    });
  });

  it('names the program of the integrator', async () => {
    const { client, attempts } = fakeApi([data({})], { appInfo: { name: 'portal', version: '4.2' } });
    await client.query(query);
    expect(attempts[0]?.headers.get('apollographql-client-name')).toBe('portal');
    expect(attempts[0]?.headers.get('user-agent')).toMatch(/ portal\/4\.2$/);
  });

  it('leaves the user agent to a browser', async () => {
    vi.stubGlobal('document', {});
    const { client, attempts } = fakeApi([data({})]);
    await client.query(query);
    expect(attempts[0]?.headers.has('user-agent')).toBe(false);
  });

  it('sends no authorization without a token', async () => {
    const { client, attempts } = fakeApi([data({})]);
    await client.query(query);
    expect(attempts[0]?.headers.has('authorization')).toBe(false);
  });

  it('says when `auth` fails, and keeps its reason', async () => {
    const reason = new Error('identity provider down');
    const { client, attempts } = fakeApi([data({})], { auth: () => Promise.reject(reason) });
    await expect(client.query(query)).rejects.toMatchObject({
      kind: 'authentication',
      code: 'NO_CREDENTIALS',
      cause: reason,
    });
    expect(attempts).toHaveLength(0);
  });
});

describe('a result', () => {
  it('is frozen to its last leaf', async () => {
    const { client } = fakeApi([data({ partner: { tags: [{ name: 'a' }] } })]);
    const result = await client.query<{ partner: { tags: { name: string }[] } }>(query);
    expect(Object.isFrozen(result)).toBe(true);
    expect(() => result.partner.tags.push({ name: 'b' })).toThrow(TypeError);
    expect(() => {
      const [tag] = result.partner.tags;
      if (tag !== undefined) tag.name = 'b';
    }).toThrow(TypeError);
  });
});

describe('query and mutate', () => {
  it('refuse the other kind of operation', async () => {
    const { client, attempts } = fakeApi([data({})]);
    await expect(client.query('mutation M { a }')).rejects.toThrow(TypeError);
    await expect(client.mutate('query Q { a }')).rejects.toThrow(TypeError);
    expect(attempts).toHaveLength(0);
  });
});

describe('listeners', () => {
  it('hear of each answer until they stop', async () => {
    const answer = (): Response =>
      jsonResponse({ data: {}, extensions: { cost: 12 } }, 200, {
        'x-request-id': 'req-1',
        'ratelimit-remaining': '9',
      });
    const { client } = fakeApi([answer]);
    const heard: unknown[] = [];
    const stop = client.on('response', (info) => heard.push(info));
    await client.query(query);
    stop();
    await client.query(query);
    expect(heard).toEqual([
      {
        operationName: 'PartnerName',
        status: 200,
        attempt: 0,
        durationMs: 0,
        requestId: 'req-1',
        rateLimit: { limit: undefined, remaining: 9, resetAt: undefined },
        cost: 12,
      },
    ]);
  });

  it('are warned once of each deprecated field', async () => {
    const deprecations = [
      { coordinate: 'Partner.owner', reason: 'Use `channelAccountManager` instead. Removal on 2027-06-01.' },
      { coordinate: 'Partner.owner', reason: 'Again.' },
    ];
    const warn = vi.fn();
    const { client } = fakeApi([data({}, { deprecations })], { logger: { warn } });
    await client.query(query);
    await client.query(query);
    expect(warn.mock.calls).toEqual([
      ['Partner.owner is deprecated: Use `channelAccountManager` instead. Removal on 2027-06-01.'],
    ]);
  });
});
