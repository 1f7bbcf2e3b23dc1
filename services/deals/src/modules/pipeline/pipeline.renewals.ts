import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlReader } from '../../context.ts';
import { wholeMinorSql } from '../../whole-minor.ts';
import type { OpportunityStage } from '../opportunity/opportunity.stages.ts';
import { isDecisionBucket, renewalWindows } from './pipeline.renewal-windows.ts';
import type { RenewalWindow } from './pipeline.renewal-windows.ts';
import { believed, contractsWithin, trueThen } from './pipeline.selection.ts';
import type { PipelineMoment } from './pipeline.selection.ts';
import { rounded } from './pipeline.shape.ts';
import type { GroupQuery } from './pipeline.groups.ts';

/** The stages in which a renewal is not decided. */
export type OpenRenewalStage = Extract<
  OpportunityStage,
  'UPCOMING' | 'IN_WINDOW' | 'ENGAGED' | 'QUOTED' | 'COMMITTED'
>;
export type RenewalHealth = 'GREEN' | 'AMBER' | 'RED';

/** Undecided renewals of equal dimensions, summed exactly. */
export interface RenewalGroup {
  readonly partnerId: string;
  readonly window: RenewalWindow;
  readonly stage: OpenRenewalStage;
  /** Null for a renewal that nobody has looked at yet. */
  readonly health: RenewalHealth | null;
  readonly currency: string;
  readonly contractCount: number;
  readonly mrr: bigint;
  /** Σ MRR × likelihood in ten-thousandths, of those that have a likelihood of their own. */
  readonly weightedMrr: bigint;
  /** Σ MRR of those that have none: the stage's default counts for them. */
  readonly unratedMrr: bigint;
  /** Σ what each of those with a likelihood of its own is likely to lose, each to whole minor units. */
  readonly atRiskMrr: bigint;
  /** Σ what ends with the terms of those that have none. */
  readonly unratedExpiringMrr: bigint;
}

/** The measures of undecided renewals in minor units of one currency. */
export interface RenewalMeasures {
  readonly contractCount: number;
  readonly mrrMinor: bigint;
  readonly weightedMrrMinor: bigint;
  readonly defaultWeightedMrrMinor: bigint;
  /** The part of what ends with the terms that is likely to be lost. */
  readonly atRiskMrrMinor: bigint;
}

/** One line of the renewals of a pipeline. */
export interface RenewalCell extends RenewalMeasures {
  readonly window: RenewalWindow;
  readonly stage: OpenRenewalStage;
  readonly health: RenewalHealth | null;
  readonly currency: string;
}

/** The undecided renewals whose term ends in one window. */
export interface RenewalBucket extends RenewalMeasures {
  readonly window: RenewalWindow;
  readonly currency: string;
  readonly isDecisionWindow: boolean;
}

/** The renewals of a pipeline, line by line and by window. */
export interface RenewalShape {
  readonly renewals: readonly RenewalBucket[];
  readonly renewalCells: readonly RenewalCell[];
}

/** Gives the default likelihood of a renewal's stage in basis points. */
export type RenewalBps = (stage: OpenRenewalStage) => number;

type Sum = 'mrr' | 'weightedMrr' | 'unratedMrr' | 'atRiskMrr' | 'unratedExpiringMrr';
type GroupRow = Omit<RenewalGroup, Sum> & Readonly<Record<Sum, string>>;

/**
 * Adds up the undecided renewals of contracts in force; one more than 30 days past its term has lapsed.
 *
 * @remarks The clock opens the window, whether or not a job has noticed: within 90 days a renewal that
 * still is recorded as upcoming, or not recorded at all, is in its window.
 */
export async function readRenewals(client: unknown, query: GroupQuery): Promise<RenewalGroup[]> {
  const { moment, selection } = query;
  const rows = await (client as SqlReader).$queryRaw<GroupRow[]>(sql`
    SELECT ${query.isPerPartner ? sql`partner_id` : sql`''`} AS "partnerId", currency, health,
      CASE WHEN days < 0 THEN 'OVERDUE' WHEN days <= 30 THEN 'D0_30' WHEN days <= 60 THEN 'D31_60'
        WHEN days <= 90 THEN 'D61_90' WHEN days <= 180 THEN 'D91_180' ELSE 'D181_PLUS' END AS window,
      CASE WHEN stage IS NOT NULL AND stage <> 'UPCOMING' THEN stage
        WHEN days <= 90 THEN 'IN_WINDOW' ELSE 'UPCOMING' END AS stage,
      count(*)::int AS "contractCount", sum(mrr_minor)::text AS mrr,
      coalesce(sum(mrr_minor::numeric * bps), 0)::text AS "weightedMrr",
      coalesce(sum(mrr_minor) FILTER (WHERE bps IS NULL), 0)::text AS "unratedMrr",
      coalesce(sum(${wholeMinorSql(sql`expiring_minor::numeric * (10000 - bps)`)}), 0)::text AS "atRiskMrr",
      coalesce(sum(expiring_minor) FILTER (WHERE bps IS NULL), 0)::text AS "unratedExpiringMrr"
    FROM (
      SELECT t.partner_id, t.currency, t.mrr_minor, ${expiring(moment)} AS expiring_minor,
        t.term_end - ${moment.asOf}::date AS days, v.stage::text, v.health::text, (v.probability * 10000)::int AS bps
      FROM managed_contract_revision t
      LEFT JOIN renewal r ON r.contract_id = t.contract_id AND r.term_end = t.term_end
      LEFT JOIN renewal_revision v ON v.renewal_id = r.id AND v.valid_from <= ${moment.asOf}::date
        AND (v.valid_to IS NULL OR v.valid_to > ${moment.asOf}::date) AND ${believed(sql`v`, moment.knownAt)}
      WHERE ${trueThen(moment)} AND t.status IN ('ACTIVE', 'SUSPENDED') ${contractsWithin(selection)}
        AND (t.decided_on IS NULL OR t.decided_on > ${moment.asOf}::date)
    ) held
    WHERE days >= -30 AND (stage IS NULL OR stage NOT IN ('RENEWED', 'LOST', 'LAPSED'))
    GROUP BY 1, 2, 3, 4, 5`);
  return rows.map((row) => ({
    ...row,
    mrr: BigInt(row.mrr),
    weightedMrr: BigInt(row.weightedMrr),
    unratedMrr: BigInt(row.unratedMrr),
    atRiskMrr: BigInt(row.atRiskMrr),
    unratedExpiringMrr: BigInt(row.unratedExpiringMrr),
  }));
}

/** What is agreed for the last day of the term, as the moment knew it; most contracts agreed nothing else. */
function expiring({ knownAt }: PipelineMoment): SqlFragment {
  return sql`CASE WHEN t.valid_from < t.term_end AND (t.valid_to IS NULL OR t.valid_to >= t.term_end) THEN t.mrr_minor
    ELSE coalesce((SELECT e.mrr_minor FROM managed_contract_revision e WHERE e.contract_id = t.contract_id
      AND e.valid_from < t.term_end AND (e.valid_to IS NULL OR e.valid_to >= t.term_end) AND ${believed(sql`e`, knownAt)}), t.mrr_minor) END`;
}

/** Shapes groups of renewals; each line and each window rounds its weighted revenue once, half to even; what is at risk is rounded by renewal, so that it is the sum of what they say. */
export function shapeRenewals(groups: readonly RenewalGroup[], bpsOf: RenewalBps): RenewalShape {
  const keyed = groups.map((group) => ({ group, place: renewalWindows.indexOf(group.window) }));
  const cells = Map.groupBy(
    keyed,
    ({ group, place }) => `${place} ${group.currency} ${group.stage} ${group.health ?? ''}`,
  );
  const buckets = Map.groupBy(keyed, ({ group, place }) => `${place} ${group.currency}`);
  return {
    renewals: inOrder(buckets).map(([first, own]) => ({
      window: first.window,
      currency: first.currency,
      isDecisionWindow: isDecisionBucket(first.window),
      ...measuresOf(own, bpsOf),
    })),
    renewalCells: inOrder(cells).map(([first, own]) => ({
      window: first.window,
      stage: first.stage,
      health: first.health,
      currency: first.currency,
      ...measuresOf(own, bpsOf),
    })),
  };
}

function inOrder(lines: ReadonlyMap<string, readonly { readonly group: RenewalGroup }[]>) {
  return [...lines.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => {
      const groups = own.map(({ group }) => group);
      return groups[0] ? [[groups[0], groups] as const] : [];
    });
}

const wholeBps = 10_000n;

function measuresOf(groups: readonly RenewalGroup[], bpsOf: RenewalBps): RenewalMeasures {
  const sum = (pick: (group: RenewalGroup) => bigint): bigint =>
    groups.reduce((total, group) => total + pick(group), 0n);
  return {
    contractCount: groups.reduce((total, { contractCount }) => total + contractCount, 0),
    mrrMinor: sum(({ mrr }) => mrr),
    weightedMrrMinor: rounded(
      sum(({ weightedMrr, unratedMrr, stage }) => weightedMrr + unratedMrr * BigInt(bpsOf(stage))),
    ),
    defaultWeightedMrrMinor: rounded(sum(({ mrr, stage }) => mrr * BigInt(bpsOf(stage)))),
    atRiskMrrMinor:
      sum(({ atRiskMrr }) => atRiskMrr) +
      rounded(sum(({ unratedExpiringMrr, stage }) => unratedExpiringMrr * (wholeBps - BigInt(bpsOf(stage))))),
  };
}
