import { sqltag as sql } from '@prisma/client/runtime/client';
import { addDays, endOfDay, startOfMonth, todayIn } from '@channelgraph/core/calendar.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import type { PipelineScope } from '../pipeline/pipeline.scope.ts';
import { within } from '../pipeline/pipeline.selection.ts';
import { missingMonthEnds, portfolioSince } from './pipeline-snapshot.months.ts';
import { readSubject, snapshotScopeOf } from './pipeline-snapshot.scope.ts';
import type { SnapshotSubject } from './pipeline-snapshot.scope.ts';
import { keepPipeline } from './pipeline-snapshot.store.ts';

/** Takes the snapshots of a scope's months that are over, each as the program knew it at the month's end. */
export async function takeMonthlySnapshots(context: Context, input: PipelineScope): Promise<void> {
  const kept = snapshotScopeOf(input);
  await context.db.write(async (tx) => {
    await lockAll(tx, [`take_pipeline_snapshots ${kept.partnerId ?? kept.accountManagerId ?? 'program'}`]);
    const subject = await readSubject(tx, context, kept);
    if (!subject) return;
    for (const asOf of await dueMonthEnds(tx, context, subject)) {
      const knownAt = endOfDay(asOf, subject.timeZone);
      await keepPipeline(tx, context, { subject, asOf, knownAt, isMonthly: true });
    }
  });
}

/** Asks for the snapshots of everything that lacks one of the last month: partners, portfolios, the program. */
export async function takeAllMonthlySnapshots(context: Context): Promise<void> {
  const now = context.clock.now();
  const last = addDays(startOfMonth(context.today), -1);
  const began = endOfDay(last, context.timeZone);
  await context.db.write(async (tx) => {
    await tx.$executeRaw(sql`
      WITH partner AS (
        SELECT d.partner_id, month.began::date - 1 AS last, month.began AT TIME ZONE d.time_zone AS began
        FROM channelgraph.partner_directory d
        CROSS JOIN LATERAL (SELECT date_trunc('month', ${now}::timestamptz AT TIME ZONE d.time_zone) AS began) month
      ), due AS (
        SELECT p.partner_id AS key, jsonb_build_object('partnerId', p.partner_id) AS scope FROM partner p
        WHERE NOT EXISTS (SELECT FROM pipeline_snapshot s
            WHERE s.partner_id = p.partner_id AND s.is_monthly AND s.as_of = p.last)
          AND (EXISTS (SELECT FROM opportunity_revision r
              WHERE r.partner_id = p.partner_id AND r.recorded_at < p.began)
            OR EXISTS (SELECT FROM managed_contract_revision r
              WHERE r.partner_id = p.partner_id AND r.recorded_at < p.began))
        UNION ALL
        SELECT a.cam_id, jsonb_build_object('accountManagerId', a.cam_id)
        FROM (SELECT DISTINCT cam_id FROM channelgraph.portfolio) a
        WHERE NOT EXISTS (SELECT FROM pipeline_snapshot s
            WHERE s.partner_id IS NULL AND s.account_manager_id = a.cam_id AND s.is_monthly AND s.as_of = ${last}::date)
          AND (EXISTS (SELECT FROM channelgraph.portfolio m JOIN opportunity_revision r USING (partner_id)
              WHERE m.cam_id = a.cam_id AND r.recorded_at < ${began})
            OR EXISTS (SELECT FROM channelgraph.portfolio m JOIN managed_contract_revision r USING (partner_id)
              WHERE m.cam_id = a.cam_id AND r.recorded_at < ${began}))
        UNION ALL
        SELECT 'program', jsonb_build_object('isWholeProgram', true)
        WHERE NOT EXISTS (SELECT FROM pipeline_snapshot s
            WHERE s.partner_id IS NULL AND s.account_manager_id IS NULL AND s.is_monthly AND s.as_of = ${last}::date)
          AND (EXISTS (SELECT FROM opportunity_revision r WHERE r.recorded_at < ${began})
            OR EXISTS (SELECT FROM managed_contract_revision r WHERE r.recorded_at < ${began}))
      )
      SELECT channelgraph.enqueue('take_pipeline_snapshots', jsonb_build_object('scope', scope),
        'take_pipeline_snapshots:' || key, 'take_pipeline_snapshots:' || key, now())
      FROM (SELECT * FROM due ORDER BY key) AS ordered`);
  });
}

/** Gives the last days of the months that are over and of which a scope has no snapshot yet. */
async function dueMonthEnds(tx: Transaction, context: Context, subject: SnapshotSubject) {
  const { scope, partnerId, accountManagerId, partnerIds, timeZone } = subject;
  const those = within({ partnerIds });
  const [known] = await tx.$queryRaw<{ since: Date | null }[]>(sql`
    SELECT least((SELECT min(recorded_at) FROM opportunity_revision t WHERE true ${those}),
      (SELECT min(recorded_at) FROM managed_contract_revision t WHERE true ${those})) AS since`);
  if (!known?.since) return [];
  const snapshots = await tx.pipelineSnapshot.findMany({
    where: { scope, partnerId, accountManagerId, isMonthly: true },
    select: { asOf: true },
  });
  const taken = new Set(snapshots.map(({ asOf }) => dateText(asOf)));
  const today = todayIn(context.clock.now(), timeZone);
  const first = todayIn(known.since, timeZone);
  const since = scope === 'PORTFOLIO' ? portfolioSince(first, today, taken) : first;
  return missingMonthEnds(since, today, taken);
}
