import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashOf } from './canonical-json.ts';

describe('canonical JSON', () => {
  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(hashOf(turned)).toBe(hashOf(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it('writes dates, bigints and absent members in one way', () => {
    expect(
      canonicalJson({ b: 10n, a: new Date('2026-10-15T09:00:00Z'), c: undefined, d: [undefined, null] }),
    ).toBe('{"a":"2026-10-15T09:00:00.000Z","b":"10","d":[null,null]}');
  });
});
