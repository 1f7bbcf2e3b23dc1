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

/**
 * Writes events in the transaction of the change; they are delivered after the commit, or never.
 *
 * @remarks Many events are one statement. Callers that change many entities name them in one order, by
 * id, so that two of them cannot wait for each other.
 */
export async function emit<Type extends EventType>(
  tx: unknown,
  context: RequestContext,
  events: NewEvent<Type> | readonly NewEvent<Type>[],
): Promise<void> {
  const list = Array.isArray(events) ? (events as readonly NewEvent<Type>[]) : [events as NewEvent<Type>];
  if (list.length === 0) return;
  const rows = list.map(({ type, subject, data }) => ({ id: context.ids.next('evt'), type, subject, data }));
  await (tx as RawSql).$executeRaw`
    INSERT INTO channelgraph.event (id, type, subject, sequence, occurred_at, actor, data)
    SELECT e.id, e.type, e.subject, 0, ${context.clock.now()}, ${context.viewer.userId}, e.data
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS (id text, type text, subject text, data jsonb))
      WITH ORDINALITY AS e(id, type, subject, data, place)
    ORDER BY e.place`;
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
