import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { databaseRoles } from './database-roles.ts';
import { ForbiddenError, ServiceUnavailableError } from '../request-errors.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';

/** The part of a generated Prisma client that the door itself needs. */
export interface PrismaClientLike {
  $transaction(...args: never[]): Promise<unknown>;
  $extends(extension: never): unknown;
  $disconnect(): Promise<void>;
}

type Finder =
  | 'findMany'
  | 'findUnique'
  | 'findUniqueOrThrow'
  | 'findFirst'
  | 'findFirstOrThrow'
  | 'count'
  | 'aggregate'
  | 'groupBy';

/** A Prisma client that can only read, always as one viewer. */
export type ReadClient<Client> = {
  readonly [
    Key in keyof Client as Key extends `$${string}` ? (Key extends '$queryRaw' ? Key : never) : Key
  ]: Client[Key] extends {
    findMany: unknown;
  }
    ? Pick<Client[Key], Finder & keyof Client[Key]>
    : Client[Key];
};

/** The client inside a write transaction: everything but further transactions. */
export type TransactionClient<Client> = Omit<
  Client,
  '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends' | '$use'
>;

/** The database as one viewer sees it in one request. */
export interface ViewerDatabase<Client> {
  readonly read: ReadClient<Client>;
  /**
   * Runs a function in one transaction as this viewer.
   *
   * @remarks The whole function runs again after a serialisation failure or a deadlock, so it must
   * have no effect outside the database.
   * @throws ForbiddenError for an analyst, who only reads.
   */
  write<Result>(work: (tx: TransactionClient<Client>) => Promise<Result>): Promise<Result>;
}

/** The one door to a service's database. */
export interface Database<Client> {
  readonly service: string;
  for(viewer: Viewer, requestId: string): ViewerDatabase<Client>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  stop(): Promise<void>;
}

/** What {@link createDatabase} needs. */
export interface DatabaseOptions<Client extends PrismaClientLike> {
  readonly service: string;
  readonly url: string;
  /** Makes the service's generated client on the given adapter. */
  readonly createClient: (adapter: PrismaPg) => Client;
  /** @defaultValue 10 connections */
  readonly poolSize?: number;
  /** Sees every statement as sent, for tests that count them. */
  readonly onStatement?: (sql: string) => void;
}

const readOperations = new Set([
  'findMany', 'findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow', 'count', 'aggregate',
  'groupBy', '$queryRaw',
]); // prettier-ignore

/** Opens the door to one service's database. */
export function createDatabase<Client extends PrismaClientLike>(
  options: DatabaseOptions<Client>,
): Database<Client> {
  const pool = createPool(options);
  const base = options.createClient(new PrismaPg(pool));
  return {
    service: options.service,
    for: (viewer, requestId) => ({
      read: readClient(base, viewer, requestId),
      write: (work) => writeAs(base, viewer, requestId, work),
    }),
    async ping() {
      await pool.query('SELECT 1');
    },
    async stop() {
      await base.$disconnect();
      await pool.end();
    },
  };
}

function createPool(
  options: Pick<DatabaseOptions<PrismaClientLike>, 'service' | 'url' | 'poolSize' | 'onStatement'>,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 2_000,
    application_name: `channelgraph-${options.service}`,
    // The session starts in a role without any right; the door sets a better one per transaction.
    // Wide generated statements are punished by PostgreSQL's just-in-time compiler, so it is off.
    options:
      '-c search_path=public -c role=channelgraph_app -c jit=off -c statement_timeout=3000 -c lock_timeout=1000 -c idle_in_transaction_session_timeout=10000',
  });
  pool.on('error', () => {
    // An idle connection broke; the pool has dropped it already and the next query opens another.
  });
  pool.on('connect', (client) => {
    // The pool does not listen while a connection is in use; the query on it reports what went wrong.
    client.on('error', () => undefined);
    observeStatements(client, options.onStatement);
  });
  return pool;
}

const firstStatement = "SELECT set_config('role'";

type Send = (...args: unknown[]) => unknown;

// Prisma asks for the parts of one query side by side, also inside a transaction, and the driver takes
// one statement at a time.
function oneByOne(query: Send): Send {
  let last: Promise<unknown> | null = null;
  return (...args) => {
    if (typeof args.at(-1) === 'function') return query(...args);
    const sent = last ? last.then(() => query(...args)) : Promise.resolve(query(...args));
    const done = sent.then(
      () => undefined,
      () => undefined,
    );
    last = done;
    void done.then(() => {
      if (last === done) last = null;
    });
    return sent;
  };
}

/**
 * Puts the request's id in front of each statement as a comment, so that the database's log leads back.
 *
 * @remarks The id is read from the connection's own first statement of the transaction. An asynchronous
 * context would lie: Prisma sends what several requests ask in one tick from the context of the first.
 */
function observeStatements(client: pg.PoolClient, onStatement?: (sql: string) => void): void {
  const send = oneByOne(client.query.bind(client) as Send);
  let requestId: string | null = null;
  let isBeginning = false;
  const sendNoted = (text: string, config: unknown, ...rest: unknown[]): unknown => {
    onStatement?.(text);
    if (requestId === null) return send(config, ...rest);
    const commented = `/* request ${requestId} */ ${text}`;
    if (text === 'COMMIT' || text === 'ROLLBACK') requestId = null;
    return send(typeof config === 'string' ? commented : { ...(config as object), text: commented }, ...rest);
  };
  const observed = (config: unknown, ...rest: unknown[]): unknown => {
    const { text, values = [] } = typeof config === 'string' ? { text: config } : (config as Statement);
    if (text === undefined) return send(config, ...rest);
    // A transaction begins with the statement that says on whose behalf: one trip for both instead of two.
    if (text === begin) {
      isBeginning = true;
      return Promise.resolve({ rows: [], fields: [], rowCount: null });
    }
    const hasBegun = !isBeginning;
    isBeginning = false;
    if (text.startsWith(firstStatement)) requestId = String(values[3]);
    if (hasBegun) return sendNoted(text, config, ...rest);
    if (!text.startsWith(firstStatement)) {
      // What follows fails by itself where this fails.
      Promise.resolve(sendNoted(begin, begin)).catch(() => undefined);
      return sendNoted(text, config, ...rest);
    }
    const together = `${begin}; ${spelledOut(client, text, values)}`;
    return (sendNoted(together, together) as Promise<unknown[]>).then((results) => results.at(-1));
  };
  Object.assign(client, { query: observed });
}

interface Statement {
  readonly text?: string;
  readonly values?: readonly unknown[];
}

const begin = 'BEGIN';

// Several statements sent as one take no parameters.
function spelledOut(client: pg.PoolClient, text: string, values: readonly unknown[]): string {
  return text.replaceAll(/\$(\d)/g, (_, place: string) =>
    client.escapeLiteral(String(values[Number(place) - 1])),
  );
}

// The shape of the untyped calls below; the generated client's own types depend on its schema.
interface RawClient {
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): Promise<number>;
  $transaction<Result>(
    work: (tx: RawClient) => Promise<Result>,
    options: { maxWait: number; timeout: number },
  ): Promise<Result>;
  $extends(extension: unknown): unknown;
}

function setViewer(client: RawClient, viewer: Viewer, requestId: string): Promise<number> {
  return client.$executeRaw`SELECT set_config('role', ${databaseRoles[viewer.role]}, true), set_config('channelgraph.viewer_id', ${viewer.userId}, true), set_config('channelgraph.partner_id', ${viewer.partnerId ?? ''}, true), set_config('channelgraph.request_id', ${safeComment(requestId)}, true)`;
}

// The id becomes part of a comment in SQL: nothing that could end the comment may be in it.
function safeComment(requestId: string): string {
  return requestId.replaceAll(/[^\w.:-]/g, '').slice(0, 100);
}

// Reads run one by one, each in its own short transaction: a client extension that opened a
// transaction around more would break the atomicity of a surrounding one.
function readClient<Client extends PrismaClientLike>(
  base: Client,
  viewer: Viewer,
  requestId: string,
): ReadClient<Client> {
  const raw = base as unknown as RawClient;
  const client = raw.$extends({
    query: {
      async $allOperations(call: ReadCall) {
        if (!readOperations.has(call.operation)) {
          throw new Error(`${call.operation} is refused outside db.write: this client only reads.`);
        }
        return raw
          .$transaction(async (tx) => {
            await setViewer(tx, viewer, requestId);
            return callIn(tx, call);
          }, readLimits)
          .catch(rethrowAsUnavailable);
      },
    },
  });
  return client as ReadClient<Client>;
}

interface ReadCall {
  /** Absent for raw SQL. */
  readonly model?: string;
  readonly operation: string;
  readonly args: unknown;
}

const readLimits = { maxWait: 2_000, timeout: 5_000 };

type Delegate = Readonly<Record<string, ((args: unknown) => Promise<unknown>) | undefined>>;

// Not `$transaction([…])`: the queries of a list are compiled anew each time, and that was an eighth of a
// request's processor time.
function callIn(tx: RawClient, { model, operation, args }: ReadCall): Promise<unknown> {
  const client = tx as unknown as Delegate & Readonly<Record<string, Delegate>>;
  const delegate = model === undefined ? client : client[`${model.charAt(0).toLowerCase()}${model.slice(1)}`];
  const method = delegate?.[operation];
  if (method === undefined) throw new Error(`The client has no ${model ?? ''} ${operation}.`);
  return method.call(delegate, args);
}

const retryable = /P2034|40001|40P01|could not serialize|deadlock detected/;
const maxAttempts = 5;

async function writeAs<Client extends PrismaClientLike, Result>(
  base: Client,
  viewer: Viewer,
  requestId: string,
  work: (tx: TransactionClient<Client>) => Promise<Result>,
): Promise<Result> {
  if (viewer.role === 'ANALYST') throw new ForbiddenError('An analyst reads only.');
  const raw = base as unknown as RawClient;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await raw.$transaction(
        async (tx) => {
          await setViewer(tx, viewer, requestId);
          return work(tx as unknown as TransactionClient<Client>);
        },
        { maxWait: 2_000, timeout: 20_000 },
      );
    } catch (error) {
      if (attempt >= maxAttempts || !isRetryable(error)) rethrowAsUnavailable(error);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
}

// No free connection in time, a lock or a statement over its limit, the server going away.
const unavailable =
  /P1001|P1017|P2024|P2028|55P03|57014|57P01|canceling statement due to|timeout exceeded when trying to connect|ECONNREFUSED/;

function rethrowAsUnavailable(error: unknown): never {
  if (!unavailable.test(describe(error))) throw error;
  throw new ServiceUnavailableError('The database is busy: try again in a moment.', { cause: error });
}

function isRetryable(error: unknown): boolean {
  return retryable.test(describe(error));
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code, meta } = error as { code?: string; meta?: unknown };
  return `${code ?? ''} ${error.message} ${JSON.stringify(meta ?? '')}`;
}
