import { type LocalDate, fromLocalDate, toLocalDate, todayIn } from '@channelgraph/core/calendar.ts';
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { Context, Transaction } from '../../context.ts';
import { longAgo } from '../../period-change.ts';
import { type ReportedCoverage, coverageToReport, figureOf } from './certification-coverage.series.ts';
import { emitFacts } from './certification-coverage.facts.ts';
import { coverageHistories } from './certification-coverage.store.ts';
import { type Coverage, type CoverageHistory, coverageOn } from './certification-coverage.formula.ts';

const reportPayload = z.object({ partnerId: z.string() });

/**
 * Reports a partner's coverage to the scorecard: every day up to today on which it changed and has not
 * been reported so yet, however long ago the last run was.
 */
export async function reportCoverage(context: Context, payload: unknown): Promise<void> {
  const { partnerId } = reportPayload.parse(payload);
  await context.db.write(async (tx) => {
    const knownFrom = await lockProgress(tx, partnerId);
    if (knownFrom === null) return;
    const history = (await coverageHistories(tx, [partnerId])).get(partnerId);
    const timeZone = history && (await presentTimeZone(tx, partnerId));
    if (!history || !timeZone) return;
    const today = todayIn(context.clock.now(), timeZone);
    const reported = await reportedCoverages(tx, partnerId);
    const from = firstDay(history, knownFrom, reported);
    const changes = coverageToReport(history, reported, from, today);
    await noteReported(tx, partnerId, changes, context.clock.now());
    await emitFacts(tx, context, partnerId, changes);
    await tx.coverageProgress.update({
      where: { partnerId },
      data: { computedThrough: fromLocalDate(today) },
    });
  });
}

/** Lets one run per partner work at a time; gives the day the partner became known, null while it is not. */
async function lockProgress(tx: Transaction, partnerId: string): Promise<LocalDate | null> {
  const [row] = await tx.$queryRaw<{ known_from: Date }[]>`
    SELECT known_from FROM coverage_progress WHERE partner_id = ${partnerId} FOR UPDATE`;
  return row ? toLocalDate(row.known_from) : null;
}

async function presentTimeZone(tx: Transaction, partnerId: string): Promise<string | null> {
  const profile = await tx.partnerProfile.findFirst({
    where: { partnerId, validTo: null },
    select: { timeZone: true },
  });
  return profile?.timeZone ?? null;
}

/**
 * Gives the day from which a partner's coverage is reported.
 *
 * @remarks The day it became known, or its first award if that was imported with its history: before that
 * nothing was measured, and a 0 would be a lie. That a partner delivers no scope needs no measuring, so it
 * holds from the beginning. What was reported once stays true to the history.
 */
function firstDay(
  history: CoverageHistory,
  knownFrom: LocalDate,
  reported: readonly ReportedCoverage[],
): LocalDate {
  const days = [
    knownFrom,
    ...history.awards.map(({ awardedOn }) => awardedOn),
    ...reported.map(({ asOf }) => asOf),
    ...(coverageOn(history, longAgo)?.status === 'NOT_APPLICABLE' ? [longAgo] : []),
  ];
  return days.reduce((first, day) => (day < first ? day : first));
}

async function reportedCoverages(tx: Transaction, partnerId: string): Promise<ReportedCoverage[]> {
  const rows = await tx.reportedCoverage.findMany({ where: { partnerId }, orderBy: { asOf: 'asc' } });
  return rows.map(({ asOf, status, numerator, denominator }) => ({
    asOf: toLocalDate(asOf),
    status,
    numerator: numerator && new Decimal(numerator.toString()).toFixed(),
    denominator: denominator && new Decimal(denominator.toString()).toFixed(),
  }));
}

async function noteReported(
  tx: Transaction,
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
