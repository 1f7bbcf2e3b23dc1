import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, startOfMonth } from '@channelgraph/core/calendar.ts';
import { mrrKinds } from '../mrr-movement/mrr-movement.derive.ts';
import { shapeMrrWaterfall } from './mrr-waterfall.shape.ts';
import type { MovementSum } from './mrr-waterfall.shape.ts';

const sum = (month: string, kind: MovementSum['kind'], amountMinor: bigint): MovementSum => ({
  currency: 'USD',
  month,
  kind,
  amountMinor,
  movementCount: 1,
});

test('new revenue came and more went: the month is distressed, the quarter is not', () => {
  const [line] = shapeMrrWaterfall(
    new Map([['USD', 1000n]]),
    [
      sum('2026-01-01', 'NEW', 300n),
      sum('2026-02-01', 'EXPANSION', 50n),
      sum('2026-02-01', 'CHURN', -200n),
      sum('2026-03-01', 'PRICE_CHANGE', 30n),
    ],
    { from: '2025-12-31', to: '2026-03-31' },
  );
  expect(
    line?.months.map(({ month, openingMinor, grossNewMinor, netMinor, closingMinor, isDistressed }) => [
      month, openingMinor, grossNewMinor, netMinor, closingMinor, isDistressed,
    ]), // prettier-ignore
  ).toEqual([
    ['2026-01-01', 1000n, 300n, 300n, 1300n, false],
    ['2026-02-01', 1300n, 50n, -150n, 1150n, true],
    ['2026-03-01', 1150n, 0n, 30n, 1180n, false],
  ]);
  expect(line).toMatchObject({ openingMinor: 1000n, grossNewMinor: 350n, netMinor: 180n, closingMinor: 1180n, isDistressed: false }); // prettier-ignore
});

test('a currency without movements carries its revenue through every month', () => {
  const lines = shapeMrrWaterfall(new Map([['EUR', 7n]]), [sum('2026-02-01', 'NEW', 5n)], {
    from: '2026-01-15',
    to: '2026-02-10',
  });
  expect(
    lines.map(({ currency, openingMinor, closingMinor }) => [currency, openingMinor, closingMinor]),
  ).toEqual([
    ['EUR', 7n, 7n],
    ['USD', 0n, 5n],
  ]);
  expect(lines[0]?.months.map(({ month, closingMinor }) => [month, closingMinor])).toEqual([
    ['2026-01-01', 7n],
    ['2026-02-01', 7n],
  ]);
});

const day = fc.integer({ min: 0, max: 500 }).map((n) => addDays('2025-06-15', n));
const anyMovement = fc.record({
  currency: fc.constantFrom('USD', 'EUR', 'JPY'),
  on: day,
  kind: fc.constantFrom(...mrrKinds),
  amountMinor: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
});

test('opening plus the steps is closing, for every month, currency and the whole, and months follow on each other', () => {
  fc.assert(
    fc.property(fc.array(anyMovement, { maxLength: 60 }), day, day, (movements, a, b) => {
      const [from, to] = a < b ? [a, b] : [b, addDays(a, 1)];
      const openings = new Map<string, bigint>();
      for (const { currency, on, amountMinor } of movements) {
        if (on <= from) openings.set(currency, (openings.get(currency) ?? 0n) + amountMinor);
      }
      const within = movements.filter(({ on }) => on > from && on <= to);
      const lines = shapeMrrWaterfall(
        openings,
        within.map((each) => ({ ...each, month: startOfMonth(each.on), movementCount: 1 })),
        { from, to },
      );
      for (const line of lines) {
        let running = line.openingMinor;
        for (const month of line.months) {
          expect(month.openingMinor).toBe(running);
          running += month.steps.reduce((total, { amountMinor }) => total + amountMinor, 0n);
          expect(month.closingMinor).toBe(running);
          expect(month.isDistressed).toBe(month.grossNewMinor > 0n && month.netMinor < 0n);
        }
        expect(line.closingMinor).toBe(running);
        const earned = movements.filter(({ on, currency }) => on <= to && currency === line.currency);
        expect(line.closingMinor).toBe(earned.reduce((total, { amountMinor }) => total + amountMinor, 0n));
      }
    }),
    { numRuns: 1000 },
  );
});
