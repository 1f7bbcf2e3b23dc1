import { join } from 'node:path';
import { setClock } from '@channelgraph/server/movable-clock.ts';
import type { CoreClient } from '@channelgraph/sdk/client.ts';
import { createTestDatabases } from '../../../test/testkit/databases.ts';
import { apiSchema } from '../src/connect.ts';
import { readCliEnvironment } from '../src/environment.ts';
import { sdkExecutor } from '../src/graphql/sdk-executor.ts';
import { importDirectory, type ImportOptions } from '../src/import/import-directory.ts';
import { loadMapping } from '../src/import/parse-mapping.ts';
import type { ImportReport } from '../src/import/report.ts';
import { temporaryDirectory } from '../src/import/testing/temporary-directory.ts';
import { clockFile } from '../src/start/clock-file.ts';
import { inProcessClient } from '../src/start/in-process.ts';
import { openPlatform } from '../src/start/platform.ts';

/** All four services and the gateway on databases of their own, with the clock on 15 October 2026. */
export interface TestPlatform extends AsyncDisposable {
  readonly client: CoreClient;
  settle(): Promise<void>;
  /** Imports a directory with an example's mapping. */
  importExample(directory: string, mapping: string, options?: Partial<ImportOptions>): Promise<ImportReport>;
}

/** Opens the platform for one test. */
export async function openTestPlatform(): Promise<TestPlatform> {
  const databases = await createTestDatabases();
  const data = await temporaryDirectory();
  const environment = readCliEnvironment({ DATA_DIRECTORY: join(data.path, 'data'), LOG_LEVEL: 'silent' });
  setClock(clockFile(environment), new Date('2026-10-15T09:00:00Z'));
  const platform = await openPlatform({
    environment,
    databases: { urls: databases.urls, location: 'test', isEmbedded: false, stop: () => Promise.resolve() },
    port: null,
  });
  const client = inProcessClient(platform.gateway);
  return {
    client,
    settle: () => platform.settle(),
    importExample: async (directory, mapping, options) =>
      importDirectory({
        directory,
        mapping: await loadMapping(mapping),
        schema: await apiSchema(),
        executor: sdkExecutor(client),
        wait: () => platform.settle(),
        ...options,
      }),
    [Symbol.asyncDispose]: async () => {
      await platform.stop();
      await databases.drop();
      await data[Symbol.asyncDispose]();
    },
  };
}

/** The path of an example's file. */
export function exampleFile(...parts: string[]): string {
  return join(import.meta.dirname, '../../../examples', ...parts);
}
