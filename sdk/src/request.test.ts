import { describe, expect, it } from 'vitest';
import { data, failure, fakeApi, hang, settle, status, unreachable } from '../test/support/fake-api.ts';
import { AbortedError, isPartnerApiError, type PartnerApiError, TimeoutError } from './errors.ts';

const query = 'query PartnerName { partner(id: "prt_1") { displayName } }';
const mutation = 'mutation Rename($input: RenameInput!) { rename(input: $input) { __typename } }';
const keyed = { input: { name: 'Harbor', idempotencyKey: 'key-1' } };
const unkeyed = { input: { name: 'Harbor' } };

const errorOf = async (call: Promise<unknown>): Promise<PartnerApiError> => {
  const error = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!isPartnerApiError(error)) throw new Error(`Expected an error of the SDK, got ${String(error)}.`);
  return error;
};

describe('retries', () => {
  const passing = [
    ['a broken connection', unreachable],
    ...[408, 425, 429, 502, 503, 504].map((code) => [`status ${code}`, status(code)] as const),
    ['THROTTLED in an answer of status 200', failure('THROTTLED')],
    ['SERVICE_UNAVAILABLE in an answer of status 200', failure('SERVICE_UNAVAILABLE')],
    ['any code that the server calls retryable', failure('INTERNAL_SERVER_ERROR', { retryable: true })],
  ] as const;

  it.each(passing)('repeats a query after %s', async (_name, first) => {
    const { client, attempts, runtime } = fakeApi([first, data({ partner: null })]);
    expect(await client.query(query)).toEqual({ partner: null });
    expect(attempts.map(({ headers }) => headers.get('x-retry-count'))).toEqual(['0', '1']);
    expect(new Set(attempts.map(({ headers }) => headers.get('x-request-id'))).size).toBe(1);
    expect(runtime.waits).toEqual([250]);
    expect(runtime.timerCount).toBe(0);
  });

  it.each(passing)('never repeats a mutation without its key after %s', async (_name, first) => {
    const { client, attempts } = fakeApi([first, data({ rename: null })]);
    await expect(client.mutate(mutation, unkeyed)).rejects.toSatisfy(isPartnerApiError);
    expect(attempts).toHaveLength(1);
  });

  it.each(passing)('repeats a mutation with its key, and the same key, after %s', async (_name, first) => {
    const { client, attempts } = fakeApi([first, data({ rename: null })]);
    await client.mutate(mutation, keyed);
    expect(attempts.map(({ body }) => body.variables)).toEqual([keyed, keyed]);
  });

  const final = [
    ...[400, 401, 403, 404, 500].map((code) => [`status ${code}`, status(code)] as const),
    ['UNAUTHENTICATED', failure('UNAUTHENTICATED')],
    ['FORBIDDEN', failure('FORBIDDEN')],
    ['BAD_USER_INPUT', failure('BAD_USER_INPUT')],
    ['INTERNAL_SERVER_ERROR', failure('INTERNAL_SERVER_ERROR')],
    ['THROTTLED that the server calls final', failure('THROTTLED', { retryable: false })],
  ] as const;

  it.each(final)('does not repeat after %s', async (_name, first) => {
    const { client, attempts } = fakeApi([first, data({})]);
    await expect(client.query(query)).rejects.toSatisfy(isPartnerApiError);
    expect(attempts).toHaveLength(1);
  });

  it('gives up after three attempts with the last error', async () => {
    const { client, attempts, runtime } = fakeApi([status(503)]);
    expect(await errorOf(client.query(query))).toMatchObject({
      kind: 'server',
      code: 'HTTP_503',
      status: 503,
      retryable: true,
    });
    expect(attempts).toHaveLength(3);
    expect(runtime.waits).toEqual([250, 500]);
  });

  it('waits as long as the server asks', async () => {
    const { client, runtime } = fakeApi([
      status(429, { 'retry-after': '2' }),
      failure('THROTTLED', {}, { 'retry-after-ms': '70' }),
      data({}),
    ]);
    await client.query(query);
    expect(runtime.waits).toEqual([2_000, 70]);
  });

  it('does not begin a wait that the deadline would cut short', async () => {
    const { client, runtime, attempts } = fakeApi([status(429, { 'retry-after': '30' })], {
      deadlineMs: 10_000,
    });
    expect(await errorOf(client.query(query))).toMatchObject({ kind: 'rateLimit', retryAfterMs: 30_000 });
    expect(runtime.waits).toEqual([]);
    expect(attempts).toHaveLength(1);
  });

  it('can be turned off, for a client or a call', async () => {
    const off = fakeApi([status(503)], { retry: false });
    await errorOf(off.client.query(query));
    expect(off.attempts).toHaveLength(1);
    const on = fakeApi([status(503)]);
    await errorOf(on.client.query(query, {}, { retry: { attempts: 2 } }));
    expect(on.attempts).toHaveLength(2);
  });

  it('asks again while the first attempt of a mutation still runs, and then gives its result', async () => {
    const running = data({ rename: { __typename: 'IdempotencyInProgressError', retryAfterMs: 40 } });
    const { client, runtime, attempts } = fakeApi([
      running,
      data({ rename: { __typename: 'RenameSuccess' } }),
    ]);
    expect(await client.mutate(mutation, keyed)).toEqual({ rename: { __typename: 'RenameSuccess' } });
    expect(runtime.waits).toEqual([40]);
    expect(attempts).toHaveLength(2);
  });

  it('answers "still running" as data when the attempts are used up', async () => {
    const value = { rename: { __typename: 'IdempotencyInProgressError', retryAfterMs: 40 } };
    const { client } = fakeApi([data(value)]);
    expect(await client.mutate(mutation, keyed)).toEqual(value);
  });

  it('asks for the token before every attempt', async () => {
    const tokens = ['one', 'two'];
    const { client, attempts } = fakeApi([status(503), data({})], { auth: async () => tokens.shift() ?? '' });
    await client.query(query);
    expect(attempts.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer one', 'Bearer two']);
  });
});

describe('aborting', () => {
  it('sends nothing when the signal is aborted already', async () => {
    const { client, attempts, runtime } = fakeApi([data({})]);
    const error = await errorOf(client.query(query, {}, { signal: AbortSignal.abort() }));
    expect(error).toBeInstanceOf(AbortedError);
    expect(attempts).toHaveLength(0);
    expect(runtime.timerCount).toBe(0);
  });

  it('stops at once during an attempt, even under a fetch that ignores signals', async () => {
    const { client, runtime, attempts } = fakeApi([hang]);
    const controller = new AbortController();
    const call = errorOf(client.query(query, {}, { signal: controller.signal }));
    await settle();
    controller.abort();
    expect(await call).toBeInstanceOf(AbortedError);
    expect(attempts).toHaveLength(1);
    expect(runtime.timerCount).toBe(0);
  });

  it('stops at once during a wait, without another attempt', async () => {
    const { client, runtime, attempts } = fakeApi([status(503)], { skipWaits: false });
    const controller = new AbortController();
    const call = errorOf(client.query(query, {}, { signal: controller.signal }));
    await settle();
    expect(runtime.waits).toEqual([250]);
    controller.abort();
    expect(await call).toMatchObject({ kind: 'aborted', code: 'ABORTED', retryable: false });
    expect(runtime.timerCount).toBe(0);
    runtime.advance(60_000);
    await settle();
    expect(attempts).toHaveLength(1);
  });

  it('stops while the token is awaited', async () => {
    const { client, attempts } = fakeApi([data({})], { auth: () => new Promise(() => {}) });
    const controller = new AbortController();
    const call = errorOf(client.query(query, {}, { signal: controller.signal }));
    await settle();
    controller.abort();
    expect(await call).toBeInstanceOf(AbortedError);
    expect(attempts).toHaveLength(0);
  });

  it('leaves no listener on a signal that outlives the call', async () => {
    const { client } = fakeApi([status(503), data({})]);
    const { signal } = new AbortController();
    const counts = { added: 0, removed: 0 };
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      counts.added += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      counts.removed += 1;
      remove(...args);
    };
    await client.query(query, {}, { signal });
    expect(counts.added).toBeGreaterThan(0);
    expect(counts.removed).toBe(counts.added);
  });

  it('passes the abort on to fetch', async () => {
    let inner: AbortSignal | undefined;
    const { client } = fakeApi([
      ({ signal }) => {
        inner = signal;
        return new Promise(() => {});
      },
    ]);
    const controller = new AbortController();
    const call = errorOf(client.query(query, {}, { signal: controller.signal }));
    await settle();
    controller.abort();
    await call;
    expect(inner?.aborted).toBe(true);
  });
});

describe('time limits', () => {
  it('ends an attempt after 15 s and tries again', async () => {
    const { client, runtime, attempts } = fakeApi([hang, data({ partner: null })]);
    const call = client.query(query);
    await settle();
    runtime.advance(14_999);
    await settle();
    expect(attempts).toHaveLength(1);
    runtime.advance(1);
    expect(await call).toEqual({ partner: null });
    expect(attempts).toHaveLength(2);
  });

  it('tells a timeout of an attempt from one of the call, and both from an abort', async () => {
    const attempt = fakeApi([hang], { retry: false });
    const first = errorOf(attempt.client.query(query, {}, { timeoutMs: 100 }));
    await settle();
    attempt.runtime.advance(100);
    expect(await first).toBeInstanceOf(TimeoutError);
    expect(await first).toMatchObject({ kind: 'timeout', code: 'ATTEMPT_TIMEOUT', retryable: true });

    const whole = fakeApi([hang]);
    const second = errorOf(whole.client.query(query, {}, { deadlineMs: 100 }));
    await settle();
    whole.runtime.advance(100);
    expect(await second).toMatchObject({ kind: 'timeout', code: 'DEADLINE_EXCEEDED', retryable: false });
    expect(await second).not.toBeInstanceOf(AbortedError);
    expect(whole.attempts).toHaveLength(1);
  });

  it('does not repeat a mutation without its key after a timeout', async () => {
    const { client, runtime, attempts } = fakeApi([hang]);
    const call = errorOf(client.mutate(mutation, unkeyed));
    await settle();
    runtime.advance(15_000);
    expect(await call).toBeInstanceOf(TimeoutError);
    expect(attempts).toHaveLength(1);
  });

  it('counts the body: headers without an end are a timeout', async () => {
    const { client, runtime } = fakeApi(
      [() => new Response(new ReadableStream(), { headers: { 'content-type': 'application/json' } })],
      { retry: false },
    );
    const call = errorOf(client.query(query));
    await settle();
    runtime.advance(15_000);
    expect(await call).toMatchObject({ code: 'ATTEMPT_TIMEOUT' });
  });
});
