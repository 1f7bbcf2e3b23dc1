import { serviceNames } from '@channelgraph/server/service-names.ts';
import { exitCodes, type ExitCode } from '../command-error.ts';
import type { CliEnvironment } from '../environment.ts';
import { migrateAll, openDatabases } from '../start/databases.ts';
import type { Terminal } from '../terminal.ts';

/** Brings the databases up to date and tells what was applied. */
export async function migrateCommand({
  environment,
  terminal,
}: {
  readonly environment: CliEnvironment;
  readonly terminal: Terminal;
}): Promise<ExitCode> {
  const databases = await openDatabases(environment, 'join');
  try {
    const reports = await migrateAll(databases.urls);
    for (const service of serviceNames) {
      const { applied } = reports[service];
      terminal.out.write(
        `${service}: ${applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`}\n`,
      );
    }
    return exitCodes.done;
  } finally {
    await databases.stop();
  }
}
