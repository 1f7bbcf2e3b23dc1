import { expect, it } from 'vitest';
import { policyInForce } from './policy-version.ts';

const versions = [
  {
    id: 'pol_1',
    kind: 'k',
    version: 1,
    effectiveFrom: '2026-01-01',
    effectiveTo: '2026-07-01',
    body: 'first',
  },
  { id: 'pol_2', kind: 'k', version: 2, effectiveFrom: '2026-07-01', effectiveTo: null, body: 'second' },
];

it.each([
  ['2025-12-31', undefined],
  ['2026-01-01', 'first'],
  ['2026-06-30', 'first'],
  ['2026-07-01', 'second'],
  ['2030-01-01', 'second'],
])('finds the version in force on %s', (day, body) => {
  expect(policyInForce(versions, day)?.body).toBe(body);
});
