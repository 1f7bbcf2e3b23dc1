import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlReader } from '../../context.ts';
import type { Motion } from '../opportunity/opportunity.stages.ts';
import { openStages } from './pipeline.delays.ts';
import type { OpenStage } from './pipeline.delays.ts';
import { partOf } from './pipeline.origin.ts';
import { usualDays } from './pipeline.policy.ts';
import { believed, dealsWithin, isOpen, within } from './pipeline.selection.ts';

/** How long deals of one motion stayed in one stage. */
export interface StageVelocity {
  readonly partnerId: string;
  readonly motion: Motion;
  readonly stage: OpenStage;
  readonly sampleCount: number;
  /** The median of the stays as a decimal; null when they are too few. */
  readonly medianDays: string | null;
  readonly usualDays: number;
}

/** Reads how long deals stayed in the stages that they left lately, in one statement. */
export const velocityOf = partOf<StageVelocity, object>(async (context, query) => {
  const { moment, rules, selection } = query;
  const { asOf, knownAt } = moment;
  const usual = usualDays(rules);
  const rows = await (context.db.read as unknown as SqlReader).$queryRaw<
    Omit<StageVelocity, 'usualDays'>[]
  >(sql`
    WITH marked AS (
      SELECT t.opportunity_id, t.partner_id, t.motion, t.stage, t.valid_from, t.valid_to,
        (true ${dealsWithin(selection)}) AS is_asked,
        lag(t.stage) OVER w IS DISTINCT FROM t.stage OR lag(t.valid_to) OVER w IS DISTINCT FROM t.valid_from AS begins,
        lead(t.stage) OVER w IS DISTINCT FROM t.stage OR lead(t.valid_from) OVER w IS DISTINCT FROM t.valid_to AS ends
      FROM opportunity_revision t
      WHERE t.valid_from <= ${asOf}::date AND ${believed(sql`t`, knownAt)} ${within(selection)}
      WINDOW w AS (PARTITION BY t.opportunity_id ORDER BY t.valid_from)
    ), begun AS (
      SELECT m.*, max(valid_from) FILTER (WHERE begins) OVER (PARTITION BY opportunity_id ORDER BY valid_from) AS since
      FROM marked m
    ), stays AS (
      SELECT ${query.isPerPartner ? sql`t.partner_id` : sql`''::text`} AS parent, t.motion, t.stage, t.valid_to - t.since AS days
      FROM begun t WHERE t.ends AND t.is_asked AND ${isOpen}
        AND t.valid_to <= ${asOf}::date AND t.valid_to > ${asOf}::date - ${rules.velocityDays}::int
    )
    SELECT parent AS "partnerId", motion::text, stage::text, count(*)::int AS "sampleCount",
      CASE WHEN count(*) >= ${rules.velocitySample} THEN
        (percentile_cont(0.5) WITHIN GROUP (ORDER BY days))::text END AS "medianDays"
    FROM stays GROUP BY 1, 2, 3 ORDER BY array_position(${[...openStages]}::text[], stage::text), motion`);
  return rows.map((row) => ({ ...row, usualDays: usual[row.stage] }));
});
