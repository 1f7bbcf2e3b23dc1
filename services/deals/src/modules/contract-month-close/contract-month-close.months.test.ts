import { expect, test } from 'vitest';
import { joinTimeline, withStatus, withTerms } from '../managed-contract/managed-contract.timeline.ts';
import { monthsToClose } from './contract-month-close.months.ts';

const active = joinTimeline(
  [{ on: '2026-01-15', mrrMinor: 1000n, contractedSeats: 1, isPriceChange: false }],
  [{ on: '2026-01-15', status: 'ACTIVE' }],
);
const january = new Map([['2026-01-01', 1000n]]);

test('a month closes on the first day after it, once', () => {
  expect(monthsToClose(active, new Map(), '2026-01-31')).toEqual([]);
  expect(monthsToClose(active, new Map(), '2026-02-01')).toEqual([{ month: '2026-01-01', mrrMinor: 1000n }]);
  expect(monthsToClose(active, january, '2026-02-01')).toEqual([]);
});

test('months missed while the scheduler was down are closed together', () => {
  expect(monthsToClose(active, january, '2026-04-10').map(({ month }) => month)).toEqual([
    '2026-02-01',
    '2026-03-01',
  ]);
});

test('a suspended month closes with 0 and the month of the end is the last', () => {
  const suspended = withStatus(withStatus(active, '2026-02-20', 'SUSPENDED'), '2026-03-05', 'ACTIVE');
  const ended = withStatus(suspended, '2026-04-10', 'ENDED_CHURNED');
  expect(monthsToClose(ended, new Map(), '2026-09-01')).toEqual([
    { month: '2026-01-01', mrrMinor: 1000n },
    { month: '2026-02-01', mrrMinor: 0n },
    { month: '2026-03-01', mrrMinor: 1000n },
    { month: '2026-04-01', mrrMinor: 0n },
  ]);
});

test('a corrected month is told again, and one that the correction took away is told as 0', () => {
  const told = new Map([...january, ['2026-02-01', 1000n], ['2026-03-01', 1000n]]);
  const dearer = withTerms(active, [
    { on: '2026-01-15', mrrMinor: 1100n, contractedSeats: 1, isPriceChange: false },
  ]);
  const ended = withStatus(dearer, '2026-02-01', 'ENDED_CHURNED');
  expect(monthsToClose(ended, told, '2026-04-01')).toEqual([
    { month: '2026-01-01', mrrMinor: 1100n },
    { month: '2026-02-01', mrrMinor: 0n },
    { month: '2026-03-01', mrrMinor: 0n },
  ]);
});

test('a draft closes no month', () => {
  const draft = joinTimeline(
    [{ on: '2026-01-15', mrrMinor: 1000n, contractedSeats: 1, isPriceChange: false }],
    [],
  );
  expect(monthsToClose(draft, new Map(), '2026-09-01')).toEqual([]);
});
