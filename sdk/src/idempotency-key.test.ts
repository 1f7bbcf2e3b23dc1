import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createIdempotencyKey } from './idempotency-key.ts';

it('makes UUIDs of version 7 that hold their time and sort by it', () => {
  const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
  fc.assert(
    fc.property(time, time, fc.uint8Array({ minLength: 10, maxLength: 10 }), (a, b, bytes) => {
      const [first, second] = [a, b].map((now) =>
        createIdempotencyKey({ now: () => now, randomBytes: () => bytes }),
      );
      expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(String(first).replaceAll('-', '').slice(0, 12), 16)).toBe(a);
      expect(String(first) < String(second)).toBe(a < b);
    }),
  );
});

it('makes different keys in the same millisecond', () => {
  expect(new Set(Array.from({ length: 1_000 }, () => createIdempotencyKey())).size).toBe(1_000);
});
