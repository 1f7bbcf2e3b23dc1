import { fromLocalDate, isLocalDate, startOfMonth } from '@channelgraph/core/calendar.ts';
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

/** Stores the month; false when a later event of the same subject has been stored before. */
async function storeMonth(
  tx: Transaction,
  context: Context,
  { event, mrr, partner }: MonthToStore,
): Promise<boolean> {
  const { contractId, partnerId, customerId } = event.data;
  const key = { contractId, month: fromLocalDate(event.data.month) };
  const stored = await tx.contractMonth.findUnique({ where: { contractId_month: key } });
  if (stored && stored.subject === event.subject && stored.sequence >= event.sequence) return false;
  const told = {
    partnerId,
    customerId,
    mrrMinor: mrr.amountMinor,
    currency: mrr.currency,
    partnerTypes: stored?.partnerId === partnerId ? stored.partnerTypes : [...partner.types],
    subject: event.subject,
    sequence: event.sequence,
    eventId: event.id,
    recordedAt: context.clock.now(),
  };
  await tx.contractMonth.upsert({
    where: { contractId_month: key },
    create: { ...key, ...told, outcome: 'NO_PLAN' },
    update: told,
  });
  return true;
}

function readMrr({ data }: MonthClosed): Money {
  if (!isLocalDate(data.month) || startOfMonth(data.month) !== data.month) {
    throw new RangeError('A closed month is named by its first day.');
  }
  const mrr = parseMoney(data.mrr, data.currency);
  if (mrr.amountMinor < 0n) throw new RangeError('Billed recurring revenue is never negative.');
  return mrr;
}
