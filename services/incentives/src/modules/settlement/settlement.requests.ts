import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { EventEnvelope } from '@channelgraph/core/event-types.ts';
import { replicatePartner } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { lockContract, lockTiers } from './settlement.locks.ts';
import { settleContract } from './settlement.service.ts';

/** The task that settles one contract again. */
export const settleContractTask = 'settle_contract';

/**
 * Stores what the partners service says of a partner and has the contracts settled again whose months
 * were settled by another tier.
 *
 * @remarks A month may arrive before the tier that held in it, and a tier may be corrected afterwards.
 */
export async function receivePartner(
  tx: Transaction,
  _context: Context,
  event: EventEnvelope<'partners.partner.changed'>,
): Promise<void> {
  await lockTiers(tx, event.data.partnerId);
  await replicatePartner(tx, event);
  await tx.$executeRaw`
    SELECT channelgraph.enqueue(${settleContractTask}, jsonb_build_object('contractId', c.contract_id),
      ${settleContractTask} || ':' || c.contract_id, NULL, now())
    FROM (
      SELECT DISTINCT m.contract_id FROM contract_month m
      LEFT JOIN LATERAL (
        SELECT p.rank FROM channelgraph.partner_tier p
        WHERE p.partner_id = m.partner_id
          AND p.valid_from < (m.month + interval '1 month')::date
          AND (p.valid_to IS NULL OR p.valid_to >= (m.month + interval '1 month')::date)
        ORDER BY p.valid_from DESC LIMIT 1
      ) t ON true
      WHERE m.partner_id = ${event.data.partnerId} AND m.tier_rank IS DISTINCT FROM t.rank
    ) c`;
}

/** Has contracts settled again whose months came before the plan that is now in force for them. */
export async function settleUnplannedMonths(
  tx: Transaction,
  window: { readonly from: LocalDate; readonly to: LocalDate | null },
): Promise<void> {
  await tx.$executeRaw`
    SELECT channelgraph.enqueue(${settleContractTask}, jsonb_build_object('contractId', c.contract_id),
      ${settleContractTask} || ':' || c.contract_id, NULL, now())
    FROM (
      SELECT DISTINCT contract_id FROM contract_month
      WHERE outcome = 'NO_PLAN' AND (month + interval '1 month')::date > ${window.from}::date
        AND (${window.to}::date IS NULL OR (month + interval '1 month')::date <= ${window.to}::date)
    ) c`;
}

/** Settles the contract that a job names. */
export async function runSettlement(context: Context, payload: unknown): Promise<void> {
  const { contractId } = payload as { readonly contractId: string };
  await context.db.write(async (tx) => {
    await lockContract(tx, contractId);
    await settleContract(tx, context, contractId, `${settleContractTask} ${context.requestId}`);
  });
}
