import { addMoney, money, type Money } from '@channelgraph/core/money.ts';

/** Who is owed under which terms in which currency: the accruals of a contract month are netted by it. */
export interface AccrualKey {
  readonly planVersionId: string;
  readonly partnerId: string;
  readonly currency: string;
}

/** An accrual that a contract month has already, as far as a restatement needs it. */
export interface ExistingAccrual extends AccrualKey {
  readonly base: Money;
  readonly amount: Money;
  readonly isReversed: boolean;
  readonly isReversal: boolean;
}

/** What was accrued under one key until now. */
export interface AccruedSoFar extends AccrualKey {
  readonly accrued: Money;
  /** How many accruals there are, reversals not counted. */
  readonly count: number;
  /** The base of the latest of them; null without any. */
  readonly lastBase: Money | null;
  /** An administrator took one of them back: the month is settled by hand from then on. */
  readonly isClosedByReversal: boolean;
}

/**
 * Nets the accruals of one contract month per key, oldest first; the wanted key is there even without any.
 *
 * @remarks Several keys exist when a restatement moved the month to another partner or currency.
 */
export function accruedSoFar(
  existing: readonly ExistingAccrual[],
  wanted: AccrualKey | null,
): AccruedSoFar[] {
  const groups = new Map<string, AccruedSoFar>();
  if (wanted) groups.set(keyText(wanted), emptyGroup(wanted));
  for (const accrual of existing) {
    const group = groups.get(keyText(accrual)) ?? emptyGroup(accrual);
    groups.set(keyText(accrual), {
      ...group,
      accrued: addMoney(group.accrued, accrual.amount),
      count: group.count + (accrual.isReversal ? 0 : 1),
      lastBase: accrual.isReversal ? group.lastBase : accrual.base,
      isClosedByReversal: group.isClosedByReversal || accrual.isReversed,
    });
  }
  return [...groups.values()];
}

/** Tells whether two keys name the same partner, terms and currency. */
export function isSameKey(a: AccrualKey, b: AccrualKey | null): boolean {
  return b !== null && keyText(a) === keyText(b);
}

function emptyGroup({ planVersionId, partnerId, currency }: AccrualKey): AccruedSoFar {
  return {
    planVersionId,
    partnerId,
    currency,
    accrued: money(0n, currency),
    count: 0,
    lastBase: null,
    isClosedByReversal: false,
  };
}

function keyText({ planVersionId, partnerId, currency }: AccrualKey): string {
  return `${planVersionId} ${partnerId} ${currency}`;
}
