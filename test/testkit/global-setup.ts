import { randomInt } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@channelgraph/server/database/embedded.ts';
import { findRunningServer } from '@channelgraph/server/database/postgres-lock.ts';
import type { ServiceName } from '@channelgraph/server/service-names.ts';
import type { TestProject } from 'vitest/node';
import { dropTestDatabases, listStories } from './stories.ts';
import { copyTemplateCluster, fastAndFragile, saveTemplateCluster } from './template-cluster.ts';

/** What every test worker knows of the run's PostgreSQL. */
export interface TestCluster {
  /** URL of the maintenance database; empty when the cluster could not start. */
  readonly adminUrl: string;
  /** Why the cluster could not start; null when it runs. */
  readonly failure: string | null;
  /** Why single services have no template. */
  readonly templateFailures: Partial<Record<ServiceName, string>>;
}

declare module 'vitest' {
  interface ProvidedContext {
    testCluster: TestCluster;
    /** Where the random cases of this run begin. */
    propertySeed: number;
  }
}

interface RunningCluster {
  readonly cluster: TestCluster;
  stop(): Promise<void>;
}

// Vitest calls this file once per project; the projects of one run share one cluster.
const shared = globalThis as {
  channelgraphTestCluster?: { users: number; running: Promise<RunningCluster> };
  channelgraphPropertySeed?: number;
};

/** Starts the run's own PostgreSQL and ends it with the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const state = (shared.channelgraphTestCluster ??= { users: 0, running: startCluster() });
  state.users += 1;
  const { cluster, stop } = await state.running;
  project.provide('testCluster', cluster);
  project.provide('propertySeed', propertySeed());
  return async () => {
    state.users -= 1;
    if (state.users > 0) return;
    delete shared.channelgraphTestCluster;
    await stop();
  };
}

/** Chooses the seed of the run's properties, or takes the one given, and says it once. */
function propertySeed(): number {
  if (shared.channelgraphPropertySeed === undefined) {
    const given = process.env.PROPERTY_SEED;
    const seed = given === undefined ? randomInt(2 ** 31) : Number(given);
    if (!Number.isSafeInteger(seed)) throw new Error(`PROPERTY_SEED is a whole number, not "${given}".`);
    process.stdout.write(
      `Properties start from seed ${seed}; PROPERTY_SEED=${seed} runs the same cases again.\n`,
    );
    shared.channelgraphPropertySeed = seed;
  }
  return shared.channelgraphPropertySeed;
}

/** Copies the template cluster and starts the copy; tests without a database still run where that fails. */
async function startCluster(): Promise<RunningCluster> {
  removeAbandoned(runDirectory());
  const folder = mkdtempSync(join(runDirectory(), folderPrefix));
  chmodSync(folder, 0o755);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const dataDirectory = join(folder, 'cluster');
    const template = await copyTemplateCluster(dataDirectory);
    const settings = { ...fastAndFragile, max_connections: '400' };
    const server = await startEmbeddedPostgres({ dataDirectory, settings });
    const adminUrl = server.url('postgres');
    const storiesAtStart = await listStories(adminUrl);
    const stop = async (): Promise<void> => {
      const hasNewStory = (await listStories(adminUrl)).some((name) => !storiesAtStart.includes(name));
      if (hasNewStory) await dropTestDatabases(adminUrl);
      await server.stop();
      if (hasNewStory) await saveTemplateCluster(dataDirectory, template);
      remove();
    };
    return { cluster: { adminUrl, failure: null, templateFailures: template.failures }, stop };
  } catch (error) {
    remove();
    const failure = error instanceof Error ? error.message : String(error);
    return { cluster: { adminUrl: '', failure, templateFailures: {} }, stop: () => Promise.resolve() };
  }
}

const folderPrefix = 'channelgraph-test-';
const abandonedAfter = 10 * 60_000;

/** Removes what runs left that were killed: a folder of some age without a server. */
function removeAbandoned(directory: string): void {
  for (const name of readdirSync(directory).filter((candidate) => candidate.startsWith(folderPrefix))) {
    const path = join(directory, name);
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - modified < abandonedAfter || findRunningServer(join(path, 'cluster')) !== null) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

const memoryFileSystem = '/dev/shm';
const leastMemory = 2 * 1024 ** 3;

/** Returns a folder in memory where there is room, because every test database is hundreds of new files. */
function runDirectory(): string {
  try {
    accessSync(memoryFileSystem, constants.W_OK);
    const { bavail, bsize } = statfsSync(memoryFileSystem);
    return bavail * bsize > leastMemory ? memoryFileSystem : tmpdir();
  } catch {
    return tmpdir();
  }
}
