import { createHash } from 'node:crypto';
import { serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';
import { Client } from 'pg';

/** Data that tests begin with, told once and copied for each of them. */
export interface Story {
  /** Lower-case letters and digits, e.g. `demo`. */
  readonly name: string;
  /** Changes whenever the story would turn out differently, e.g. a hash of the code that tells it. */
  readonly version: string;
  /** Whether later runs may find the story again. @defaultValue `true` */
  readonly isKept?: boolean;
  /** Writes the story into migrated, empty databases and closes every connection to them. */
  tell(urls: Readonly<Record<ServiceName, string>>): Promise<void>;
}

/** Returns the name of the database that holds a story's part of a service. */
export function storyTemplateName(story: Story, service: ServiceName): string {
  const version = createHash('sha256').update(story.version).digest('hex').slice(0, 12);
  return `${storyPrefix(story)}${version}_${service}`;
}

/** Runs work on the maintenance database. */
export async function withAdmin<Result>(
  url: string,
  work: (admin: Client) => Promise<Result>,
): Promise<Result> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** Tells whether a story was told in its present version. */
export async function hasStory(admin: Client, story: Story): Promise<boolean> {
  const wanted = serviceNames.map((service) => storyTemplateName(story, service));
  const present = await databasesLike(admin, `${storyPrefix(story)}%`);
  return wanted.every((name) => present.includes(name));
}

/** Makes the databases of a told story its templates and removes those of its earlier versions. */
export async function keepStory(
  admin: Client,
  story: Story,
  urls: Readonly<Record<ServiceName, string>>,
): Promise<void> {
  for (const name of await databasesLike(admin, `${storyPrefix(story)}%`)) {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
  for (const service of serviceNames) {
    const name = new URL(urls[service]).pathname.slice(1);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    await admin.query(`ALTER DATABASE ${name} RENAME TO ${storyTemplateName(story, service)}`);
  }
}

/** Lists the templates of all stories. */
export function listStories(adminUrl: string): Promise<string[]> {
  return withAdmin(adminUrl, (admin) => databasesLike(admin, 'story_%'));
}

/** Removes what tests that were cut off left behind. */
export async function dropTestDatabases(adminUrl: string): Promise<void> {
  await withAdmin(adminUrl, async (admin) => {
    for (const name of await databasesLike(admin, 'test_%')) {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });
}

function storyPrefix(story: Story): string {
  return story.isKept === false ? `test_story_${story.name}_` : `story_${story.name}_`;
}

async function databasesLike(admin: Client, pattern: string): Promise<string[]> {
  const { rows } = await admin.query<{ readonly datname: string }>(
    String.raw`SELECT datname FROM pg_database WHERE datname LIKE replace($1, '_', '\_') ORDER BY datname`,
    [pattern],
  );
  return rows.map(({ datname }) => datname);
}
