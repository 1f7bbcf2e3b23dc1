import type { EventPayloads, EventType } from '@channelgraph/core/event-types.ts';
import type { RawSql } from '../raw-sql.ts';
import type { RequestContext } from '../request-context.ts';

/** An event about to be written. */
export interface NewEvent<Type extends EventType> {
  readonly type: Type;
  /** The entity whose events are delivered in the order written. */
  readonly subject: string;
  readonly data: EventPayloads[Type];
}

/** Writes an event in the transaction of the change; it is delivered after the commit, or never. */
export async function emit<Type extends EventType>(
  tx: unknown,
  context: RequestContext,
  { type, subject, data }: NewEvent<Type>,
): Promise<void> {
  await (tx as RawSql).$executeRaw`
    INSERT INTO channelgraph.event (id, type, subject, sequence, occurred_at, actor, data)
    VALUES (${context.ids.next('evt')}, ${type}, ${subject}, 0, ${context.clock.now()},
      ${context.viewer.userId}, ${JSON.stringify(data)}::jsonb)`;
}

/** A piece of work for later, run at least once. */
export interface NewJob {
  readonly task: string;
  readonly payload: object;
  /** A waiting job with the same key is replaced, so that many changes cause one run. */
  readonly key?: string;
  /** Jobs of one queue run one after the other. */
  readonly queue?: string;
  readonly runAt?: Date;
}

/** Puts a job into the queue in the transaction of the change. */
export async function enqueue(tx: unknown, job: NewJob): Promise<void> {
  await (tx as RawSql).$executeRaw`
    SELECT channelgraph.enqueue(${job.task}, ${JSON.stringify(job.payload)}::jsonb, ${job.key ?? null},
      ${job.queue ?? null}, ${job.runAt ?? new Date()})`;
}
