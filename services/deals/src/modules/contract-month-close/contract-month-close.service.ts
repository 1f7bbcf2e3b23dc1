import { sqltag as sql } from '@prisma/client/runtime/client';
import { todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { money, moneyToDecimal } from '@channelgraph/core/money.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { ManagedContract } from '../../__generated__/prisma/client.ts';
import { chunksOf } from '../../chunks.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText, insertRows } from '../../stored-rows.ts';
import { enqueuePerPartner } from '../partner-fact/partner-fact.requests.ts';
import { stateOf } from '../managed-contract/managed-contract.state.ts';
import { monthsToClose } from './contract-month-close.months.ts';
import type { ClosedMonth } from './contract-month-close.months.ts';

/** Events of one statement, so that it stays far from the time limit of a statement. */
const eventsPerStatement = 500;

/** Closes the months that are over of a partner's contracts, and tells corrected ones again. */
export async function closeMonths(context: Context, partnerId: string): Promise<void> {
  await context.db.write(async (tx) => {
    const [partner] = await directoryPartners(tx, [partnerId]);
    if (!partner) throw new Error('The partner is not known here yet.');
    const today = todayIn(context.clock.now(), partner.timeZone);
    await lockAll(tx, [`close_month ${partnerId}`]);
    await tell(tx, context, await openMonths(tx, partnerId, today));
  });
}

interface ToldMonth extends ClosedMonth {
  readonly contract: ManagedContract;
  /** 1 for the first telling of a month. */
  readonly revision: number;
}

async function openMonths(tx: Transaction, partnerId: string, today: LocalDate): Promise<ToldMonth[]> {
  const contracts = await tx.managedContract.findMany({
    where: { partnerId, status: { not: 'DRAFT' } },
    orderBy: { id: 'asc' },
  });
  const revisions = await tx.managedContractRevision.findMany({
    where: { partnerId, supersededAt: null },
    orderBy: [{ contractId: 'asc' }, { validFrom: 'asc' }],
  });
  const told = await tx.contractMonthClose.findMany({ where: { partnerId }, orderBy: { revision: 'asc' } });
  const revisionsOf = Map.groupBy(revisions, ({ contractId }) => contractId);
  const toldOf = Map.groupBy(told, ({ contractId }) => contractId);
  return contracts.flatMap((contract) => {
    const earlier = new Map((toldOf.get(contract.id) ?? []).map((row) => [dateText(row.month), row]));
    const lastTold = new Map([...earlier].map(([month, { mrrMinor }]) => [month, mrrMinor]));
    const months = monthsToClose((revisionsOf.get(contract.id) ?? []).map(stateOf), lastTold, today);
    return months.map((each) => ({
      ...each,
      contract,
      revision: (earlier.get(each.month)?.revision ?? 0) + 1,
    }));
  });
}

/** Closes months for the partners with a contract whose last month is not told yet, because days have passed. */
export async function closeAllMonths(context: Context): Promise<void> {
  await context.db.write(async (tx) => {
    const rows = await tx.$queryRaw<{ partnerId: string }[]>(sql`
      SELECT DISTINCT c.partner_id AS "partnerId" FROM managed_contract c
      JOIN channelgraph.partner_directory d ON d.partner_id = c.partner_id
      CROSS JOIN LATERAL (
        SELECT date_trunc('month', ${context.clock.now()}::timestamptz AT TIME ZONE d.time_zone)::date AS began
      ) month
      WHERE c.status <> 'DRAFT' AND c.term_start < month.began AND NOT EXISTS (
        SELECT FROM contract_month_close m WHERE m.contract_id = c.id
          AND m.month >= least((month.began - interval '1 month')::date, date_trunc('month', c.ended_on)::date))
      ORDER BY 1`);
    await enqueuePerPartner(
      tx,
      'close_month',
      rows.map(({ partnerId }) => partnerId),
    );
  });
}

async function tell(tx: Transaction, context: Context, months: readonly ToldMonth[]): Promise<void> {
  await insertRows(
    tx,
    'contract_month_close',
    months.map(({ contract, month, mrrMinor, revision }) => ({
      contract_id: contract.id,
      partner_id: contract.partnerId,
      month,
      revision,
      currency: contract.currency,
      mrr_minor: mrrMinor.toString(),
      closed_at: context.clock.now().toISOString(),
    })),
  );
  const events = [...Map.groupBy(months, ({ contract }) => contract.id).values()].map(eventOf);
  for (const chunk of chunksOf(events, eventsPerStatement)) await emit(tx, context, chunk);
}

// One event for all months of a contract: whoever settles it does so once, however long the history is.
function eventOf(months: readonly ToldMonth[]) {
  const [first] = months;
  if (!first) throw new Error('A group of months has at least one.');
  const { id, partnerId, customerId, currency, productLineIds } = first.contract;
  const closed = months.map(({ month, mrrMinor }) => ({
    month,
    mrr: moneyToDecimal(money(mrrMinor, currency)),
  }));
  return {
    type: 'deals.contract.months_closed' as const,
    subject: id,
    data: { contractId: id, partnerId, customerId, currency, productLineIds, months: closed },
  };
}
