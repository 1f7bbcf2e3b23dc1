import { createIssues } from '@channelgraph/core/domain-errors.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountsOf, checkTerms } from './opportunity.amounts.ts';

test('a three-year recurring deal counts one year in ACV and the whole term in TCV', () => {
  expect(amountsOf({ oneTimeMinor: 500_000n, mrrMinor: 100_000n, termMonths: 36 })).toEqual({
    oneTimeMinor: 500_000n,
    mrrMinor: 100_000n,
    termMonths: 36,
    arrMinor: 1_200_000n,
    acvMinor: 1_700_000n,
    tcvMinor: 4_100_000n,
  });
});

test('a six-month deal is worth six months in ACV although its ARR is a year', () => {
  const amounts = amountsOf({ oneTimeMinor: 0n, mrrMinor: 100n, termMonths: 6 });
  expect([amounts.arrMinor, amounts.acvMinor, amounts.tcvMinor]).toEqual([1200n, 600n, 600n]);
});

const terms = fc.record({
  oneTimeMinor: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  mrrMinor: fc.bigInt({ min: 0n, max: 10n ** 13n }),
  termMonths: fc.integer({ min: 0, max: 120 }),
});

test('ACV never exceeds TCV, and both are the one-time part when nothing recurs', () => {
  fc.assert(
    fc.property(terms, (each) => {
      const amounts = amountsOf(each);
      expect(amounts.acvMinor <= amounts.tcvMinor).toBe(true);
      expect(amounts.tcvMinor - amounts.acvMinor).toBe(
        BigInt(Math.max(0, each.termMonths - 12)) * each.mrrMinor,
      );
      const oneTimeOnly = amountsOf({ ...each, mrrMinor: 0n });
      expect([oneTimeOnly.acvMinor, oneTimeOnly.tcvMinor]).toEqual([each.oneTimeMinor, each.oneTimeMinor]);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['TRANSACTIONAL', { oneTimeMinor: 5n, mrrMinor: 1n, termMonths: 12 }, ['RECURRING_ON_TRANSACTIONAL']],
  ['TRANSACTIONAL', { oneTimeMinor: 5n, mrrMinor: 0n, termMonths: 12 }, ['RECURRING_ON_TRANSACTIONAL']],
  ['TRANSACTIONAL', { oneTimeMinor: -5n, mrrMinor: 0n, termMonths: 0 }, ['NEGATIVE_AMOUNT']],
  ['TRANSACTIONAL', { oneTimeMinor: 0n, mrrMinor: 0n, termMonths: 0 }, []],
  ['RECURRING', { oneTimeMinor: 5n, mrrMinor: 1n, termMonths: 12 }, ['ONE_TIME_ON_RECURRING']],
  ['RECURRING', { oneTimeMinor: 0n, mrrMinor: 1n, termMonths: 0 }, ['TERM_OUT_OF_RANGE']],
  [
    'RECURRING',
    { oneTimeMinor: 0n, mrrMinor: -1n, termMonths: 121 },
    ['NEGATIVE_AMOUNT', 'TERM_OUT_OF_RANGE'],
  ],
  ['MIXED', { oneTimeMinor: 5n, mrrMinor: 1n, termMonths: 1.5 }, ['TERM_OUT_OF_RANGE']],
  ['MIXED', { oneTimeMinor: 5n, mrrMinor: 1n, termMonths: 36 }, []],
] as const)('%s with %o gives the problems %o', (model, each, codes) => {
  const issues = createIssues();
  checkTerms(model, each, issues);
  expect(issues.issues.map(({ code }) => code)).toEqual(codes);
});
