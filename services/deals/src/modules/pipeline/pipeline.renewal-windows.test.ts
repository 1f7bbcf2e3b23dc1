import { expect, test } from 'vitest';
import { isDecisionBucket, isInDecisionWindow, renewalWindowOf } from './pipeline.renewal-windows.ts';

test.each([
  [-31, null],
  [-30, 'OVERDUE'],
  [-1, 'OVERDUE'],
  [0, 'D0_30'],
  [30, 'D0_30'],
  [31, 'D31_60'],
  [60, 'D31_60'],
  [61, 'D61_90'],
  [90, 'D61_90'],
  [91, 'D91_180'],
  [180, 'D91_180'],
  [181, 'D181_PLUS'],
] as const)('a term that ends in %i days is %s', (days, window) => {
  expect(renewalWindowOf(days)).toBe(window);
});

test('the decision buckets are the days 0 to 90', () => {
  for (let days = -40; days <= 400; days += 1) {
    const window = renewalWindowOf(days);
    expect(window !== null && isDecisionBucket(window)).toBe(isInDecisionWindow(days));
  }
});
