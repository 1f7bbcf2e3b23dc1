import { sqltag as sql } from '@prisma/client/runtime/client';
import { addDays, todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { MetricFactPayload } from '@channelgraph/core/kpi.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import { chunksOf } from '../../chunks.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText, insertRows } from '../../stored-rows.ts';
import { evidenceQuery } from './partner-fact.evidence.ts';
import { factsToSend } from './partner-fact.restatement.ts';
import type { SentFact } from './partner-fact.restatement.ts';
import { factKey, factSeries } from './partner-fact.series.ts';
import type { DatedFact } from './partner-fact.series.ts';
import { emptySums } from './partner-fact.sums.ts';
import { factsOf } from './partner-fact.values.ts';
import { windowOf } from './partner-fact.windows.ts';
import { enqueuePerPartner } from './partner-fact.requests.ts';
import { loadPartnerHistory } from './partner-fact.store.ts';

/** The most facts that one event carries. */
const factsPerEvent = 500;

/** The version of the formulas; it goes with each fact. */
const formulaVersion = 'deals/2';

/** Computes the facts of a partner again, sends those that are new or different, and has its alerts looked at. */
export async function recomputeFacts(context: Context, partnerId: string): Promise<void> {
  await context.db.write(async (tx) => {
    const state = await lockState(tx, partnerId);
    const [partner] = await directoryPartners(tx, [partnerId]);
    if (!partner) throw new Error('The partner is not known here yet.');
    const { currency, timeZone, enrolledOn } = partner;
    const today = todayIn(context.clock.now(), timeZone);
    if (state.dirtyFrom === null && state.computedThrough === today) return;
    const history = await loadPartnerHistory(tx, {
      partnerId,
      currency,
      timeZone,
      enrolledOn: dateText(enrolledOn),
    });
    const sent = await lastSent(tx, partnerId);
    const computed = factSeries(history, today);
    const series = computed.length > 0 ? computed : blankSeries(currency, sent, today);
    const from = sent.length === 0 ? firstDay : earliestOpenDay(state);
    await send(tx, context, partnerId, factsToSend(sent, series, { from, currency }));
    await tx.$executeRaw(sql`
      UPDATE partner_fact_state SET dirty_from = NULL, computed_through = ${today}::date WHERE partner_id = ${partnerId}`);
    await enqueuePerPartner(tx, 'evaluate_alerts', [partnerId]);
  });
}

/** Asks for the facts of every partner, because days have passed or a formula changed. */
export async function recomputeAllFacts(context: Context): Promise<void> {
  await context.db.write(async (tx) => {
    const rows = await tx.partnerFactState.findMany({
      select: { partnerId: true },
      orderBy: { partnerId: 'asc' },
    });
    await enqueuePerPartner(
      tx,
      'recompute_facts',
      rows.map(({ partnerId }) => partnerId),
    );
  });
}

const firstDay: LocalDate = '0001-01-01';

interface FactState {
  readonly dirtyFrom: LocalDate | null;
  readonly computedThrough: LocalDate | null;
}

/** The first day that is wrong or not told yet: a change of today must not hide days that nobody computed. */
function earliestOpenDay({ dirtyFrom, computedThrough }: FactState): LocalDate {
  const next = computedThrough === null ? firstDay : addDays(computedThrough, 1);
  return dirtyFrom !== null && dirtyFrom < next ? dirtyFrom : next;
}

async function lockState(tx: Transaction, partnerId: string): Promise<FactState> {
  await tx.$executeRaw(
    sql`INSERT INTO partner_fact_state (partner_id) VALUES (${partnerId}) ON CONFLICT DO NOTHING`,
  );
  const [row] = await tx.$queryRaw<{ dirtyFrom: Date | null; computedThrough: Date | null }[]>(sql`
    SELECT dirty_from AS "dirtyFrom", computed_through AS "computedThrough"
    FROM partner_fact_state WHERE partner_id = ${partnerId} FOR UPDATE`);
  return {
    dirtyFrom: dateText(row?.dirtyFrom ?? null),
    computedThrough: dateText(row?.computedThrough ?? null),
  };
}

async function lastSent(tx: Transaction, partnerId: string): Promise<SentFact[]> {
  const rows = await tx.$queryRaw<{ kpi: string; asOf: Date; content: string }[]>(sql`
    SELECT DISTINCT ON (kpi, as_of) kpi, as_of AS "asOf", content FROM partner_fact
    WHERE partner_id = ${partnerId} ORDER BY kpi, as_of, recorded_at DESC, id DESC`);
  return rows.map(({ kpi, asOf, content }) => ({ kpi, asOf: dateText(asOf), content }));
}

/** A partner without deals and contracts has facts as well: that none of the contract figures apply. */
function blankSeries(currency: string, sent: readonly SentFact[], today: LocalDate): DatedFact[] {
  const asOf = sent.reduce((first, fact) => (fact.asOf < first ? fact.asOf : first), today);
  return factsOf(emptySums(currency)).map((fact) => ({ ...fact, asOf }));
}

async function send(
  tx: Transaction,
  context: Context,
  partnerId: string,
  facts: readonly DatedFact[],
): Promise<void> {
  const recordedAt = context.clock.now().toISOString();
  await insertRows(
    tx,
    'partner_fact',
    facts.map((fact) => ({
      id: context.ids.next('fct'),
      partner_id: partnerId,
      kpi: fact.kpi,
      as_of: fact.asOf,
      content: factKey(fact),
      recorded_at: recordedAt,
    })),
  );
  await emit(
    tx,
    context,
    chunksOf(facts, factsPerEvent).map((chunk) => ({
      type: 'deals.metrics.recorded' as const,
      subject: partnerId,
      data: { partnerId, facts: chunk.map((fact) => payloadOf(partnerId, fact)) },
    })),
  );
}

function payloadOf(partnerId: string, { asOf, since, ...fact }: DatedFact): MetricFactPayload {
  const window = windowOf(fact.kpi, asOf);
  const periodStart = since ?? window.periodStart;
  const { periodEnd } = window;
  return {
    ...fact,
    asOf,
    periodStart,
    periodEnd,
    sourceVersion: formulaVersion,
    evidenceQuery: evidenceQuery(fact.kpi, { partnerId, periodStart, periodEnd, asOf }),
  };
}
