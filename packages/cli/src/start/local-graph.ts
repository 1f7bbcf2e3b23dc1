import type { CoreClient } from '@channelgraph/sdk/client.ts';
import type { CliEnvironment } from '../environment.ts';
import { migrateAll, openDatabases } from './databases.ts';
import { inProcessClient } from './in-process.ts';
import { openPlatform, type Platform } from './platform.ts';

/** A graph in this process, on the databases of the data directory. */
export interface LocalGraph extends AsyncDisposable {
  readonly client: CoreClient;
  readonly platform: Platform;
  /** Works off what the calls so far have caused: events to other services, facts, scorecards. */
  settle(): Promise<void>;
}

/**
 * Opens the graph in this process, without a port, acting as the command line itself.
 *
 * @remarks It shares the embedded databases with a running `start`. On closing it works off what its
 * calls have caused, so that facts and scorecards are there afterwards.
 */
export async function openLocalGraph(environment: CliEnvironment): Promise<LocalGraph> {
  const databases = await openDatabases(environment, 'join');
  await migrateAll(databases.urls);
  const platform = await openPlatform({ environment, databases, port: null });
  return {
    client: inProcessClient(platform.gateway),
    platform,
    settle: () => platform.settle(),
    [Symbol.asyncDispose]: async () => {
      await platform.settle();
      await platform.stop();
      await databases.stop();
    },
  };
}
