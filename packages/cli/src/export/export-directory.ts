import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CoreClient } from '@channelgraph/sdk/client.ts';
import { PagePromise, type Connection } from '@channelgraph/sdk/pagination.ts';
import { csvLines, type CsvRecord } from './csv-text.ts';
import type { ExportEntity, NestedList } from './export-entity.ts';
import { isObject, recordsOf, type Naming } from './export-records.ts';

/** The forms in which records are written. */
export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What an export writes, and where. */
export interface ExportOptions {
  readonly client: CoreClient;
  readonly directory: string;
  readonly entities: readonly ExportEntity[];
  readonly format: ExportFormat;
  /** The day that scorecards and tiers describe; null is today. */
  readonly asOf: string | null;
  /** What records are called in CSV files; by their ids where it is left out. */
  readonly naming?: Naming;
  readonly signal?: AbortSignal;
  readonly onProgress?: (entity: string, records: number, isLast: boolean) => void;
  readonly now?: () => Date;
}

/** One file of an export. */
export interface ExportedFile {
  readonly file: string;
  readonly entity: string;
  /** Rows of the file, without the header. */
  readonly rows: number;
  /** Records read from the API. */
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
  /** The day that the records describe; null where they are the present state. */
  readonly asOf: string | null;
}

/** What `manifest.json` says about an export. */
export interface ExportManifest {
  readonly formatVersion: 1;
  readonly exportedAt: string;
  readonly format: ExportFormat;
  readonly files: readonly ExportedFile[];
}

/**
 * Writes records of the program to files, page by page, and a manifest with their row counts and hashes.
 *
 * @remarks Each file appears under its name only when it is complete, and the manifest last of all: a
 * directory with a manifest is a whole export.
 */
export async function exportDirectory(options: ExportOptions): Promise<ExportManifest> {
  const { directory, entities, format, now = () => new Date() } = options;
  await mkdir(directory, { recursive: true });
  await rm(join(directory, 'manifest.json'), { force: true });
  const exportedAt = now().toISOString();
  const files: ExportedFile[] = [];
  for (const entity of entities) files.push(await exportEntity(entity, options));
  const manifest: ExportManifest = { formatVersion: 1, exportedAt, format, files };
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

async function exportEntity(entity: ExportEntity, options: ExportOptions): Promise<ExportedFile> {
  const { directory, format, asOf, onProgress } = options;
  const file = `${entity.name}.${format}`;
  const draft = join(directory, `.${file}.part`);
  const counts = { records: 0, rows: 0, bytes: 0 };
  const hash = createHash('sha256');
  const count = async function* (): AsyncGenerator<unknown> {
    for await (const node of recordsIn(entity, options)) {
      counts.records += 1;
      if (counts.records % 100 === 0) onProgress?.(entity.name, counts.records, false);
      yield node;
    }
  };
  const lines =
    format === 'csv'
      ? csvOf(entity, count(), { counts, naming: options.naming })
      : jsonLinesOf(count(), counts);
  const measured = async function* (): AsyncGenerator<string> {
    for await (const line of lines) {
      hash.update(line);
      counts.bytes += Buffer.byteLength(line);
      yield line;
    }
  };
  await pipeline(Readable.from(measured()), createWriteStream(draft));
  await rename(draft, join(directory, file));
  onProgress?.(entity.name, counts.records, true);
  return {
    file,
    entity: entity.name,
    ...counts,
    sha256: hash.digest('hex'),
    asOf: entity.hasAsOf ? asOf : null,
  };
}

async function* recordsIn(entity: ExportEntity, options: ExportOptions): AsyncGenerator<unknown> {
  const { within } = entity;
  for await (const node of nodesOf(entity, options)) {
    if (within) yield* nestedNodes(within, node, options);
    else yield node;
  }
}

function nodesOf(entity: ExportEntity, { client, asOf, signal }: ExportOptions): AsyncIterable<unknown> {
  const first = entity.pageSize;
  return new PagePromise<unknown>(`export ${entity.name}`, async (after) => {
    const variables = { first, after: after ?? null, ...(entity.hasAsOf ? { asOf } : {}) };
    const data = await client.query<Record<string, Connection<unknown>>>(entity.document, variables, {
      signal,
    });
    const connection = data[entity.field];
    if (!connection) throw new Error(`The answer to ${entity.name} has no list.`);
    return connection;
  });
}

// The first page of the inner list came with its record; the others are asked for record by record.
async function* nestedNodes(
  { parent, list, field, document }: NestedList,
  node: unknown,
  { client, signal }: ExportOptions,
): AsyncGenerator<unknown> {
  if (!isObject(node)) return;
  const { [list]: firstPage, ...outer } = node;
  let page = firstPage as Connection<unknown> | undefined;
  while (page) {
    for (const item of page.nodes) yield { [parent]: outer, ...(item as object) };
    if (!page.pageInfo.hasNextPage) return;
    const variables = { id: outer.id, after: page.pageInfo.endCursor };
    const data = await client.query<Record<string, Record<string, Connection<unknown>>>>(
      document,
      variables,
      {
        signal,
      },
    );
    page = data[field]?.[list];
  }
}

type Counts = { rows: number };

function csvOf(
  entity: ExportEntity,
  nodes: AsyncIterable<unknown>,
  { counts, naming }: { readonly counts: Counts; readonly naming: Naming | undefined },
): AsyncIterable<string> {
  const records = async function* (): AsyncGenerator<CsvRecord> {
    for await (const node of nodes) {
      for (const record of recordsOf(node, entity.columns, naming)) {
        counts.rows += 1;
        yield record;
      }
    }
  };
  return csvLines(records(), Object.keys(entity.columns));
}

async function* jsonLinesOf(nodes: AsyncIterable<unknown>, counts: Counts): AsyncGenerator<string> {
  for await (const node of nodes) {
    counts.rows += 1;
    yield `${JSON.stringify(node)}\n`;
  }
}
