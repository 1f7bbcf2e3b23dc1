import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Transaction } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import { stateOf } from '../managed-contract/managed-contract.state.ts';
import { amountsOf } from '../opportunity/opportunity.amounts.ts';
import { outcomeOf } from '../opportunity/opportunity.stages.ts';
import { believedFirst } from '../seat-snapshot/seat-snapshot.import.ts';
import type { DealStretch, ManagedHistory, PartnerHistory } from './partner-fact.history.ts';

/** Reads everything that a partner's facts are computed from, as it is known now, in four statements. */
export async function loadPartnerHistory(
  tx: Transaction,
  partnerId: string,
  currency: string,
): Promise<PartnerHistory> {
  return {
    currency,
    deals: await loadDeals(tx, partnerId, currency),
    contracts: await loadManaged(tx, partnerId),
  };
}

async function loadDeals(tx: Transaction, partnerId: string, currency: string): Promise<DealStretch[]> {
  const rows = await tx.opportunityRevision.findMany({
    where: {
      partnerId,
      supersededAt: null,
      sourceRole: 'SOURCED',
      currency,
      stage: { notIn: ['LOST', 'LAPSED'] },
    },
    select: {
      stage: true,
      validFrom: true,
      validTo: true,
      oneTimeMinor: true,
      mrrMinor: true,
      termMonths: true,
    },
  });
  return rows.map((row) => ({
    outcome: outcomeOf(row.stage) === 'WON' ? 'WON' : 'OPEN',
    from: dateText(row.validFrom),
    to: dateText(row.validTo),
    valueMinor: amountsOf(row).acvMinor,
  }));
}

async function loadManaged(tx: Transaction, partnerId: string): Promise<ManagedHistory[]> {
  const contracts = await tx.managedContract.findMany({ where: { partnerId }, orderBy: { id: 'asc' } });
  const revisions = await tx.managedContractRevision.findMany({
    where: { partnerId, supersededAt: null },
    orderBy: [{ contractId: 'asc' }, { validFrom: 'asc' }],
  });
  const counts = await tx.$queryRaw<
    { contractId: string; date: Date; billable: number; provenance: string }[]
  >(sql`
    SELECT DISTINCT ON (s.contract_id, s.date) s.contract_id AS "contractId", s.date, s.billable, s.provenance::text
    FROM seat_snapshot s WHERE s.partner_id = ${partnerId}
    ORDER BY s.contract_id, s.date, ${believedFirst}`);
  const states = Map.groupBy(revisions, ({ contractId }) => contractId);
  const seats = Map.groupBy(counts, ({ contractId }) => contractId);
  return contracts.map((row) => ({
    contractId: row.id,
    customerId: row.customerId,
    currency: row.currency,
    seatUnit: row.seatUnit,
    termEnd: dateText(row.termEnd),
    decidedOn: dateText(row.decidedOn),
    states: (states.get(row.id) ?? []).map(stateOf),
    seatCounts: (seats.get(row.id) ?? []).map(({ date, billable, provenance }) => ({
      date: dateText(date),
      billable,
      isPartnerReported: provenance === 'PARTNER_REPORTED',
    })),
  }));
}
