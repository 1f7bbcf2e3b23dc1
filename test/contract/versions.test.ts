import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Below these versions lie known flaws. */
const floors: Readonly<Record<string, string>> = {
  graphql: '16.15.0',
  '@apollo/server': '5.5.0',
  '@apollo/gateway': '2.13.2',
  '@apollo/query-planner': '2.13.2',
  '@apollo/federation-internals': '2.13.2',
  '@apollo/composition': '2.12.1',
  prisma: '7.9.0',
  '@prisma/client': '7.9.0',
};

/** What must exist once, because two copies do not know each other's objects. */
const singles = ['graphql', '@apollo/federation-internals', '@apollo/subgraph', '@pothos/core', 'prisma'];

const lockfile = readFileSync(new URL('../../pnpm-lock.yaml', import.meta.url), 'utf8');

/** Lists the versions of a package that the lockfile installs. */
function versionsOf(name: string): string[] {
  const packages = lockfile.slice(lockfile.lastIndexOf('\npackages:'), lockfile.lastIndexOf('\nsnapshots:'));
  const pattern = new RegExp(String.raw`^  '?${name.replaceAll('/', '\\/')}@([^:'(]+)'?:$`, 'gm');
  return [...packages.matchAll(pattern)].map(([, version]) => version ?? '');
}

function isAtLeast(version: string, floor: string): boolean {
  const [left, right] = [version, floor].map((text) =>
    text.split('.').map((part) => Number.parseInt(part, 10)),
  );
  for (const [index, wanted] of (right ?? []).entries()) {
    const given = left?.[index] ?? 0;
    if (given !== wanted) return given > wanted;
  }
  return true;
}

describe('the versions that are installed', () => {
  it.each(Object.entries(floors))('%s is not older than %s', (name, floor) => {
    const versions = versionsOf(name);
    expect(versions).not.toEqual([]);
    expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
  });

  it.each(singles)('%s is there once', (name) => {
    expect(versionsOf(name)).toHaveLength(1);
  });

  it('stay on the last graphql that the gateway loads', () => {
    expect(versionsOf('graphql')[0]).toMatch(/^16\./);
    expect(versionsOf('@apollo/subgraph')).toEqual(['2.14.4']);
  });

  it('compares versions by their numbers', () => {
    expect([
      isAtLeast('16.15.0', '16.15.0'),
      isAtLeast('16.9.9', '16.15.0'),
      isAtLeast('17.0.0', '16.15.0'),
    ]).toEqual([true, false, true]);
  });
});
