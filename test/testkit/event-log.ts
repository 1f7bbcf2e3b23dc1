import { Client } from 'pg';

/** Gives the types of the events about a subject, in their order, whether or not anybody receives them. */
export async function eventTypesOf(databaseUrl: string, subject: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const text = 'SELECT type FROM channelgraph.event WHERE subject = $1 ORDER BY sequence';
  const { rows } = await client.query<{ type: string }>(text, [subject]);
  await client.end();
  return rows.map(({ type }) => type);
}
