import { enqueue } from '@channelgraph/server/events/emit.ts';
import type { Transaction } from '../../context.ts';

/** The task that reports one partner's coverage. */
export const reportCoverageTask = 'report_coverage';
/** The task that finds the partners whose coverage must be reported. */
export const recomputeCoverageTask = 'recompute_coverage';

/** Asks, in the transaction of a change, for the coverage of partners to be reported once it has committed. */
export async function requestCoverage(tx: Transaction, partnerIds: readonly string[]): Promise<void> {
  if (partnerIds.length === 0) return;
  await tx.$executeRaw`
    SELECT channelgraph.enqueue(${reportCoverageTask}, jsonb_build_object('partnerId', partner_id),
      'coverage:' || partner_id, NULL, now())
    FROM unnest(${[...new Set(partnerIds)]}::text[]) AS partner_id`;
}

/** Asks for the coverage of every partner of the types named to be reported. */
export async function requestCoverageOfTypes(
  tx: Transaction,
  partnerTypes: readonly string[],
): Promise<void> {
  await enqueue(tx, { task: recomputeCoverageTask, payload: { partnerTypes } });
}
