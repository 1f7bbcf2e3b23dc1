import { isLocalDate, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { EventEnvelope } from '@channelgraph/core/event-types.ts';
import { parseMoney, type Money } from '@channelgraph/core/money.ts';
import { directoryPartners, type DirectoryPartner } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { lockContract } from './settlement-locks.ts';
import { settleContract } from './settlement.service.ts';

type MonthClosed = EventEnvelope<'deals.contract.month_closed'>;

/**
 * Takes in what deals says of one month of a contract and settles the contract.
 *
 * @throws Error while the partner is not known here: its own event is on the way, and the delivery is
 * tried again.
 */
export async function receiveContractMonth(
  tx: Transaction,
  context: Context,
  event: MonthClosed,
): Promise<void> {
  const mrr = readMrr(event);
  const { contractId, partnerId } = event.data;
  const [partner] = await directoryPartners(tx, [partnerId]);
  if (!partner) throw new Error('The partner of the contract is not known here yet.');
  await lockContract(tx, contractId);
  if (await storeMonth(tx, context, { event, mrr, partner })) {
    await settleContract(tx, context, contractId, event.id);
  }
}

interface MonthToStore {
  readonly event: MonthClosed;
  readonly mrr: Money;
  readonly partner: DirectoryPartner;
}

// The types are those of the day on which the month first came: a later change of type earns or loses
// nothing. Changes no row when a later event of the same subject was stored before.
async function storeMonth(
  tx: Transaction,
  context: Context,
  { event, mrr, partner }: MonthToStore,
): Promise<boolean> {
  const { id, subject, sequence, data } = event;
  const changed = await tx.$executeRaw`
    INSERT INTO contract_month AS m (contract_id, month, partner_id, customer_id, mrr_minor, currency,
      partner_types, outcome, subject, sequence, event_id, recorded_at)
    VALUES (${data.contractId}, ${data.month}::date, ${data.partnerId}, ${data.customerId},
      ${mrr.amountMinor}, ${mrr.currency}, ${[...partner.types]}, 'NO_PLAN', ${subject}, ${sequence},
      ${id}, ${context.clock.now()})
    ON CONFLICT (contract_id, month) DO UPDATE SET
      partner_id = excluded.partner_id, customer_id = excluded.customer_id,
      mrr_minor = excluded.mrr_minor, currency = excluded.currency,
      partner_types = CASE WHEN m.partner_id = excluded.partner_id THEN m.partner_types ELSE excluded.partner_types END,
      subject = excluded.subject, sequence = excluded.sequence, event_id = excluded.event_id,
      recorded_at = excluded.recorded_at
    WHERE m.subject <> excluded.subject OR m.sequence < excluded.sequence`;
  return changed === 1;
}

function readMrr({ data }: MonthClosed): Money {
  if (!isLocalDate(data.month) || startOfMonth(data.month) !== data.month) {
    throw new RangeError('A closed month is named by its first day.');
  }
  const mrr = parseMoney(data.mrr, data.currency);
  if (mrr.amountMinor < 0n) throw new RangeError('Billed recurring revenue is never negative.');
  return mrr;
}
