import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksIn, root } from '../docs/markdown.ts';
import { createTestGraph, type TestGraph } from '../testkit/graph.ts';

const run = promisify(execFile);
// Excerpts name their file, and the SDK's README has a test of its own.
const snippets = blocksIn('ts').filter(({ info, document }) => info === '' && !document.startsWith('sdk/'));

let graph: TestGraph;
let url: string;
let folder: string;

beforeAll(async () => {
  graph = await createTestGraph({ demo: true });
  url = await graph.platform.gateway.app.listen({ host: '127.0.0.1', port: 0 });
  // Inside a package of the workspace, because there the names of the others lead to their sources.
  mkdirSync(join(root, 'test/dist'), { recursive: true });
  folder = mkdtempSync(join(root, 'test/dist/snippets-'));
  const settings = { extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  for (const [index, { text }] of snippets.entries()) writeFileSync(join(folder, `${index}.ts`), text);
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await graph[Symbol.asyncDispose]();
});

describe('TypeScript in documents', () => {
  it('is found', () => expect(snippets.map(({ document }) => document)).toContain('README.md'));

  it('type-checks under the rules of the repository', async () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const failed = (error: { readonly stdout: string }): { readonly stdout: string } => error;
    const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch(failed);
    expect(stdout).toBe('');
  });

  it('of the README prints what stands below it', async () => {
    const index = snippets.findIndex(({ document }) => document === 'README.md');
    const token = await graph.platform.issuer?.issueToken('ada.admin');
    const { stdout, stderr } = await run(process.execPath, [join(folder, `${index}.ts`)], {
      // The variables that the snippet reads, and nothing of this process.
      env: { CHANNELGRAPH_URL: `${url}/graphql`, CHANNELGRAPH_TOKEN: token },
    });
    expect(stderr).toBe('');
    expect(stdout).toBe('Harbor Managed Services 71.28 6\n');
  });
});
