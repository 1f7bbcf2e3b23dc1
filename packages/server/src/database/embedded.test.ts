import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts';
import { locatePostgresBinaries, requirePostgresUser } from './postgres-binaries.ts';
import { findRunningServer } from './postgres-lock.ts';
import { chooseDataDirectory, reachableBinaries } from './root-fallback.ts';

let folder: string;
let dataDirectory: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'channelgraph-embedded-'));
  chmodSync(folder, 0o755);
  dataDirectory = join(folder, 'with a space', 'postgres');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function valueOf(server: EmbeddedPostgres, database: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: server.url(database) });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: unknown }>(sql);
    return rows[0]?.value;
  } finally {
    await client.end();
  }
}

describe('startEmbeddedPostgres', { timeout: 30_000 }, () => {
  test('creates a cluster with its databases, and finds data, port and password again', async () => {
    const first = await startEmbeddedPostgres({ dataDirectory, databases: ['one', 'two'] });
    expect(first.isFirstStart).toBe(true);
    await valueOf(first, 'two', 'CREATE TABLE kept ()');
    expect(await valueOf(first, 'one', "SELECT current_setting('jit') AS value")).toBe('off');
    await first.stop();

    const second = await startEmbeddedPostgres({ dataDirectory, databases: ['one', 'two'] });
    expect(second.isFirstStart).toBe(false);
    expect(second.url('two')).toBe(first.url('two'));
    expect(await valueOf(second, 'two', "SELECT to_regclass('kept')::text AS value")).toBe('kept');
    await second.stop();
  });

  test('keeps the password where only the owner reads it', () => {
    expect(statSync(join(dataDirectory, 'channelgraph.json')).mode & 0o777).toBe(0o600);
  });

  test('refuses a second server on the same folder, or shares the first on request', async () => {
    const first = await startEmbeddedPostgres({ dataDirectory });
    await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toThrow(
      /Another Channelgraph already uses .*with a space.* Stop it first, or name another data folder\./,
    );
    const guest = await startEmbeddedPostgres({ dataDirectory, whenRunning: 'join' });
    expect(guest.url('one')).toBe(first.url('one'));
    await guest.stop();
    expect(await valueOf(first, 'one', 'SELECT 1 AS value')).toBe(1);
    await first.stop();
  });

  test('starts over a lock whose number belongs to another program by now', async () => {
    writeFileSync(join(dataDirectory, 'postmaster.pid'), `${process.pid}\n${dataDirectory}\n0\n5432\n`);
    const server = await startEmbeddedPostgres({ dataDirectory });
    expect(await valueOf(server, 'one', 'SELECT 1 AS value')).toBe(1);
    await server.stop();
  });

  test('takes another free port when the remembered one is taken, but insists on a named one', async () => {
    const first = await startEmbeddedPostgres({ dataDirectory });
    const other = join(folder, 'other');
    await expect(startEmbeddedPostgres({ dataDirectory: other, port: first.port })).rejects.toThrow(
      `Port ${first.port} is taken. Free it, or name another port for PostgreSQL.`,
    );
    const { password } = JSON.parse(readFileSync(join(other, 'channelgraph.json'), 'utf8')) as {
      password: string;
    };
    writeFileSync(join(other, 'channelgraph.json'), JSON.stringify({ password, port: first.port }));
    const second = await startEmbeddedPostgres({ dataDirectory: other });
    expect(second.port).not.toBe(first.port);
    await Promise.all([first.stop(), second.stop()]);
  });

  test('leaves no server behind when its process is killed', async () => {
    const script = `
      import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))};
      await startEmbeddedPostgres({ dataDirectory: ${JSON.stringify(dataDirectory)} });
      process.stdout.write('started');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(findRunningServer(dataDirectory)).not.toBeNull();
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(findRunningServer(dataDirectory)).toBeNull(), {
      timeout: 10_000,
      interval: 20,
    });
  });

  test('does not touch a folder that holds something else', async () => {
    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'thesis.txt'), 'mine');
    await expect(startEmbeddedPostgres({ dataDirectory: foreign })).rejects.toThrow(
      /foreign exists and is not a PostgreSQL data folder/,
    );
    expect(readFileSync(join(foreign, 'thesis.txt'), 'utf8')).toBe('mine');
  });
});

describe.runIf(process.getuid?.() === 0)('as root', { timeout: 30_000 }, () => {
  test('says what to do when the database user cannot reach the data folder', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    await expect(startEmbeddedPostgres({ dataDirectory: join(closed, 'postgres') })).rejects.toThrow(
      `that user may not enter ${closed}, on the way to ${closed}/postgres.\nDo one of these: name a data folder`,
    );
  });

  test('chooses a folder of the system for a checkout that is closed to the database user', () => {
    const system = join(folder, 'system');
    const preferred = join(folder, 'closed/.data/postgres');
    const choice = chooseDataDirectory(preferred, system);
    expect(choice.closedFolder).toBe(join(folder, 'closed'));
    expect(dirname(choice.directory)).toBe(system);
    mkdirSync(choice.directory);
    expect(chooseDataDirectory(preferred, system)).toEqual(choice);
    rmSync(join(folder, 'closed/.data'), { recursive: true });
    expect(chooseDataDirectory(preferred, system).directory).not.toBe(choice.directory);
    expect(existsSync(choice.directory)).toBe(false);
    expect(chooseDataDirectory(join(folder, 'open'))).toEqual({
      directory: join(folder, 'open'),
      closedFolder: null,
    });
  });

  test('starts a copy of the binaries when the installed ones are closed to the database user', () => {
    const installed = locatePostgresBinaries();
    const user = requirePostgresUser();
    if (user === null) throw new Error('not root');
    const hidden = join(folder, 'closed/native');
    cpSync(join(installed.directory, '..'), hidden, { recursive: true, verbatimSymlinks: true });
    chmodSync(join(folder, 'closed'), 0o700);
    const closed = { ...installed, directory: join(hidden, 'bin'), postgres: join(hidden, 'bin/postgres') };
    const copy = reachableBinaries(closed, user, join(folder, 'copies'));
    const version = spawnSync(copy.postgres, ['--version'], {
      uid: user.uid,
      gid: user.gid,
      cwd: '/',
      encoding: 'utf8',
    });
    expect(version.stdout).toMatch(/PostgreSQL\) 18/);
  });
});
