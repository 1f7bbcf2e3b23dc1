import { addMoney, money, type Money } from '@channelgraph/core/money.ts';
import { owedToPartner } from '../ledger/ledger.balance.ts';

/** The postings on a partner's accounts in one currency, added up before and inside a period. */
export interface PeriodSums {
  readonly beforeMinor: bigint;
  readonly insideMinor: bigint;
}

/** What a partner is owed at both ends of a period. */
export interface StatementTotals {
  readonly opening: Money;
  readonly closing: Money;
}

/** Reads ledger sums as the two ends of a statement: opening + lines = closing, to the minor unit. */
export function statementTotals(sums: PeriodSums, currency: string): StatementTotals {
  const opening = owedToPartner(money(sums.beforeMinor, currency));
  const moved = owedToPartner(money(sums.insideMinor, currency));
  return { opening, closing: addMoney(opening, moved) };
}
