import { addDays } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { motions, stagesOf } from '../opportunity/opportunity.stages.ts';
import { addAmounts, heldBy, movementsBetween, noAmounts } from './pipeline.waterfall.ts';
import type { WaterfallRange, WaterfallState } from './pipeline.waterfall.ts';

const quarter: WaterfallRange = { closesFrom: '2026-07-01', closesBefore: '2026-10-01', motions: null };
const any: WaterfallRange = { closesFrom: null, closesBefore: null, motions: null };
const deal = (over: Partial<WaterfallState> = {}): WaterfallState => ({
  motion: 'NEW',
  stage: 'QUALIFIED',
  currency: 'USD',
  closeDate: '2026-08-15',
  oneTimeMinor: 100n,
  mrrMinor: 0n,
  termMonths: 0,
  ...over,
});
const told = (before: WaterfallState | null, after: WaterfallState | null, range: WaterfallRange = quarter) =>
  movementsBetween(before, after, range).map(({ step, currency, amounts }) => [
    step, currency, amounts.count, amounts.oneTime, amounts.mrr, amounts.acv, amounts.tcv,
  ]); // prettier-ignore

test.each([
  ['appears', null, deal(), [['CREATED', 'USD', 1, 100n, 0n, 100n, 100n]]],
  ['appears for later', null, deal({ closeDate: '2026-10-01' }), []],
  ['is taken up again', deal({ stage: 'LOST' }), deal(), [['REOPENED', 'USD', 1, 100n, 0n, 100n, 100n]]],
  ['is pulled in', deal({ closeDate: '2026-10-01' }), deal(), [['PULLED_IN', 'USD', 1, 100n, 0n, 100n, 100n]]],
  ['is pushed', deal(), deal({ closeDate: '2026-10-01' }), [['PUSHED', 'USD', -1, -100n, 0n, -100n, -100n]]],
  ['loses its date', deal(), deal({ closeDate: null }), [['PUSHED', 'USD', -1, -100n, 0n, -100n, -100n]]],
  ['is won at another price', deal(), deal({ stage: 'WON', oneTimeMinor: 90n }), [['WON', 'USD', -1, -100n, 0n, -100n, -100n]]],
  ['lapses', deal(), deal({ stage: 'LAPSED' }), [['LOST', 'USD', -1, -100n, 0n, -100n, -100n]]],
  ['disappears', deal(), null, [['REMOVED', 'USD', -1, -100n, 0n, -100n, -100n]]],
  ['moves on without a change of amount', deal(), deal({ stage: 'COMMITTED' }), []],
  [
    'becomes recurring', deal(), deal({ oneTimeMinor: 0n, mrrMinor: 10n, termMonths: 24 }),
    [['UPSIZED', 'USD', 0, 0n, 10n, 20n, 140n], ['DOWNSIZED', 'USD', 0, -100n, 0n, 0n, 0n]],
  ],
  [
    'changes its currency', deal(), deal({ currency: 'EUR' }),
    [['MOVED_OUT', 'USD', -1, -100n, 0n, -100n, -100n], ['MOVED_IN', 'EUR', 1, 100n, 0n, 100n, 100n]],
  ],
] as const)('a deal that %s', (_, before, after, expected) => {
  expect(told(before, after)).toEqual(expected);
}); // prettier-ignore

test('a deal that becomes another motion moves out of the one and into the other', () => {
  const expansions: WaterfallRange = { ...any, motions: ['EXPANSION'] };
  expect(told(deal(), deal({ motion: 'EXPANSION' }), expansions)).toEqual([
    ['MOVED_IN', 'USD', 1, 100n, 0n, 100n, 100n],
  ]);
  expect(told(deal({ motion: 'EXPANSION' }), deal(), expansions)).toEqual([
    ['MOVED_OUT', 'USD', -1, -100n, 0n, -100n, -100n],
  ]);
});

const day = fc.integer({ min: 0, max: 200 }).map((n) => addDays('2026-05-01', n));
const anyState = fc
  .record({
    motion: fc.constantFrom(...motions),
    place: fc.nat(),
    currency: fc.constantFrom('USD', 'EUR'),
    closeDate: fc.option(day),
    oneTimeMinor: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    mrrMinor: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    termMonths: fc.integer({ min: 0, max: 60 }),
  })
  .map(({ place, ...state }): WaterfallState => {
    const stages = stagesOf(state.motion);
    return { ...state, stage: stages[place % stages.length]! };
  });
const anyHistory = fc.array(fc.option(anyState), { minLength: 1, maxLength: 8 });
const anyRange = fc.record({
  closesFrom: fc.option(day),
  closesBefore: fc.option(day),
  motions: fc.option(fc.subarray([...motions])),
});

test('for any histories, opening plus the steps is closing, in every currency and measure', () => {
  fc.assert(
    fc.property(fc.array(anyHistory, { maxLength: 8 }), anyRange, (histories, range) => {
      for (const currency of ['USD', 'EUR']) {
        const held = (state: WaterfallState | null | undefined) =>
          state?.currency === currency ? (heldBy(state, range) ?? noAmounts) : noAmounts;
        const opening = histories.map((states) => held(states[0])).reduce(addAmounts, noAmounts);
        const closing = histories.map((states) => held(states.at(-1))).reduce(addAmounts, noAmounts);
        const moved = histories
          .flatMap((states) =>
            states.slice(1).flatMap((after, index) => movementsBetween(states[index] ?? null, after, range)),
          )
          .filter((movement) => movement.currency === currency)
          .map(({ amounts }) => amounts)
          .reduce(addAmounts, noAmounts);
        expect(addAmounts(opening, moved)).toEqual(closing);
      }
    }),
    { numRuns: 1000 },
  );
});

test('what comes adds, what goes takes away, and no step does both', () => {
  const adding = new Set(['CREATED', 'REOPENED', 'PULLED_IN', 'MOVED_IN', 'UPSIZED']);
  fc.assert(
    fc.property(fc.option(anyState), fc.option(anyState), anyRange, (before, after, range) => {
      for (const { step, amounts } of movementsBetween(before, after, range)) {
        const sign = adding.has(step) ? 1 : -1;
        for (const amount of Object.values(amounts)) expect(Number(amount) * sign >= 0).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});
