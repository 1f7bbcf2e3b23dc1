import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What a consumer bundles, and how many bytes of it are allowed after minifying and gzip. */
export const budgets: readonly { readonly name: string; readonly code: string; readonly limit: number }[] = [
  { name: 'core', code: "export { createCoreClient } from '../src/core.ts';", limit: 5_000 },
  {
    name: 'partners',
    code: "export { getPartner, listPartners } from '../src/resources/partners.ts';",
    limit: 3_000,
  },
  { name: 'scorecards', code: "export * from '../src/resources/scorecards.ts';", limit: 3_000 },
  { name: 'pipelines', code: "export * from '../src/resources/pipelines.ts';", limit: 3_000 },
  { name: 'seat-snapshots', code: "export * from '../src/resources/seat-snapshots.ts';", limit: 3_000 },
  { name: 'everything', code: "export * from '../src/index.ts';", limit: 25_000 },
];

/** Bundles code as a browser would get it, and returns the size after gzip and the modules it still imports. */
export async function measure(code: string): Promise<{ bytes: number; imports: string[] }> {
  const entry = 'virtual:entry';
  const [bundle] = await build({
    config: false,
    entry: { entry },
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    dts: false,
    write: false,
    clean: false,
    logLevel: 'silent',
    cwd: at('..'),
    plugins: [
      {
        name: 'entry',
        resolveId: (id, importer) =>
          id === entry ? entry : importer === entry ? fileURLToPath(new URL(id, import.meta.url)) : undefined,
        load: (id) => (id === entry ? code : undefined),
      },
    ],
  });
  const chunks = (bundle?.chunks ?? []).filter((chunk) => chunk.type === 'chunk');
  const text = chunks.map((chunk) => chunk.code).join('\n');
  return { bytes: gzipSync(text, { level: 9 }).length, imports: chunks.flatMap((chunk) => chunk.imports) };
}

if (import.meta.main) {
  for (const { name, code, limit } of budgets) {
    const { bytes } = await measure(code);
    console.log(`${name.padEnd(16)} ${String(bytes).padStart(6)} of ${limit} bytes`);
    if (bytes > limit) process.exitCode = 1;
  }
}
