import { serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';
import { Client } from 'pg';

/** Reads one number from every row of every table of the four databases, so that any change at all shows. */
export async function openDatabaseHash(
  urls: Readonly<Record<ServiceName, string>>,
): Promise<{ read(): Promise<Readonly<Record<string, string>>> } & AsyncDisposable> {
  const clients = await Promise.all(
    serviceNames.map(async (service) => {
      const client = new Client({ connectionString: urls[service] });
      await client.connect();
      return { service, client, sql: await hashStatement(client) };
    }),
  );
  return {
    async read() {
      const rows = await Promise.all(
        clients.map(async ({ service, client, sql }) => {
          const { rows: hashes } = await client.query<{ table: string; hash: string }>(sql);
          return hashes.map(({ table, hash }) => [`${service}: ${table}`, hash] as const);
        }),
      );
      return Object.fromEntries(rows.flat());
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map(({ client }) => client.end()));
    },
  };
}

// The owner sees nothing through forced policies unless it is a superuser, which the owner of test databases is.
async function hashStatement(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('public', 'channelgraph') AND tablename <> '_prisma_migrations' ORDER BY 1`,
  );
  return rows
    .map(
      ({ name }) =>
        `SELECT '${name}' AS table, count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) AS hash FROM ${name} t`,
    )
    .join(' UNION ALL ');
}
