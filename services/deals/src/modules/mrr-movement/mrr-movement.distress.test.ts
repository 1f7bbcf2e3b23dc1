import { addMonths } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distressedPeriods, growthOf, isInDistress, quarterly } from './mrr-movement.distress.ts';
import type { GrowthOfPeriod } from './mrr-movement.distress.ts';
import { layOutMonths } from './mrr-movement.months.ts';

const period = (month: number, newMinor: bigint, netMinor: bigint): GrowthOfPeriod => ({
  period: addMonths('2026-01-01', month),
  newMinor,
  netMinor,
});

test('new revenue that does not make up for what is lost is distress from the second month on', () => {
  const months = [period(0, 500n, -100n), period(1, 500n, -1n), period(2, 500n, -1n), period(3, 500n, 0n)];
  expect(distressedPeriods(months)).toEqual(['2026-02-01', '2026-03-01']);
  expect(isInDistress(months)).toBe(false);
  expect(isInDistress(months.slice(0, 3))).toBe(true);
});

test('shrinking without new revenue, and a month between, are no distress', () => {
  expect(distressedPeriods([period(0, 0n, -100n), period(1, 0n, -100n)])).toEqual([]);
  expect(distressedPeriods([period(0, 5n, -1n), period(1, 5n, 1n), period(2, 5n, -1n)])).toEqual([]);
  expect(isInDistress([])).toBe(false);
});

test('prices and transfers are nobody’s growth', () => {
  const sums = (['NEW', 'CHURN', 'PRICE_CHANGE', 'TRANSFER_IN', 'TRANSFER_OUT', 'REACTIVATION'] as const).map(
    (kind, index) => ({ month: '2026-01-01', kind, amountMinor: BigInt(10 ** index) }),
  );
  const [month] = layOutMonths(
    { partnerId: 'prt_a', currency: 'USD', openingMinor: 7n },
    ['2026-01-01'],
    sums,
  );
  expect(month).toMatchObject({ openingMinor: 7n, closingMinor: 111_118n });
  expect(month && growthOf(month)).toEqual({ period: '2026-01-01', newMinor: 1n, netMinor: 100_011n });
});

test('a quarter counts when all of its months are there', () => {
  const months = [0, 1, 2, 3].map((month) => period(month, 1n, -2n));
  expect(quarterly(months)).toEqual([{ period: '2026-01-01', newMinor: 3n, netMinor: -6n }]);
});

const growth = fc.record({
  newMinor: fc.bigInt({ min: 0n, max: 3n }),
  netMinor: fc.bigInt({ min: -3n, max: 3n }),
});

test('distress is told of exactly the second of two leaking periods in a row', () => {
  fc.assert(
    fc.property(fc.array(growth, { maxLength: 24 }), (values) => {
      const periods = values.map(({ newMinor, netMinor }, month) => period(month, newMinor, netMinor));
      const leaks = values.map(({ newMinor, netMinor }) => newMinor > 0n && netMinor < 0n);
      const expected = periods.filter((_, index) => index > 0 && leaks[index] && leaks[index - 1]);
      expect(distressedPeriods(periods)).toEqual(expected.map((each) => each.period));
    }),
    { numRuns: 1000 },
  );
});

test('every month opens with what the one before closed with, and opening plus movements is closing', () => {
  const months = Array.from({ length: 12 }, (_, month) => addMonths('2026-01-01', month));
  const sum = fc.record({
    month: fc.constantFrom(...months),
    kind: fc.constantFrom('NEW' as const, 'CHURN' as const, 'PRICE_CHANGE' as const, 'TRANSFER_OUT' as const),
    amountMinor: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
  });
  fc.assert(
    fc.property(
      fc.array(sum, { maxLength: 40 }),
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      (sums, openingMinor) => {
        const laidOut = layOutMonths({ partnerId: 'prt_a', currency: 'USD', openingMinor }, months, sums);
        let before = openingMinor;
        for (const each of laidOut) {
          const moved = Object.values(each.movements).reduce((total, amount) => total + amount, 0n);
          expect(each.openingMinor).toBe(before);
          expect(each.openingMinor + moved).toBe(each.closingMinor);
          before = each.closingMinor;
        }
        expect(before).toBe(sums.reduce((total, { amountMinor }) => total + amountMinor, openingMinor));
      },
    ),
    { numRuns: 1000 },
  );
});
