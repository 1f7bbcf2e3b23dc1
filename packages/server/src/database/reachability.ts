import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { OsUser } from './postgres-binaries.ts';

/** The parts of a file's status that decide who may enter it. */
export interface Permissions {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Returns the outermost folder on the way to a path that a user may not enter, or null when the way is free.
 *
 * @remarks Only folders that exist are asked: what we create ourselves we also hand over.
 */
export function firstClosedFolder(
  path: string,
  user: Pick<OsUser, 'uid' | 'gid'>,
  statusOf: (folder: string) => Permissions | null = readPermissions,
): string | null {
  return (
    foldersAbove(path).find((folder) => {
      const status = statusOf(folder);
      return status !== null && !mayEnter(status, user);
    }) ?? null
  );
}

function mayEnter(status: Permissions, user: Pick<OsUser, 'uid' | 'gid'>): boolean {
  if (status.uid === user.uid) return (status.mode & 0o100) !== 0;
  if (status.gid === user.gid) return (status.mode & 0o010) !== 0;
  return (status.mode & 0o001) !== 0;
}

function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) return folders;
  }
}

function readPermissions(folder: string): Permissions | null {
  return statSync(folder, { throwIfNoEntry: false }) ?? null;
}
