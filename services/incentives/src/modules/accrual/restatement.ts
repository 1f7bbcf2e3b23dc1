import { addMoney, money, type Money } from '@channelgraph/core/money.ts';

/** Who is owed what for a contract month under which terms: accruals with the same key are netted. */
export interface AccrualKey {
  readonly planVersionId: string;
  readonly partnerId: string;
  readonly currency: string;
}

/** An accrual that a contract month has already, as far as a restatement needs it. */
export interface ExistingAccrual extends AccrualKey {
  readonly amount: Money;
  readonly isReversed: boolean;
  readonly isReversal: boolean;
}

/** What was accrued under one key until now. */
export interface AccruedSoFar extends AccrualKey {
  readonly accrued: Money;
  /** An administrator took part of it back: the month is settled by hand from then on. */
  readonly isClosedByReversal: boolean;
}

/**
 * Nets the accruals of one contract month per key, the wanted key included even if nothing is there.
 *
 * @remarks Several keys exist when a restatement moved the month to another partner or currency.
 */
export function accruedSoFar(
  existing: readonly ExistingAccrual[],
  wanted: AccrualKey | null,
): AccruedSoFar[] {
  const groups = new Map<string, AccruedSoFar>();
  const keyOf = (key: AccrualKey): string => [key.planVersionId, key.partnerId, key.currency].join('|');
  const open = (key: AccrualKey): AccruedSoFar =>
    groups.get(keyOf(key)) ?? {
      planVersionId: key.planVersionId,
      partnerId: key.partnerId,
      currency: key.currency,
      accrued: money(0n, key.currency),
      isClosedByReversal: false,
    };
  if (wanted) groups.set(keyOf(wanted), open(wanted));
  for (const accrual of existing) {
    const group = open(accrual);
    groups.set(keyOf(accrual), {
      ...group,
      accrued: addMoney(group.accrued, accrual.amount),
      isClosedByReversal: group.isClosedByReversal || accrual.isReversed || accrual.isReversal,
    });
  }
  return [...groups.values()];
}
