import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findCycles } from './customer.cycles.ts';

test('a customer above a cycle is not part of it', () => {
  const parents = new Map([
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'b'],
    ['d', null],
  ]);
  expect([...findCycles(parents)].sort()).toEqual(['b', 'c']);
});

test('exactly those are on a cycle that reach themselves', () => {
  const node = fc.integer({ min: 0, max: 7 }).map(String);
  fc.assert(
    fc.property(fc.array(fc.tuple(node, fc.option(node, { nil: null })), { maxLength: 12 }), (pairs) => {
      const parents = new Map(pairs);
      const reachesItself = (id: string): boolean => {
        let next = parents.get(id) ?? null;
        for (let step = 0; next !== null && step < 10; step += 1) {
          if (next === id) return true;
          next = parents.get(next) ?? null;
        }
        return false;
      };
      expect([...findCycles(parents)].sort()).toEqual([...parents.keys()].filter(reachesItself).sort());
    }),
    { numRuns: 1000 },
  );
});
