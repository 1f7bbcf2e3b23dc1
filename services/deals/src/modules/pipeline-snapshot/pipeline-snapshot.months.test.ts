import { expect, test } from 'vitest';
import { missingMonthEnds } from './pipeline-snapshot.months.ts';

test('a month is due on the day after its last', () => {
  expect(missingMonthEnds('2026-02-10', '2026-02-28', new Set())).toEqual([]);
  expect(missingMonthEnds('2026-02-10', '2026-03-01', new Set())).toEqual(['2026-02-28']);
});

test('after a standstill every month that is missing is caught up in order, once', () => {
  expect(missingMonthEnds('2023-12-31', '2024-04-15', new Set(['2024-01-31']))).toEqual([
    '2023-12-31',
    '2024-02-29',
    '2024-03-31',
  ]);
  expect(
    missingMonthEnds(
      '2023-12-31',
      '2024-04-15',
      new Set(['2023-12-31', '2024-01-31', '2024-02-29', '2024-03-31']),
    ),
  ).toEqual([]);
});
