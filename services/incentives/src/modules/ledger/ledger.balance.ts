import { money, type Money } from '@channelgraph/core/money.ts';
import type { LedgerAccountKind } from './ledger.journal.ts';

/** The postings of one kind of account in one currency, added up: debit positive, credit negative. */
export interface AccountSum {
  readonly accountKind: LedgerAccountKind;
  readonly currency: string;
  readonly sumMinor: bigint;
}

/** Where a partner stands in one currency; each amount is zero or positive. */
export interface IncentiveBalance {
  readonly currency: string;
  /** Owed to the partner and free to be paid. */
  readonly payable: Money;
  /** Earned, but held back. */
  readonly held: Money;
  /** Owed by the partner; carried forward against what it earns next. */
  readonly receivable: Money;
}

/**
 * Reads account sums as balances, one per currency in alphabetical order.
 *
 * @remarks A payable account that was taken back below zero is a debt of the partner: it shows as
 * receivable, so that nobody pays out a negative amount.
 */
export function balancesOf(sums: readonly AccountSum[]): IncentiveBalance[] {
  const currencies = [...new Set(sums.map((sum) => sum.currency))].sort();
  return currencies.map((currency) => {
    const total = (kind: LedgerAccountKind): bigint =>
      sums
        .filter((sum) => sum.currency === currency && sum.accountKind === kind)
        .reduce((all, sum) => all + sum.sumMinor, 0n);
    const owed = -total('PARTNER_PAYABLE');
    const debt = total('PARTNER_RECEIVABLE');
    return {
      currency,
      payable: money(owed > 0n ? owed : 0n, currency),
      held: money(-total('PARTNER_HELD'), currency),
      receivable: money(owed < 0n ? debt - owed : debt, currency),
    };
  });
}

/** Gives what a posting on one of the partner's accounts adds to what the partner is owed. */
export function owedToPartner(posting: Money): Money {
  return money(-posting.amountMinor, posting.currency);
}
