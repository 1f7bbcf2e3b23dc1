import { addDays, addMonths, daysBetween, endOfMonth } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aggregateUsage, usageAggregations } from './usage-record.aggregate.ts';
import type { UsageAggregation, UsageOfDay, UsagePeriod } from './usage-record.aggregate.ts';

const whole = (month: string): UsagePeriod => ({ month, from: month, to: addMonths(month, 1) });
const used = (date: string, quantity: number, productLineId = 'pln_a'): UsageOfDay => ({
  productLineId,
  date,
  quantity,
});
const allOf = (records: readonly UsageOfDay[], period: UsagePeriod, monthlyMinimum = 0) =>
  Object.fromEntries(
    usageAggregations.map((aggregation) => [
      aggregation,
      aggregateUsage(records, period, { aggregation, monthlyMinimum }).quantity,
    ]),
  );
const runs = { numRuns: 1000 };

test('a month of one line: each rule sees the same days otherwise', () => {
  const records = [used('2026-06-01', 100), used('2026-06-11', 130), used('2026-06-21', 70)];
  expect(allOf(records, whole('2026-06-01'))).toEqual({
    PEAK_IN_PERIOD: 130,
    ANY_DAY: 130,
    DAILY_PRORATED: 100,
    FIRST_DAY_SNAPSHOT: 100,
    LAST_DAY_SNAPSHOT: 70,
    AVERAGE: 100,
  });
});

test('lines that peak on different days: their common peak is less than what was used on any day', () => {
  const records = [
    used('2026-06-01', 10),
    used('2026-06-16', 0),
    used('2026-06-01', 0, 'pln_b'),
    used('2026-06-16', 20, 'pln_b'),
  ];
  expect(allOf(records, whole('2026-06-01'))).toMatchObject({ PEAK_IN_PERIOD: 20, ANY_DAY: 30 });
});

test('who comes in the middle of a month pays for half of it, and uses its average from then on', () => {
  const records = [used('2026-06-16', 100)];
  expect(allOf(records, whole('2026-06-01'))).toEqual({
    PEAK_IN_PERIOD: 100,
    ANY_DAY: 100,
    DAILY_PRORATED: 50,
    FIRST_DAY_SNAPSHOT: 0,
    LAST_DAY_SNAPSHOT: 100,
    AVERAGE: 100,
  });
});

test('an untold month goes on as the one before it ended; before anything was told there is no quantity', () => {
  const records = [used('2026-05-31', 7)];
  expect(Object.values(allOf(records, whole('2026-06-01')))).toEqual([7, 7, 7, 7, 7, 7]);
  expect(aggregateUsage(records, whole('2026-04-01'), { aggregation: 'AVERAGE', monthlyMinimum: 3 })).toEqual(
    {
      quantity: null,
      billable: 3,
    },
  );
});

test('what is half a seat goes to the even one', () => {
  const half = (quantity: number) => {
    const records = [used('2026-06-01', quantity), used('2026-06-16', quantity + 1)];
    return aggregateUsage(records, whole('2026-06-01'), { aggregation: 'AVERAGE', monthlyMinimum: 0 })
      .quantity;
  };
  expect([half(10), half(11), half(12)]).toEqual([10, 12, 12]);
});

const month = fc.integer({ min: 0, max: 47 }).map((n) => addMonths('2024-01-01', n));
const anyMonth = month.chain((first) =>
  fc.record({
    period: fc.constant(whole(first)),
    records: fc.uniqueArray(
      fc
        .tuple(fc.integer({ min: -20, max: 40 }), fc.constantFrom('pln_a', 'pln_b'), fc.nat(100_000))
        .map(([n, line, quantity]) => used(addDays(first, n), quantity, line)),
      { selector: ({ date, productLineId }) => `${date} ${productLineId}`, maxLength: 40 },
    ),
    monthlyMinimum: fc.nat(50_000),
  }),
);
const anyRule = fc.constantFrom(...usageAggregations);

test('every rule stays between the least and the most of what was used, and never bills less than the minimum', () => {
  fc.assert(
    fc.property(anyMonth, anyRule, ({ records, period, monthlyMinimum }, aggregation) => {
      const { quantity, billable } = aggregateUsage(records, period, { aggregation, monthlyMinimum });
      expect(billable).toBe(Math.max(quantity ?? 0, monthlyMinimum));
      const peak = aggregateUsage(records, period, { aggregation: 'PEAK_IN_PERIOD', monthlyMinimum: 0 });
      const any = aggregateUsage(records, period, { aggregation: 'ANY_DAY', monthlyMinimum: 0 });
      if (quantity === null) {
        expect(any.quantity).toBeNull();
        return;
      }
      expect(Number.isSafeInteger(quantity)).toBe(true);
      expect(quantity).toBeGreaterThanOrEqual(0);
      expect(quantity).toBeLessThanOrEqual((aggregation === 'ANY_DAY' ? any : peak).quantity ?? 0);
      expect(peak.quantity).toBeLessThanOrEqual(any.quantity ?? 0);
    }),
    runs,
  );
});

test('more usage on a day never bills less', () => {
  fc.assert(
    fc.property(anyMonth, anyRule, fc.nat(), fc.nat(1000), ({ records, period }, aggregation, at, more) => {
      const raised = records.map((each, index) =>
        index === at % records.length ? { ...each, quantity: each.quantity + more } : each,
      );
      const terms = { aggregation, monthlyMinimum: 0 };
      expect(aggregateUsage(raised, period, terms).billable).toBeGreaterThanOrEqual(
        aggregateUsage(records, period, terms).billable,
      );
    }),
    runs,
  );
});

test('the order in which days are told does not matter', () => {
  const shuffled = anyMonth.chain((each) =>
    fc.record({
      each: fc.constant(each),
      records: fc.shuffledSubarray(each.records, { minLength: each.records.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, anyRule, ({ each, records }, aggregation) => {
      const terms = { aggregation, monthlyMinimum: each.monthlyMinimum };
      expect(aggregateUsage(records, each.period, terms)).toEqual(
        aggregateUsage(each.records, each.period, terms),
      );
    }),
    runs,
  );
});

test('what is used all month is billed as it is, whether the month has 28, 29, 30 or 31 days', () => {
  fc.assert(
    fc.property(month, anyRule, fc.nat(1_000_000), (first, aggregation: UsageAggregation, quantity) => {
      const every = Array.from({ length: daysBetween(first, endOfMonth(first)) + 1 }, (_, n) =>
        used(addDays(first, n), quantity),
      );
      const terms = { aggregation, monthlyMinimum: 0 };
      expect(aggregateUsage(every, whole(first), terms)).toEqual({ quantity, billable: quantity });
    }),
    runs,
  );
});

/** What was used of a line on a day, by the words: what was told last until then. */
function usedOn(records: readonly UsageOfDay[], line: string, day: string): number {
  const told = records.filter(({ productLineId, date }) => productLineId === line && date <= day);
  return told.toSorted((a, b) => (a.date < b.date ? 1 : -1))[0]?.quantity ?? 0;
}

/** The six rules in the words of a contract, with fractions of whole numbers and without floating point. */
function billedByHand(records: readonly UsageOfDay[], { month: first, from, to }: UsagePeriod) {
  const daysFrom = (start: string, end: string) =>
    Array.from({ length: Math.max(0, daysBetween(start, end)) }, (_, n) => addDays(start, n));
  const days = daysFrom(from, to);
  const lines = [...new Set(records.map(({ productLineId }) => productLineId))];
  const total = (day: string) => lines.reduce((sum, line) => sum + usedOn(records, line, day), 0);
  const isTold = (day: string) => records.some(({ date }) => date <= day);
  const divided = (share: readonly string[], parts: number) => {
    const twice = 2n * share.reduce((sum, day) => sum + BigInt(total(day)), 0n);
    const floor = twice / BigInt(2 * parts);
    const above = twice - floor * BigInt(2 * parts);
    const isUp = above > BigInt(parts) || (above === BigInt(parts) && floor % 2n === 1n);
    return Number(floor + (isUp ? 1n : 0n));
  };
  return {
    PEAK_IN_PERIOD: Math.max(...days.map(total)),
    ANY_DAY: lines.reduce((sum, line) => sum + Math.max(...days.map((day) => usedOn(records, line, day))), 0),
    DAILY_PRORATED: divided(days, daysFrom(first, addMonths(first, 1)).length),
    FIRST_DAY_SNAPSHOT: total(from),
    LAST_DAY_SNAPSHOT: total(addDays(to, -1)),
    AVERAGE: divided(days.filter(isTold), days.filter(isTold).length),
  };
}

const anyPartOfMonth = fc
  .record({ each: anyMonth, skipped: fc.nat(27), left: fc.integer({ min: 1, max: 31 }) })
  .map(({ each, skipped, left }) => {
    const from = addDays(each.period.month, skipped);
    const end = addDays(from, left);
    return { ...each, period: { ...each.period, from, to: end < each.period.to ? end : each.period.to } };
  });

test('each of the six rules gives what is counted by hand, day by day, and at least the monthly minimum', () => {
  fc.assert(
    fc.property(anyPartOfMonth, ({ records, period, monthlyMinimum }) => {
      const told = records.filter(({ date }) => date < period.to);
      const byHand = told.length > 0 ? billedByHand(told, period) : null;
      for (const aggregation of usageAggregations) {
        const quantity = byHand && byHand[aggregation];
        const billable = quantity === null || quantity < monthlyMinimum ? monthlyMinimum : quantity;
        const billed = aggregateUsage(records, period, { aggregation, monthlyMinimum });
        expect([aggregation, billed]).toEqual([aggregation, { quantity, billable }]);
      }
    }),
    runs,
  );
}, 60_000);
