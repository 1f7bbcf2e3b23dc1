import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { Client } from 'pg';
import { locatePostgresBinaries, requirePostgresUser, type OsUser } from './postgres-binaries.ts';
import { findRunningServer, type RunningServer } from './postgres-lock.ts';
import { startPostgresProcess } from './postgres-process.ts';
import { firstClosedFolder } from './reachability.ts';
import { makeOpenFolder, reachableBinaries } from './root-fallback.ts';

/** How to start the embedded PostgreSQL. */
export interface EmbeddedPostgresOptions {
  /** The folder of the cluster; created on first start. */
  readonly dataDirectory: string;
  /** The port to insist on; by default the one used last time, or any free one. */
  readonly port?: number;
  /** Databases to create where they are missing. */
  readonly databases?: readonly string[];
  /** Settings of `postgresql.conf` on top of ours, e.g. `{ fsync: "off" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether to share a server that already runs on this folder, or to refuse; refuses by default. */
  readonly whenRunning?: 'refuse' | 'join';
  /** Receives what the server prints. */
  readonly onLog?: (line: string) => void;
}

/** The embedded PostgreSQL, running. */
export interface EmbeddedPostgres {
  readonly port: number;
  readonly dataDirectory: string;
  /** Whether this start created the cluster. */
  readonly isFirstStart: boolean;
  /** Returns the connection URL of a database, password included. */
  url(database: string): string;
  /** Stops the server, unless it was running before we came. */
  stop(): Promise<void>;
}

/** Says why the embedded PostgreSQL cannot start, and exactly what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

// Not "channelgraph": PostgreSQL looks for tables in a schema of the user's name first, and the kit's schema has that name.
const superuser = 'postgres';
const majorVersion = '18';
const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '64MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '512MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  // Wide generated SQL costs more to compile than to run.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

const otherWays =
  'name a data folder that every user may enter (e.g. /srv/channelgraph), run as an ordinary user, or set ' +
  'PARTNERS_DATABASE_URL, DEALS_DATABASE_URL, ENABLEMENT_DATABASE_URL and INCENTIVES_DATABASE_URL to databases of your own';

/**
 * Starts a real PostgreSQL from the installed packages on a data folder, creating the cluster on first use.
 *
 * @remarks The server ends with this process, however it ends. Nothing handles signals here: the owner calls `stop`.
 * @throws EmbeddedPostgresError When another server holds the folder or its user cannot reach it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDirectory = resolve(options.dataDirectory);
  const user = requirePostgresUser();
  if (user !== null) requireReachable(dataDirectory, user);
  const installed = locatePostgresBinaries();
  const binaries = user === null ? installed : reachableBinaries(installed, user);
  const isFirstStart = !existsSync(join(dataDirectory, 'PG_VERSION'));
  if (isFirstStart) await createCluster(binaries.initdb, dataDirectory, user);
  const access = readAccess(dataDirectory);
  requireSameMajor(dataDirectory);

  const running = findRunningServer(dataDirectory);
  const shared = { dataDirectory, isFirstStart };
  if (running !== null) return joinOrRefuse(running, options, { ...shared, password: access.password });

  const port = options.port ?? (await choosePort(access.port));
  const server = await startPostgresProcess({
    postgres: binaries.postgres,
    dataDirectory,
    port,
    settings: { ...settings, ...options.settings },
    user,
    onLog: options.onLog ?? (() => undefined),
  }).catch(async (error: unknown) => {
    const rival = findRunningServer(dataDirectory);
    if (rival === null) throw explainStart(error, port);
    return joinOrRefuse(rival, options, { ...shared, password: access.password });
  });
  if ('url' in server) return server;
  writeAccess(dataDirectory, { ...access, port });
  const url = urlBuilder(port, access.password);
  await createDatabases(url, options.databases ?? []);
  return { ...shared, port, url, stop: () => server.stop() };
}

/** What the owner of a cluster must remember between starts. */
interface Access {
  readonly password: string;
  readonly port: number | null;
}

function requireReachable(dataDirectory: string, user: OsUser): void {
  const closed = firstClosedFolder(dataDirectory, user);
  if (closed === null) return;
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, so it runs as the user "${user.name}", and that user may not enter ` +
      `${closed}, on the way to ${dataDirectory}.\nDo one of these: ${otherWays}.`,
  );
}

function requireSameMajor(dataDirectory: string): void {
  const found = readFileSync(join(dataDirectory, 'PG_VERSION'), 'utf8').trim();
  if (found === majorVersion) return;
  throw new EmbeddedPostgresError(
    `${dataDirectory} was written by PostgreSQL ${found}, and this version brings PostgreSQL ${majorVersion}. ` +
      `Export its data with the version that wrote it, or delete the folder to begin anew.`,
  );
}

/** Creates the cluster beside its place and moves it there, so that an interrupted start leaves nothing half done. */
async function createCluster(initdb: string, dataDirectory: string, user: OsUser | null): Promise<void> {
  const draft = `${dataDirectory}.new-${process.pid}`;
  const passwordFile = `${draft}.password`;
  const password = randomBytes(24).toString('hex');
  if (user === null) mkdirSync(dirname(dataDirectory), { recursive: true });
  else makeOpenFolder(dirname(dataDirectory));
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== null) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    await runInitdb(initdb, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`], user);
    writeAccess(draft, { password, port: null });
    renameUnlessPresent(draft, dataDirectory);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function runInitdb(initdb: string, paths: readonly string[], user: OsUser | null): Promise<void> {
  const identity = user === null ? {} : { uid: user.uid, gid: user.gid, cwd: '/' };
  const flags = [
    `--username=${superuser}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order of texts on every machine.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  const child = spawn(initdb, [...paths, ...flags], { ...identity, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) done();
      else
        reject(new EmbeddedPostgresError(`The database could not be created (initdb):\n${complaint.trim()}`));
    });
  });
}

/** Moves a finished cluster to its place; when another process was quicker, its cluster stays. */
function renameUnlessPresent(draft: string, dataDirectory: string): void {
  try {
    renameSync(draft, dataDirectory);
  } catch (error) {
    if (existsSync(join(dataDirectory, 'PG_VERSION'))) return;
    throw new EmbeddedPostgresError(
      `${dataDirectory} exists and is not a PostgreSQL data folder. Name another folder, or empty this one.`,
      { cause: error },
    );
  }
}

function accessPath(dataDirectory: string): string {
  return join(dataDirectory, 'channelgraph.json');
}

function readAccess(dataDirectory: string): Access {
  try {
    return JSON.parse(readFileSync(accessPath(dataDirectory), 'utf8')) as Access;
  } catch (error) {
    throw new EmbeddedPostgresError(
      `${accessPath(dataDirectory)} cannot be read. The data folder belongs to another user, or to another program: ` +
        `run as the user that created it, or name another folder.`,
      { cause: error },
    );
  }
}

function writeAccess(dataDirectory: string, access: Access): void {
  writeFileSync(accessPath(dataDirectory), JSON.stringify(access), { mode: 0o600 });
}

function joinOrRefuse(
  running: RunningServer,
  options: EmbeddedPostgresOptions,
  known: { readonly dataDirectory: string; readonly isFirstStart: boolean; readonly password: string },
): EmbeddedPostgres {
  if (options.whenRunning !== 'join') {
    throw new EmbeddedPostgresError(
      `Another Channelgraph already uses ${known.dataDirectory} (PostgreSQL process ${running.pid}, ` +
        `port ${running.port}). Stop it first, or name another data folder.`,
    );
  }
  const { dataDirectory, isFirstStart, password } = known;
  const url = urlBuilder(running.port, password);
  return { dataDirectory, isFirstStart, port: running.port, url, stop: () => Promise.resolve() };
}

function urlBuilder(port: number, password: string): (database: string) => string {
  return (database) => `postgresql://${superuser}:${password}@127.0.0.1:${port}/${database}`;
}

function explainStart(error: unknown, port: number): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (!/Address already in use/.test(message)) return error;
  return new EmbeddedPostgresError(`Port ${port} is taken. Free it, or name another port for PostgreSQL.`, {
    cause: error,
  });
}

async function choosePort(remembered: number | null): Promise<number> {
  const kept = remembered === null ? null : await tryPort(remembered);
  const chosen = kept ?? (await tryPort(0));
  if (chosen === null) throw new EmbeddedPostgresError('No free port was found on 127.0.0.1.');
  return chosen;
}

/** Returns the port if it is free, the system's choice for port 0, or null. */
function tryPort(port: number): Promise<number | null> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(null));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' ? (address?.port ?? null) : null));
    });
  });
}

async function createDatabases(url: (database: string) => string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const client = new Client({ connectionString: url('postgres') });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly datname: string }>('SELECT datname FROM pg_database');
    const present = new Set(rows.map((row) => row.datname));
    for (const name of names.filter((candidate) => !present.has(candidate))) {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    }
  } finally {
    await client.end();
  }
}
