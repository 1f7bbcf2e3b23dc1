import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { money } from '@channelgraph/core/money.ts';
import type { Money } from '@channelgraph/core/money.ts';
import type { SeatUnit } from '../../__generated__/prisma/enums.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { Context } from '../../context.ts';
import { believedFirst } from '../seat-snapshot/seat-snapshot.import.ts';

/** Seats of one unit. */
export interface SeatCount {
  readonly unit: SeatUnit;
  readonly count: number;
}

/** What a partner manages on a day. */
export interface ManagedBase {
  readonly asOf: LocalDate;
  readonly seats: readonly SeatCount[];
  readonly mrr: readonly Money[];
  readonly customers: number;
  readonly contracts: number;
}

interface BaseRow {
  readonly partnerId: string;
  readonly unit: SeatUnit;
  readonly currency: string;
  readonly contracts: number;
  readonly customerIds: readonly string[];
  readonly seats: number;
  readonly mrr: string;
}

/** Loads what many partners manage on a day, in one statement. */
export const managedBaseOf = nestedLoader<Context, { readonly asOf: LocalDate }, ManagedBase>(
  async (context, partnerIds, { asOf }) => {
    const rows = await context.db.read.$queryRaw<BaseRow[]>(sql`
    SELECT r.partner_id AS "partnerId", r.seat_unit::text AS unit, r.currency, count(*)::int AS contracts,
      array_agg(DISTINCT r.customer_id) AS "customerIds", sum(r.mrr_minor)::text AS mrr,
      sum(coalesce(n.billable, r.contracted_seats))::float8 AS seats
    FROM managed_contract_revision r
    LEFT JOIN LATERAL (
      SELECT s.billable FROM seat_snapshot s WHERE s.contract_id = r.contract_id AND s.date <= ${asOf}::date
      ORDER BY s.date DESC, ${believedFirst} LIMIT 1
    ) n ON true
    WHERE r.partner_id = ANY(${[...partnerIds]}::text[]) AND r.status = 'ACTIVE' AND r.superseded_at IS NULL
      AND r.valid_from <= ${asOf}::date AND (r.valid_to IS NULL OR r.valid_to > ${asOf}::date)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);
    const own = Map.groupBy(rows, ({ partnerId }) => partnerId);
    return new Map(partnerIds.map((id) => [id, baseOf(own.get(id) ?? [], asOf)]));
  },
);

function baseOf(rows: readonly BaseRow[], asOf: LocalDate): ManagedBase {
  const seats = new Map<SeatUnit, number>();
  const mrr = new Map<string, bigint>();
  for (const row of rows) {
    seats.set(row.unit, (seats.get(row.unit) ?? 0) + row.seats);
    mrr.set(row.currency, (mrr.get(row.currency) ?? 0n) + BigInt(row.mrr));
  }
  return {
    asOf,
    seats: [...seats].map(([unit, count]) => ({ unit, count })),
    mrr: [...mrr].map(([currency, amount]) => money(amount, currency)),
    customers: new Set(rows.flatMap(({ customerIds }) => customerIds)).size,
    contracts: rows.reduce((sum, { contracts }) => sum + contracts, 0),
  };
}
