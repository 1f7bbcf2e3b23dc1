import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { readExamples } from './examples.ts';

/** A file of the explorer page, compressed. */
export interface ExplorerAsset {
  readonly contentType: string;
  readonly gzipped: Buffer;
}

type AssetSource = readonly [contentType: string, read: () => string | Promise<string>];

const compress = promisify(gzip);
const script = 'text/javascript; charset=utf-8';
const style = 'text/css; charset=utf-8';

/** Names each asset with its media type and the way to get it. */
const sources: Readonly<Record<string, AssetSource>> = {
  'explorer.js': [script, () => readOwn('explorer.client.js')],
  'explorer.css': [style, () => readOwn('explorer.css')],
  'examples.json': ['application/json', () => JSON.stringify({ examples: readExamples() })],
  'graphiql.js': [script, async () => (await loadGraphiql()).js],
  'graphiql.css': [style, async () => (await loadGraphiql()).css],
  'worker-editor.js': [script, async () => (await loadGraphiql()).editorWorkerService],
  'worker-json.js': [script, async () => (await loadGraphiql()).jsonWorker],
  'worker-graphql.js': [script, async () => (await loadGraphiql()).graphqlWorker],
};

/** Lists the names under which the page's files are served. */
export const assetNames = Object.keys(sources);

/** Reads one of the page's own files. */
export function readOwn(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** Creates the reader of assets, which compresses each one on its first use. */
export function createAssetReader(): (name: string) => Promise<ExplorerAsset | null> {
  const ready = new Map<string, Promise<ExplorerAsset>>();
  return async (name) => {
    // Not every key is a file: `constructor` is one of every object.
    const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
    if (source === undefined) return null;
    const asset = ready.get(name) ?? prepare(source);
    ready.set(name, asset);
    return asset;
  };
}

async function prepare([contentType, read]: AssetSource): Promise<ExplorerAsset> {
  return { contentType, gzipped: await compress(await read()) };
}

// Nine megabytes of text: loaded only when somebody opens the page.
function loadGraphiql() {
  return import('@graphql-yoga/render-graphiql/graphiql');
}
