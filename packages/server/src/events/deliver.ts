import type { EventEnvelope, ServiceName } from '@channelgraph/core/event-types.ts';
import type { Logger } from 'pino';
import type pg from 'pg';

/** Brings an event to one consumer; resolves only after the consumer has committed its effect. */
export interface EventTransport {
  deliver(consumer: ServiceName, event: EventEnvelope): Promise<void>;
}

/** The subject whose waiting events one delivery job brings to one consumer. */
export interface DeliveryJob {
  readonly consumer: ServiceName;
  readonly subject: string;
}

/** After so many failures an event is parked: it and its subject's later events wait for a replay. */
export const maxDeliveryAttempts = 10;

const batchSize = 100;

interface WaitingRow {
  readonly id: string;
  readonly type: EventEnvelope['type'];
  readonly subject: string;
  readonly sequence: string;
  readonly occurred_at: Date;
  readonly actor: string;
  readonly data: EventEnvelope['data'];
  readonly attempts: number;
  readonly parked_at: Date | null;
}

/**
 * Delivers a subject's waiting events in order and stops at the first that fails.
 *
 * @remarks A failure is thrown, so that the queue tries again later. No transaction is open while the
 * consumer works: a crash between its commit and our mark delivers again, and its inbox absorbs that.
 */
export async function deliverWaiting(
  pool: pg.Pool,
  transport: EventTransport,
  { consumer, subject }: DeliveryJob,
  logger: Logger,
): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<WaitingRow>(
      `SELECT e.id, e.type, e.subject, e.sequence, e.occurred_at, e.actor, e.data, d.attempts, d.parked_at
       FROM channelgraph.event_delivery d JOIN channelgraph.event e ON e.id = d.event_id
       WHERE d.consumer = $1 AND d.subject = $2 AND d.delivered_at IS NULL
       ORDER BY d.sequence LIMIT ${batchSize}`,
      [consumer, subject],
    );
    for (const row of rows) {
      if (row.parked_at !== null) return;
      await deliverOne(pool, transport, consumer, row, logger);
    }
    if (rows.length < batchSize) return;
  }
}

async function deliverOne(
  pool: pg.Pool,
  transport: EventTransport,
  consumer: ServiceName,
  row: WaitingRow,
  logger: Logger,
): Promise<void> {
  try {
    await transport.deliver(consumer, {
      id: row.id,
      type: row.type,
      occurredAt: row.occurred_at.toISOString(),
      subject: row.subject,
      sequence: Number(row.sequence),
      version: 1,
      actor: row.actor,
      data: row.data,
    });
  } catch (error) {
    const isLast = row.attempts + 1 >= maxDeliveryAttempts;
    await pool.query(
      `UPDATE channelgraph.event_delivery
       SET attempts = attempts + 1, last_error = $3, parked_at = CASE WHEN $4 THEN now() END
       WHERE event_id = $1 AND consumer = $2`,
      [row.id, consumer, error instanceof Error ? error.message : String(error), isLast],
    );
    if (!isLast) throw error;
    logger.error({ eventId: row.id, type: row.type, consumer, err: error }, 'event parked');
    return;
  }
  await pool.query(
    `UPDATE channelgraph.event_delivery
     SET attempts = attempts + 1, delivered_at = now(), last_error = NULL
     WHERE event_id = $1 AND consumer = $2`,
    [row.id, consumer],
  );
}

/** Asks for the delivery of every waiting event, whatever became of the job that was to do it. */
export async function resumeDeliveries(pool: pg.Pool): Promise<void> {
  await pool.query(
    `SELECT channelgraph.enqueue(
       'deliver_events', jsonb_build_object('consumer', w.consumer, 'subject', w.subject),
       'deliver:' || w.consumer || ':' || w.subject, 'deliver:' || w.consumer || ':' || w.subject, now())
     FROM (SELECT DISTINCT consumer, subject FROM channelgraph.event_delivery
           WHERE delivered_at IS NULL AND parked_at IS NULL) w`,
  );
}

/**
 * Puts parked events back into delivery and returns how many there were.
 *
 * @remarks Replaying an event that did arrive after all changes nothing: the consumer's inbox knows it.
 */
export async function replayParked(pool: pg.Pool, consumer?: ServiceName): Promise<number> {
  const { rows } = await pool.query<{ consumer: string; subject: string }>(
    `UPDATE channelgraph.event_delivery SET parked_at = NULL, attempts = 0
     WHERE parked_at IS NOT NULL AND ($1::text IS NULL OR consumer = $1) RETURNING consumer, subject`,
    [consumer ?? null],
  );
  for (const { consumer: target, subject } of rows) {
    const key = `deliver:${target}:${subject}`;
    await pool.query(`SELECT channelgraph.enqueue('deliver_events', $1, $2, $2, now())`, [
      JSON.stringify({ consumer: target, subject }),
      key,
    ]);
  }
  return rows.length;
}
