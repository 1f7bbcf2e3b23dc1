import { sqltag as sql } from '@prisma/client/runtime/client';
import { endOfDay, todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { hashOf } from '@channelgraph/core/canonical-json.ts';
import { createIssues, NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { DirectoryPartner } from '@channelgraph/server/partner-directory.ts';
import { ForbiddenError } from '@channelgraph/server/request-errors.ts';
import type { Prisma } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText, storedDate } from '../../stored-rows.ts';
import { enqueuePerPartner } from '../partner-fact/partner-fact.requests.ts';
import { usualDimensions } from '../pipeline/pipeline.dimensions.ts';
import { readPipeline } from '../pipeline/pipeline.reading.ts';
import type { PipelineMoment } from '../pipeline/pipeline.selection.ts';
import { contentOf } from './pipeline-snapshot.content.ts';
import { missingMonthEnds } from './pipeline-snapshot.months.ts';

/** What a snapshot is taken of. */
export interface SnapshotTakeInput {
  readonly partnerId: string;
  /** The day to keep; the partner's today when left out. */
  readonly asOf?: LocalDate | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Keeps the pipeline of a partner as it is told now. */
export async function takeSnapshot(context: Context, input: SnapshotTakeInput): Promise<string> {
  const { role } = context.viewer;
  if (role !== 'CAM' && role !== 'PROGRAM_ADMIN' && role !== 'SERVICE') {
    throw new ForbiddenError('Snapshots are taken by account managers and administrators.');
  }
  const { idempotencyKey, ...rest } = input;
  const call = { mutation: 'pipelineSnapshotTake', idempotencyKey, input: rest };
  const { id } = await mutate(context, call, async (tx) => {
    const [partner] = await directoryPartners(tx, [input.partnerId]);
    if (!partner) throw new NotFoundError('Partner', ['input', 'partnerId']);
    const now = context.clock.now();
    const today = todayIn(now, partner.timeZone);
    const asOf = input.asOf ?? today;
    requirePast(asOf, today);
    return { id: await keep(tx, context, { partner, asOf, knownAt: now, isMonthly: false }) };
  });
  return id;
}

/** Takes the snapshots of a partner's months that are over, each as the program knew it at the month's end. */
export async function takeMonthlySnapshots(context: Context, partnerId: string): Promise<void> {
  await context.db.write(async (tx) => {
    const [partner] = await directoryPartners(tx, [partnerId]);
    if (!partner) throw new Error('The partner is not known here yet.');
    await lockAll(tx, [`take_pipeline_snapshots ${partnerId}`]);
    const [known] = await tx.$queryRaw<{ since: Date | null }[]>(sql`
      SELECT least((SELECT min(recorded_at) FROM opportunity_revision WHERE partner_id = ${partnerId}),
        (SELECT min(recorded_at) FROM managed_contract_revision WHERE partner_id = ${partnerId})) AS since`);
    if (!known?.since) return;
    const taken = await tx.pipelineSnapshot.findMany({
      where: { partnerId, isMonthly: true },
      select: { asOf: true },
    });
    const ends = missingMonthEnds(
      todayIn(known.since, partner.timeZone),
      todayIn(context.clock.now(), partner.timeZone),
      new Set(taken.map(({ asOf }) => dateText(asOf))),
    );
    for (const asOf of ends) {
      await keep(tx, context, { partner, asOf, knownAt: endOfDay(asOf, partner.timeZone), isMonthly: true });
    }
  });
}

/** Asks for the snapshots of all partners that lack one of the last month. */
export async function takeAllMonthlySnapshots(context: Context): Promise<void> {
  await context.db.write(async (tx) => {
    const rows = await tx.$queryRaw<{ partnerId: string }[]>(sql`
      SELECT d.partner_id AS "partnerId" FROM channelgraph.partner_directory d
      CROSS JOIN LATERAL (
        SELECT date_trunc('month', ${context.clock.now()}::timestamptz AT TIME ZONE d.time_zone) AS began
      ) month
      WHERE NOT EXISTS (SELECT FROM pipeline_snapshot s WHERE s.partner_id = d.partner_id AND s.is_monthly
          AND s.as_of = month.began::date - 1)
        AND (EXISTS (SELECT FROM opportunity_revision r
            WHERE r.partner_id = d.partner_id AND r.recorded_at < month.began AT TIME ZONE d.time_zone)
          OR EXISTS (SELECT FROM managed_contract_revision r
            WHERE r.partner_id = d.partner_id AND r.recorded_at < month.began AT TIME ZONE d.time_zone))
      ORDER BY 1`);
    await enqueuePerPartner(
      tx,
      'take_pipeline_snapshots',
      rows.map(({ partnerId }) => partnerId),
    );
  });
}

interface Keeping extends PipelineMoment {
  readonly partner: DirectoryPartner;
  readonly knownAt: Date;
  readonly isMonthly: boolean;
}

async function keep(tx: Transaction, context: Context, keeping: Keeping): Promise<string> {
  const { partner, asOf, knownAt, isMonthly } = keeping;
  const { partnerId } = partner;
  const content = contentOf(
    await readPipeline(tx, { partnerIds: [partnerId] }, { asOf, knownAt, dimensions: usualDimensions }),
  );
  const id = context.ids.next('pls');
  await tx.pipelineSnapshot.create({
    data: {
      id,
      partnerId,
      asOf: storedDate(asOf),
      knownAt,
      currency: partner.currency,
      cells: content as unknown as Prisma.InputJsonValue,
      contentHash: hashOf(content),
      isMonthly,
      takenAt: context.clock.now(),
      takenBy: context.viewer.userId,
    },
  });
  await audit(tx, context, {
    action: 'pipelineSnapshot.taken',
    entityType: 'PipelineSnapshot',
    entityId: id,
    partnerId,
    before: null,
    after: { asOf, knownAt, content },
  });
  return id;
}

function requirePast(asOf: LocalDate, today: LocalDate): void {
  if (asOf <= today) return;
  const issues = createIssues(['input']);
  issues.add(
    ['asOf'],
    'IN_FUTURE',
    `${asOf} has not come yet: today is ${today} for the partner.`,
    'Name today or a past day, or leave asOf out.',
  );
  issues.throwIfAny();
}
