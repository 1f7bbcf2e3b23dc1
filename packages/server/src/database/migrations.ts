import { PrismaPg } from '@prisma/adapter-pg';
import { Logger, runMigrations as runWorkerMigrations } from 'graphile-worker';
import { Client, Pool, type DatabaseError } from 'pg';
import { readMigrations, toMigrationList, type MigrationFile } from './migration-files.ts';
import { openSchemaEngine } from './schema-engine.ts';

/** What {@link migrate} did to one database. */
export interface MigrationReport {
  /** Names of the migrations applied now, in order; empty when the database was up to date. */
  readonly applied: readonly string[];
  readonly milliseconds: number;
}

// Any number will do, as long as nothing else in these databases locks it.
const advisoryLock = 4_607_182_418;

const session = {
  application_name: 'channelgraph-migrate',
  // A database user called "channelgraph" would otherwise create a service's tables in the kit's schema.
  options: '-c search_path=public',
};

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
  const client = new Client({ connectionString: options.databaseUrl, ...session });
  // A connection that breaks fails its query; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    let pending = await pendingMigrations(client, files);
    if (pending.length > 0) {
      await client.query('SELECT pg_advisory_lock($1)', [advisoryLock]);
      pending = await pendingMigrations(client, files);
    }
    if (pending.length > 0) await applyAll(options.databaseUrl, files);
    return { applied: pending, milliseconds: performance.now() - started };
  } finally {
    await client.end();
  }
}

/**
 * Makes sure that a database has every migration, and changes nothing.
 *
 * @throws MigrationError When one is missing or was changed.
 */
export async function requireMigrated(options: {
  readonly databaseUrl: string;
  readonly directories: readonly string[];
}): Promise<void> {
  const client = new Client({ connectionString: options.databaseUrl, ...session });
  await client.connect();
  try {
    const pending = await pendingMigrations(client, readMigrations(options.directories));
    if (pending.length === 0) return;
    throw new MigrationError(
      `The database lacks ${pending.length} migrations, ${pending[0]} first. Run: pnpm channelgraph migrate`,
    );
  } finally {
    await client.end();
  }
}

/** Says why a database could not be brought up to date, and what to do about it. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

interface HistoryRow {
  readonly migration_name: string;
  readonly checksum: string;
}

async function pendingMigrations(client: Client, files: readonly MigrationFile[]): Promise<string[]> {
  const history = await readHistory(client);
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
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return rows;
}

async function applyAll(databaseUrl: string, files: readonly MigrationFile[]): Promise<void> {
  const pool = new Pool({ connectionString: databaseUrl, max: 2, ...session });
  // A connection that breaks while idle is replaced; one that breaks in use fails its query.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const failures: ScriptFailure[] = [];
  try {
    await runWorkerMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
    await forgetUnfinished(pool);
    const engine = await openSchemaEngine(wholeScriptAdapter(pool, files, failures));
    await engine.applyMigrations({
      migrationsList: toMigrationList(files),
      filters: { externalTables: [], externalEnums: [] },
    });
    engine.free();
  } catch (error) {
    const failure = failures.at(-1);
    if (failure === undefined) throw error;
    await forgetUnfinished(pool);
    throw new MigrationError(explainFailure(failure, files), { cause: error });
  } finally {
    await pool.end();
  }
}

interface ScriptFailure {
  readonly script: string;
  readonly error: unknown;
}

/**
 * Binds the schema engine to a pool so that a migration file goes to PostgreSQL whole, with its own entry in the history.
 *
 * @remarks The stock adapter cuts a script at every semicolon, function bodies included, and may send the pieces
 * over different connections. Sent whole, a file is one transaction: it applies entirely or not at all. Because the
 * entry is finished in that transaction too, an unfinished entry always means that nothing was applied.
 */
function wholeScriptAdapter(
  pool: Pool,
  files: readonly MigrationFile[],
  failures: ScriptFailure[],
): PrismaPg {
  const scripts = new Set(files.map((file) => file.sql));
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script) => {
      try {
        await pool.query(scripts.has(script) ? `${script}\n;${finishEntry}` : script);
      } catch (error) {
        failures.push({ script, error });
        throw error;
      }
    };
    return adapter;
  };
  return factory;
}

const unfinished = 'finished_at IS NULL AND rolled_back_at IS NULL';
const finishEntry = `UPDATE _prisma_migrations SET finished_at = now() WHERE ${unfinished}`;

/** Marks entries of interrupted or failed migrations as rolled back, which they are, so that they are tried again. */
async function forgetUnfinished(pool: Pool): Promise<void> {
  const table = await pool.query("SELECT 1 FROM pg_tables WHERE tablename = '_prisma_migrations'");
  if (table.rowCount === 0) return;
  await pool.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE ${unfinished}`);
}

function explainFailure({ script, error }: ScriptFailure, files: readonly MigrationFile[]): string {
  const file = files.find((candidate) => candidate.sql === script)?.name ?? '(unnamed)';
  const { message = String(error), position, hint } = error as Partial<DatabaseError>;
  const line = position === undefined ? '' : `, line ${script.slice(0, Number(position)).split('\n').length}`;
  return `Migration ${file} failed and changed nothing${line}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}
