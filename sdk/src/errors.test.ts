import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { data, type FakeAnswer, failure, fakeApi, status } from '../test/support/fake-api.ts';
import { isPartnerApiError, PartnerApiError } from './errors.ts';
import { jsonResponse } from './testing/failures.ts';

const query = 'query PartnerName($name: String) { partners(search: $name) { nodes { id } } }';

async function errorFrom(
  answer: FakeAnswer,
  variables: Record<string, unknown> = {},
  token = 'token-secret',
) {
  const { client } = fakeApi([answer], { retry: false, auth: token });
  const error: unknown = await client.query(query, variables).catch((caught: unknown) => caught);
  if (!isPartnerApiError(error)) throw new Error('Expected an error of the SDK.');
  return error;
}

describe('the kind of an error', () => {
  it.each([
    [failure('UNAUTHENTICATED'), 'authentication', 'AuthenticationError'],
    [failure('FORBIDDEN'), 'permission', 'PermissionError'],
    [failure('THROTTLED'), 'rateLimit', 'RateLimitError'],
    [failure('SERVICE_UNAVAILABLE'), 'server', 'ServerError'],
    [failure('BAD_USER_INPUT'), 'validation', 'ValidationError'],
    [failure('A_NEW_CODE'), 'server', 'ServerError'],
    [failure('constructor'), 'server', 'ServerError'],
    [
      () =>
        jsonResponse({ errors: [{ message: 'x', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }, 400),
      'validation',
      'ValidationError',
    ],
    [status(401), 'authentication', 'AuthenticationError'],
    [status(403), 'permission', 'PermissionError'],
    [status(404), 'protocol', 'ProtocolError'],
    [status(200), 'protocol', 'ProtocolError'],
    [
      () => new Response('{"data":', { headers: { 'content-type': 'application/json' } }),
      'protocol',
      'ProtocolError',
    ],
    [() => jsonResponse({ hello: 'world' }), 'protocol', 'ProtocolError'],
    [() => jsonResponse([]), 'protocol', 'ProtocolError'],
  ] as const)('%# follows from the answer', async (answer, kind, name) => {
    const error = await errorFrom(answer);
    expect(error.kind).toBe(kind);
    expect(error.name).toBe(name);
    expect(error).toBeInstanceOf(PartnerApiError);
  });

  it('is the graver one when several parts failed', async () => {
    const answer = (): Response =>
      jsonResponse({
        data: { partners: null },
        errors: [
          { message: 'down', path: ['a'], extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } },
          { message: 'no', path: ['b', 0], extensions: { code: 'FORBIDDEN' } },
        ],
      });
    const error = await errorFrom(answer);
    expect(error.kind).toBe('permission');
    expect(error.errors.map(({ path }) => path)).toEqual([['a'], ['b', 0]]);
    expect(error.partialData).toEqual({ partners: null });
  });
});

describe('what an error tells', () => {
  it('carries request id, status, rate limit and the time to wait', async () => {
    const answer = (): Response =>
      jsonResponse({ errors: [{ message: 'Slow down.', extensions: { code: 'THROTTLED' } }] }, 429, {
        'x-request-id': 'req-7',
        'retry-after': '3',
        'ratelimit-limit': '100',
        'ratelimit-remaining': '0',
        'ratelimit-reset': '30',
      });
    const error = await errorFrom(answer);
    expect(error).toMatchObject({
      code: 'THROTTLED',
      operationName: 'PartnerName',
      requestId: 'req-7',
      status: 429,
      retryable: true,
      retryAfterMs: 3_000,
      limit: 100,
      remaining: 0,
      resetAt: new Date('2026-10-15T09:00:30Z'),
    });
    expect(error.message).toBe('PartnerName: too many requests. Slow down. (request req-7)');
  });

  it('lists the problems of a refused request', async () => {
    const answer = (): Response =>
      jsonResponse(
        { errors: [{ message: 'Too large.', path: ['partners'], extensions: { code: 'BAD_USER_INPUT' } }] },
        400,
      );
    const error = await errorFrom(answer);
    if (error.kind !== 'validation') throw new Error(error.kind);
    expect(error.issues).toEqual([{ message: 'Too large.', code: 'BAD_USER_INPUT', path: ['partners'] }]);
  });

  it('is recognised across copies of the package, and nothing else is', async () => {
    const error = await errorFrom(status(500));
    const other = { [Symbol.for('@channelgraph/sdk.PartnerApiError')]: true };
    expect(isPartnerApiError(error)).toBe(true);
    expect(isPartnerApiError(other)).toBe(true);
    for (const value of [null, undefined, 'x', new Error('x'), {}])
      expect(isPartnerApiError(value)).toBe(false);
  });
});

describe('secrets', () => {
  it('never appear in a message or a printed error, although the server quotes them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .string({ minLength: 6, maxLength: 30, unit: 'grapheme' })
          .filter((text) => text.trim().length >= 6),
        fc.stringMatching(/^[\w.~+/-]{12,40}$/),
        async (secret, token) => {
          const message = `Variable "$name" got invalid value ${JSON.stringify(secret)} (${secret}) from Bearer ${token}.`;
          const answer = (): Response =>
            jsonResponse(
              {
                errors: [
                  { message, extensions: { code: 'BAD_USER_INPUT', value: secret, nested: [{ token }] } },
                ],
              },
              400,
            );
          const error = await errorFrom(answer, { name: secret, nested: { deep: [secret] } }, token);
          for (const text of [
            error.message,
            String(error),
            error.stack,
            inspect(error, { depth: 9 }),
            JSON.stringify(error),
          ]) {
            expect(text).not.toContain(secret);
            expect(text).not.toContain(token);
          }
          expect(error.request).toEqual({
            text: query,
            variables: { name: secret, nested: { deep: [secret] } },
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('do not come through the reason of a failed fetch', async () => {
    const error = await errorFrom(
      () => Promise.reject(new TypeError('bad header "Bearer token-secret" for hunter2')),
      { name: 'hunter2' },
    );
    expect(inspect(error, { depth: 9 })).not.toMatch(/token-secret|hunter2/);
    expect(error.cause).toEqual(new Error('bad header "Bearer •••" for •••'));
  });

  it('do not come through a header that cannot be sent', async () => {
    const error = await errorFrom(data({}), {}, 'token-secret\nx');
    expect(error).toMatchObject({ kind: 'authentication', code: 'INVALID_HEADERS' });
    expect(inspect(error, { depth: 9 })).not.toContain('token-secret');
  });

  it('do not blank parts of ordinary words when they are short', async () => {
    const answer = (): Response =>
      jsonResponse({
        errors: [{ message: 'USD of USDA is 5 of 55.', extensions: { code: 'BAD_USER_INPUT' } }],
      });
    const error = await errorFrom(answer, { currency: 'USD', first: 5 });
    expect(error.errors[0]?.message).toBe('••• of USDA is ••• of 55.');
  });
});
