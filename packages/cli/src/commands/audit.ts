import { findBrokenAuditLinks } from '@channelgraph/server/maintenance.ts';
import { serviceNames } from '@channelgraph/server/service-names.ts';
import { exitCodes, type ExitCode } from '../command-error.ts';
import type { CliEnvironment } from '../environment.ts';
import { openDatabases } from '../start/databases.ts';
import type { Terminal } from '../terminal.ts';

/** Recomputes every chain of the audit trails; ends with 1 when a link is broken. */
export async function auditVerify({
  environment,
  terminal,
}: {
  readonly environment: CliEnvironment;
  readonly terminal: Terminal;
}): Promise<ExitCode> {
  const databases = await openDatabases(environment, 'join');
  try {
    let isWhole = true;
    for (const service of serviceNames) {
      const broken = await findBrokenAuditLinks(databases.urls[service]);
      if (broken.length === 0) terminal.out.write(`${service}: whole\n`);
      for (const { chain, sequence, problem } of broken) {
        isWhole = false;
        terminal.out.write(`${service}: chain ${chain} is broken at ${sequence}: ${problem}\n`);
      }
    }
    return isWhole ? exitCodes.done : exitCodes.failed;
  } finally {
    await databases.stop();
  }
}
