import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { Context, SqlReader } from '../../context.ts';
import { nestedDayPages } from './pipeline.pages.ts';
import { believed, trueThen, within } from './pipeline.selection.ts';
import type { PipelineSelection } from './pipeline.selection.ts';
import { addAmounts, noAmounts, waterfallSteps } from './pipeline.waterfall.ts';
import type { WaterfallAmounts, WaterfallRange, WaterfallStep } from './pipeline.waterfall.ts';

/** What a waterfall is asked for. */
export interface WaterfallQuery extends WaterfallRange {
  readonly selection: PipelineSelection;
  /** The day at whose end the waterfall opens. */
  readonly from: LocalDate;
  /** The day at whose end it closes. */
  readonly to: LocalDate;
  readonly knownAt: Date | null;
}

/** All changes of one kind in one currency. */
export interface WaterfallStepSum extends WaterfallAmounts {
  readonly step: WaterfallStep;
  readonly currency: string;
  readonly query: WaterfallQuery;
}

/** A waterfall in one currency: what it opened with, plus its steps, is what it closed with. */
export interface WaterfallLine {
  readonly currency: string;
  readonly opening: WaterfallAmounts;
  readonly steps: readonly WaterfallStepSum[];
  readonly closing: WaterfallAmounts;
}

/** One change of one deal. */
export interface WaterfallChange extends WaterfallAmounts {
  readonly id: string;
  readonly day: LocalDate;
  readonly currency: string;
}

interface SumRow extends Readonly<Record<'oneTime' | 'mrr' | 'acv' | 'tcv', string>> {
  readonly step: WaterfallStep | 'OPENING' | 'CLOSING';
  readonly currency: string;
  readonly count: number;
}

/** Reads a waterfall in one statement; closing is read from the deals as they stood, not from the steps. */
export async function readWaterfall(client: unknown, query: WaterfallQuery): Promise<WaterfallLine[]> {
  const rows = await (client as SqlReader).$queryRaw<SumRow[]>(sql`
    WITH ${parts(query)}
    SELECT step, currency, sum(count)::int AS count, sum(one_time)::text AS "oneTime", sum(mrr)::text AS mrr,
      sum(acv)::text AS acv, sum(tcv)::text AS tcv
    FROM (
      SELECT step, currency, count, one_time, mrr, acv, tcv FROM parts
      UNION ALL ${heldOn(query, 'OPENING', query.from)}
      UNION ALL ${heldOn(query, 'CLOSING', query.to)}
    ) line GROUP BY 1, 2`);
  return [...Map.groupBy(rows, ({ currency }) => currency)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, own]) => lineOf(currency, own, query));
}

/** Reads a page of the changes behind a step, the earliest first; all steps of a waterfall are read together. */
export function readChanges(
  context: Context,
  { step, currency, query }: WaterfallStepSum,
  page: PageArgs,
): Promise<Page<WaterfallChange>> {
  return changesOfSteps(context, { parentId: `${step} ${currency}`, args: { query, page } });
}

const changesOfSteps = nestedLoader(
  (context: Context, steps, { query, page }: { readonly query: WaterfallQuery; readonly page: PageArgs }) =>
    nestedDayPages<ChangeRow, WaterfallChange>(context.db.read, {
      parents: steps,
      args: page,
      prologue: parts(query),
      source: sql`SELECT step || ' ' || currency AS parent, id, day, currency, count, one_time::text AS "oneTime", mrr::text AS mrr,
        acv::text AS acv, tcv::text AS tcv FROM parts WHERE step || ' ' || currency = ANY(${[...steps]}::text[])`,
      read: (row) => ({ ...row, ...amountsFrom(row) }),
    }),
);

interface ChangeRow extends Omit<SumRow, 'step'> {
  readonly id: string;
  readonly day: LocalDate;
}

const amountsFrom = (row: Omit<SumRow, 'step'>): WaterfallAmounts => ({
  count: row.count,
  oneTime: BigInt(row.oneTime),
  mrr: BigInt(row.mrr),
  acv: BigInt(row.acv),
  tcv: BigInt(row.tcv),
});

function lineOf(currency: string, rows: readonly SumRow[], query: WaterfallQuery): WaterfallLine {
  const of = (name: SumRow['step']): WaterfallAmounts =>
    rows
      .filter(({ step }) => step === name)
      .reduce((sum, row) => addAmounts(sum, amountsFrom(row)), noAmounts);
  return {
    currency,
    opening: of('OPENING'),
    steps: waterfallSteps.map((step) => ({ step, currency, query, ...of(step) })),
    closing: of('CLOSING'),
  };
}

// The words of movementsBetween in SQL: a test compares the two on random histories. A change is a row of
// history that ends in the period beside the one that begins on the same day; only those are read.
function parts(query: WaterfallQuery): SqlFragment {
  const { from, to } = query;
  return sql`ended AS (
      SELECT t.*, ${isMember(query)} AS is_in, ${isOfMotions(query)} AS is_of FROM (${amounts}) t
      WHERE t.valid_to > ${from}::date AND t.valid_to <= ${to}::date AND ${believed(sql`t`, query.knownAt)} ${within(query.selection)}
    ), begun AS (
      SELECT t.*, ${isMember(query)} AS is_in, ${isOfMotions(query)} AS is_of FROM (${amounts}) t
      WHERE t.valid_from > ${from}::date AND t.valid_from <= ${to}::date AND ${believed(sql`t`, query.knownAt)} ${within(query.selection)}
    ), moves AS (
      SELECT coalesce(b.opportunity_id, e.opportunity_id) AS id, coalesce(b.valid_from, e.valid_to) AS day,
        e.is_in AND b.is_in AND e.currency = b.currency AS is_same_line, e, b
      FROM ended e FULL JOIN begun b ON b.opportunity_id = e.opportunity_id AND b.valid_from = e.valid_to
      WHERE e.is_in OR b.is_in
    ), parts AS (
      SELECT m.id, m.day, p.* FROM moves m CROSS JOIN LATERAL (
        SELECT ${stepOut} AS step, (m.e).currency, -1 AS count, -(m.e).one_time_minor AS one_time, -(m.e).mrr_minor AS mrr,
          -(m.e).acv AS acv, -(m.e).tcv AS tcv
        WHERE (m.e).is_in AND m.is_same_line IS NOT TRUE
        UNION ALL
        SELECT ${stepIn}, (m.b).currency, 1, (m.b).one_time_minor, (m.b).mrr_minor, (m.b).acv, (m.b).tcv
        WHERE (m.b).is_in AND m.is_same_line IS NOT TRUE
        UNION ALL
        SELECT CASE WHEN k.sign > 0 THEN 'UPSIZED' ELSE 'DOWNSIZED' END, (m.b).currency, 0,
          k.sign * greatest(k.sign * d.one_time, 0), k.sign * greatest(k.sign * d.mrr, 0),
          k.sign * greatest(k.sign * d.acv, 0), k.sign * greatest(k.sign * d.tcv, 0)
        FROM (VALUES (1), (-1)) AS k(sign), (SELECT (m.b).one_time_minor - (m.e).one_time_minor AS one_time,
          (m.b).mrr_minor - (m.e).mrr_minor AS mrr, (m.b).acv - (m.e).acv AS acv, (m.b).tcv - (m.e).tcv AS tcv) d
        WHERE m.is_same_line AND greatest(k.sign * d.one_time, k.sign * d.mrr, k.sign * d.acv, k.sign * d.tcv) > 0
      ) p
    )`;
}

const amounts = sql`SELECT o.*, o.mrr_minor * least(12, o.term_months) + o.one_time_minor AS acv,
  o.mrr_minor * o.term_months + o.one_time_minor AS tcv FROM opportunity_revision o`;

const isClosed = (alias: SqlFragment): SqlFragment =>
  sql`(${alias}).stage IN ('WON', 'RENEWED', 'LOST', 'LAPSED')`;

const stepIn = sql`CASE WHEN (m.e).id IS NULL THEN 'CREATED' WHEN ${isClosed(sql`m.e`)} THEN 'REOPENED'
  WHEN (m.e).is_in OR NOT (m.e).is_of THEN 'MOVED_IN' ELSE 'PULLED_IN' END`;

const stepOut = sql`CASE WHEN (m.b).id IS NULL THEN 'REMOVED'
  WHEN (m.b).stage IN ('WON', 'RENEWED') THEN 'WON' WHEN ${isClosed(sql`m.b`)} THEN 'LOST'
  WHEN (m.b).is_in OR NOT (m.b).is_of THEN 'MOVED_OUT' ELSE 'PUSHED' END`;

function heldOn(query: WaterfallQuery, name: string, asOf: LocalDate): SqlFragment {
  const { knownAt, selection } = query;
  return sql`SELECT ${name}::text, t.currency, count(*), sum(t.one_time_minor), sum(t.mrr_minor), sum(t.acv), sum(t.tcv)
    FROM (${amounts}) t
    WHERE ${trueThen({ asOf, knownAt })} AND ${isMember(query)} ${within(selection)} GROUP BY 2`;
}

function isMember(query: WaterfallRange): SqlFragment {
  const { closesFrom, closesBefore } = query;
  return sql`(t.stage NOT IN ('WON', 'RENEWED', 'LOST', 'LAPSED') AND ${isOfMotions(query)}
    AND (${closesFrom}::date IS NULL OR coalesce(t.close_date >= ${closesFrom}::date, false))
    AND (${closesBefore}::date IS NULL OR coalesce(t.close_date < ${closesBefore}::date, false)))`;
}

const isOfMotions = ({ motions }: WaterfallRange): SqlFragment =>
  motions === null ? sql`true` : sql`(t.motion::text = ANY(${[...motions]}::text[]))`;
