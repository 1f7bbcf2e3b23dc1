import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A PostgreSQL server that runs on a data folder at this moment. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/**
 * Returns the server that holds a data folder, or null; a lock that a dead server left behind is removed.
 *
 * @remarks PostgreSQL itself trusts any live process of that number, which in containers, where numbers repeat,
 * makes a lock of yesterday look like a running server.
 */
export function findRunningServer(dataDirectory: string): RunningServer | null {
  const path = join(dataDirectory, 'postmaster.pid');
  const lines = readLines(path);
  if (lines === null) return null;
  const pid = Number(lines[0]);
  if (Number.isInteger(pid) && pid > 0 && isPostgres(pid)) return { pid, port: Number(lines[3] ?? 0) };
  rmSync(path, { force: true });
  return null;
}

/** Tells whether a process of this number is alive, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isPostgres(pid: number): boolean {
  return isAlive(pid) && commandOf(pid).includes('postgres');
}

function commandOf(pid: number): string {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  }
  // Where the command cannot be asked for, a live process counts as the server: refusing is the safe mistake.
  const listing = spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  return listing.status === 0 ? listing.stdout : 'postgres';
}

function readLines(path: string): string[] | null {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
