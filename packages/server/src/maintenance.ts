import pg from 'pg';
import { replayParked } from './events/deliver.ts';

/** An event that its consumer refused too often, with everything of its subject waiting behind it. */
export interface ParkedEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly consumer: string;
  readonly attempts: number;
  readonly parkedAt: Date;
  readonly lastError: string | null;
}

/** A place at which a chain of the audit trail is broken. */
export interface BrokenAuditLink {
  readonly chain: string;
  readonly sequence: string;
  readonly problem: string;
}

/** Lists the parked events of a service's database, longest parked first. */
export function listParkedEvents(databaseUrl: string): Promise<ParkedEvent[]> {
  return asOwner(databaseUrl, async (pool) => {
    const { rows } = await pool.query<ParkedEvent>(
      `SELECT e.id, e.type, e.subject, d.consumer, d.attempts, d.parked_at AS "parkedAt", d.last_error AS "lastError"
       FROM channelgraph.event_delivery d JOIN channelgraph.event e ON e.id = d.event_id
       WHERE d.parked_at IS NOT NULL ORDER BY d.parked_at, e.id`,
    );
    return rows;
  });
}

/** Puts the parked events of a service's database back into delivery and returns how many there were. */
export function replayParkedEvents(databaseUrl: string): Promise<number> {
  return asOwner(databaseUrl, (pool) => replayParked(pool));
}

/** Finds the first broken link of every chain of a service's audit trail; none when the trail is whole. */
export function findBrokenAuditLinks(databaseUrl: string): Promise<BrokenAuditLink[]> {
  return asOwner(databaseUrl, async (pool) => {
    const { rows } = await pool.query<BrokenAuditLink>('SELECT * FROM channelgraph.verify_audit()');
    return rows;
  });
}

async function asOwner<Result>(
  databaseUrl: string,
  work: (pool: pg.Pool) => Promise<Result>,
): Promise<Result> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, options: '-c search_path=public' });
  pool.on('error', () => undefined);
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}
