import { sqltag as sql } from '@prisma/client/runtime/client';
import { addMonths, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { SqlReader } from '../../context.ts';
import type { MrrKind } from './mrr-movement.derive.ts';
import { layOutMonths } from './mrr-movement.months.ts';
import type { MrrMonth } from './mrr-movement.months.ts';

interface SumRow {
  readonly partnerId: string;
  readonly currency: string;
  /** Null for all that moved before the window. */
  readonly month: LocalDate | null;
  readonly kind: MrrKind | null;
  readonly amount: string;
}

/**
 * Reads how the recurring revenue of partners moved, month by month and by currency, in one statement.
 *
 * @param reader a transaction or the viewer's read client.
 * @param window whole months: from the one of `from` until before the one of `to`.
 */
export async function loadMrrMonths(
  reader: SqlReader,
  partnerIds: readonly string[],
  window: { readonly from: LocalDate; readonly to: LocalDate },
): Promise<ReadonlyMap<string, readonly MrrMonth[]>> {
  const from = startOfMonth(window.from);
  const to = startOfMonth(window.to);
  const rows = await reader.$queryRaw<SumRow[]>(sql`
    SELECT m.partner_id AS "partnerId", m.currency,
      CASE WHEN m.month >= ${from}::date THEN m.month::text END AS month,
      CASE WHEN m.month >= ${from}::date THEN m.kind::text END AS kind, sum(m.amount_minor)::text AS amount
    FROM mrr_movement m
    WHERE m.partner_id = ANY(${[...partnerIds]}::text[]) AND m.month < ${to}::date
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`);
  const months = monthsOf(from, to);
  const owners = Map.groupBy(rows, ({ partnerId, currency }) => `${partnerId} ${currency}`);
  const laidOut = [...owners.values()].flatMap((own) => layOut(own, months));
  const found = Map.groupBy(laidOut, ({ partnerId }) => partnerId);
  return new Map(partnerIds.map((id) => [id, found.get(id) ?? []]));
}

function layOut(rows: readonly SumRow[], months: readonly LocalDate[]): readonly MrrMonth[] {
  const [first] = rows;
  if (!first) return [];
  const opening = rows.find(({ month }) => month === null);
  const sums = rows.flatMap(({ month, kind, amount }) =>
    month === null || kind === null ? [] : [{ month, kind, amountMinor: BigInt(amount) }],
  );
  const { partnerId, currency } = first;
  return layOutMonths({ partnerId, currency, openingMinor: BigInt(opening?.amount ?? 0) }, months, sums);
}

function monthsOf(from: LocalDate, to: LocalDate): LocalDate[] {
  const months: LocalDate[] = [];
  for (let month = from; month < to; month = addMonths(month, 1)) months.push(month);
  return months;
}
