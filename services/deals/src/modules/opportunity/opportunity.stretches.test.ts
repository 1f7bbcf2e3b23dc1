import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, daysBetween } from '@channelgraph/core/calendar.ts';
import { pushesAfter, stageStretches } from './opportunity.stretches.ts';
import type { HistoryEntry } from './opportunity.history.ts';

const stages = ['PROSPECT', 'QUALIFIED', 'COMMITTED', 'WON'] as const;
const entry = (from: string, to: string | null, stage: (typeof stages)[number]) => ({
  from,
  to,
  content: { stage },
});
const expecting = (closeDate: string | null): HistoryEntry =>
  ({ from: '2026-01-01', to: null, content: { closeDate } }) as HistoryEntry;

test('changes that are none of the stage do not cut its stretch', () => {
  expect(
    stageStretches(
      [
        entry('2026-01-01', '2026-01-11', 'PROSPECT'),
        entry('2026-01-11', '2026-02-01', 'PROSPECT'),
        entry('2026-02-01', '2026-03-01', 'QUALIFIED'),
        entry('2026-03-01', null, 'PROSPECT'),
      ],
      '2026-03-08',
    ),
  ).toEqual([
    { stage: 'PROSPECT', from: '2026-01-01', to: '2026-02-01', days: 31 },
    { stage: 'QUALIFIED', from: '2026-02-01', to: '2026-03-01', days: 28 },
    { stage: 'PROSPECT', from: '2026-03-01', to: null, days: 7 },
  ]);
  expect(stageStretches([], '2026-03-08')).toEqual([]);
});

test('the stretches part the time from the first day until today: no gap, no overlap, no stage twice in a row', () => {
  const history = fc.array(
    fc.record({ days: fc.integer({ min: 1, max: 400 }), stage: fc.constantFrom(...stages) }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(history, fc.integer({ min: 0, max: 400 }), (changes, sinceLast) => {
      let day = '2024-02-28';
      const entries = changes.map(({ days, stage }, index) => {
        const from = day;
        const isLast = index === changes.length - 1;
        if (!isLast) day = addDays(day, days);
        return entry(from, isLast ? null : day, stage);
      });
      const today = addDays(day, sinceLast);
      const stretches = stageStretches(entries, today);
      expect(stretches.reduce((sum, { days }) => sum + days, 0)).toBe(daysBetween('2024-02-28', today));
      expect(stretches[0]?.from).toBe('2024-02-28');
      stretches.forEach(({ to, stage }, index) => {
        expect(to).toBe(stretches[index + 1]?.from ?? null);
        expect(stretches[index + 1]?.stage).not.toBe(stage);
      });
    }),
    { numRuns: 1000 },
  );
});

test('a later expected close date is a push, an earlier one or the same is none', () => {
  const deal = { closeDatePushCount: 2, history: [expecting('2026-06-30')] };
  expect(pushesAfter(deal, '2026-07-01')).toBe(3);
  expect(pushesAfter(deal, '2026-06-30')).toBe(2);
  expect(pushesAfter(deal, '2026-06-29')).toBe(2);
  expect(pushesAfter(deal, null)).toBe(2);
  expect(pushesAfter({ closeDatePushCount: 0, history: [] }, '2026-06-30')).toBe(0);
  const cleared = { closeDatePushCount: 2, history: [expecting('2026-06-30'), expecting(null)] };
  expect(pushesAfter(cleared, '2026-07-01')).toBe(3);
});

test('pushes are counted like the dates that rise', () => {
  const dates = fc.array(fc.option(fc.integer({ min: 0, max: 99 })), { maxLength: 20 });
  fc.assert(
    fc.property(dates, (days) => {
      let deal: { closeDatePushCount: number; history: readonly HistoryEntry[] } = {
        closeDatePushCount: 0,
        history: [],
      };
      for (const day of days) {
        const closeDate = day === null ? null : addDays('2026-01-01', day);
        deal = {
          closeDatePushCount: pushesAfter(deal, closeDate),
          history: [...deal.history, expecting(closeDate)],
        };
      }
      const known = days.filter((day) => day !== null);
      const rises = known.filter((day, index) => index > 0 && day > (known[index - 1] ?? 0)).length;
      expect(deal.closeDatePushCount).toBe(rises);
    }),
    { numRuns: 1000 },
  );
});
