import { Client } from 'pg';

/** An event as it was written. */
export interface LoggedEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Gives the events about a subject, in their order, whether or not anybody receives them. */
export async function eventsAbout(databaseUrl: string, subject: string): Promise<readonly LoggedEvent[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const text = 'SELECT type, data FROM channelgraph.event WHERE subject = $1 ORDER BY sequence';
  const { rows } = await client.query<LoggedEvent>(text, [subject]);
  await client.end();
  return rows;
}

/** Gives the types of the events about a subject, in their order, whether or not anybody receives them. */
export async function eventTypesOf(databaseUrl: string, subject: string): Promise<readonly string[]> {
  return (await eventsAbout(databaseUrl, subject)).map(({ type }) => type);
}
