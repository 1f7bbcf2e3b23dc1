import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createEmptyTestDatabase, createTestDatabase } from './databases.ts';

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
