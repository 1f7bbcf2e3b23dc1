import { money, multiplyMoney, parseMoney, subtractMoney } from '@channelgraph/core/money.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  computeCommission,
  recomputeAmount,
  reversalSteps,
  settle,
  type CommissionFacts,
  type CommissionTerms,
} from './settlement.commission.ts';

const terms: CommissionTerms = {
  planCode: 'MSP-MRR',
  planVersionId: 'pol_1',
  version: 3,
  rates: [
    { tierRank: 1, rate: '0.05' },
    { tierRank: 2, rate: '0.08' },
    { tierRank: 3, rate: '0.125' },
  ],
  capMonths: null,
};
const facts: CommissionFacts = {
  month: '2026-09-01',
  mrr: parseMoney('1234.56', 'USD'),
  tierRank: 2,
  billedMonth: 1,
  partnerTypes: ['MSP'],
  isIncluded: false,
};

describe('the commission of a month', () => {
  it('is the rate of the tier times the billed MRR, explained step by step', () => {
    const commission = computeCommission(terms, facts);
    expect(commission.amount).toEqual(parseMoney('98.76', 'USD'));
    expect(commission.steps.map(({ step, value }) => `${step} ${value}`)).toEqual([
      'BASE 1234.56 USD',
      'TIER 2',
      'RATE 0.08',
      'RULE MSP-MRR v3',
      'OUTCOME EARNS',
      'ROUNDING 98.76 USD',
    ]);
  });

  it.each([
    ['0.10', '0.00'],
    ['0.30', '0.02'],
    ['0.50', '0.02'],
  ])('rounds once, half to even: 5 %% of %s is %s', (mrr, expected) => {
    const commission = computeCommission(terms, { ...facts, tierRank: 1, mrr: parseMoney(mrr, 'USD') });
    expect(commission.amount).toEqual(parseMoney(expected, 'USD'));
  });

  it.each([
    ['JPY', '1234', '99'],
    ['BHD', '1.234', '0.099'],
  ])('rounds to the minor unit of %s', (currency, mrr, expected) => {
    const commission = computeCommission(terms, { ...facts, mrr: parseMoney(mrr, currency) });
    expect(commission.amount).toEqual(parseMoney(expected, currency));
  });

  it.each([
    ['NOT_BILLED', { mrr: money(0n, 'USD') }],
    ['NO_TIER', { tierRank: null }],
    ['NO_RATE', { tierRank: 9 }],
    ['TYPE_EXCLUDED', { partnerTypes: ['TECHNOLOGY_ALLIANCE'] }],
    ['CAPPED', { billedMonth: 13 }],
  ] as const)('is nothing when the outcome is %s', (outcome, change) => {
    const commission = computeCommission({ ...terms, capMonths: 12 }, { ...facts, ...change });
    expect(commission.outcome).toBe(outcome);
    expect(commission.amount.amountMinor).toBe(0n);
    expect(commission.rate).toBe('0');
  });

  it('pays the last month inside the cap', () => {
    const commission = computeCommission({ ...terms, capMonths: 12 }, { ...facts, billedMonth: 12 });
    expect(commission.outcome).toBe('EARNS');
  });

  it('pays a technology alliance that the plan names, and one that is also another type', () => {
    const alliance = ['TECHNOLOGY_ALLIANCE'];
    expect(computeCommission(terms, { ...facts, partnerTypes: alliance, isIncluded: true }).outcome).toBe(
      'EARNS',
    );
    expect(computeCommission(terms, { ...facts, partnerTypes: [...alliance, 'MSP'] }).outcome).toBe('EARNS');
  });
});

const anyCurrency = fc.constantFrom('USD', 'EUR', 'JPY', 'BHD');
const anyRate = fc
  .integer({ min: 0, max: 1_000_000 })
  .map((millionths) => (millionths / 1_000_000).toFixed(6));
const anyMinor = fc.bigInt({ min: 0n, max: 10n ** 13n });

describe('an accrual', () => {
  it('can be recomputed from its explanation to the minor unit', () => {
    fc.assert(
      fc.property(anyCurrency, anyRate, anyMinor, anyMinor, (currency, rate, mrr, before) => {
        const commission = computeCommission(
          { ...terms, rates: [{ tierRank: 2, rate }] },
          { ...facts, mrr: money(mrr, currency) },
        );
        const { amount, steps } = settle(commission, money(before, currency));
        expect(recomputeAmount(steps)).toEqual(amount);
        expect(amount).toEqual(
          subtractMoney(multiplyMoney(money(mrr, currency), rate), money(before, currency)),
        );
      }),
      { numRuns: 10_000 },
    );
  });

  it('differs from the exact product by at most half a minor unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), anyMinor, (millionths, mrr) => {
        const rate = (millionths / 1_000_000).toFixed(6);
        const commission = computeCommission(
          { ...terms, rates: [{ tierRank: 2, rate }] },
          { ...facts, mrr: money(mrr, 'USD') },
        );
        const scaled = commission.amount.amountMinor * 1_000_000n - mrr * BigInt(millionths);
        expect(scaled <= 500_000n && scaled >= -500_000n).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it('and its restatements sum to the commission of the last figure, in any order of figures', () => {
    fc.assert(
      fc.property(anyRate, fc.array(anyMinor, { minLength: 1, maxLength: 8 }), (rate, figures) => {
        let accrued = money(0n, 'USD');
        for (const mrr of figures) {
          const commission = computeCommission(
            { ...terms, rates: [{ tierRank: 2, rate }] },
            { ...facts, mrr: money(mrr, 'USD') },
          );
          const { amount } = settle(commission, accrued);
          accrued = money(accrued.amountMinor + amount.amountMinor, 'USD');
        }
        expect(accrued).toEqual(multiplyMoney(money(figures.at(-1) ?? 0n, 'USD'), rate));
      }),
      { numRuns: 10_000 },
    );
  });

  it('and its reversal sum to nothing, and the reversal recomputes too', () => {
    fc.assert(
      fc.property(anyCurrency, fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }), (currency, minor) => {
        const reversal = recomputeAmount(reversalSteps('acc_1', money(minor, currency)));
        expect(reversal.amountMinor + minor).toBe(0n);
      }),
      { numRuns: 10_000 },
    );
  });

  it('without base and rate in its explanation is refused', () => {
    expect(() => recomputeAmount([{ step: 'TIER', description: '', value: '1' }])).toThrow(RangeError);
  });
});
