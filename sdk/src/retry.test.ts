import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createError } from './errors.ts';
import {
  backoff,
  defaultRetryPolicy,
  isRepeatable,
  nextDelay,
  readRetryAfter,
  retryPolicy,
} from './retry.ts';

const now = Date.UTC(2026, 9, 15, 9);
const read = (headers: Record<string, string>): number | undefined =>
  readRetryAfter(new Headers(headers), now);

describe('retry-after', () => {
  it('takes seconds as seconds', () => {
    expect(read({ 'retry-after': '2' })).toBe(2_000);
    expect(read({ 'retry-after': ' 0 ' })).toBe(0);
    expect(read({ 'retry-after': '1.5' })).toBe(1_500);
  });

  it('takes a date as the time until then, and a past date as now', () => {
    expect(read({ 'retry-after': 'Thu, 15 Oct 2026 09:00:30 GMT' })).toBe(30_000);
    expect(read({ 'retry-after': 'Thu, 15 Oct 2026 08:00:00 GMT' })).toBe(0);
  });

  it('prefers milliseconds', () => {
    expect(read({ 'retry-after-ms': '150', 'retry-after': '2' })).toBe(150);
  });

  it('ignores what is neither', () => {
    expect(read({})).toBeUndefined();
    expect(read({ 'retry-after': '' })).toBeUndefined();
    expect(read({ 'retry-after': 'soon' })).toBeUndefined();
    expect(read({ 'retry-after-ms': 'NaN', 'retry-after': '3' })).toBe(3_000);
  });
});

describe('backoff', () => {
  it('draws from the whole range up to the doubled base and never beyond the maximum', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 60 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, baseDelayMs, maxDelayMs, drawn) => {
          const delay = backoff({ ...defaultRetryPolicy, baseDelayMs, maxDelayMs }, attempt, () => drawn);
          expect(Number.isInteger(delay)).toBe(true);
          expect(delay).toBeGreaterThanOrEqual(0);
          expect(delay).toBeLessThan(Math.min(maxDelayMs, baseDelayMs * 2 ** attempt));
        },
      ),
    );
  });

  it('doubles: 500, 1,000, 2,000 ms at the top of the range', () => {
    const top = (attempt: number): number => backoff(defaultRetryPolicy, attempt, () => 0.999999);
    expect([0, 1, 2, 3, 4, 5].map(top)).toEqual([499, 999, 1_999, 3_999, 7_999, 7_999]);
  });
});

describe('the next delay', () => {
  const error = (retryable: boolean, retryAfterMs?: number) =>
    createError('server', { code: 'X', message: 'x', operationName: 'X', retryable, retryAfterMs });
  const context = { policy: defaultRetryPolicy, attempt: 0, isRepeatable: true, random: () => 0.5 };

  it('is what the server says, up to a cap', () => {
    expect(nextDelay(error(true, 1_234), context)).toBe(1_234);
    expect(nextDelay(error(true, 0), context)).toBe(0);
    expect(nextDelay(error(true, 3_600_000), context)).toBe(60_000);
  });

  it('is none when the error is final, the call cannot be repeated or the attempts are used up', () => {
    expect(nextDelay(error(false, 10), context)).toBeUndefined();
    expect(nextDelay(error(true), { ...context, isRepeatable: false })).toBeUndefined();
    expect(nextDelay(error(true), { ...context, attempt: 2 })).toBeUndefined();
    expect(
      nextDelay(error(true), { ...context, policy: retryPolicy(defaultRetryPolicy, false) }),
    ).toBeUndefined();
  });
});

describe('what can be repeated', () => {
  const operation = (kind: 'query' | 'mutation') => ({ kind, name: 'X', text: '' });

  it('is every query', () => {
    expect(isRepeatable(operation('query'), {})).toBe(true);
  });

  it('is a mutation with an idempotency key, in its input or beside it', () => {
    expect(isRepeatable(operation('mutation'), { input: { idempotencyKey: 'k' } })).toBe(true);
    expect(isRepeatable(operation('mutation'), { idempotencyKey: 'k' })).toBe(true);
  });

  it('is no mutation without one, however it is left out', () => {
    for (const key of [undefined, null, '', 7]) {
      expect(isRepeatable(operation('mutation'), { input: { idempotencyKey: key } })).toBe(false);
    }
    expect(isRepeatable(operation('mutation'), { input: null })).toBe(false);
    expect(isRepeatable(operation('mutation'), {})).toBe(false);
    expect(isRepeatable(operation('mutation'), { input: { items: [{ idempotencyKey: 'k' }] } })).toBe(false);
  });
});
