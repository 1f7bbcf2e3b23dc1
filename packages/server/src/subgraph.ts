import type { GraphQLSchema } from 'graphql';
import type { CronItem } from 'graphile-worker';
import type { Logger } from 'pino';
import type { Clock } from '@channelgraph/core/clock.ts';
import type { EventEnvelope, ServiceName } from '@channelgraph/core/event-types.ts';
import type { Ids } from '@channelgraph/core/ids.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { createDatabase } from './database/door.ts';
import type { Database, DatabaseOptions, PrismaClientLike } from './database/door.ts';
import { consume } from './events/consume.ts';
import type { Consumers } from './events/consume.ts';
import type { EventTransport } from './events/deliver.ts';
import { createWorkers } from './jobs.ts';
import { createRequestContext } from './request-context.ts';
import type { RequestContext } from './request-context.ts';

/** What a deployment gives to every service. */
export interface SubgraphEnvironment {
  /** The owner's URL of the service's database. */
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly transport: EventTransport;
  /** The deployment's IANA time zone, used where no program is named. @defaultValue `UTC` */
  readonly timeZone?: string;
  /** @defaultValue 10 connections */
  readonly poolSize?: number;
  /** Sees every statement as sent, for tests that count them. */
  readonly onStatement?: (sql: string) => void;
}

/** A running service, whatever carries the requests to it. */
export interface Subgraph {
  readonly name: ServiceName;
  readonly schema: GraphQLSchema;
  createContext(request: { readonly viewer: Viewer; readonly requestId?: string }): RequestContext;
  /** Takes in one event of another service, exactly once. */
  consume(event: EventEnvelope): Promise<void>;
  /** Starts background work. */
  start(): Promise<void>;
  /** Works until no job is due and returns how many were done; for tests, seeds and commands. */
  runJobs(): Promise<number>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** Tells who an identity provider's subject is; only the partners service knows people. */
  resolveIdentity?(subject: string): Promise<Viewer | null>;
  stop(): Promise<void>;
}

/** A background task of a service; runs with the rights of the service itself. */
export type ServiceTask<Client> = (context: RequestContext<Client>, payload: unknown) => Promise<void>;

/** What makes one service out of the kit. */
export interface SubgraphDefinition<Client extends PrismaClientLike> {
  readonly name: ServiceName;
  readonly schema: GraphQLSchema;
  readonly createClient: DatabaseOptions<Client>['createClient'];
  readonly consumers: Consumers<Client>;
  readonly tasks: Readonly<Record<string, ServiceTask<Client>>>;
  readonly schedule: readonly CronItem[];
}

/** Assembles a service: its database door, its workers, its consumers and its schema. */
export async function createSubgraph<Client extends PrismaClientLike>(
  definition: SubgraphDefinition<Client>,
  environment: SubgraphEnvironment,
): Promise<Subgraph & { readonly database: Database<Client> }> {
  const { name, schema, createClient, consumers, tasks, schedule } = definition;
  const { databaseUrl: url, clock, ids, logger, transport, timeZone = 'UTC' } = environment;
  const database = createDatabase<Client>({
    service: name,
    url,
    createClient,
    ...(environment.poolSize === undefined ? {} : { poolSize: environment.poolSize }),
    ...(environment.onStatement ? { onStatement: environment.onStatement } : {}),
  });
  const contextFor = (viewer: Viewer, requestId?: string): RequestContext<Client> =>
    createRequestContext({ viewer, clock, ids, timeZone, database, ...(requestId ? { requestId } : {}) });
  const workers = createWorkers({
    service: name,
    url,
    transport,
    schedule,
    logger,
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([task, work]) => [
        task,
        (payload: unknown) => work(contextFor(serviceViewer(name)), payload),
      ]),
    ),
  });
  await workers.prepare();
  return {
    name,
    schema,
    database,
    createContext: ({ viewer, requestId }) => contextFor(viewer, requestId),
    consume: (event) => consume(consumers, contextFor, event),
    start: () => workers.start(),
    runJobs: () => workers.runDue(),
    ping: () => database.ping(),
    async stop() {
      await workers.stop();
      await database.stop();
    },
  };
}
