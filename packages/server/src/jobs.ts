import { Logger, parseCronItems, run, runOnce } from 'graphile-worker';
import type { CronItem, Runner, Task, TaskList } from 'graphile-worker';
import pg from 'pg';
import { eventTypes } from '@channelgraph/core/event-types.ts';
import { deliverWaiting, resumeDeliveries } from './events/deliver.ts';
import type { DeliveryJob, EventTransport } from './events/deliver.ts';
import type { ServiceName } from '@channelgraph/core/event-types.ts';
import type { Logger as Pino } from 'pino';

/** A service's background work: the delivery of its events and its own tasks. */
export interface Workers {
  /** Tells the database which services receive which events and which tasks there are; comes before any write. */
  prepare(): Promise<void>;
  /** Starts working in the background. */
  start(): Promise<void>;
  /** Works until no job is due, and returns how many were done. */
  runDue(): Promise<number>;
  /** Finishes the jobs in hand and stops. */
  stop(): Promise<void>;
}

/** What {@link createWorkers} needs. */
export interface WorkersOptions {
  readonly service: ServiceName;
  /** The owner's connection: the queue's tables are nobody else's. */
  readonly url: string;
  readonly transport: EventTransport;
  readonly tasks: Readonly<Record<string, (payload: unknown) => Promise<void>>>;
  /** When tasks run by themselves, in UTC. */
  readonly schedule: readonly CronItem[];
  readonly logger: Pino;
}

/** Creates a service's workers on its own database. */
export function createWorkers(options: WorkersOptions): Workers {
  const { service, url, transport, tasks, schedule, logger } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: 6,
    application_name: `channelgraph-${service}-jobs`,
    options: '-c search_path=public -c jit=off',
  });
  let isStopping = false;
  // The error object of the driver carries the whole connection with it; its message says enough.
  const warn = ({ message }: Error): void => {
    if (!isStopping) logger.warn({ reason: message }, 'a job connection broke');
  };
  pool.on('error', warn);
  pool.on('connect', (client) => client.on('error', warn));
  const taskList: TaskList = {
    deliver_events: (job) => deliverWaiting(pool, transport, job as DeliveryJob, logger),
    ...Object.fromEntries(
      Object.entries(tasks).map(([name, task]): [string, Task] => [name, (payload) => task(payload)]),
    ),
  };
  let runner: Runner | null = null;
  return {
    async prepare() {
      await subscribe(pool, service);
      await registerTasks(pool, Object.keys(taskList));
      await resumeDeliveries(pool);
    },
    async start() {
      runner = await run({
        pgPool: pool,
        taskList,
        concurrency: 2,
        noHandleSignals: true,
        pollInterval: 2_000,
        parsedCronItems: parseCronItems([...schedule]),
        logger: quietLogger(logger),
      });
    },
    async runDue() {
      const { rows } = await pool.query<{ due: string }>(
        `SELECT count(*) AS due FROM graphile_worker.jobs WHERE run_at <= now() AND attempts < max_attempts`,
      );
      const due = Number(rows[0]?.due ?? 0);
      if (due > 0) {
        await runOnce({
          pgPool: pool,
          taskList,
          concurrency: 4,
          noHandleSignals: true,
          logger: quietLogger(logger),
        });
      }
      return due;
    },
    async stop() {
      isStopping = true;
      await runner?.stop();
      runner = null;
      await pool.end();
    },
  };
}

// The queue notes a task's name in the transaction of its first job, and everybody else's first job
// waits for that one to commit. Named beforehand, nobody waits.
async function registerTasks(pool: pg.Pool, tasks: readonly string[]): Promise<void> {
  const key = 'channelgraph:register';
  for (const task of tasks) {
    await pool.query(`SELECT graphile_worker.add_job($1, job_key => $2, run_at => 'infinity')`, [task, key]);
  }
  await pool.query('SELECT graphile_worker.remove_job($1)', [key]);
}

// The triggers that fan events out read this table; it follows the code at every start.
async function subscribe(pool: pg.Pool, producer: ServiceName): Promise<void> {
  const wanted = Object.entries(eventTypes)
    .filter(([, { producer: by }]) => by === producer)
    .flatMap(([type, { consumers }]) => consumers.map((consumer) => ({ consumer, type })));
  await pool.query(
    `INSERT INTO channelgraph.subscription (consumer, event_type)
     SELECT w.consumer, w.type FROM jsonb_to_recordset($1::jsonb) AS w(consumer text, type text)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(wanted)],
  );
  await pool.query(
    `DELETE FROM channelgraph.subscription s WHERE NOT EXISTS (
       SELECT FROM jsonb_to_recordset($1::jsonb) AS w(consumer text, type text)
       WHERE w.consumer = s.consumer AND w.type = s.event_type)`,
    [JSON.stringify(wanted)],
  );
}

// The queue reports every job it starts and ends; that is worth a debug line at most.
function quietLogger(logger: Pino): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') logger.error(message);
    else if (level === 'warning') logger.warn(message);
    else logger.debug(message);
  });
}
