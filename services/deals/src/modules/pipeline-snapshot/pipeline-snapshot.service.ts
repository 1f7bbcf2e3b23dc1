import { todayIn } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { createIssues, NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { ForbiddenError } from '@channelgraph/server/request-errors.ts';
import type { Context } from '../../context.ts';
import { requireAsker } from '../pipeline/pipeline.scope.ts';
import type { PipelineScope } from '../pipeline/pipeline.scope.ts';
import { readSubject, snapshotScopeOf } from './pipeline-snapshot.scope.ts';
import type { SnapshotScope } from './pipeline-snapshot.scope.ts';
import { keepPipeline } from './pipeline-snapshot.store.ts';

/** What a snapshot is taken of. */
export interface SnapshotTakeInput {
  readonly scope: PipelineScope;
  /** The day to keep; today in the time zone of the scope when left out. */
  readonly asOf?: LocalDate | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Keeps the pipeline of a part of the program as it is told now. */
export async function takeSnapshot(context: Context, input: SnapshotTakeInput): Promise<string> {
  const { viewer, clock } = context;
  if (viewer.role !== 'CAM' && viewer.role !== 'PROGRAM_ADMIN' && viewer.role !== 'SERVICE') {
    throw new ForbiddenError('Snapshots are taken by account managers and administrators.');
  }
  const scope = snapshotScopeOf(input.scope);
  requireAsker(viewer, input.scope);
  const { idempotencyKey, ...rest } = input;
  const call = { mutation: 'pipelineSnapshotTake', idempotencyKey, input: rest };
  const { id } = await mutate(context, call, async (tx) => {
    const subject = await readSubject(tx, context, scope);
    if (!subject) throw absent(scope);
    const now = clock.now();
    const today = todayIn(now, subject.timeZone);
    const asOf = input.asOf ?? today;
    requirePast(asOf, today);
    return { id: await keepPipeline(tx, context, { subject, asOf, knownAt: now, isMonthly: false }) };
  });
  return id;
}

function absent({ partnerId }: SnapshotScope): NotFoundError {
  return partnerId === null
    ? new NotFoundError('Portfolio', ['scope', 'accountManagerId'])
    : new NotFoundError('Partner', ['scope', 'partnerId']);
}

function requirePast(asOf: LocalDate, today: LocalDate): void {
  if (asOf <= today) return;
  const issues = createIssues();
  issues.add(
    ['asOf'],
    'IN_FUTURE',
    `${asOf} has not come yet: today is ${today} there.`,
    'Name today or a past day, or leave asOf out.',
  );
  issues.throwIfAny();
}
