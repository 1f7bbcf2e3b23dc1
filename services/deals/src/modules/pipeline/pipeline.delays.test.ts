import { addDays } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { motions, stagesOf } from '../opportunity/opportunity.stages.ts';
import { delayOf, finishedStays, longestDays, medianDays, openStages } from './pipeline.delays.ts';
import type { DealSpell, StageDays } from './pipeline.delays.ts';

const usualDays = Object.fromEntries(openStages.map((stage) => [stage, 30])) as StageDays;
const rules = { slippingPushes: 2, stuckFactor: 1.5, usualDays };
const spell = (from: string, to: string | null, over: Partial<DealSpell> = {}): DealSpell => ({
  from,
  to,
  motion: 'NEW',
  stage: 'QUALIFIED',
  closeDate: null,
  ...over,
});
const dates = (...closeDates: (string | null)[]): DealSpell[] =>
  closeDates.map((closeDate, index) =>
    spell(`2026-01-0${index + 1}`, index === closeDates.length - 1 ? null : `2026-01-0${index + 2}`, {
      closeDate,
    }),
  );

test.each([
  ['no date', dates(null), 0, []],
  ['one date', dates('2026-03-31'), 0, []],
  ['a date that came nearer', dates('2026-03-31', '2026-03-01'), 0, []],
  ['a push within the quarter', dates('2026-02-01', '2026-03-31'), 1, ['PUSHED']],
  ['a push over the end of the quarter', dates('2026-03-31', '2026-04-01'), 1, ['PUSHED', 'PAST_QUARTER']],
  ['a push that was taken back', dates('2026-03-31', '2026-04-01', '2026-03-31'), 1, []],
  ['two pushes', dates('2026-02-01', '2026-02-02', '2026-02-03'), 2, ['PUSHED', 'SLIPPING']],
  ['a date that was cleared in between', dates('2026-02-01', null, '2026-02-03'), 1, ['PUSHED']],
  ['a date that was cleared at last', dates('2026-02-01', '2026-02-03', null), 1, []],
  ['the same day of the next year', dates('2026-02-01', '2027-02-01'), 1, ['PUSHED', 'PAST_QUARTER']],
] as const)('%s', (_, history, pushCount, kinds) => {
  expect(delayOf(history, '2026-01-10', rules)).toMatchObject({ pushCount, kinds });
});

test.each([
  ['2026-02-15', 45, []],
  ['2026-02-16', 46, ['STUCK']],
])(
  'a deal that is in its stage since the first of January: on %s for %i days',
  (asOf, daysInStage, kinds) => {
    const history = [
      spell('2025-06-01', '2026-01-01', { stage: 'PROSPECT' }),
      spell('2026-01-01', '2026-01-20'),
      spell('2026-01-20', null, { motion: 'EXPANSION' }),
    ];
    expect(delayOf(history, asOf, rules)).toMatchObject({ stageSince: '2026-01-01', daysInStage, kinds });
  },
);

test('a deal that comes back to a stage begins anew in it, and so does one that was away', () => {
  const back = [
    spell('2026-01-01', '2026-02-01'),
    spell('2026-02-01', '2026-02-05', { stage: 'PROSPECT' }),
    spell('2026-02-05', null),
  ];
  expect(delayOf(back, '2026-02-10', rules)).toMatchObject({ stageSince: '2026-02-05', daysInStage: 5 });
  const away = [spell('2026-01-01', '2026-02-01'), spell('2026-02-03', null)];
  expect(delayOf(away, '2026-02-10', rules)).toMatchObject({ stageSince: '2026-02-03', daysInStage: 7 });
});

test('what is not open is not late', () => {
  expect(delayOf([spell('2026-01-01', '2026-02-01')], '2026-02-01', rules)).toBeNull();
  expect(delayOf([spell('2026-01-02', null)], '2026-01-01', rules)).toBeNull();
  expect(delayOf([spell('2026-01-01', null, { stage: 'WON' })], '2026-02-01', rules)).toBeNull();
  expect(delayOf([], '2026-02-01', rules)).toBeNull();
});

test('the product of days and factor is cut, not rounded, whatever floating point makes of it', () => {
  const longest = (days: number, stuckFactor: number) =>
    longestDays({ ...rules, stuckFactor, usualDays: { ...usualDays, QUOTED: days } }).QUOTED;
  expect([longest(30, 1.5), longest(7, 1.5), longest(20, 1.15), longest(100, 1.1)]).toEqual([
    45, 10, 23, 110,
  ]);
});

test('stays that are over, within the days that count', () => {
  const history = [
    spell('2026-01-01', '2026-01-11', { stage: 'PROSPECT' }),
    spell('2026-01-11', '2026-01-20'),
    spell('2026-01-20', '2026-02-01', { closeDate: '2026-06-01' }),
    spell('2026-02-01', '2026-02-10', { stage: 'WON' }),
    spell('2026-02-10', null, { stage: 'COMMITTED' }),
  ];
  const prospect = { motion: 'NEW', stage: 'PROSPECT', days: 10 };
  const qualified = { motion: 'NEW', stage: 'QUALIFIED', days: 21 };
  expect(finishedStays(history, '2026-03-01', 90)).toEqual([prospect, qualified]);
  expect(finishedStays(history, '2026-03-01', 29)).toEqual([qualified]);
  expect(finishedStays(history, '2026-03-01', 28)).toEqual([]);
  expect(finishedStays(history, '2026-01-31', 90)).toEqual([prospect]);
});

test('medians', () => {
  expect([
    medianDays([], 1),
    medianDays([3, 1], 3),
    medianDays([3, 1, 2], 3),
    medianDays([4, 1, 2, 3], 1),
    medianDays([4, 2], 1),
  ]).toEqual([null, null, '2', '2.5', '3']);
});

const anyHistory = fc
  .array(
    fc.record({
      motion: fc.constantFrom(...motions),
      place: fc.nat(),
      closesIn: fc.option(fc.integer({ min: 0, max: 400 })),
      lasts: fc.integer({ min: 1, max: 90 }),
    }),
    { maxLength: 8 },
  )
  .map((states) => {
    let from = '2026-01-01';
    return states.map(({ motion, place, closesIn, lasts }, index): DealSpell => {
      const begun = from;
      from = addDays(from, lasts);
      const stages = stagesOf(motion);
      return {
        from: begun,
        to: index === states.length - 1 ? null : from,
        motion,
        stage: stages[place % stages.length]!,
        closeDate: closesIn === null ? null : addDays('2026-01-01', closesIn),
      };
    });
  });

test('what happens later changes nothing about an earlier day', () => {
  fc.assert(
    fc.property(anyHistory, fc.integer({ min: 0, max: 400 }), (history, days) => {
      const asOf = addDays('2026-01-01', days);
      const past = history.filter(({ from }) => from <= asOf);
      expect(delayOf(past, asOf, rules)).toEqual(delayOf(history, asOf, rules));
      expect(finishedStays(past, asOf, 60)).toEqual(finishedStays(history, asOf, 60));
    }),
    { numRuns: 1000 },
  );
});

test('a later quarter is a push, two pushes are slipping, and the days of all stays are those of the deal', () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const asOf = addDays('2026-01-01', 2000);
      const delay = delayOf(history, asOf, rules);
      const kinds = new Set(delay?.kinds);
      if (kinds.has('PAST_QUARTER')) expect(kinds.has('PUSHED')).toBe(true);
      if (kinds.has('PUSHED')) expect(delay?.pushCount).toBeGreaterThan(0);
      expect(kinds.has('SLIPPING')).toBe((delay?.pushCount ?? 0) >= 2);
      const known = finishedStays(history, asOf, 3000).reduce((sum, { days }) => sum + days, 0);
      expect(known + (delay?.daysInStage ?? 0)).toBeLessThanOrEqual(2000);
    }),
    { numRuns: 1000 },
  );
});
