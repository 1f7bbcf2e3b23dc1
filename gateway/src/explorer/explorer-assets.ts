import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { readExamples } from './examples.ts';

/** A file of the explorer page, compressed. */
export interface ExplorerAsset {
  readonly contentType: string;
  readonly gzipped: Buffer;
}

const compress = promisify(gzip);
const script = 'text/javascript; charset=utf-8';
const style = 'text/css; charset=utf-8';

/** Names each asset with its media type and the way to get it. */
const sources: Readonly<Record<string, readonly [string, () => string | Promise<string>]>> = {
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
    const source = sources[name];
    if (source === undefined) return null;
    const asset = ready.get(name) ?? prepare(source);
    ready.set(name, asset);
    return asset;
  };
}

async function prepare([contentType, read]: (typeof sources)[string]): Promise<ExplorerAsset> {
  return { contentType, gzipped: await compress(await read()) };
}

// Nine megabytes of text: loaded only when somebody opens the page.
function loadGraphiql() {
  return import('@graphql-yoga/render-graphiql/graphiql');
}
