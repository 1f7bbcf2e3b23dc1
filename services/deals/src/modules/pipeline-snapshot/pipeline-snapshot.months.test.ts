import { expect, test } from 'vitest';
import { missingMonthEnds, portfolioSince } from './pipeline-snapshot.months.ts';

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

test('a portfolio is kept from the last month that is over, or from the last one kept', () => {
  const none = new Set<string>();
  expect(portfolioSince('2023-05-10', '2024-03-15', none)).toBe('2024-02-01');
  expect(portfolioSince('2024-02-20', '2024-03-15', none)).toBe('2024-02-20');
  expect(portfolioSince('2023-05-10', '2024-03-15', new Set(['2023-12-31', '2023-11-30']))).toBe(
    '2024-01-01',
  );
});
