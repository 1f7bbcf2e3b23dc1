import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readCsv, type CsvRow } from './csv-rows.ts';
import type { Formats, Mapping } from './mapping.ts';
import { didYouMean, jsonPath, MappingError, type MappingProblem } from './mapping-problem.ts';
import type { RowProblem, SourceRow } from './row.ts';
import { sourceRow } from './row.ts';

/** A file named by the mapping, opened for reading. */
export interface SourceFile {
  readonly name: string;
  readonly header: readonly string[];
  /** Streams the rows after the header; a row of the wrong width comes with its problem. */
  rows(): AsyncGenerator<{ readonly row: SourceRow; readonly problem: RowProblem | null }>;
}

/**
 * Opens the files that the mapping names and reads their headers.
 *
 * @throws {@link MappingError} when a file is missing or its header cannot be used.
 */
export async function openFiles(
  directory: string,
  mapping: Mapping,
): Promise<ReadonlyMap<string, SourceFile>> {
  const present = await readdir(directory);
  const files = new Map<string, SourceFile>();
  const problems: MappingProblem[] = [];
  for (const [name, { formats, optional }] of Object.entries(mapping.files)) {
    const path = jsonPath(['files', name]);
    if (!present.includes(name)) {
      if (optional) continue;
      const remedy = didYouMean(name, present.filter(isCsv));
      problems.push({ path, message: `${directory} holds no file "${name}".`, remedy });
      continue;
    }
    const file = await openFile(join(directory, name), name, { ...mapping.formats, ...formats });
    const problem = headerProblem(file.header);
    if (problem)
      problems.push({ path, message: `${name}: ${problem}`, remedy: 'Correct the first line of the file.' });
    files.set(name, file);
  }
  if (problems.length > 0) throw new MappingError(problems);
  return files;
}

/** Lists the CSV files of a directory that the mapping does not name. */
export async function unexpectedFiles(directory: string, mapping: Mapping): Promise<readonly string[]> {
  const present = await readdir(directory);
  return present.filter((name) => isCsv(name) && !(name in mapping.files)).toSorted();
}

function isCsv(name: string): boolean {
  return /\.csv$/i.test(name);
}

async function openFile(path: string, name: string, formats: Formats): Promise<SourceFile> {
  const format = { encoding: formats.encoding ?? 'utf-8', delimiter: formats.delimiter ?? ',' };
  const read = (): AsyncGenerator<CsvRow> => readCsv(path, format);
  const header = await firstRow(read());
  const positions = new Map(header.map((column, index) => [column, index]));
  return {
    name,
    header,
    rows: async function* () {
      let isHeader = true;
      for await (const { line, cells } of read()) {
        if (!isHeader)
          yield { row: sourceRow(name, line, positions, cells), problem: widthProblem(header, cells) };
        isHeader = false;
      }
    },
  };
}

async function firstRow(rows: AsyncGenerator<CsvRow>): Promise<readonly string[]> {
  for await (const { cells } of rows) return cells;
  return [];
}

function headerProblem(header: readonly string[]): string | null {
  if (header.length === 0) return 'the file is empty.';
  const repeated = header.find((column, index) => header.indexOf(column) !== index);
  if (repeated !== undefined) return `the column "${repeated}" stands in the header twice.`;
  return null;
}

function widthProblem(header: readonly string[], cells: readonly string[]): RowProblem | null {
  if (cells.length === header.length) return null;
  return {
    column: null,
    value: null,
    code: 'WRONG_NUMBER_OF_CELLS',
    reason: `The row has ${cells.length} cells and the header ${header.length}.`,
    remedy: 'Quote cells that hold the delimiter, or add what is missing.',
  };
}
