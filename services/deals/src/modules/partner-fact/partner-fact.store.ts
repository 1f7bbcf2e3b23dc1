import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { OpportunityRevision, Prisma } from '../../__generated__/prisma/client.ts';
import type { Transaction } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import { stateOf } from '../managed-contract/managed-contract.state.ts';
import { amountsOf } from '../opportunity/opportunity.amounts.ts';
import { outcomeOf } from '../opportunity/opportunity.stages.ts';
import { believedFirst } from '../seat-snapshot/seat-snapshot.import.ts';
import type { DealStretch, ManagedHistory, PartnerHistory } from './partner-fact.history.ts';
import { loadRecords } from './partner-fact.record-store.ts';
import type { MeasuredPartner } from './partner-fact.record-store.ts';

/** Reads everything that a partner's facts are computed from, as it is known now, in at most twelve statements. */
export async function loadPartnerHistory(tx: Transaction, partner: MeasuredPartner): Promise<PartnerHistory> {
  const { partnerId, currency, enrolledOn } = partner;
  const won = await loadRevisions(tx, partnerId);
  return {
    currency,
    enrolledOn,
    deals: sourcedDeals(won, currency),
    contracts: await loadManaged(tx, partnerId),
    ...(await loadRecords(tx, partner, won)),
  };
}

/** An opportunity in one of its states, as far as it is open or won. */
export interface DealRevision {
  readonly opportunityId: string;
  readonly isWon: boolean;
  /** Whether it is a deal that can be registered: renewals are the incumbent's by right. */
  readonly isSale: boolean;
  readonly isSourced: boolean;
  readonly currency: string;
  readonly from: LocalDate;
  readonly to: LocalDate | null;
  readonly valueMinor: bigint;
  readonly oneTimeMinor: bigint;
}

const liveStates: Prisma.OpportunityRevisionWhereInput = {
  supersededAt: null,
  stage: { notIn: ['LOST', 'LAPSED'] },
};
const revisionColumns = {
  opportunityId: true,
  sourceRole: true,
  currency: true,
  stage: true,
  validFrom: true,
  validTo: true,
  oneTimeMinor: true,
  mrrMinor: true,
  termMonths: true,
} as const;
type RevisionRow = Pick<OpportunityRevision, keyof typeof revisionColumns>;

async function loadRevisions(tx: Transaction, partnerId: string): Promise<DealRevision[]> {
  const own = await tx.opportunityRevision.findMany({
    where: { partnerId, ...liveStates, OR: [{ sourceRole: 'SOURCED' }, { stage: 'WON' }] },
    select: revisionColumns,
  });
  return [
    ...own.map((row) => revisionOf(row, { isSale: row.stage === 'WON', role: row.sourceRole })),
    ...(await loadFound(tx, partnerId)),
  ];
}

/** Deals that the partner found and another one makes: they are its source by their credits, and no sale of its own. */
async function loadFound(tx: Transaction, partnerId: string): Promise<DealRevision[]> {
  const credits = await tx.opportunityPartnerRole.findMany({
    where: { partnerId, role: 'SOURCED', supersededAt: null, ownerPartnerId: { not: partnerId } },
    select: { opportunityId: true },
  });
  if (credits.length === 0) return [];
  const rows = await tx.opportunityRevision.findMany({
    where: { opportunityId: { in: credits.map(({ opportunityId }) => opportunityId) }, ...liveStates },
    select: revisionColumns,
  });
  return rows.map((row) => revisionOf(row, { isSale: false, role: 'SOURCED' }));
}

function revisionOf(
  row: RevisionRow,
  { isSale, role }: { readonly isSale: boolean; readonly role: RevisionRow['sourceRole'] },
): DealRevision {
  return {
    opportunityId: row.opportunityId,
    isWon: outcomeOf(row.stage) === 'WON',
    isSale,
    isSourced: role === 'SOURCED',
    currency: row.currency,
    from: dateText(row.validFrom),
    to: dateText(row.validTo),
    valueMinor: amountsOf(row).acvMinor,
    oneTimeMinor: row.oneTimeMinor,
  };
}

function sourcedDeals(revisions: readonly DealRevision[], currency: string): DealStretch[] {
  return revisions
    .filter((each) => each.isSourced && each.currency === currency)
    .map(({ isWon, from, to, valueMinor, oneTimeMinor }) => ({
      outcome: isWon ? 'WON' : 'OPEN',
      from,
      to,
      valueMinor,
      oneTimeMinor,
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
    predecessorId: row.predecessorId,
    states: (states.get(row.id) ?? []).map(stateOf),
    seatCounts: (seats.get(row.id) ?? []).map(({ date, billable, provenance }) => ({
      date: dateText(date),
      billable,
      isPartnerReported: provenance === 'PARTNER_REPORTED',
    })),
  }));
}
