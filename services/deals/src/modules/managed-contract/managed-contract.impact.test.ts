import { expect, test } from 'vitest';
import { beyondAlone } from './managed-contract.impact.ts';
import type { ContractImpact } from './managed-contract.impact.ts';

const policy = {
  usualTermMonths: { least: 12, most: 36 },
  mrrChangeLimits: { USD: '5000', JPY: '700000' },
};
const impact = (over: Partial<ContractImpact> = {}): ContractImpact => ({
  currency: 'USD',
  mrrChangeMinor: 0n,
  newTermMonths: null,
  ...over,
});
const code = (over: Partial<ContractImpact>, partnerCurrency = 'USD') =>
  beyondAlone(impact(over), policy, partnerCurrency)?.code ?? null;

test('an account manager agrees alone up to the limit, either way, and not a cent above it', () => {
  expect(code({ mrrChangeMinor: 500_000n })).toBeNull();
  expect(code({ mrrChangeMinor: -500_000n })).toBeNull();
  expect(code({ mrrChangeMinor: 500_001n })).toBe('ABOVE_LIMIT');
  expect(code({ mrrChangeMinor: -500_001n })).toBe('ABOVE_LIMIT');
});

test('a limit is read in the decimals of its currency', () => {
  expect(code({ currency: 'JPY', mrrChangeMinor: 700_000n }, 'JPY')).toBeNull();
  expect(code({ currency: 'JPY', mrrChangeMinor: 700_001n }, 'JPY')).toBe('ABOVE_LIMIT');
});

test('another currency, one without a limit and an unusual term need a second person', () => {
  expect(code({ currency: 'JPY', mrrChangeMinor: 1n })).toBe('OTHER_CURRENCY');
  expect(code({ currency: 'JPY' })).toBeNull();
  expect(code({ currency: 'NOK', mrrChangeMinor: 1n }, 'NOK')).toBe('NO_LIMIT');
  expect([11, 12, 36, 37].map((newTermMonths) => code({ newTermMonths }))).toEqual([
    'UNUSUAL_TERM',
    null,
    null,
    'UNUSUAL_TERM',
  ]);
});
