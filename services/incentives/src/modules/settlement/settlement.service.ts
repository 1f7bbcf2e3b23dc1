import {
  endOfMonth,
  fromLocalDate,
  toLocalDate,
  todayIn,
  type LocalDate,
} from '@channelgraph/core/calendar.ts';
import { money } from '@channelgraph/core/money.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { accrualPostings } from '../ledger/ledger.journal.ts';
import { writeEntries, type EntryDraft } from '../ledger/ledger.service.ts';
import { readTerms } from '../incentive-plan/incentive-plan.store.ts';
import type { ExplanationStep } from './settlement.commission.ts';
import { shareTermsAndTiers } from './settlement.locks.ts';
import {
  settleMonths,
  type AccrualDraft,
  type ContractFacts,
  type SettledMonth,
  type StatedMonth,
} from './settlement.drafts.ts';

/**
 * Brings the accruals of a contract in line with what deals and partners say of its months: accrues
 * what is new, adjusts what changed, and does nothing when all is right already.
 *
 * @remarks The caller holds the contract's lock.
 * @param source the event or task on whose account it happens, kept with everything written.
 */
export async function settleContract(
  tx: Transaction,
  context: Context,
  contractId: string,
  source: string,
): Promise<void> {
  await shareTermsAndTiers(tx, contractId);
  const stated = await readMonths(tx, contractId);
  const facts: ContractFacts = {
    contractId,
    months: stated,
    accruals: await readAccruals(tx, contractId),
    versions: await readTerms(tx, 'MRR_COMMISSION'),
  };
  const settled = settleMonths(facts);
  await noteOutcomes(tx, contractId, stated, settled);
  const drafts = settled.flatMap((month) => month.drafts);
  if (drafts.length === 0) return;
  const days = await postingDays(tx, context, drafts);
  await writeAccruals(
    tx,
    context,
    drafts.map((draft) => ({
      contractId,
      source,
      draft,
      postedOn: days.get(draft) ?? endOfMonth(draft.month),
    })),
  );
}

interface StoredMonth extends StatedMonth {
  readonly outcome: string;
  readonly settledTierRank: number | null;
}

// One statement for all months: the tier of each on its last day stands beside it.
async function readMonths(tx: Transaction, contractId: string): Promise<StoredMonth[]> {
  const rows = await tx.$queryRaw<
    {
      month: Date;
      partner_id: string;
      mrr_minor: bigint;
      currency: string;
      partner_types: string[];
      outcome: string;
      settled_rank: number | null;
      rank: number | null;
    }[]
  >`
    SELECT m.month, m.partner_id, m.mrr_minor, m.currency, m.partner_types, m.outcome::text AS outcome,
      m.tier_rank AS settled_rank, t.rank
    FROM contract_month m
    LEFT JOIN LATERAL (
      SELECT p.rank FROM channelgraph.partner_tier p
      WHERE p.partner_id = m.partner_id
        AND p.valid_from < (m.month + interval '1 month')::date
        AND (p.valid_to IS NULL OR p.valid_to >= (m.month + interval '1 month')::date)
      ORDER BY p.valid_from DESC LIMIT 1
    ) t ON true
    WHERE m.contract_id = ${contractId} ORDER BY m.month`;
  return rows.map((row) => ({
    month: toLocalDate(row.month),
    partnerId: row.partner_id,
    mrr: money(row.mrr_minor, row.currency),
    partnerTypes: row.partner_types,
    tierRank: row.rank,
    outcome: row.outcome,
    settledTierRank: row.settled_rank,
  }));
}

async function readAccruals(tx: Transaction, contractId: string): Promise<ContractFacts['accruals']> {
  const accruals = await tx.accrual.findMany({
    where: { contractId },
    // Ids sort by the time at which they were made, even when the business clock is moved.
    orderBy: { id: 'asc' },
  });
  return accruals.map((row) => ({
    month: toLocalDate(row.period),
    planVersionId: row.planVersionId,
    partnerId: row.partnerId,
    currency: row.currency,
    base: money(row.baseMinor, row.currency),
    amount: money(row.amountMinor, row.currency),
    isReversed: row.status === 'REVERSED',
    isReversal: row.reversesId !== null,
  }));
}

async function noteOutcomes(
  tx: Transaction,
  contractId: string,
  stated: readonly StoredMonth[],
  settled: readonly SettledMonth[],
): Promise<void> {
  const before = new Map(stated.map((month) => [month.month, month]));
  const changed = settled
    .filter(({ month, outcome, tierRank }) => {
      const stored = before.get(month);
      return stored?.outcome !== outcome || stored.settledTierRank !== tierRank;
    })
    .map(({ month, outcome, tierRank }) => ({ month, outcome, rank: tierRank }));
  if (changed.length === 0) return;
  await tx.$executeRaw`
    UPDATE contract_month m SET outcome = s.outcome::"ContractMonthOutcome", tier_rank = s.rank
    FROM jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) AS s(month date, outcome text, rank int)
    WHERE m.contract_id = ${contractId} AND m.month = s.month`;
}

// What a month earns belongs to its last day. A later correction belongs to the day on which it is
// made, so that a statement that somebody has read keeps its lines.
async function postingDays(
  tx: Transaction,
  context: Context,
  drafts: readonly AccrualDraft[],
): Promise<ReadonlyMap<AccrualDraft, LocalDate>> {
  const restated = drafts.filter(({ isRestatement }) => isRestatement).map(({ partnerId }) => partnerId);
  const partners = restated.length === 0 ? [] : await directoryPartners(tx, [...new Set(restated)]);
  const zones = new Map(partners.map(({ partnerId, timeZone }) => [partnerId, timeZone]));
  return new Map(
    drafts.map((draft) => {
      const zone = zones.get(draft.partnerId);
      const today = zone === undefined ? context.today : todayIn(context.clock.now(), zone);
      const last = endOfMonth(draft.month);
      return [draft, draft.isRestatement && today > last ? today : last];
    }),
  );
}

interface AccrualToWrite {
  readonly contractId: string;
  readonly source: string;
  readonly draft: AccrualDraft;
  readonly postedOn: LocalDate;
}

// However many months a contract has, the number of statements is the same.
async function writeAccruals(
  tx: Transaction,
  context: Context,
  accruals: readonly AccrualToWrite[],
): Promise<void> {
  const paying = accruals.filter(({ draft }) => draft.status !== 'DECLINED');
  const entryIds = await writeEntries(tx, context, paying.map(entryOf));
  const entries = new Map(paying.map((accrual, index) => [accrual, entryIds[index] ?? null]));
  const rows = await tx.accrual.createManyAndReturn({
    data: accruals.map((accrual) => rowOf(context, accrual, entries.get(accrual) ?? null)),
  });
  await audit(
    tx,
    context,
    rows.map((row) => ({
      action: row.status === 'DECLINED' ? 'accrual.declined' : 'accrual.accrued',
      entityType: 'Accrual',
      entityId: row.id,
      partnerId: row.partnerId,
      before: null,
      after: row,
      policyVersionId: row.planVersionId,
    })),
  );
}

function rowOf(context: Context, accrual: AccrualToWrite, journalEntryId: string | null) {
  const { contractId, source, draft } = accrual;
  const { partnerId, planVersionId, sourceKey, status, tierRank, rate, amount } = draft;
  const now = context.clock.now();
  return {
    partnerId,
    planVersionId,
    sourceKey,
    status,
    tierRank,
    rate,
    source,
    contractId,
    journalEntryId,
    id: context.ids.next('acc'),
    period: fromLocalDate(draft.month),
    currency: amount.currency,
    baseMinor: draft.base.amountMinor,
    alreadyAccruedMinor: draft.alreadyAccrued.amountMinor,
    amountMinor: amount.amountMinor,
    explanation: draft.explanation.map((step: ExplanationStep) => ({ ...step })),
    createdAt: now,
    createdBy: context.viewer.userId,
    updatedAt: now,
    updatedBy: context.viewer.userId,
  };
}

function entryOf({ source, draft, postedOn }: AccrualToWrite): EntryDraft {
  return {
    partnerId: draft.partnerId,
    postedOn,
    description: `${draft.isRestatement ? 'Restated commission' : 'Commission'} for ${draft.month.slice(0, 7)}`,
    source,
    postings: accrualPostings(draft.amount),
    reversesId: null,
  };
}
