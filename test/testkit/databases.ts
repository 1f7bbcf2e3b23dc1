import { randomBytes } from 'node:crypto';
import { serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';
import { Client } from 'pg';
import { inject } from 'vitest';
import './global-setup.ts';
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
 * Creates a migrated database for each service.
 *
 * @example
 * await using databases = await createTestDatabases();
 */
export async function createTestDatabases(): Promise<TestDatabases> {
  const databases = await Promise.all(serviceNames.map((service) => createTestDatabase(service)));
  const pairs = serviceNames.map((service, index) => [service, databases[index]?.url ?? ''] as const);
  const drop = async (): Promise<void> => {
    await Promise.all(databases.map((database) => database.drop()));
  };
  return {
    urls: Object.fromEntries(pairs) as Record<ServiceName, string>,
    environment: Object.fromEntries(
      pairs.map(([service, url]) => [`${service.toUpperCase()}_DATABASE_URL`, url]),
    ),
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

async function copyDatabase(template: string, label: string): Promise<TestDatabase> {
  const { adminUrl, failure, templateFailures } = inject('testCluster');
  const reason = failure ?? templateFailures[label as ServiceName] ?? null;
  if (reason !== null) throw new Error(`No test database for ${label}: ${reason}`);
  const name = `test_${label}_${randomBytes(6).toString('hex')}`;
  await runOnce(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const drop = (): Promise<void> => runOnce(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { name, url: url.href, drop, [Symbol.asyncDispose]: drop };
}

async function runOnce(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
