import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from './paths.ts';

const readers = [
  'packages/server/src/run-service.ts',
  'gateway/src/env.ts',
  'packages/cli/src/environment.ts',
];

test('.env.example describes exactly the variables that some process reads', () => {
  const read = readers
    .flatMap((pattern) => globSync(pattern, { cwd: repositoryRoot }))
    .flatMap((path) => [
      ...readFileSync(join(repositoryRoot, path), 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+): /gm),
    ])
    .map((match) => match[1]);
  const described = [
    ...readFileSync(join(repositoryRoot, '.env.example'), 'utf8').matchAll(/^# ([A-Z_]+)=/gm),
  ].map((match) => match[1]);
  const sorted = (names: readonly (string | undefined)[]): string[] =>
    [...new Set(names)].map((name) => name ?? '').toSorted((a, b) => a.localeCompare(b));
  expect(sorted(described)).toEqual(sorted(read));
});
