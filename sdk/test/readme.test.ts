import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// It builds or starts programs, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
const sdk = fileURLToPath(new URL('..', import.meta.url));
const readme = await readFile(join(sdk, 'README.md'), 'utf8');
const sections = readme.split(/^## /m).slice(1);
const snippets = sections.flatMap((section) =>
  [...section.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = '']) => ({
    title: section.split('\n')[0] ?? '',
    code,
  })),
);

// Inside the package, because there its own name leads to its sources.
let folder = '';

beforeAll(async () => {
  await mkdir(join(sdk, 'dist'), { recursive: true });
  folder = await mkdtemp(join(sdk, 'dist/readme-'));
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] }),
  );
  for (const [index, { code }] of snippets.entries()) await writeFile(join(folder, `${index}.ts`), code);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the README', () => {
  it('has a snippet for each way to use the SDK', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(8);
  });

  it('has only snippets that compile', async () => {
    const tsc = join(sdk, 'node_modules/typescript/bin/tsc');
    const failed = (error: { stdout: string }): { stdout: string } => error;
    const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch(failed);
    expect(stdout).toBe('');
  });

  it.each(snippets.map(({ title }, index) => ({ title, index })))(
    'runs the snippet under "$title"',
    async ({ index }) => {
      const preload = join(sdk, 'test/support/fake-graph.ts');
      const { stdout, stderr } = await run(process.execPath, [
        '--import',
        preload,
        join(folder, `${index}.ts`),
      ]);
      expect(stderr).toBe('');
      expect(stdout).not.toBe('');
      expect(stdout).not.toMatch(/undefined|error/i);
    },
  );

  it('names every resource of the client', async () => {
    const { createClient } = await import('../src/index.ts');
    const names = Object.keys(createClient({ url: 'https://api.example/graphql' }));
    for (const name of names) expect(readme, name).toMatch(new RegExp(`(client)?\\.${name}\\b`));
  });
});
