import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Provenance } from '@channelgraph/core/kpi.ts';
import type { Transaction } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import type { MrrKind } from '../mrr-movement/mrr-movement.derive.ts';
import { amountsOf } from '../opportunity/opportunity.amounts.ts';
import type { DealRevision } from './partner-fact.store.ts';
import { trustOrder } from './partner-fact.records.ts';
import type {
  CreditStretch,
  MovementHistory,
  PartnerRecords,
  RegistrationHistory,
  SlaHistory,
  SurveyHistory,
  WinStretch,
} from './partner-fact.records.ts';

/** Whose figures are computed, in which currency and by which calendar. */
export interface MeasuredPartner {
  readonly partnerId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly enrolledOn: LocalDate | null;
}

/** Reads what is known of a partner beside its deals and contracts, in six statements. */
export async function loadRecords(
  tx: Transaction,
  partner: MeasuredPartner,
  revisions: readonly DealRevision[],
): Promise<PartnerRecords> {
  const registrations = await loadRegistrations(tx, partner);
  return {
    wins: await loadWins(tx, partner.partnerId, { registrations, revisions }),
    registrations,
    credits: await loadCredits(tx, partner),
    slaResults: await loadSlaResults(tx, partner.partnerId),
    surveys: await loadSurveys(tx, partner.partnerId),
    movements: await loadMovements(tx, partner),
  };
}

interface StoredRegistration extends RegistrationHistory {
  readonly id: string;
  readonly opportunityId: string | null;
}

interface RegistrationRow {
  readonly id: string;
  readonly status: string;
  readonly opportunityId: string | null;
  readonly submittedOn: LocalDate;
  readonly approvedOn: LocalDate | null;
  readonly rejectedOn: LocalDate | null;
  readonly closedOn: LocalDate | null;
  readonly protectedTo: LocalDate | null;
}

/**
 * The first approval and the last rejection are read from the decisions; of a registration that was brought
 * in without them, from what the registration itself says.
 */
async function loadRegistrations(
  tx: Transaction,
  { partnerId, timeZone }: MeasuredPartner,
): Promise<StoredRegistration[]> {
  const rows = await tx.$queryRaw<RegistrationRow[]>(sql`
    SELECT r.id, r.status::text, r.opportunity_id AS "opportunityId",
      (r.submitted_at AT TIME ZONE ${timeZone})::date::text AS "submittedOn",
      coalesce((d.approved_at AT TIME ZONE ${timeZone})::date, CASE
        WHEN r.status IN ('APPROVED', 'WON', 'LOST', 'EXPIRED', 'REVOKED', 'TRANSFERRED')
        THEN coalesce((r.decided_at AT TIME ZONE ${timeZone})::date, r.protected_from) END)::text AS "approvedOn",
      coalesce((d.rejected_at AT TIME ZONE ${timeZone})::date, CASE
        WHEN r.status = 'REJECTED' THEN (r.decided_at AT TIME ZONE ${timeZone})::date END)::text AS "rejectedOn",
      coalesce(r.closed_on, (r.updated_at AT TIME ZONE ${timeZone})::date)::text AS "closedOn",
      r.protected_to::text AS "protectedTo"
    FROM deal_registration r
    LEFT JOIN LATERAL (
      SELECT min(c.decided_at) FILTER (WHERE c.outcome = 'APPROVED') AS approved_at,
        max(c.decided_at) FILTER (WHERE c.outcome = 'REJECTED') AS rejected_at
      FROM registration_decision c WHERE c.registration_id = r.id
    ) d ON true
    WHERE r.partner_id = ${partnerId} AND r.submitted_at IS NOT NULL AND r.status <> 'DRAFT'
    ORDER BY r.id`);
  return rows.map((row) => ({
    id: row.id,
    opportunityId: row.opportunityId,
    submittedOn: row.submittedOn,
    ...(row.status === 'WITHDRAWN'
      ? { approvedOn: null, rejectedOn: null, outcome: null, outcomeOn: null }
      : { approvedOn: row.approvedOn, rejectedOn: row.rejectedOn, ...outcomeOfRow(row) }),
  }));
}

/** What became of a registration; one whose protection has run out is expired, whether or not a job has noted it. */
function outcomeOfRow({
  status,
  closedOn,
  protectedTo,
}: RegistrationRow): Pick<RegistrationHistory, 'outcome' | 'outcomeOn'> {
  switch (status) {
    case 'WON':
    case 'LOST':
      return { outcome: status, outcomeOn: closedOn };
    case 'REVOKED':
    case 'TRANSFERRED':
      return { outcome: 'ENDED', outcomeOn: closedOn };
    case 'APPROVED':
    case 'EXPIRED':
      return { outcome: 'EXPIRED', outcomeOn: protectedTo };
    default:
      return { outcome: null, outcomeOn: null };
  }
}

async function loadWins(
  tx: Transaction,
  partnerId: string,
  {
    registrations,
    revisions,
  }: { readonly registrations: readonly StoredRegistration[]; readonly revisions: readonly DealRevision[] },
): Promise<WinStretch[]> {
  const links = await tx.opportunity.findMany({
    where: { partnerId, registrationId: { not: null } },
    select: { id: true, registrationId: true },
  });
  const named = new Map(links.map(({ id, registrationId }) => [registrationId, id]));
  const approvals = new Map<string, LocalDate>();
  for (const { id, opportunityId, approvedOn, outcome } of registrations) {
    const deal = named.get(id) ?? opportunityId;
    if (deal === null || approvedOn === null || outcome === 'ENDED') continue;
    const known = approvals.get(deal);
    if (known === undefined || approvedOn < known) approvals.set(deal, approvedOn);
  }
  return revisions
    .filter(({ isSale }) => isSale)
    .map(({ opportunityId, from, to }) => {
      const approvedOn = approvals.get(opportunityId);
      return { from, to, isRegistered: approvedOn !== undefined && approvedOn <= from };
    });
}

interface CreditRow {
  readonly validFrom: Date;
  readonly validTo: Date | null;
  readonly oneTimeMinor: bigint;
  readonly mrrMinor: bigint;
  readonly termMonths: number;
  readonly creditBps: number;
}

async function loadCredits(
  tx: Transaction,
  { partnerId, currency }: MeasuredPartner,
): Promise<CreditStretch[]> {
  const rows = await tx.$queryRaw<CreditRow[]>(sql`
    SELECT v.valid_from AS "validFrom", v.valid_to AS "validTo", v.one_time_minor AS "oneTimeMinor",
      v.mrr_minor AS "mrrMinor", v.term_months AS "termMonths", r.credit_bps AS "creditBps"
    FROM opportunity_partner_role r
    JOIN opportunity_revision v ON v.opportunity_id = r.opportunity_id AND v.superseded_at IS NULL
      AND v.stage IN ('WON', 'RENEWED') AND v.currency = ${currency}
    WHERE r.partner_id = ${partnerId} AND r.role = 'INFLUENCED' AND r.superseded_at IS NULL
    ORDER BY v.valid_from, v.id`);
  return rows.map((row) => ({
    from: dateText(row.validFrom),
    to: dateText(row.validTo),
    valueMinor: amountsOf(row).acvMinor,
    creditBps: row.creditBps,
  }));
}

interface SlaRow extends Omit<SlaHistory, 'provenance' | 'month'> {
  readonly month: Date;
  readonly provenance: Provenance;
}

/** Of several results for one contract, month and severity the most trusted is believed, and of those the latest revision. */
async function loadSlaResults(tx: Transaction, partnerId: string): Promise<SlaHistory[]> {
  const rows = await tx.$queryRaw<SlaRow[]>(sql`
    SELECT DISTINCT ON (s.contract_id, s.severity, s.month) s.contract_id AS "contractId", s.severity, s.month,
      s.met_count AS met, s.breached_count AS breached, s.open_breached_count AS "openBreached", s.provenance::text
    FROM customer_sla_result s WHERE s.partner_id = ${partnerId}
    ORDER BY s.contract_id, s.severity, s.month,
      array_position(${[...trustOrder]}::text[], s.provenance::text), s.revision DESC`);
  return rows.map((row) => ({ ...row, month: dateText(row.month) }));
}

async function loadSurveys(tx: Transaction, partnerId: string): Promise<SurveyHistory[]> {
  const rows = await tx.customerSurvey.findMany({
    where: { partnerId },
    select: { sentOn: true, respondedOn: true, score: true, provenance: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ sentOn, respondedOn, ...row }) => ({
    ...row,
    sentOn: dateText(sentOn),
    respondedOn: dateText(respondedOn),
  }));
}

async function loadMovements(
  tx: Transaction,
  { partnerId, currency }: MeasuredPartner,
): Promise<MovementHistory[]> {
  const rows = await tx.mrrMovement.findMany({
    where: { partnerId, currency },
    select: { effectiveOn: true, kind: true, amountMinor: true },
    orderBy: [{ effectiveOn: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ effectiveOn, kind, amountMinor }) => ({
    on: dateText(effectiveOn),
    kind: kind as MrrKind,
    amountMinor,
  }));
}
