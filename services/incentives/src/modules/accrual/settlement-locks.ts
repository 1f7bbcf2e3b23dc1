import type { Transaction } from '../../context.ts';

/**
 * Holds everything that changes the accruals of one contract until the transaction ends.
 *
 * @remarks A month's right amount depends on the contract's other months (the cap), so no single row
 * could be locked instead. Taken before the locks on what a settlement reads.
 */
export async function lockContract(tx: Transaction, contractId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`contract ${contractId}`}, 0))`;
}

/** Keeps terms and the tiers of these partners as they are until the settlement that reads them ends. */
export async function shareTermsAndTiers(tx: Transaction, partnerIds: readonly string[]): Promise<void> {
  const names = ['terms', ...partnerIds.map(partnerLock).toSorted()];
  for (const name of names) {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${name}, 0))`;
  }
}

/** Waits for running settlements and holds later ones back while terms are published. */
export async function lockTerms(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('terms', 0))`;
}

/** Waits for running settlements of a partner and holds later ones back while its tiers change. */
export async function lockTiers(tx: Transaction, partnerId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${partnerLock(partnerId)}, 0))`;
}

function partnerLock(partnerId: string): string {
  return `tiers ${partnerId}`;
}
