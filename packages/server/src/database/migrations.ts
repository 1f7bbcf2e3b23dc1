import { PrismaPg } from "@prisma/adapter-pg";
import { Logger, runMigrations as runWorkerMigrations } from "graphile-worker";
import { Client, Pool } from "pg";
import { readMigrations, toMigrationList, type MigrationFile } from "./migration-files.ts";
import { openSchemaEngine } from "./schema-engine.ts";

/** What {@link migrate} did to one database. */
export interface MigrationReport {
  /** Names of the migrations applied now, in order; empty when the database was up to date. */
  readonly applied: readonly string[];
  readonly milliseconds: number;
}

// Any number will do, as long as nothing else in these databases locks it.
const advisoryLock = 4_607_182_418;

/**
 * Brings one database up to date: the job queue's own tables first, then every migration not applied yet.
 *
 * @remarks Safe to call from several processes at once: one of them works, the others wait for it. A database
 * that is up to date costs one query. The history lies in `_prisma_migrations`, as `prisma migrate deploy` keeps it.
 * @throws MigrationError When an applied migration was changed, a migration failed, or the database is newer.
 */
export async function migrate(options: {
  readonly databaseUrl: string;
  /** The folders to merge by name: the kit's migrations and the service's. */
  readonly directories: readonly string[];
}): Promise<MigrationReport> {
  const started = performance.now();
  const files = readMigrations(options.directories);
  const client = new Client({ connectionString: options.databaseUrl, application_name: "channelgraph-migrate" });
  await client.connect();
  try {
    let pending = await pendingMigrations(client, files);
    if (pending.length > 0) {
      await client.query("SELECT pg_advisory_lock($1)", [advisoryLock]);
      pending = await pendingMigrations(client, files);
    }
    if (pending.length > 0) await applyAll(options.databaseUrl, files);
    return { applied: pending, milliseconds: performance.now() - started };
  } finally {
    await client.end();
  }
}

/** Says why a database could not be brought up to date, and what to do about it. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

interface HistoryRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
  readonly logs: string | null;
}

async function pendingMigrations(client: Client, files: readonly MigrationFile[]): Promise<string[]> {
  const history = await readHistory(client);
  const failed = history.find((row) => row.finished_at === null);
  if (failed !== undefined) {
    throw new MigrationError(
      `Migration ${failed.migration_name} failed earlier in this database. Repair it, delete its row from ` +
        `_prisma_migrations, and migrate again. It said: ${failed.logs ?? "nothing"}`,
    );
  }
  const checksums = new Map(history.map((row) => [row.migration_name, row.checksum]));
  const changed = files.find((file) => (checksums.get(file.name) ?? file.checksum) !== file.checksum);
  if (changed !== undefined) {
    throw new MigrationError(
      `Migration ${changed.name} was changed after this database applied it. Restore the file and write a new ` +
        `migration instead; a development database can be deleted and built anew.`,
    );
  }
  const known = new Set(files.map((file) => file.name));
  const unknown = history.find((row) => !known.has(row.migration_name));
  if (unknown !== undefined) {
    throw new MigrationError(
      `The database already has migration ${unknown.migration_name}, which this version does not know. ` +
        `Start the version that wrote it, or a later one.`,
    );
  }
  return files.filter((file) => !checksums.has(file.name)).map((file) => file.name);
}

async function readHistory(client: Client): Promise<HistoryRow[]> {
  const table = await client.query<{ readonly name: string | null }>(
    "SELECT to_regclass('_prisma_migrations')::text AS name",
  );
  if (table.rows[0]?.name === null) return [];
  const { rows } = await client.query<HistoryRow>(
    "SELECT migration_name, checksum, finished_at, logs FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  return rows;
}

async function applyAll(databaseUrl: string, files: readonly MigrationFile[]): Promise<void> {
  const pool = new Pool({ connectionString: databaseUrl, max: 2, application_name: "channelgraph-migrate" });
  // A connection that breaks while idle is replaced; one that breaks in use fails its query.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  try {
    await runWorkerMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
    const engine = await openSchemaEngine(wholeScriptAdapter(pool));
    await engine.applyMigrations({
      migrationsList: toMigrationList(files),
      filters: { externalTables: [], externalEnums: [] },
    });
    engine.free();
  } catch (error) {
    throw new MigrationError(`A migration failed:\n${firstLines(error)}`, { cause: error });
  } finally {
    await pool.end();
  }
}

/**
 * Binds the schema engine to a pool so that a migration file goes to PostgreSQL whole.
 *
 * @remarks The stock adapter cuts a script at every semicolon, function bodies included, and may send the pieces
 * over different connections. Sent whole, a file is one transaction: it applies entirely or not at all.
 */
function wholeScriptAdapter(pool: Pool): PrismaPg {
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script) => {
      await pool.query(script);
    };
    return adapter;
  };
  return factory;
}

/** Returns what the database said, without the engine's own call stack. */
function firstLines(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/\n\s+0: /)[0] ?? message;
}
