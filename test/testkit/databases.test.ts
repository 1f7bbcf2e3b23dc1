import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createEmptyTestDatabase, createTestDatabase, createTestDatabases } from './databases.ts';
import type { Story } from './stories.ts';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('gives each caller a migrated database of its own and drops it afterwards', async () => {
  let url: string;
  {
    await using first = await createTestDatabase('partners');
    await using second = await createTestDatabase('partners');
    url = first.url;
    expect(first.name).not.toBe(second.name);
    await query(first.url, 'CREATE TABLE mine ()');
    expect(await query(second.url, "SELECT to_regclass('mine') AS name")).toEqual([{ name: null }]);
    expect(await query(second.url, "SELECT to_regclass('channelgraph.event')::text AS name")).toEqual([
      { name: 'channelgraph.event' },
    ]);
  }
  await expect(query(url, 'SELECT 1')).rejects.toThrow(/does not exist/);
});

test('gives an empty database for what must create its own tables', async () => {
  await using database = await createEmptyTestDatabase();
  expect(
    await query(database.url, "SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'public'"),
  ).toEqual([{ tables: 0 }]);
});

test('tells a story once and gives each caller a copy of it', { timeout: 30_000 }, async () => {
  let tellings = 0;
  const story: Story = {
    name: 'kit',
    version: crypto.randomUUID(),
    isKept: false,
    tell: async (urls) => {
      tellings += 1;
      await query(urls.deals, 'CREATE TABLE told AS SELECT 42 AS answer');
    },
  };
  const [first, second] = await Promise.all([createTestDatabases(story), createTestDatabases(story)]);
  expect(tellings).toBe(1);
  await query(first.urls.deals, 'DELETE FROM told');
  expect(await query(second.urls.deals, 'SELECT answer FROM told')).toEqual([{ answer: 42 }]);
  expect(second.environment['DEALS_DATABASE_URL']).toBe(second.urls.deals);
  await Promise.all([first.drop(), second.drop()]);
});
