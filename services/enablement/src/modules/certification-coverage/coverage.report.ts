import { type LocalDate, addDays, fromLocalDate, toLocalDate, todayIn } from '@channelgraph/core/calendar.ts';
import type { MetricFactPayload } from '@channelgraph/core/kpi.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { EnablementContext, Tx } from '../../context.ts';
import { requestCoverage } from './coverage.requests.ts';
import { type ReportedCoverage, coverageToReport, figureOf } from './coverage-series.ts';
import { coverageHistories } from './coverage.store.ts';
import type { Coverage, CoverageHistory } from './coverage.ts';

const factsPerEvent = 500;

const reportPayload = z.object({ partnerId: z.string() });

/**
 * Reports a partner's coverage to the scorecard: every day up to today on which it changed and has not
 * been reported so yet, however long ago the last run was.
 */
export async function reportCoverage(context: EnablementContext, payload: unknown): Promise<void> {
  const { partnerId } = reportPayload.parse(payload);
  await context.db.write(async (tx) => {
    const knownFrom = await lockProgress(tx, partnerId);
    if (knownFrom === null) return;
    const history = (await coverageHistories(tx, [partnerId])).get(partnerId);
    const timeZone = history && (await presentTimeZone(tx, partnerId));
    if (!history || !timeZone) return;
    const today = todayIn(context.clock.now(), timeZone);
    const from = firstDay(history, knownFrom);
    const changes = coverageToReport(history, await reportedCoverages(tx, partnerId), from, today);
    await noteReported(tx, partnerId, changes, context.clock.now());
    await emitFacts(tx, context, partnerId, changes);
    await tx.coverageProgress.update({
      where: { partnerId },
      data: { computedThrough: fromLocalDate(today) },
    });
  });
}

const recomputePayload = z.object({ partnerTypes: z.array(z.string()).optional() });

/**
 * Asks for a report of every partner whose coverage a passing day may have changed since its last report:
 * an award ran out, or a requirement came into force. With partner types in the payload: of every partner
 * that ever was of one of them.
 */
export async function recomputeCoverage(context: EnablementContext, payload: unknown): Promise<void> {
  const { partnerTypes } = recomputePayload.parse(payload);
  await context.db.write(async (tx) => {
    const due = partnerTypes
      ? await partnersOfTypes(tx, partnerTypes)
      : await partnersDue(tx, context.clock.now());
    await requestCoverage(tx, due);
  });
}

async function partnersOfTypes(tx: Tx, partnerTypes: readonly string[]): Promise<string[]> {
  const rows = await tx.partnerProfile.findMany({
    where: { types: { hasSome: [...partnerTypes] } },
    select: { partnerId: true },
    distinct: ['partnerId'],
  });
  return rows.map(({ partnerId }) => partnerId);
}

async function partnersDue(tx: Tx, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ partner_id: string }[]>`
    SELECT c.partner_id
    FROM coverage_progress c
    JOIN partner_profile p ON p.partner_id = c.partner_id AND p.valid_to IS NULL
    CROSS JOIN LATERAL (SELECT (${now}::timestamptz AT TIME ZONE p.time_zone)::date AS today) d
    WHERE c.computed_through IS NULL OR c.computed_through < d.today AND (
      EXISTS (SELECT FROM certification_award a WHERE a.partner_id = c.partner_id
        AND a.expires_on >= c.computed_through AND a.expires_on < d.today)
      OR EXISTS (SELECT FROM certification_requirement r WHERE r.partner_type::text = ANY (p.types)
        AND (r.effective_from > c.computed_through AND r.effective_from <= d.today
          OR r.effective_to > c.computed_through AND r.effective_to <= d.today)))`;
  return rows.map(({ partner_id: partnerId }) => partnerId);
}

/** Lets one run per partner work at a time; gives the day the partner became known, null while it is not. */
async function lockProgress(tx: Tx, partnerId: string): Promise<LocalDate | null> {
  const [row] = await tx.$queryRaw<{ known_from: Date }[]>`
    SELECT known_from FROM coverage_progress WHERE partner_id = ${partnerId} FOR UPDATE`;
  return row ? toLocalDate(row.known_from) : null;
}

async function presentTimeZone(tx: Tx, partnerId: string): Promise<string | null> {
  const profile = await tx.partnerProfile.findFirst({
    where: { partnerId, validTo: null },
    select: { timeZone: true },
  });
  return profile?.timeZone ?? null;
}

// Awards that were imported with their history say what the coverage was before the partner was known.
function firstDay({ awards }: CoverageHistory, knownFrom: LocalDate): LocalDate {
  return awards.reduce((first, { awardedOn }) => (awardedOn < first ? awardedOn : first), knownFrom);
}

async function reportedCoverages(tx: Tx, partnerId: string): Promise<ReportedCoverage[]> {
  const rows = await tx.reportedCoverage.findMany({ where: { partnerId }, orderBy: { asOf: 'asc' } });
  return rows.map(({ asOf, status, numerator, denominator }) => ({
    asOf: toLocalDate(asOf),
    status,
    numerator: numerator && new Decimal(numerator.toString()).toFixed(),
    denominator: denominator && new Decimal(denominator.toString()).toFixed(),
  }));
}

async function noteReported(
  tx: Tx,
  partnerId: string,
  changes: readonly Coverage[],
  reportedAt: Date,
): Promise<void> {
  if (changes.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO reported_coverage (partner_id, as_of, status, numerator, denominator, reported_at)
    SELECT ${partnerId}, f."asOf", f.status, f.numerator, f.denominator, ${reportedAt}
    FROM jsonb_to_recordset(${JSON.stringify(changes.map(figureOf))}::jsonb)
      AS f("asOf" date, status text, numerator numeric, denominator numeric)
    ON CONFLICT (partner_id, as_of) DO UPDATE SET status = excluded.status,
      numerator = excluded.numerator, denominator = excluded.denominator, reported_at = excluded.reported_at`;
}

async function emitFacts(
  tx: Tx,
  context: EnablementContext,
  partnerId: string,
  changes: readonly Coverage[],
): Promise<void> {
  for (let start = 0; start < changes.length; start += factsPerEvent) {
    const facts = changes.slice(start, start + factsPerEvent).map((change) => factOf(partnerId, change));
    await emit(tx, context, {
      type: 'enablement.metrics.recorded',
      subject: partnerId,
      data: { partnerId, facts },
    });
  }
}

/** Gives a coverage the form in which the scorecard takes it in. */
export function factOf(partnerId: string, coverage: Coverage): MetricFactPayload {
  const { asOf, status, numerator, denominator, scopes } = coverage;
  return {
    kpi: 'CERTIFICATION_COVERAGE',
    asOf,
    periodStart: asOf,
    periodEnd: addDays(asOf, 1),
    numerator: numerator?.toFixed() ?? null,
    denominator: denominator?.toFixed() ?? null,
    unit: 'RATIO',
    currency: null,
    sampleSize: scopes.filter(({ required }) => required !== null).length,
    status,
    provenance: 'SYSTEM',
    sourceVersion: 'certification-coverage/1',
    evidenceQuery: `{ partner(id: "${partnerId}") { certificationCoverage(asOf: "${asOf}") { scopes { scope required current } } } }`,
  };
}
