import { Client } from 'pg';

/** Tells for each table of a database how many rows it has and which versions of them, so that any write shows. */
export async function openRowVersions(
  url: string,
): Promise<{ read(): Promise<Readonly<Record<string, string>>> } & AsyncDisposable> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('public', 'channelgraph') AND tablename <> '_prisma_migrations' ORDER BY 1`,
  );
  // A changed row is a new version with the number of a later transaction; a lock leaves that number alone.
  const sql = tables
    .map(
      ({ name }) =>
        `SELECT '${name}' AS name, count(*) || ':' || coalesce(sum(xmin::text::numeric), 0) AS versions FROM ${name}`,
    )
    .join(' UNION ALL ');
  return {
    async read() {
      const { rows } = await client.query<{ name: string; versions: string }>(sql);
      return Object.fromEntries(rows.map(({ name, versions }) => [name, versions]));
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
