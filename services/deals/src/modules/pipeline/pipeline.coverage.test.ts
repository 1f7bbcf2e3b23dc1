import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverageOf, coverageRole } from './pipeline.coverage.ts';
import type { DealSpell } from './pipeline.delays.ts';

const target = { normalization: 'ACV', currency: 'USD' } as const;

test.each([
  // target, closed, weighted in ten-thousandths, remaining, ratio
  [1000n, 400n, 3_000_000n, 600n, '0.5000'],
  [1000n, 0n, 20_000_000n, 1000n, '2.0000'],
  [1000n, 1000n, 20_000_000n, 0n, null],
  [1000n, 1200n, 20_000_000n, 0n, null],
  [0n, 0n, 0n, 0n, null],
  [30_000n, 0n, 10_000n, 30_000n, '0.0000'],
  [3n, 0n, 20_000n, 3n, '0.6667'],
  [20_000n, 0n, 10_000n, 20_000n, '0.0000'],
  [20_000n, 0n, 30_000n, 20_000n, '0.0002'],
] as const)('a target of %s with %s won', (targetMinor, closedMinor, weighted, remainingMinor, ratio) => {
  const sums = { closedMinor, openMinor: 5000n, weighted };
  expect(coverageOf(sums, { ...target, targetMinor })).toEqual({
    ...target,
    targetMinor,
    closedMinor,
    remainingMinor,
    openMinor: 5000n,
    weightedMinor: weighted / 10_000n,
    ratio,
  });
});

const spell = (from: string, to: string | null, over: Partial<DealSpell>): DealSpell => ({
  from,
  to,
  motion: 'NEW',
  stage: 'QUALIFIED',
  closeDate: null,
  ...over,
});
const quarter = { from: '2026-10-01', before: '2027-01-01' };

test.each([
  ['open, closing on the first day', [spell('2026-01-01', null, { closeDate: '2026-10-01' })], 'OPEN'],
  ['open, closing on the day after', [spell('2026-01-01', null, { closeDate: '2027-01-01' })], null],
  ['open without a date', [spell('2026-01-01', null, {})], null],
  ['won on the first day', [spell('2026-10-01', null, { stage: 'WON' })], 'CLOSED'],
  ['renewed in it', [spell('2026-10-05', null, { motion: 'RENEWAL', stage: 'RENEWED' })], 'CLOSED'],
  ['won before, and corrected in it', [spell('2026-09-30', '2026-10-05', { stage: 'WON' }), spell('2026-10-05', null, { stage: 'WON' })], null],
  ['lost in it', [spell('2026-10-05', null, { stage: 'LOST' })], null],
  ['won again in it', [spell('2026-08-01', '2026-09-01', { stage: 'WON' }), spell('2026-09-01', '2026-10-05', {}), spell('2026-10-05', null, { stage: 'WON' })], 'CLOSED'],
  ['won after the day', [spell('2026-11-02', null, { stage: 'WON' })], null],
] as const)('a deal that is %s', (_, history, role) => {
  expect(coverageRole(history, '2026-11-01', quarter)).toBe(role);
}); // prettier-ignore

test('what remains and what is won reach the target, and nothing likely exceeds what is open', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
  fc.assert(
    fc.property(amount, amount, amount, fc.integer({ min: 0, max: 10_000 }), (targetMinor, closedMinor, openMinor, bps) => {
      const sums = { closedMinor, openMinor, weighted: openMinor * BigInt(bps) };
      const { remainingMinor, weightedMinor, ratio } = coverageOf(sums, { ...target, targetMinor });
      expect(remainingMinor).toBe(closedMinor > targetMinor ? 0n : targetMinor - closedMinor);
      expect(weightedMinor <= openMinor).toBe(true);
      expect(ratio === null).toBe(remainingMinor === 0n);
    }),
    { numRuns: 1000 },
  );
}); // prettier-ignore
