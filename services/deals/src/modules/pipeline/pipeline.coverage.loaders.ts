import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlReader } from '../../context.ts';
import type { CoveragePeriod, CoverageSums } from './pipeline.coverage.ts';
import { partOf } from './pipeline.origin.ts';
import { believed, dealsWithin, isOpen, trueThen } from './pipeline.selection.ts';
import type { Normalization } from './pipeline.shape.ts';

/** What is asked of a coverage. */
export interface CoverageArgs extends CoveragePeriod {
  readonly normalization: Normalization;
}

/** The sums of a coverage in one currency. */
export interface CoverageRow extends CoverageSums {
  readonly partnerId: string;
  readonly currency: string;
}

interface StoredRow extends Pick<CoverageRow, 'partnerId' | 'currency'> {
  readonly closed: string;
  readonly open: string;
  readonly weighted: string;
}

const amounts: Readonly<Record<Normalization, SqlFragment>> = {
  ACV: sql`t.mrr_minor * least(12, t.term_months) + t.one_time_minor`,
  TCV: sql`t.mrr_minor * t.term_months + t.one_time_minor`,
  MRR: sql`t.mrr_minor`,
};

/** Adds up what was won in a period, and what is open and expected to close in it, in one statement. */
export const coverageSums = partOf<CoverageRow, CoverageArgs>(async (context, query) => {
  const { moment, selection, from, before, normalization } = query;
  const { asOf, knownAt } = moment;
  const rows = await (context.db.read as unknown as SqlReader).$queryRaw<StoredRow[]>(sql`
    WITH wins AS (
      SELECT h.opportunity_id AS id, h.valid_from AS won_on FROM opportunity_revision h
      WHERE h.valid_from >= ${from}::date AND h.valid_from <= ${asOf}::date AND ${isWon(sql`h`)} AND ${believed(sql`h`, knownAt)}
        AND NOT EXISTS (SELECT FROM opportunity_revision b WHERE b.opportunity_id = h.opportunity_id
          AND b.valid_to = h.valid_from AND ${isWon(sql`b`)} AND ${believed(sql`b`, knownAt)})
    ), won AS (
      SELECT id FROM wins GROUP BY 1 HAVING max(won_on) < ${before}::date
    )
    SELECT "partnerId", currency, coalesce(sum(amount) FILTER (WHERE NOT is_open), 0)::text AS closed,
      coalesce(sum(amount) FILTER (WHERE is_open), 0)::text AS open,
      coalesce(sum(amount * bps) FILTER (WHERE is_open), 0)::text AS weighted
    FROM (
      SELECT ${query.isPerPartner ? sql`t.partner_id` : sql`''::text`} AS "partnerId", t.currency, ${isOpen} AS is_open,
        (${amounts[normalization]})::numeric AS amount, (t.probability * 10000)::int AS bps
      FROM opportunity_revision t
      WHERE ${trueThen(moment)} ${dealsWithin(selection)}
        AND (${isOpen} AND t.close_date >= ${from}::date AND t.close_date < ${before}::date
          OR ${isWon(sql`t`)} AND t.opportunity_id IN (SELECT id FROM won))
    ) part GROUP BY 1, 2 ORDER BY 2`);
  return rows.map(({ closed, open, weighted, ...row }) => ({
    ...row,
    closedMinor: BigInt(closed),
    openMinor: BigInt(open),
    weighted: BigInt(weighted),
  }));
});

const isWon = (alias: SqlFragment): SqlFragment => sql`${alias}.stage IN ('WON', 'RENEWED')`;
