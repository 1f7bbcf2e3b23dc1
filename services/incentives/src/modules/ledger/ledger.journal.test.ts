import { money } from '@channelgraph/core/money.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancesOf, type AccountSum } from './ledger.balance.ts';
import {
  accrualPostings,
  imbalances,
  ledgerAccountKinds,
  postingsOf,
  reversalOf,
  type PostingDraft,
} from './ledger.journal.ts';

const currency = fc.constantFrom('USD', 'EUR', 'JPY', 'BHD');
const minor = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).filter((value) => value !== 0n);
const transfer = fc
  .record({
    debit: fc.constantFrom(...ledgerAccountKinds),
    credit: fc.constantFrom(...ledgerAccountKinds),
    minor,
    currency,
  })
  .filter(({ debit, credit }) => debit !== credit)
  .map(({ debit, credit, minor: amount, currency: code }) => ({
    debit,
    credit,
    amount: money(amount, code),
  }));

describe('postings', () => {
  it('balance in every currency, whatever the transfers', () => {
    fc.assert(
      fc.property(fc.array(transfer, { minLength: 1, maxLength: 12 }), (transfers) => {
        const postings = postingsOf(transfers);
        expect(imbalances(postings)).toEqual([]);
        expect(postings).toHaveLength(transfers.length * 2);
      }),
      { numRuns: 10_000 },
    );
  });

  it('and their reversal cancel each other on every account', () => {
    fc.assert(
      fc.property(fc.array(transfer, { minLength: 1, maxLength: 12 }), (transfers) => {
        const postings = postingsOf(transfers);
        const sums = new Map<string, bigint>();
        for (const { accountKind, amount } of [...postings, ...reversalOf(postings)]) {
          const account = `${accountKind} ${amount.currency}`;
          sums.set(account, (sums.get(account) ?? 0n) + amount.amountMinor);
        }
        expect([...sums.values()].every((sum) => sum === 0n)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it('of an accrual debit the expense and credit the payable', () => {
    expect(accrualPostings(money(12_345n, 'USD'))).toEqual([
      { accountKind: 'VENDOR_EXPENSE', amount: money(12_345n, 'USD') },
      { accountKind: 'PARTNER_PAYABLE', amount: money(-12_345n, 'USD') },
    ]);
  });

  it('refuse a transfer of nothing and a transfer onto the same account', () => {
    expect(() => accrualPostings(money(0n, 'USD'))).toThrow(RangeError);
    expect(() =>
      postingsOf([{ debit: 'PARTNER_HELD', credit: 'PARTNER_HELD', amount: money(1n, 'USD') }]),
    ).toThrow(RangeError);
  });
});

describe('balances', () => {
  it('owe the partner what was credited to the payable account', () => {
    expect(balancesOf(sumsOf(accrualPostings(money(500n, 'JPY'))))).toEqual([
      {
        currency: 'JPY',
        payable: money(500n, 'JPY'),
        held: money(0n, 'JPY'),
        receivable: money(0n, 'JPY'),
      },
    ]);
  });

  it('show a payable account below zero as a debt of the partner', () => {
    expect(balancesOf(sumsOf(accrualPostings(money(-70n, 'USD'))))).toEqual([
      {
        currency: 'USD',
        payable: money(0n, 'USD'),
        held: money(0n, 'USD'),
        receivable: money(70n, 'USD'),
      },
    ]);
  });

  it('never mix currencies, and net to what the ledger says', () => {
    fc.assert(
      fc.property(fc.array(transfer, { maxLength: 20 }), (transfers) => {
        const sums = sumsOf(postingsOf(transfers));
        for (const balance of balancesOf(sums)) {
          const net = balance.payable.amountMinor + balance.held.amountMinor - balance.receivable.amountMinor;
          const ledger = sums
            .filter((sum) => sum.currency === balance.currency && sum.accountKind !== 'VENDOR_EXPENSE')
            .reduce((all, sum) => all - sum.sumMinor, 0n);
          expect(net).toBe(ledger);
        }
      }),
      { numRuns: 10_000 },
    );
  });
});

function sumsOf(postings: readonly PostingDraft[]): AccountSum[] {
  return postings.map(({ accountKind, amount }) => ({
    accountKind,
    currency: amount.currency,
    sumMinor: amount.amountMinor,
  }));
}
