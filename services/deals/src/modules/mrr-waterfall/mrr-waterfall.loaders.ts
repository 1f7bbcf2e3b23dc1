import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { byKey } from '@channelgraph/graphql/loaders.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import type { MrrMovement } from '../../__generated__/prisma/client.ts';
import type { Context, SqlReader } from '../../context.ts';
import type { MrrKind } from '../mrr-movement/mrr-movement.derive.ts';
import { nestedDayPages } from '../pipeline/pipeline.pages.ts';
import { within } from '../pipeline/pipeline.selection.ts';
import type { PipelineSelection } from '../pipeline/pipeline.selection.ts';
import { shapeMrrWaterfall } from './mrr-waterfall.shape.ts';
import type { MovementSum, MrrLine, MrrPeriod } from './mrr-waterfall.shape.ts';

/** What a waterfall of recurring revenue is asked for. */
export interface MrrWaterfallQuery extends MrrPeriod {
  readonly selection: PipelineSelection;
  readonly knownAt: Date | null;
}

/** Which movements are behind a step; null leaves open. */
export interface MovementChoice {
  readonly currency: string;
  readonly month: LocalDate | null;
  readonly kind: MrrKind | null;
}

interface SumRow extends Omit<MovementSum, 'amountMinor' | 'month'> {
  /** Null for what was earned at the opening. */
  readonly month: LocalDate | null;
  readonly amount: string;
}

/** Reads the waterfalls of recurring revenue in one statement. */
export async function readMrrWaterfall(
  client: unknown,
  query: MrrWaterfallQuery,
): Promise<readonly MrrLine[]> {
  const { from, to } = query;
  const rows = await (client as SqlReader).$queryRaw<SumRow[]>(sql`
    SELECT t.currency, t.month::text AS month, t.kind::text AS kind, sum(t.amount_minor)::text AS amount,
      count(*)::int AS "movementCount"
    FROM mrr_movement t
    WHERE t.effective_on > ${from}::date AND t.effective_on <= ${to}::date ${known(query)} GROUP BY 1, 2, 3
    UNION ALL
    SELECT t.currency, NULL, NULL, sum(t.amount_minor)::text, count(*)::int FROM mrr_movement t
    WHERE t.effective_on <= ${from}::date ${known(query)} GROUP BY 1`);
  const openings = new Map(
    rows.flatMap(({ month, currency, amount }) =>
      month === null ? [[currency, BigInt(amount)] as const] : [],
    ),
  );
  const sums = rows.flatMap(({ month, amount, ...row }) =>
    month === null ? [] : [{ ...row, month, amountMinor: BigInt(amount) }],
  );
  return shapeMrrWaterfall(openings, sums, query);
}

/** Reads a page of the movements behind a step, the earliest first; all steps of a waterfall are read together. */
export function readMovements(
  context: Context,
  query: MrrWaterfallQuery,
  { currency, month, kind, ...page }: MovementChoice & PageArgs,
): Promise<Page<MrrMovement>> {
  const parentId = `${currency} ${month ?? ''} ${kind ?? ''}`;
  return movementsOfSteps(context, { parentId, args: { query, page } });
}

const movementsOfSteps = nestedLoader(async (context: Context, steps, { query, page }: StepArgs) => {
  const pages = await nestedDayPages<FoundMovement, FoundMovement>(context.db.read, {
    parents: steps,
    args: page,
    source: sql`SELECT s.step AS parent, t.id, t.effective_on AS day FROM (
        SELECT step, string_to_array(step, ' ') AS words FROM unnest(${[...steps]}::text[]) AS step
      ) s JOIN mrr_movement t ON t.currency = s.words[1] AND s.words[2] IN ('', t.month::text)
        AND s.words[3] IN ('', t.kind::text)
      WHERE t.effective_on > ${query.from}::date AND t.effective_on <= ${query.to}::date ${known(query)}`,
    read: (row) => row,
  });
  const ids = [...new Set([...pages.values()].flatMap(({ nodes }) => nodes.map(({ id }) => id)))];
  const rows =
    ids.length === 0 ? [] : await context.db.read.mrrMovement.findMany({ where: { id: { in: ids } } });
  const byId = byKey(rows, ({ id }) => id);
  return new Map([...pages].map(([step, found]) => [step, movementPage(found, byId)]));
});

function movementPage(found: Page<FoundMovement>, byId: ReadonlyMap<string, MrrMovement>): Page<MrrMovement> {
  const edges = found.edges.flatMap(({ cursor, node }) => {
    const row = byId.get(node.id);
    return row ? [{ cursor, node: row }] : [];
  });
  return { ...found, edges, nodes: edges.map(({ node }) => node) };
}

interface StepArgs {
  readonly query: MrrWaterfallQuery;
  readonly page: PageArgs;
}

interface FoundMovement {
  readonly id: string;
  readonly day: LocalDate;
}

function known({ knownAt, selection }: MrrWaterfallQuery): SqlFragment {
  return sql`AND (${knownAt}::timestamptz IS NULL OR t.recorded_at <= ${knownAt}::timestamptz) ${within(selection)}`;
}
