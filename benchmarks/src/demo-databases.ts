import { join } from 'node:path';
import { databaseName, databaseUrlVariable, serviceNames } from '@channelgraph/server/service-names.ts';
import { startEmbeddedPostgres } from '@channelgraph/server/database/embedded.ts';
import { runProgram } from './measured-process.ts';

/** The demo program in databases that every arm shares. */
export interface DemoDatabases {
  readonly dataDirectory: string;
  /** The settings with which each arm finds the databases, by variable. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Tells the demo program `scale` times into a data directory and keeps its databases running. */
export async function openDemoDatabases(dataDirectory: string, scale: number): Promise<DemoDatabases> {
  await runProgram({
    file: 'packages/cli/src/main.ts',
    arguments: ['seed', '--scale', String(scale)],
    variables: { DATA_DIRECTORY: dataDirectory },
  });
  const server = await startEmbeddedPostgres({
    dataDirectory: join(dataDirectory, 'postgres'),
    databases: serviceNames.map(databaseName),
  });
  const urls = serviceNames.map((name) => [databaseUrlVariable(name), server.url(databaseName(name))]);
  return { dataDirectory, variables: Object.fromEntries(urls), stop: () => server.stop() };
}
