import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@channelgraph/server/database/embedded.ts';
import type { ServiceName } from '@channelgraph/server/service-names.ts';
import type { TestProject } from 'vitest/node';
import { copyCluster, fastAndFragile, requireTemplateCluster } from './template-cluster.ts';

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
  }
}

interface RunningCluster {
  readonly cluster: TestCluster;
  stop(): Promise<void>;
}

// Vitest calls this file once per project; the projects of one run share one cluster.
const shared = globalThis as {
  channelgraphTestCluster?: { users: number; running: Promise<RunningCluster> };
};

/** Starts the run's own PostgreSQL and ends it with the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const state = (shared.channelgraphTestCluster ??= { users: 0, running: startCluster() });
  state.users += 1;
  const { cluster, stop } = await state.running;
  project.provide('testCluster', cluster);
  return async () => {
    state.users -= 1;
    if (state.users > 0) return;
    delete shared.channelgraphTestCluster;
    await stop();
  };
}

/** Copies the template cluster and starts the copy; tests without a database still run where that fails. */
async function startCluster(): Promise<RunningCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'channelgraph-test-'));
  chmodSync(folder, 0o755);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const template = await requireTemplateCluster();
    copyCluster(template.directory, join(folder, 'cluster'));
    const server = await startEmbeddedPostgres({
      dataDirectory: join(folder, 'cluster'),
      settings: { ...fastAndFragile, max_connections: '400' },
    });
    const stop = async (): Promise<void> => {
      await server.stop();
      remove();
    };
    return {
      cluster: { adminUrl: server.url('postgres'), failure: null, templateFailures: template.failures },
      stop,
    };
  } catch (error) {
    remove();
    const failure = error instanceof Error ? error.message : String(error);
    return { cluster: { adminUrl: '', failure, templateFailures: {} }, stop: () => Promise.resolve() };
  }
}
