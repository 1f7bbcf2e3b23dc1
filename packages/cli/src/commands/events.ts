import { listParkedEvents, replayParkedEvents } from '@channelgraph/server/maintenance.ts';
import { serviceNames } from '@channelgraph/server/service-names.ts';
import { exitCodes, type ExitCode } from '../command-error.ts';
import type { CliEnvironment } from '../environment.ts';
import { openDatabases } from '../start/databases.ts';
import type { Terminal } from '../terminal.ts';

interface Surroundings {
  readonly environment: CliEnvironment;
  readonly terminal: Terminal;
}

/** Lists the events that were parked after too many failures; ends with 1 when there are any. */
export async function eventsList({ environment, terminal }: Surroundings): Promise<ExitCode> {
  const databases = await openDatabases(environment, 'join');
  try {
    let count = 0;
    for (const service of serviceNames) {
      for (const event of await listParkedEvents(databases.urls[service])) {
        count += 1;
        terminal.out.write(
          `${service} → ${event.consumer}: ${event.type} of ${event.subject} (${event.id}), parked ` +
            `${event.parkedAt.toISOString()} after ${event.attempts} tries: ${event.lastError ?? 'no reason kept'}\n`,
        );
      }
    }
    if (count === 0) terminal.out.write('No event is parked.\n');
    return count === 0 ? exitCodes.done : exitCodes.failed;
  } finally {
    await databases.stop();
  }
}

/** Puts parked events back into delivery; the services that run deliver them. */
export async function eventsReplay({ environment, terminal }: Surroundings): Promise<ExitCode> {
  const databases = await openDatabases(environment, 'join');
  try {
    for (const service of serviceNames) {
      const count = await replayParkedEvents(databases.urls[service]);
      terminal.out.write(`${service}: ${count} events put back into delivery\n`);
    }
    return exitCodes.done;
  } finally {
    await databases.stop();
  }
}
