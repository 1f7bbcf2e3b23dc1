import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  readFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres } from '@channelgraph/server/database/embedded.ts';
import { migrationDirectories } from '@channelgraph/server/database/migration-directories.ts';
import { readMigrations } from '@channelgraph/server/database/migration-files.ts';
import { migrate } from '@channelgraph/server/database/migrations.ts';
import {
  locatePostgresBinaries,
  requirePostgresUser,
} from '@channelgraph/server/database/postgres-binaries.ts';
import { isAlive } from '@channelgraph/server/database/postgres-lock.ts';
import { firstClosedFolder } from '@channelgraph/server/database/reachability.ts';
import { makeOpenFolder, systemDirectory } from '@channelgraph/server/database/root-fallback.ts';
import { serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';

const repositoryRoot = join(import.meta.dirname, '../..');

/** Nothing here outlives a test run, so nothing needs to reach the disk. */
export const fastAndFragile = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Returns the name of the database that every test database of a service is copied from. */
export function templateName(service: ServiceName): string {
  return `template_${service}`;
}

/** A stopped cluster with one migrated, empty template database per service, and the stories told so far. */
export interface TemplateCluster {
  readonly directory: string;
  /** Why a service has no template, e.g. a migration that fails. */
  readonly failures: Partial<Record<ServiceName, string>>;
}

/**
 * Copies the template cluster for the migrations as they are on disk, building it first when they changed.
 *
 * @remarks Two runs that start together build it once: the second waits for the first.
 */
export async function copyTemplateCluster(to: string): Promise<TemplateCluster> {
  const cache = cacheDirectory();
  makeOpenFolder(cache);
  const directory = join(cache, `cluster-${migrationsHash()}`);
  await withFolderLock(`${directory}.lock`, async () => {
    if (!existsSync(directory)) await buildCluster(directory);
    copyCluster(directory, to);
  });
  utimesSync(directory, new Date(), new Date());
  removeOldClusters(cache, directory);
  const failures = readFileSync(join(directory, 'failures.json'), 'utf8');
  return { directory, failures: JSON.parse(failures) as TemplateCluster['failures'] };
}

/** Puts a stopped cluster in the place of the template cluster, so that the next run finds its stories. */
export async function saveTemplateCluster(from: string, template: TemplateCluster): Promise<void> {
  await withFolderLock(`${template.directory}.lock`, async () => {
    const draft = `${template.directory}.draft`;
    rmSync(draft, { recursive: true, force: true });
    copyCluster(from, draft);
    rmSync(template.directory, { recursive: true, force: true });
    renameSync(draft, template.directory);
  });
}

function copyCluster(from: string, to: string): void {
  const isCopied = process.platform !== 'win32' && spawnSync('cp', ['-a', from, to]).status === 0;
  if (!isCopied) cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
}

async function buildCluster(directory: string): Promise<void> {
  const draft = `${directory}.draft`;
  rmSync(draft, { recursive: true, force: true });
  const server = await startEmbeddedPostgres({
    dataDirectory: draft,
    databases: serviceNames.map(templateName),
    settings: fastAndFragile,
  });
  const failures: Partial<Record<ServiceName, string>> = {};
  try {
    await Promise.all(
      serviceNames.map(async (service) => {
        try {
          await migrate({
            databaseUrl: server.url(templateName(service)),
            directories: migrationDirectories(service),
          });
        } catch (error) {
          failures[service] = error instanceof Error ? error.message : String(error);
        }
      }),
    );
  } finally {
    await server.stop();
  }
  writeFileSync(join(draft, 'failures.json'), JSON.stringify(failures));
  renameSync(draft, directory);
}

function migrationsHash(): string {
  const hash = createHash('sha256').update(locatePostgresBinaries().directory);
  for (const service of serviceNames) {
    for (const { name, checksum } of readMigrations(migrationDirectories(service))) {
      hash.update(`${service} ${name} ${checksum}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Returns a folder that survives the run and that the database's user can enter. */
function cacheDirectory(): string {
  const beside = join(repositoryRoot, 'node_modules/.cache/channelgraph');
  const user = requirePostgresUser();
  if (user === null || firstClosedFolder(join(beside, 'cluster'), user) === null) return beside;
  return join(systemDirectory, 'test-clusters');
}

const clustersKept = 3;

function removeOldClusters(cache: string, current: string): void {
  const clusters = readdirSync(cache)
    .filter((name) => /^cluster-[0-9a-f]+$/.test(name))
    .map((name) => join(cache, name))
    .filter((path) => path !== current)
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const path of clusters.slice(clustersKept - 1)) rmSync(path, { recursive: true, force: true });
}

/** Runs work while holding a folder as a lock between processes; a lock whose owner is dead is taken over. */
async function withFolderLock(path: string, work: () => Promise<void>): Promise<void> {
  while (!tryLock(path)) await delay(50);
  try {
    await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function tryLock(path: string): boolean {
  try {
    mkdirSync(path);
    writeFileSync(join(path, 'owner'), String(process.pid));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const owner = join(path, 'owner');
    if (existsSync(owner) && !isAlive(Number(readFileSync(owner, 'utf8')))) {
      rmSync(path, { recursive: true, force: true });
    }
    return false;
  }
}
