import { expect, test } from 'vitest';
import { firstClosedFolder, type Permissions } from './reachability.ts';

const postgres = { uid: 101, gid: 104 };

function statusIn(folders: Readonly<Record<string, Partial<Permissions>>>) {
  return (folder: string): Permissions | null => {
    const status = folders[folder];
    return status === undefined ? null : { mode: 0o755, uid: 0, gid: 0, ...status };
  };
}

test('finds the outermost folder that shuts the user out', () => {
  const folders = statusIn({ '/': {}, '/root': { mode: 0o700 }, '/root/checkout': { mode: 0o700 } });
  expect(firstClosedFolder('/root/checkout/.data/postgres', postgres, folders)).toBe('/root');
});

test('lets the user through folders that are open to all, to the group, or its own', () => {
  const folders = statusIn({
    '/': {},
    '/srv': { mode: 0o750, gid: 104 },
    '/srv/app': { mode: 0o700, uid: 101 },
  });
  expect(firstClosedFolder('/srv/app/data', postgres, folders)).toBeNull();
});

test('holds the owner to the permissions of the owner', () => {
  expect(firstClosedFolder('/odd/data', postgres, statusIn({ '/odd': { mode: 0o077, uid: 101 } }))).toBe(
    '/odd',
  );
});
