import type { CsvRecord } from './csv-text.ts';

/**
 * Makes rows of an answer: the items of the first list in it, each with the columns of its nested objects
 * (`tier.label`); an answer without a list is one row.
 */
export function flattenAnswer(data: Readonly<Record<string, unknown>>): CsvRecord[] {
  const list = firstList(data);
  const rows = (list ?? [data]).map((item) => Object.fromEntries(cellsOf(item, '')));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? null])));
}

// The list nearest to the root is meant: a list inside its items is a cell of theirs.
function firstList(data: unknown): readonly unknown[] | null {
  let level: unknown[] = [data];
  while (level.length > 0) {
    const list = level.find(Array.isArray);
    if (list) return list.map((item: unknown) => unwrapEdge(item));
    level = level.flatMap((value) => (isObject(value) ? Object.values(value) : []));
  }
  return null;
}

function unwrapEdge(item: unknown): unknown {
  return isObject(item) &&
    'node' in item &&
    Object.keys(item).every((key) => key === 'node' || key === 'cursor')
    ? item.node
    : item;
}

function cellsOf(value: unknown, path: string): [string, CsvRecord[string]][] {
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, part]) =>
      cellsOf(part, path === '' ? key : `${path}.${key}`),
    );
  }
  return [[path === '' ? 'value' : path, cellOf(value)]];
}

function cellOf(value: unknown): CsvRecord[string] {
  if (Array.isArray(value))
    return value.every((part) => !isObject(part)) ? value.join('; ') : JSON.stringify(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
