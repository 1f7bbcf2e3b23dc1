import { sqltag as sql } from '@prisma/client/runtime/client';
import { todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { money, moneyToDecimal } from '@channelgraph/core/money.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { ManagedContract } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText, insertRows } from '../../stored-rows.ts';
import { enqueuePerPartner } from '../partner-facts/fact-requests.ts';
import { stateOf } from './contract-state.ts';
import { monthsToClose } from './month-close.ts';
import type { ClosedMonth } from './month-close.ts';

/** Closes the months that are over of a partner's contracts, and tells corrected ones again. */
export async function closeMonths(context: Context, partnerId: string): Promise<void> {
  await context.db.write(async (tx) => {
    const [partner] = await directoryPartners(tx, [partnerId]);
    if (!partner) throw new Error('The partner is not known here yet.');
    const today = todayIn(context.clock.now(), partner.timeZone);
    await tx.$executeRaw(
      sql`SELECT pg_advisory_xact_lock(hashtextextended(${`close_month ${partnerId}`}, 0))`,
    );
    const contracts = await tx.managedContract.findMany({
      where: { partnerId, status: { not: 'DRAFT' } },
      orderBy: { id: 'asc' },
    });
    const revisions = Map.groupBy(
      await tx.managedContractRevision.findMany({
        where: { partnerId, supersededAt: null },
        orderBy: [{ contractId: 'asc' }, { validFrom: 'asc' }],
      }),
      ({ contractId }) => contractId,
    );
    const told = Map.groupBy(
      await tx.contractMonthClose.findMany({ where: { partnerId }, orderBy: { revision: 'asc' } }),
      ({ contractId }) => contractId,
    );
    for (const contract of contracts) {
      const earlier = told.get(contract.id) ?? [];
      const lastTold = new Map(earlier.map(({ month, mrrMinor }) => [dateText(month), mrrMinor]));
      const months = monthsToClose((revisions.get(contract.id) ?? []).map(stateOf), lastTold, today);
      const revisionOf = (month: LocalDate): number =>
        earlier.filter((row) => dateText(row.month) === month).length + 1;
      await tell(
        tx,
        context,
        contract,
        months.map((each) => ({ ...each, revision: revisionOf(each.month) })),
      );
    }
  });
}

/** Closes months for every partner that has contracts, because days have passed. */
export async function closeAllMonths(context: Context): Promise<void> {
  await context.db.write(async (tx) => {
    const rows = await tx.managedContract.findMany({
      distinct: ['partnerId'],
      select: { partnerId: true },
      orderBy: { partnerId: 'asc' },
    });
    await enqueuePerPartner(
      tx,
      'close_month',
      rows.map(({ partnerId }) => partnerId),
    );
  });
}

async function tell(
  tx: Transaction,
  context: Context,
  { id, partnerId, customerId, currency, productLineIds }: ManagedContract,
  months: readonly (ClosedMonth & { readonly revision: number })[],
): Promise<void> {
  await insertRows(
    tx,
    'contract_month_close',
    months.map(({ month, mrrMinor, revision }) => ({
      contract_id: id,
      partner_id: partnerId,
      month,
      revision,
      currency,
      mrr_minor: mrrMinor.toString(),
      closed_at: context.clock.now().toISOString(),
    })),
  );
  for (const { month, mrrMinor } of months) {
    await emit(tx, context, {
      type: 'deals.contract.month_closed',
      subject: id,
      data: {
        contractId: id,
        partnerId,
        customerId,
        month,
        mrr: moneyToDecimal(money(mrrMinor, currency)),
        currency,
        productLineIds,
      },
    });
  }
}
