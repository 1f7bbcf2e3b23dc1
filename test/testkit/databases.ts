import { randomBytes } from 'node:crypto';
import { databaseUrlVariable, serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';
import { inject } from 'vitest';
import type { TestCluster } from './global-setup.ts';
import { hasStory, keepStory, storyTemplateName, withAdmin, type Story } from './stories.ts';
import { templateName } from './template-cluster.ts';

/** One database that belongs to the caller alone. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  /** Drops the database; connections that are still open are cut. */
  drop(): Promise<void>;
}

/** One database per service, migrated and empty, that belong to the caller alone. */
export interface TestDatabases extends AsyncDisposable {
  /** The connection URL of each service's database. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** The same URLs as the environment variables that the services read, e.g. `DEALS_DATABASE_URL`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Drops the databases; connections that are still open are cut. */
  drop(): Promise<void>;
}

/**
 * Creates a migrated database for one service.
 *
 * @example
 * await using database = await createTestDatabase("deals");
 */
export function createTestDatabase(service: ServiceName): Promise<TestDatabase> {
  return copyDatabase(templateName(service), service);
}

/** Creates a database without any table. */
export function createEmptyTestDatabase(): Promise<TestDatabase> {
  return copyDatabase('template1', 'empty');
}

/**
 * Creates a migrated database for each service, empty or with a story told.
 *
 * @remarks A story is told once, into templates; every caller gets copies. Later runs find it again until its
 * version or a migration changes.
 * @example
 * await using databases = await createTestDatabases();
 */
export async function createTestDatabases(story?: Story): Promise<TestDatabases> {
  if (story !== undefined) await requireStory(story);
  const templateOf = (service: ServiceName): string =>
    story === undefined ? templateName(service) : storyTemplateName(story, service);
  const databases = await Promise.all(
    serviceNames.map((service) => copyDatabase(templateOf(service), service)),
  );
  const pairs = serviceNames.map((service, index) => [service, databases[index]?.url ?? ''] as const);
  const drop = async (): Promise<void> => {
    await Promise.all(databases.map((database) => database.drop()));
  };
  return {
    urls: Object.fromEntries(pairs) as Record<ServiceName, string>,
    environment: Object.fromEntries(pairs.map(([service, url]) => [databaseUrlVariable(service), url])),
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

async function copyDatabase(template: string, label: string): Promise<TestDatabase> {
  const { adminUrl, templateFailures } = requireCluster();
  const reason = templateFailures[label as ServiceName];
  if (reason !== undefined) throw new Error(`No test database for ${label}: ${reason}`);
  const name = `test_${label}_${randomBytes(6).toString('hex')}`;
  // Copying files is the quicker way where nothing waits for the disk.
  await withAdmin(adminUrl, (admin) =>
    admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`),
  );
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const drop = async (): Promise<void> => {
    await withAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  };
  return { name, url: url.href, drop, [Symbol.asyncDispose]: drop };
}

/** Tells a story into new databases and makes them templates, unless that was done; one worker at a time. */
async function requireStory(story: Story): Promise<void> {
  await withAdmin(requireCluster().adminUrl, async (admin) => {
    await admin.query('SELECT pg_advisory_lock(hashtext($1))', [`story ${story.name}`]);
    if (await hasStory(admin, story)) return;
    const databases = await createTestDatabases();
    try {
      await story.tell(databases.urls);
      await keepStory(admin, story, databases.urls);
    } finally {
      await databases.drop();
    }
  });
}

function requireCluster(): TestCluster {
  const cluster = inject('testCluster');
  if (cluster.failure !== null) throw new Error(`No PostgreSQL for tests: ${cluster.failure}`);
  return cluster;
}
