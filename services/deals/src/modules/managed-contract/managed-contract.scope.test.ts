import { addDays } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coversUntil, overlap, widens } from './managed-contract.scope.ts';
import type { ContractScope } from './managed-contract.scope.ts';

const scope = (id: string, over: Partial<ContractScope> = {}): ContractScope => ({
  id,
  partnerId: 'prt_a',
  customerId: 'cus_a',
  productLineIds: ['pln_x'],
  status: 'ACTIVE',
  termStart: '2026-01-01',
  termEnd: '2027-01-01',
  endedOn: null,
  predecessorId: null,
  ...over,
});

test('the same partner, customer, product line and day make two contracts one too many', () => {
  const standing = scope('ctr_1');
  expect(overlap(scope('ctr_2'), standing)).toBe(true);
  expect(overlap(scope('ctr_2', { partnerId: 'prt_b' }), standing)).toBe(false);
  expect(overlap(scope('ctr_2', { customerId: 'cus_b' }), standing)).toBe(false);
  expect(overlap(scope('ctr_2', { productLineIds: ['pln_y'] }), standing)).toBe(false);
  expect(overlap(scope('ctr_2', { termStart: '2027-01-01', termEnd: '2028-01-01' }), standing)).toBe(false);
  expect(overlap(scope('ctr_2'), scope('ctr_1', { status: 'DRAFT' }))).toBe(false);
  expect(overlap(scope('ctr_2'), scope('ctr_1', { status: 'TRANSFERRED', endedOn: '2026-01-01' }))).toBe(
    false,
  );
});

test('a successor waits for the end of its predecessor, whatever either manages', () => {
  const successor = scope('ctr_2', {
    productLineIds: ['pln_y'],
    predecessorId: 'ctr_1',
    termStart: '2026-12-31',
  });
  expect(overlap(successor, scope('ctr_1'))).toBe(true);
  expect(overlap(scope('ctr_1'), successor)).toBe(true);
  expect(overlap(successor, scope('ctr_1', { endedOn: '2026-12-31' }))).toBe(false);
});

test('only what covers more is judged: a contract that stands may be shortened', () => {
  const before = scope('ctr_1');
  expect(widens(before, { ...before, endedOn: '2026-06-01' })).toBe(false);
  expect(widens(before, { ...before, endedOn: '2027-01-02' })).toBe(true);
  expect(widens(before, { ...before, termStart: '2025-12-31' })).toBe(true);
  expect(widens(before, { ...before, productLineIds: ['pln_x', 'pln_y'] })).toBe(true);
  expect(widens({ ...before, status: 'DRAFT' }, before)).toBe(true);
  expect(widens(null, before)).toBe(true);
});

test('two contracts overlap exactly when a day lies in both, in either order', () => {
  const day = fc.integer({ min: 0, max: 60 }).map((n) => addDays('2026-01-01', n));
  const any = (id: string) =>
    fc.tuple(day, fc.integer({ min: 0, max: 30 }), fc.boolean()).map(([termStart, days, isEnded]) =>
      scope(id, {
        termStart,
        termEnd: addDays(termStart, isEnded ? days + 5 : days),
        endedOn: isEnded ? addDays(termStart, days) : null,
      }),
    );
  fc.assert(
    fc.property(any('ctr_1'), any('ctr_2'), (a, b) => {
      const days = Array.from({ length: 100 }, (_, n) => addDays('2026-01-01', n));
      const isIn = (each: ContractScope, on: string) => on >= each.termStart && on < coversUntil(each);
      const isShared = days.some((on) => isIn(a, on) && isIn(b, on));
      expect([overlap(a, b), overlap(b, a)]).toEqual([isShared, isShared]);
    }),
    { numRuns: 1000 },
  );
});
