import { join } from 'node:path';
import { startEmbeddedPostgres } from '@channelgraph/server/database/embedded.ts';
import { migrationDirectories } from '@channelgraph/server/database/migration-directories.ts';
import { migrate, type MigrationReport } from '@channelgraph/server/database/migrations.ts';
import { chooseDataDirectory } from '@channelgraph/server/database/root-fallback.ts';
import { databaseName, serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';
import type { CliEnvironment } from '../environment.ts';

/** The four databases, reachable. */
export interface Databases {
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** Where the data lies, in words for people. */
  readonly location: string;
  readonly isEmbedded: boolean;
  stop(): Promise<void>;
}

/**
 * Opens the databases given by URL, or the embedded PostgreSQL in the data directory.
 *
 * @throws EmbeddedPostgresError that says what to do when the embedded PostgreSQL cannot start.
 */
export async function openDatabases(
  environment: CliEnvironment,
  whenRunning: 'refuse' | 'join',
): Promise<Databases> {
  const { databaseUrls, dataDirectory, postgresPort } = environment;
  if (databaseUrls) {
    const hosts = [...new Set(serviceNames.map((service) => new URL(databaseUrls[service]).host))];
    return {
      urls: databaseUrls,
      location: `PostgreSQL at ${hosts.join(', ')}`,
      isEmbedded: false,
      stop: () => Promise.resolve(),
    };
  }
  const { directory } = chooseDataDirectory(join(dataDirectory, 'postgres'));
  const server = await startEmbeddedPostgres({
    dataDirectory: directory,
    databases: serviceNames.map(databaseName),
    whenRunning,
    ...(postgresPort === null ? {} : { port: postgresPort }),
  });
  const urls = Object.fromEntries(
    serviceNames.map((service) => [service, server.url(databaseName(service))]),
  );
  return {
    urls: urls as Record<ServiceName, string>,
    location: directory,
    isEmbedded: true,
    stop: () => server.stop(),
  };
}

/** Brings every database up to date; gives what was applied where. */
export async function migrateAll(
  urls: Databases['urls'],
): Promise<Readonly<Record<ServiceName, MigrationReport>>> {
  const reports = await Promise.all(
    serviceNames.map(
      async (service) =>
        [
          service,
          await migrate({ databaseUrl: urls[service], directories: migrationDirectories(service) }),
        ] as const,
    ),
  );
  return Object.fromEntries(reports) as Record<ServiceName, MigrationReport>;
}
