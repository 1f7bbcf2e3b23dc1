import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Transform, type Readable } from 'node:stream';
import { parse } from 'csv-parse';

/** One record of a CSV file, trimmed, with the physical line on which it begins (the first line is 1). */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** How the bytes of a CSV file are read. */
export interface CsvFormat {
  readonly encoding: string;
  readonly delimiter: string;
}

/** The file as such cannot be read further (quotes never closed, wrong encoding). */
export class CsvFileError extends Error {
  override readonly name = 'CsvFileError';
  readonly line: number;
  readonly remedy: string;

  constructor(message: string, line: number, remedy: string) {
    super(message);
    this.line = line;
    this.remedy = remedy;
  }
}

/**
 * Streams the records of a CSV file, the header included.
 *
 * @remarks Blank lines are skipped and counted as lines. A line break inside a quoted cell becomes `\n`
 * whatever the file uses: one kind of line end is what makes physical line numbers exact.
 * @throws {@link CsvFileError} where the file stops making sense.
 */
export async function* readCsv(path: string, format: CsvFormat): AsyncGenerator<CsvRow> {
  const source = createReadStream(path);
  try {
    yield* parseCsv(source, format);
  } finally {
    source.destroy();
  }
}

/** Streams the records of CSV bytes, as {@link readCsv} does for a file. */
export async function* parseCsv(source: Readable, format: CsvFormat): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    delimiter: format.delimiter,
    // A cell this long is a quote that was never closed; reading on would only fill the memory.
    max_record_size: 1_000_000,
    raw: true,
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const finished = pipeline(source, decode(format.encoding), parser).catch((error: unknown) => error);
  let line = 1;
  try {
    for await (const { raw, record } of parser as AsyncIterable<{ raw: string; record: string[] }>) {
      const leading = /^\n*/.exec(raw)?.[0].length ?? 0;
      const start = line + leading;
      line += raw.split('\n').length - 1;
      const cells = record.map((cell) => cell.trim());
      if (cells.length > 1 || cells[0] !== '') yield { line: start, cells };
    }
  } catch (error) {
    throw fileError(error, line, format);
  }
  const error = await finished;
  if (error) throw fileError(error, line, format);
}

function decode(encoding: string): Transform {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let held = '';
  // A carriage return at the end of a chunk waits for the next one: it may be half of a line end.
  const normalise = (text: string, last: boolean): string => {
    const whole = held + text;
    const cut = !last && whole.endsWith('\r') ? whole.length - 1 : whole.length;
    held = whole.slice(cut);
    return whole.slice(0, cut).replace(/\r\n?/g, '\n');
  };
  return new Transform({
    decodeStrings: true,
    readableObjectMode: false,
    transform(chunk: Buffer, _encoding, done) {
      attempt(() => done(null, normalise(decoder.decode(chunk, { stream: true }), false)), done);
    },
    flush(done) {
      attempt(() => done(null, normalise(decoder.decode(), true)), done);
    },
  });
}

function attempt(action: () => void, fail: (error: Error) => void): void {
  try {
    action();
  } catch (error) {
    fail(error instanceof Error ? error : new Error(String(error)));
  }
}

function fileError(error: unknown, line: number, format: CsvFormat): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new CsvFileError(
      `The file is not ${format.encoding}.`,
      line,
      'State its encoding in the mapping ("formats.encoding", e.g. "windows-1252") or save it as UTF-8.',
    );
  }
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return new CsvFileError(
      'A quoted cell that begins here is never closed.',
      firstLineOf(error) ?? line,
      'Close the quote; nothing after it can be told apart.',
    );
  }
  if (code.startsWith('CSV_')) return new CsvFileError(error.message, line, 'Correct the line.');
  return error;
}

// csv-parse counts lines to the end of the failing record and keeps that record's text.
function firstLineOf(error: Error): number | null {
  if (!('raw' in error && 'lines' in error)) return null;
  const raw = String(error.raw);
  const leading = /^\n*/.exec(raw)?.[0].length ?? 0;
  return Number(error.lines) - (raw.split('\n').length - 1) + 1 + leading;
}
