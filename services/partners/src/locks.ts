import type { Transaction } from './context.ts';

/** Waits until no other transaction changes the partner, and keeps others waiting until this one ends. */
export async function lockPartner(tx: Transaction, partnerId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`partner ${partnerId}`}, 0))::text`;
}
