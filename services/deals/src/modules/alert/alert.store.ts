import { sqltag as sql } from '@prisma/client/runtime/client';
import { addMonths, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { AlertChanged } from '@channelgraph/core/event-types.ts';
import type { Transaction } from '../../context.ts';
import { graceDays } from '../pipeline/pipeline.renewal-windows.ts';
import { believedFirst } from '../seat-snapshot/seat-snapshot.import.ts';
import type { AlertCondition, AlertState, SeatLine, SummedState } from './alert.conditions.ts';
import type { AlertPolicy } from './alert.policy.ts';

/** A partner with the day that it is there. */
export interface AlertScope {
  readonly partnerId: string;
  readonly today: LocalDate;
  readonly timeZone: string;
  readonly currency: string;
}

interface Question {
  /** The scopes as JSON. */
  readonly json: string;
  readonly policy: AlertPolicy;
  readonly now: Date;
}

const scopes = (json: string) =>
  sql`jsonb_to_recordset(${json}::jsonb) AS p("partnerId" text, today date, "timeZone" text, currency text)`;

/** Reads the states of many partners in nine statements, whatever their number. */
export async function loadAlertStates(
  tx: Transaction,
  partners: readonly AlertScope[],
  question: Omit<Question, 'json'>,
): Promise<ReadonlyMap<string, AlertState>> {
  const asked = { ...question, json: JSON.stringify(partners) };
  const summed = await loadSummedStates(tx, partners, question);
  const renewals = await undecidedRenewals(tx, asked);
  const atRisk = await renewalsAtRisk(tx, asked);
  const protections = await endingProtections(tx, asked);
  const overdue = await overdueDecisions(tx, asked);
  const conflicts = await openConflicts(tx, asked);
  const open = await openConditions(tx, partners);
  return new Map(
    summed.map(({ today: _today, ...state }) => {
      const { partnerId } = state;
      const whole: AlertState = {
        ...state,
        renewals: own(renewals, partnerId),
        renewalsAtRisk: own(atRisk, partnerId),
        protections: own(protections, partnerId),
        overdue: own(overdue, partnerId),
        conflicts: own(conflicts, partnerId),
        open: own(open, partnerId),
      };
      return [partnerId, whole];
    }),
  );
}

/** Reads what the sums of records tell of partners, each on the day given for it, in three statements; nothing is open. */
export async function loadSummedStates(
  tx: Transaction,
  partners: readonly AlertScope[],
  question: Omit<Question, 'json'>,
): Promise<readonly (SummedState & { readonly today: LocalDate })[]> {
  const asked = { ...question, json: JSON.stringify(partners) };
  const seats = await seatLines(tx, asked);
  const months = await monthsOfRevenue(tx, asked);
  const answers = await answersOfCustomers(tx, asked);
  return partners.map(({ partnerId, today }) => {
    const month = (back: number) => addMonths(startOfMonth(today), -back);
    const monthOf = (back: number) =>
      own(months, partnerId).find((each) => each.month === month(back)) ?? {
        month: month(back),
        newMinor: 0n,
        netMinor: 0n,
      };
    const answersOf = (isNow: boolean) =>
      own(answers, partnerId).find((each) => each.isNow === isNow) ?? { answers: 0, content: 0 };
    return {
      partnerId,
      today,
      seats: seatLinesOf(own(seats, partnerId)),
      months: [monthOf(1), monthOf(2)],
      satisfaction: [answersOf(true), answersOf(false)],
      open: [],
    };
  });
}

type ByPartner<Row> = ReadonlyMap<string, readonly Row[]>;

const byPartner = <Row extends { readonly partnerId: string }>(rows: readonly Row[]): ByPartner<Row> =>
  Map.groupBy(rows, ({ partnerId }) => partnerId);
const own = <Row>(rows: ByPartner<Row>, partnerId: string): readonly Row[] => rows.get(partnerId) ?? [];

type Of<Row> = Row & { readonly partnerId: string };

async function undecidedRenewals(tx: Transaction, { json, policy }: Question) {
  const rows = await tx.$queryRaw<Of<AlertState['renewals'][number]>[]>(sql`
    SELECT c.partner_id AS "partnerId", c.id AS "contractId", c.term_end::text AS "termEnd",
      coalesce(r.stage IN ('UPCOMING', 'IN_WINDOW'), true) AS "isWaiting"
    FROM ${scopes(json)}
    JOIN managed_contract c ON c.partner_id = p."partnerId" AND c.status IN ('ACTIVE', 'SUSPENDED')
      AND c.decided_on IS NULL
      AND c.term_end BETWEEN p.today - ${graceDays}::int AND p.today + ${Math.max(...policy.renewalDays)}::int
    LEFT JOIN renewal r ON r.contract_id = c.id AND r.term_end = c.term_end
    WHERE r.stage IS NULL OR r.stage NOT IN ('RENEWED', 'LOST', 'LAPSED')
    ORDER BY c.id`);
  return byPartner(rows);
}

async function renewalsAtRisk(tx: Transaction, { json }: Question) {
  const rows = await tx.$queryRaw<Of<AlertState['renewalsAtRisk'][number]>[]>(sql`
    SELECT r.partner_id AS "partnerId", r.id AS "renewalId",
      coalesce(max(v.valid_from), r.stage_since)::text AS since
    FROM ${scopes(json)}
    JOIN renewal r ON r.partner_id = p."partnerId" AND r.stage NOT IN ('RENEWED', 'LOST', 'LAPSED')
      AND r.voided_on IS NULL AND coalesce(r.health_override, r.health) = 'RED' AND r.term_end >= p.today - ${graceDays}::int
    LEFT JOIN renewal_revision v ON v.renewal_id = r.id AND v.superseded_at IS NULL AND v.health = 'RED'
      AND v.valid_to IS NULL
    GROUP BY r.id ORDER BY r.id`);
  return byPartner(rows);
}

interface SeatRow {
  readonly partnerId: string;
  readonly unit: string;
  readonly aggregation: string;
  readonly days: number;
  readonly seats: number;
}

async function seatLines(tx: Transaction, { json, policy }: Question) {
  const days = [0, ...policy.seatDeclines.map((limit) => limit.days)];
  const rows = await tx.$queryRaw<SeatRow[]>(sql`
    SELECT c.partner_id AS "partnerId", c.seat_unit::text AS unit, c.usage_aggregation::text AS aggregation,
      d.days, sum(coalesce(n.billable, v.contracted_seats))::int AS seats
    FROM ${scopes(json)}
    CROSS JOIN unnest(${days}::int[]) AS d(days)
    JOIN managed_contract c ON c.partner_id = p."partnerId" AND c.status <> 'TRANSFERRED'
    JOIN managed_contract_revision v ON v.contract_id = c.id AND v.superseded_at IS NULL AND v.status = 'ACTIVE'
      AND v.valid_from <= p.today - d.days AND (v.valid_to IS NULL OR v.valid_to > p.today - d.days)
    LEFT JOIN LATERAL (
      SELECT s.billable FROM seat_snapshot s WHERE s.contract_id = c.id AND s.date <= p.today - d.days
      ORDER BY s.date DESC, ${believedFirst} LIMIT 1
    ) n ON true
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`);
  return byPartner(rows);
}

function seatLinesOf(rows: readonly SeatRow[]): SeatLine[] {
  const lines = Map.groupBy(rows, ({ unit, aggregation }) => `${unit} ${aggregation}`);
  return [...lines.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const { unit, aggregation } = first;
    const seats = new Map([first, ...others].map((row) => [row.days, row.seats]));
    return [{ unit, aggregation, now: seats.get(0) ?? 0, before: seats }];
  });
}

async function monthsOfRevenue(tx: Transaction, { json }: Question) {
  const rows = await tx.$queryRaw<Of<{ month: LocalDate; newMinor: bigint; netMinor: bigint }>[]>(sql`
    SELECT m.partner_id AS "partnerId", m.month::text AS month,
      coalesce(sum(m.amount_minor) FILTER (WHERE m.kind = 'NEW'), 0)::bigint AS "newMinor",
      sum(m.amount_minor)::bigint AS "netMinor"
    FROM ${scopes(json)}
    JOIN mrr_movement m ON m.partner_id = p."partnerId" AND m.currency = p.currency
      AND m.kind NOT IN ('PRICE_CHANGE', 'TRANSFER_IN', 'TRANSFER_OUT')
      AND m.month >= (date_trunc('month', p.today) - interval '2 months')::date
      AND m.month < date_trunc('month', p.today)::date
    GROUP BY 1, 2 ORDER BY 1, 2`);
  return byPartner(rows);
}

async function answersOfCustomers(tx: Transaction, { json }: Question) {
  const rows = await tx.$queryRaw<Of<{ isNow: boolean; answers: number; content: number }>[]>(sql`
    SELECT s.partner_id AS "partnerId", s.responded_on > p.today - 90 AS "isNow", count(*)::int AS answers,
      count(*) FILTER (WHERE s.score >= 4)::int AS content
    FROM ${scopes(json)}
    JOIN customer_survey s ON s.partner_id = p."partnerId" AND s.responded_on <= p.today
      AND s.responded_on > p.today - 180
    GROUP BY 1, 2 ORDER BY 1, 2`);
  return byPartner(rows);
}

async function endingProtections(tx: Transaction, { json, policy }: Question) {
  const rows = await tx.$queryRaw<Of<AlertState['protections'][number]>[]>(sql`
    SELECT r.partner_id AS "partnerId", r.id AS "registrationId", r.protected_to::text AS "protectedTo"
    FROM ${scopes(json)}
    JOIN deal_registration r ON r.partner_id = p."partnerId" AND r.status = 'APPROVED'
      AND r.protected_to > p.today AND r.protected_to <= p.today + ${policy.protectionDays}::int
    ORDER BY r.id`);
  return byPartner(rows);
}

async function overdueDecisions(tx: Transaction, { json, now }: Question) {
  const rows = await tx.$queryRaw<Of<AlertState['overdue'][number]>[]>(sql`
    SELECT r.partner_id AS "partnerId", r.id AS "registrationId",
      (r.decision_due_at AT TIME ZONE p."timeZone")::date::text AS "dueOn"
    FROM ${scopes(json)}
    JOIN deal_registration r ON r.partner_id = p."partnerId" AND r.status IN ('SUBMITTED', 'UNDER_REVIEW')
      AND r.decision_due_at <= ${now}
    ORDER BY r.id`);
  return byPartner(rows);
}

/** A decision that nobody appealed against in time is final, whether or not a job has noted it. */
async function openConflicts(tx: Transaction, { json }: Question) {
  const rows = await tx.$queryRaw<Of<AlertState['conflicts'][number]>[]>(sql`
    SELECT y.partner_id AS "partnerId", c.id AS "caseId",
      (y.joined_at AT TIME ZONE p."timeZone")::date::text AS "openedOn"
    FROM ${scopes(json)}
    JOIN conflict_case_partner y ON y.partner_id = p."partnerId"
    JOIN conflict_case c ON c.id = y.case_id AND c.status NOT IN ('FINAL', 'CLOSED')
      AND NOT (c.status = 'DECIDED' AND c.appealable_until < p.today)
    ORDER BY 2`);
  return byPartner(rows);
}

interface StoredFacts {
  readonly message: string;
  readonly figures: AlertCondition['figures'];
}

async function openConditions(tx: Transaction, partners: readonly AlertScope[]) {
  const rows = await tx.alertCondition.findMany({
    where: { partnerId: { in: partners.map(({ partnerId }) => partnerId) }, clearedAt: null },
    orderBy: { dedupeKey: 'asc' },
  });
  return byPartner(
    rows.map(
      ({ raisedAt: _raised, clearedAt: _cleared, facts, severity, since, ...row }): AlertCondition => ({
        ...row,
        severity: severity as AlertChanged['severity'],
        since: since.toISOString().slice(0, 10),
        // Written by `raiseConditions` alone.
        ...(facts as unknown as StoredFacts),
      }),
    ),
  );
}

/** Stores conditions that were not open, and returns those that two evaluations at once have not both raised. */
export async function raiseConditions(
  tx: Transaction,
  conditions: readonly AlertCondition[],
  at: Date,
): Promise<readonly AlertCondition[]> {
  if (conditions.length === 0) return [];
  const rows = conditions.map(({ message, figures, ...condition }) => ({
    ...condition,
    facts: { message, figures },
  }));
  const raised = await tx.$queryRaw<{ dedupeKey: string }[]>(sql`
    INSERT INTO alert_condition AS a
      (dedupe_key, code, severity, partner_id, subject_type, subject_id, since, raised_at, facts)
    SELECT r."dedupeKey", r.code, r.severity, r."partnerId", r."subjectType", r."subjectId", r.since, ${at}, r.facts
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("dedupeKey" text, code text, severity text,
      "partnerId" text, "subjectType" text, "subjectId" text, since date, facts jsonb)
    ORDER BY 1
    ON CONFLICT (dedupe_key) DO UPDATE SET cleared_at = NULL, raised_at = excluded.raised_at,
      since = excluded.since, severity = excluded.severity, facts = excluded.facts
    WHERE a.cleared_at IS NOT NULL
    RETURNING dedupe_key AS "dedupeKey"`);
  const keys = new Set(raised.map(({ dedupeKey }) => dedupeKey));
  return conditions.filter(({ dedupeKey }) => keys.has(dedupeKey));
}

/** Notes that conditions are over. */
export async function clearConditions(
  tx: Transaction,
  conditions: readonly AlertCondition[],
  at: Date,
): Promise<void> {
  if (conditions.length === 0) return;
  await tx.alertCondition.updateMany({
    where: { dedupeKey: { in: conditions.map(({ dedupeKey }) => dedupeKey) }, clearedAt: null },
    data: { clearedAt: at },
  });
}
