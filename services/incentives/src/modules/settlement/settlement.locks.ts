import { lockAll } from '@channelgraph/server/locks.ts';
import type { Transaction } from '../../context.ts';

/**
 * Holds everything that changes the accruals of one contract until the transaction ends.
 *
 * @remarks A month's right amount depends on the contract's other months (the cap), so no single row
 * could be locked instead. Taken before the locks on what a settlement reads.
 */
export async function lockContract(tx: Transaction, contractId: string): Promise<void> {
  await lockAll(tx, [`contract ${contractId}`]);
}

/**
 * Keeps the terms and the tiers that a settlement of the contract reads as they are until it ends.
 *
 * @remarks Comes after the contract's own lock: a partner that a month names is stored under that one.
 */
export async function shareTermsAndTiers(tx: Transaction, contractId: string): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock_shared(hashtextextended(name, 0)) FROM (
      SELECT 'terms' AS name
      UNION SELECT 'tiers ' || partner_id FROM contract_month WHERE contract_id = ${contractId}
      ORDER BY name) AS names`;
}

/** Waits for running settlements and holds later ones back while terms are published. */
export async function lockTerms(tx: Transaction): Promise<void> {
  await lockAll(tx, ['terms']);
}

/** Waits for running settlements of a partner and holds later ones back while its tiers change. */
export async function lockTiers(tx: Transaction, partnerId: string): Promise<void> {
  await lockAll(tx, [`tiers ${partnerId}`]);
}
