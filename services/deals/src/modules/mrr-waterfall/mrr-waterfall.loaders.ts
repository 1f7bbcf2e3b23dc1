import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import type { MrrMovement } from '../../__generated__/prisma/client.ts';
import type { Context, SqlReader } from '../../context.ts';
import type { MrrKind } from '../mrr-movement/mrr-movement.derive.ts';
import { dayPage } from '../pipeline/pipeline.pages.ts';
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

/** Reads a page of the movements behind a step, the earliest first. */
export async function readMovements(
  context: Context,
  query: MrrWaterfallQuery,
  { currency, month, kind, ...args }: MovementChoice & PageArgs,
): Promise<Page<MrrMovement>> {
  const page = await dayPage<FoundMovement, FoundMovement>(context.db.read, {
    args,
    source: sql`SELECT t.id, t.effective_on AS day FROM mrr_movement t
      WHERE t.effective_on > ${query.from}::date AND t.effective_on <= ${query.to}::date ${known(query)}
        AND t.currency = ${currency} AND (${month}::date IS NULL OR t.month = ${month}::date)
        AND (${kind}::text IS NULL OR t.kind::text = ${kind}::text)`,
    read: (row) => row,
  });
  const ids = page.nodes.map(({ id }) => id);
  const rows =
    ids.length === 0 ? [] : await context.db.read.mrrMovement.findMany({ where: { id: { in: ids } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const edges = page.edges.flatMap(({ cursor, node }) => {
    const row = byId.get(node.id);
    return row ? [{ cursor, node: row }] : [];
  });
  return { ...page, edges, nodes: edges.map(({ node }) => node) };
}

interface FoundMovement {
  readonly id: string;
  readonly day: LocalDate;
}

function known({ knownAt, selection }: MrrWaterfallQuery): SqlFragment {
  return sql`AND (${knownAt}::timestamptz IS NULL OR t.recorded_at <= ${knownAt}::timestamptz) ${within(selection)}`;
}
