import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'tsdown';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

// It builds or starts programs, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
const sdk = fileURLToPath(new URL('..', import.meta.url));
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
let consumer = '';
let installed = '';

/** The manifest as it is published: what `publishConfig` says replaces the paths of the workspace. */
function publishedManifest(): object {
  const { publishConfig, devDependencies: _dev, scripts: _scripts, ...rest } = manifest;
  const { access: _access, ...replaced } = publishConfig;
  return { ...rest, ...replaced };
}

beforeAll(async () => {
  consumer = await mkdtemp(join(tmpdir(), 'sdk-consumer-'));
  installed = join(consumer, 'node_modules/@channelgraph/sdk');
  await mkdir(installed, { recursive: true });
  await build({ cwd: sdk, outDir: join(installed, 'dist'), logLevel: 'silent' });
  await cp(join(sdk, 'schema.graphql'), join(installed, 'schema.graphql'));
  await writeFile(join(installed, 'package.json'), JSON.stringify(publishedManifest()));
});

afterAll(async () => {
  await rm(consumer, { recursive: true, force: true });
});

async function consume(name: string, code: string): Promise<string> {
  await writeFile(join(consumer, name), code);
  const { stdout } = await run(process.execPath, [join(consumer, name)], { cwd: consumer });
  return stdout.trim();
}

const use = `
  const mock = createMockClient().on('PartnerGet', { partner: null });
  mock.client.partners.get('prt_1').then((partner) => console.log(partner, typeof getPartner, typeof createClient));
`;

describe('the packed package', () => {
  it('loads as an ES module', async () => {
    const code = `
      import { createClient } from '@channelgraph/sdk';
      import { getPartner } from '@channelgraph/sdk/partners';
      import { createMockClient } from '@channelgraph/sdk/testing';
      ${use}`;
    expect(await consume('consumer.mjs', code)).toBe('null function function');
  });

  it('loads as CommonJS', async () => {
    const code = `
      const { createClient } = require('@channelgraph/sdk');
      const { getPartner } = require('@channelgraph/sdk/partners');
      const { createMockClient } = require('@channelgraph/sdk/testing');
      ${use}`;
    expect(await consume('consumer.cjs', code)).toBe('null function function');
  });

  it('ships the schema', async () => {
    const code = "console.log(import.meta.resolve('@channelgraph/sdk/schema.graphql'));";
    expect(fileURLToPath(await consume('schema.mjs', code))).toBe(join(installed, 'schema.graphql'));
  });

  it('has a file for every path that it exports, in both module systems', async () => {
    const files = new Set(await readdir(join(installed, 'dist')));
    const entries = Object.entries(manifest.publishConfig.exports).filter(
      ([, target]) => typeof target === 'object',
    );
    expect(entries.length).toBeGreaterThan(10);
    for (const [, target] of entries) {
      expect(Object.keys(target)).toEqual(['import', 'require']);
      const paths = Object.values(target).flatMap((condition: object) => {
        expect(Object.keys(condition)[0]).toBe('types');
        return Object.values(condition) as string[];
      });
      for (const path of paths) expect(files).toContain(path.replace('./dist/', ''));
    }
  });

  it('exports the same entries to the workspace, from their sources', () => {
    const { './*': _files, ...workspace } = manifest.exports;
    expect(Object.keys(workspace)).toEqual(Object.keys(manifest.publishConfig.exports));
  });

  it('uses nothing of Node and no other package', async () => {
    const files = await readdir(join(installed, 'dist'));
    const code = await Promise.all(
      files
        .filter((file) => /\.[mc]js$/.test(file))
        .map((file) => readFile(join(installed, 'dist', file), 'utf8')),
    );
    const imported = code.flatMap((text) => [
      ...text.matchAll(/(?:\bfrom |\brequire\(|\bimport\()["']([^"']+)["']/g),
    ]);
    expect(imported.length).toBeGreaterThan(10);
    expect(imported.map(([, path]) => path).filter((path) => path?.startsWith('.') !== true)).toEqual([]);
    expect(code.join('')).not.toMatch(/\bprocess\b|\bBuffer\b|__dirname/);
  });

  it.each([
    ['mts', 'nodenext'],
    ['cts', 'nodenext'],
    ['ts', 'bundler'],
  ])('has types for a consumer in .%s under %s', async (extension, moduleResolution) => {
    const file = join(consumer, `types.${extension}`);
    const code = `
      import { createClient, type Scorecard } from '@channelgraph/sdk';
      import { createCoreClient, isPartnerApiError } from '@channelgraph/sdk/core';
      import { getScorecard } from '@channelgraph/sdk/scorecards';
      const client = createClient({ url: 'https://api.example/graphql' });
      export const total: Promise<string | null | undefined> = client.scorecards.get('prt_1').then((card) => card?.total);
      export const card: Promise<Scorecard | null> = getScorecard(createCoreClient({ url: '' }), 'prt_1');
      export const guard: (error: unknown) => boolean = isPartnerApiError;
      // @ts-expect-error the types are those of the package, not \`any\`
      client.nothing;
    `;
    await writeFile(file, code);
    const module = moduleResolution === 'bundler' ? 'esnext' : 'nodenext';
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      module,
      '--moduleResolution',
      moduleResolution,
      '--types',
      '',
    ];
    const args = [
      tsc,
      ...options,
      '--target',
      'es2022',
      '--lib',
      'es2022,dom,esnext.disposable',
      '--ignoreConfig',
      file,
    ];
    const { stdout } = await run(process.execPath, args, { cwd: dirname(file) }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });
});
