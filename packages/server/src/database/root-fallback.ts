import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { requirePostgresUser, type OsUser, type PostgresBinaries } from './postgres-binaries.ts';
import { firstClosedFolder } from './reachability.ts';

/** Where root keeps what the database's user must reach when the checkout is closed to that user. */
export const systemDirectory = '/var/lib/channelgraph';

/** A folder for the cluster, and why it is not the one asked for. */
export interface DataDirectoryChoice {
  readonly directory: string;
  /** The folder that shuts the database's user out, e.g. `/root`; null when the preferred folder is used. */
  readonly closedFolder: string | null;
}

/**
 * Returns the preferred data folder, or, when we are root and the database's user cannot reach that, one under
 * {@link systemDirectory} that belongs to the preferred folder alone.
 */
export function chooseDataDirectory(preferred: string): DataDirectoryChoice {
  const directory = resolve(preferred);
  const user = requirePostgresUser();
  const closedFolder = user === null ? null : firstClosedFolder(directory, user);
  if (closedFolder === null) return { directory, closedFolder };
  const key = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  return { directory: join(systemDirectory, key, basename(directory)), closedFolder };
}

/** Returns binaries that the user can start: the installed ones, or else a copy of them under {@link systemDirectory}. */
export function reachableBinaries(
  installed: PostgresBinaries,
  user: OsUser,
  copies: string = systemDirectory,
): PostgresBinaries {
  if (firstClosedFolder(installed.postgres, user) === null) return installed;
  const copy = join(copies, `postgres-${installed.version}`);
  if (!existsSync(copy)) copyBinaries(dirname(installed.directory), copy);
  const directory = join(copy, 'bin');
  return {
    ...installed,
    directory,
    postgres: join(directory, basename(installed.postgres)),
    initdb: join(directory, basename(installed.initdb)),
  };
}

/** Creates a folder, and those above it, so that every user may enter them whatever our umask is. */
export function makeOpenFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) chmodSync(folder, 0o755);
}

function copyBinaries(from: string, to: string): void {
  const draft = `${to}.new-${process.pid}`;
  makeOpenFolder(dirname(to));
  // Relative links stay relative: absolute ones would lead back into the closed folder.
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  // Whatever the umask of the installation was.
  spawnSync('chmod', ['-R', 'a+rX', draft]);
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}
