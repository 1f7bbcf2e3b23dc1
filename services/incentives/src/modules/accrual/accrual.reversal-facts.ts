import type { Accrual, IncentivePlanVersion } from '../../__generated__/prisma/client.ts';
import type { ReversalFacts } from './accrual.machine.ts';

/**
 * Gathers what the machine needs to know before an accrual is taken back.
 *
 * @param month the accruals of the same contract and month.
 */
export function reversalFacts(
  accrual: Accrual,
  terms: IncentivePlanVersion,
  month: readonly Accrual[],
): ReversalFacts {
  const remainderMinor = month
    .filter(
      (other) =>
        other.id !== accrual.id &&
        other.planVersionId === accrual.planVersionId &&
        other.partnerId === accrual.partnerId &&
        other.currency === accrual.currency,
    )
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return {
    isReversal: accrual.reversesId !== null,
    publishedBy: terms.publishedBy,
    isReversalSeparated: terms.isReversalSeparated,
    remainderMinor,
  };
}
