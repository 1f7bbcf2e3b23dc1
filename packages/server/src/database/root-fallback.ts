import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { requirePostgresUser, type OsUser, type PostgresBinaries } from './postgres-binaries.ts';
import { findRunningServer } from './postgres-lock.ts';
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
 * {@link systemDirectory}.
 *
 * @remarks The preferred folder's place then holds a file that names the other one, so that whoever deletes what is
 * there begins anew, as with the folder itself: the data that nothing names any more is removed.
 */
export function chooseDataDirectory(
  preferred: string,
  system: string = systemDirectory,
): DataDirectoryChoice {
  const directory = resolve(preferred);
  const user = requirePostgresUser();
  const closedFolder = user === null ? null : firstClosedFolder(directory, user);
  if (closedFolder === null) return { directory, closedFolder };
  const pointer = `${directory}.location`;
  if (existsSync(pointer)) return { directory: readFileSync(pointer, 'utf8').trim(), closedFolder };
  const key = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  const substitute = join(system, `${key}-${randomBytes(4).toString('hex')}`);
  makeOpenFolder(system);
  for (const name of readdirSync(system).filter((candidate) => candidate.startsWith(`${key}-`))) {
    if (findRunningServer(join(system, name)) === null) rmSync(join(system, name), { recursive: true });
  }
  mkdirSync(dirname(pointer), { recursive: true });
  writeFileSync(pointer, `${substitute}\n`);
  return { directory: substitute, closedFolder };
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
