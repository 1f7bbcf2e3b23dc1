import { money, negateMoney, type Money } from '@channelgraph/core/money.ts';

/** The accounts that the ledger keeps per partner and currency. */
export const ledgerAccountKinds = [
  'VENDOR_EXPENSE',
  'PARTNER_PAYABLE',
  'PARTNER_HELD',
  'PARTNER_RECEIVABLE',
] as const;
export type LedgerAccountKind = (typeof ledgerAccountKinds)[number];

/** One side of an entry before it is stored: debit positive, credit negative. */
export interface PostingDraft {
  readonly accountKind: LedgerAccountKind;
  readonly amount: Money;
}

/** An amount that moves from the credited account to the debited one. */
export interface Transfer {
  readonly debit: LedgerAccountKind;
  readonly credit: LedgerAccountKind;
  readonly amount: Money;
}

/**
 * Turns transfers into postings, two per transfer that cancel each other, so that an entry cannot be
 * written unbalanced.
 *
 * @throws RangeError for a transfer of nothing or onto the same account.
 */
export function postingsOf(transfers: readonly Transfer[]): PostingDraft[] {
  return transfers.flatMap(({ debit, credit, amount }) => {
    if (amount.amountMinor === 0n) throw new RangeError('A transfer of nothing is no posting.');
    if (debit === credit) throw new RangeError(`A transfer needs two accounts, not ${debit} twice.`);
    return [
      { accountKind: debit, amount },
      { accountKind: credit, amount: negateMoney(amount) },
    ];
  });
}

/** Gives the postings that undo the given ones. */
export function reversalOf(postings: readonly PostingDraft[]): PostingDraft[] {
  return postings.map(({ accountKind, amount }) => ({ accountKind, amount: negateMoney(amount) }));
}

/** Gives the postings by which the vendor owes the partner the amount; a negative amount takes it back. */
export function accrualPostings(amount: Money): PostingDraft[] {
  return postingsOf([{ debit: 'VENDOR_EXPENSE', credit: 'PARTNER_PAYABLE', amount }]);
}

/** Sums postings per currency, without the currencies that sum to zero: a balanced entry gives none. */
export function imbalances(postings: readonly PostingDraft[]): Money[] {
  const sums = new Map<string, bigint>();
  for (const { amount } of postings) {
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + amount.amountMinor);
  }
  return [...sums].filter(([, sum]) => sum !== 0n).map(([currency, sum]) => money(sum, currency));
}
