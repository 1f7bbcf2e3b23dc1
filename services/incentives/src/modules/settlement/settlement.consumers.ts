import { isLocalDate, startOfMonth, type LocalDate } from '@channelgraph/core/calendar.ts';
import type { EventEnvelope } from '@channelgraph/core/event-types.ts';
import { parseMoney, type Money } from '@channelgraph/core/money.ts';
import { directoryPartners, type DirectoryPartner } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { lockContract } from './settlement.locks.ts';
import { settleContract } from './settlement.service.ts';

type MonthsClosed = EventEnvelope<'deals.contract.months_closed'>;

/**
 * Takes in what deals says of closed months of a contract and settles the contract once.
 *
 * @throws Error while the partner is not known here: its own event is on the way, and the delivery is
 * tried again.
 */
export async function receiveContractMonths(
  tx: Transaction,
  context: Context,
  event: MonthsClosed,
): Promise<void> {
  const months = readMonths(event);
  const { contractId, partnerId } = event.data;
  const [partner] = await directoryPartners(tx, [partnerId]);
  if (!partner) throw new Error('The partner of the contract is not known here yet.');
  await lockContract(tx, contractId);
  if (await storeMonths(tx, context, { event, months, partner })) {
    await settleContract(tx, context, contractId, event.id);
  }
}

interface BilledMonth {
  readonly month: LocalDate;
  readonly mrr: Money;
}

interface MonthsToStore {
  readonly event: MonthsClosed;
  readonly months: readonly BilledMonth[];
  readonly partner: DirectoryPartner;
}

// The types are those of the day on which the month first came: a later change of type earns or loses
// nothing. Changes no row that a later event of the same subject has stored before.
async function storeMonths(
  tx: Transaction,
  context: Context,
  { event, months, partner }: MonthsToStore,
): Promise<boolean> {
  const { id, subject, sequence, data } = event;
  const rows = months.map(({ month, mrr }) => ({ month, mrr_minor: mrr.amountMinor.toString() }));
  const changed = await tx.$executeRaw`
    INSERT INTO contract_month AS m (contract_id, month, partner_id, customer_id, mrr_minor, currency,
      partner_types, outcome, subject, sequence, event_id, recorded_at)
    SELECT ${data.contractId}, r.month, ${data.partnerId}, ${data.customerId}, r.mrr_minor, ${data.currency},
      ${[...partner.types]}, 'NO_PLAN', ${subject}, ${sequence}::bigint, ${id}, ${context.clock.now()}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(month date, mrr_minor bigint)
    ON CONFLICT (contract_id, month) DO UPDATE SET
      partner_id = excluded.partner_id, customer_id = excluded.customer_id,
      mrr_minor = excluded.mrr_minor, currency = excluded.currency,
      partner_types = CASE WHEN m.partner_id = excluded.partner_id THEN m.partner_types ELSE excluded.partner_types END,
      subject = excluded.subject, sequence = excluded.sequence, event_id = excluded.event_id,
      recorded_at = excluded.recorded_at
    WHERE m.subject <> excluded.subject OR m.sequence < excluded.sequence`;
  return changed > 0;
}

function readMonths({ data: { currency, months } }: MonthsClosed): BilledMonth[] {
  return months.map(({ month, mrr }) => {
    if (!isLocalDate(month) || startOfMonth(month) !== month) {
      throw new RangeError('A closed month is named by its first day.');
    }
    const billed = parseMoney(mrr, currency);
    if (billed.amountMinor < 0n) throw new RangeError('Billed recurring revenue is never negative.');
    return { month, mrr: billed };
  });
}
