import { addDays } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentOn, diffHistory, reviseHistory } from './opportunity.history.ts';
import type { DealContent, HistoryEntry } from './opportunity.history.ts';
import { outcomeOf } from './opportunity.stages.ts';

const content = (over: Partial<DealContent> = {}): DealContent => ({
  customerId: null,
  motion: 'NEW',
  revenueModel: 'TRANSACTIONAL',
  stage: 'QUALIFIED',
  sourceRole: 'SOURCED',
  productLineIds: [],
  region: null,
  currency: 'USD',
  oneTimeMinor: 55_000n,
  mrrMinor: 0n,
  termMonths: 0,
  probability: '0.2500',
  closeDate: null,
  ...over,
});
const won = content({ stage: 'WON', oneTimeMinor: 51_700n, probability: '1.0000' });

const imported = reviseHistory([], {
  content: won,
  from: '2017-03-01',
  openedOn: '2016-10-20',
  opening: content(),
});

test('a deal imported after it was won answers for every day in between', () => {
  expect(contentOn(imported, '2016-10-19')).toBeNull();
  expect(contentOn(imported, '2016-10-20')).toEqual(content());
  expect(contentOn(imported, '2017-02-28')).toEqual(content());
  expect(contentOn(imported, '2017-03-01')).toEqual(won);
  expect(contentOn(imported, '2026-01-01')).toEqual(won);
});

test('the same import a second time changes nothing', () => {
  const again = reviseHistory(imported, {
    content: won,
    from: '2017-03-01',
    openedOn: '2016-10-20',
    opening: content(),
  });
  expect(diffHistory(imported, again)).toEqual({ obsolete: [], missing: [] });
});

test('a corrected closing day gives the days in between back to the open deal', () => {
  const corrected = reviseHistory(imported, {
    content: won,
    from: '2017-04-01',
    openedOn: '2016-10-20',
    opening: content(),
  });
  expect(contentOn(corrected, '2017-03-15')).toEqual(content());
  expect(contentOn(corrected, '2017-04-01')).toEqual(won);
  expect(diffHistory(imported, corrected).obsolete).toEqual(imported);
});

test('an open deal that moves keeps its past', () => {
  const open = reviseHistory([], {
    content: content(),
    from: '2026-01-10',
    openedOn: '2026-01-10',
    opening: content(),
  });
  const committed = content({ stage: 'COMMITTED', probability: '0.9000' });
  const moved = reviseHistory(open, {
    content: committed,
    from: '2026-02-01',
    openedOn: '2026-01-10',
    opening: committed,
  });
  expect(moved).toEqual([
    { from: '2026-01-10', to: '2026-02-01', content: content() },
    { from: '2026-02-01', to: null, content: committed },
  ]);
});

test('a won deal without a known start begins with its closing', () => {
  const history = reviseHistory([], { content: won, from: '2017-03-01', openedOn: null, opening: content() });
  expect(history).toEqual([{ from: '2017-03-01', to: null, content: won }]);
});

const day = fc.integer({ min: 0, max: 60 }).map((n) => addDays('2026-01-01', n));
const change = fc.record({
  stage: fc.constantFrom<DealContent['stage']>('PROSPECT', 'QUALIFIED', 'COMMITTED', 'WON', 'LOST'),
  oneTimeMinor: fc.constantFrom(0n, 1n, 2n),
  from: day,
});

test('a history has no gap and no overlap, begins with the deal and ends with its present state', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      const openedOn = '2025-12-31';
      let history: readonly HistoryEntry[] = [];
      for (const { from, ...over } of changes) {
        const before = history;
        const target = content(over);
        history = reviseHistory(history, { content: target, from, openedOn, opening: content() });
        expect(history[0]?.from).toBe(openedOn);
        history.forEach((entry, index) => {
          expect(entry.to).toBe(history[index + 1]?.from ?? null);
          if (entry.to !== null) expect(entry.from < entry.to).toBe(true);
        });
        expect(history.at(-1)?.content).toEqual(target);
        if (outcomeOf(target.stage) === 'OPEN' && before.length > 0) {
          expect(contentOn(history, addDays(from, -1))).toEqual(contentOn(before, addDays(from, -1)));
        }
      }
    }),
    { numRuns: 1000 },
  );
});
