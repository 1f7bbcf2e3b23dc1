import { stringify } from 'csv-stringify/sync';

/** One row of a CSV file, by column. */
export type CsvRecord = Readonly<Record<string, string | number | boolean | null | undefined>>;

const plainNumber = /^-?\d+(\.\d+)?$/;

/**
 * Makes a cell safe to open in a spreadsheet: a text that would run as a formula gets an apostrophe before it.
 *
 * @remarks What begins with `=`, `+`, `-`, `@`, a tab or a carriage return is a formula to a spreadsheet.
 * Plain numbers, negative ones included, stay numbers: they cannot do anything.
 */
export function neutralise(value: CsvRecord[string]): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  if (!/^[=+\-@\t\r]/.test(text) || plainNumber.test(text)) return text;
  return `'${text}`;
}

/** Gives the lines of a CSV file, header first; the columns are the first record's unless they are stated. */
export async function* csvLines(
  records: AsyncIterable<CsvRecord> | Iterable<CsvRecord>,
  columns?: readonly string[],
): AsyncGenerator<string> {
  let header = columns;
  if (header) yield line(header);
  for await (const record of records) {
    if (!header) {
      header = Object.keys(record);
      yield line(header);
    }
    yield line(header.map((column) => neutralise(record[column])));
  }
}

function line(cells: readonly string[]): string {
  return stringify([[...cells]], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
}
