import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmptyTestDatabase, type TestDatabase } from '../../../../test/testkit/databases.ts';
import { migrate, MigrationError } from './migrations.ts';

let folder: string;
let database: TestDatabase;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'channelgraph-migrations-'));
  database = await createEmptyTestDatabase();
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

function write(directory: string, name: string, sql: string): void {
  mkdirSync(join(folder, directory, name), { recursive: true });
  writeFileSync(join(folder, directory, name, 'migration.sql'), sql);
}

async function run(): Promise<readonly string[]> {
  const directories = [join(folder, 'kit'), join(folder, 'service')];
  return (await migrate({ databaseUrl: database.url, directories })).applied;
}

async function rows(sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const functionWithSemicolons = `
  CREATE TABLE partner (id text PRIMARY KEY);
  CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;`;

test('merges folders by name, applies each migration once, and creates the job queue', async () => {
  write('service', '20260102000000_second', 'ALTER TABLE partner ADD COLUMN name text; -- ends in a comment');
  write('kit', '20260101000000_first', functionWithSemicolons);
  expect(await run()).toEqual(['20260101000000_first', '20260102000000_second']);
  expect(await run()).toEqual([]);
  expect(await rows('SELECT two() AS two')).toEqual([{ two: 2 }]);
  expect(await rows("SELECT to_regclass('graphile_worker.jobs') IS NOT NULL AS present")).toEqual([
    { present: true },
  ]);
  write('service', '20260103000000_third', 'ALTER TABLE partner DROP COLUMN name;');
  expect(await run()).toEqual(['20260103000000_third']);
});

test('lets one of several processes work while the others wait', async () => {
  write('kit', '20260101000000_first', functionWithSemicolons);
  const applied = await Promise.all([run(), run(), run()]);
  expect(applied.flat()).toEqual(['20260101000000_first']);
});

test('names the file and line that fail, changes nothing, and accepts the corrected file', async () => {
  write('kit', '20260101000000_first', 'CREATE TABLE kept ();\nALTER TABLE missing ADD COLUMN name text;');
  await expect(run()).rejects.toThrow(
    'Migration 20260101000000_first failed and changed nothing: relation "missing" does not exist',
  );
  expect(await rows("SELECT to_regclass('kept') AS kept")).toEqual([{ kept: null }]);
  write('kit', '20260101000000_first', 'CREATE TABLE kept ();');
  expect(await run()).toEqual(['20260101000000_first']);
});

test('shows the line of a syntax error', async () => {
  write('kit', '20260101000000_first', 'CREATE TABLE kept ();\nCREATE TABEL other ();');
  await expect(run()).rejects.toThrow(
    /20260101000000_first failed and changed nothing, line 2: syntax error/,
  );
});

test('tries a migration again that was interrupted', async () => {
  write('kit', '20260101000000_first', functionWithSemicolons);
  await run();
  write('kit', '20260102000000_second', 'CREATE TABLE later ();');
  await rows(`INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at)
              VALUES ('interrupted', 'x', '20260102000000_second', now())`);
  expect(await run()).toEqual(['20260102000000_second']);
});

test('refuses an applied migration that was changed, and a database newer than the code', async () => {
  write('kit', '20260101000000_first', functionWithSemicolons);
  write('kit', '20260102000000_second', 'CREATE TABLE later ();');
  await run();
  write('kit', '20260101000000_first', 'CREATE TABLE other ();');
  await expect(run()).rejects.toThrow(/20260101000000_first was changed after this database applied it/);
  write('kit', '20260101000000_first', functionWithSemicolons);
  rmSync(join(folder, 'kit/20260102000000_second'), { recursive: true });
  await expect(run()).rejects.toThrow(/already has migration 20260102000000_second/);
  await expect(run()).rejects.toThrow(MigrationError);
});

test('keeps tables in the public schema whatever the database user is called', async () => {
  await rows('CREATE SCHEMA postgres');
  write('kit', '20260101000000_first', 'CREATE TABLE partner ();');
  await run();
  expect(await rows("SELECT to_regclass('public.partner')::text AS name")).toEqual([{ name: 'partner' }]);
});
