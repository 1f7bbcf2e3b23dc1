import type { CsvRecord } from './csv-text.ts';

/** Where a cell comes from: a path in the record, or what is made of the record. */
export type Column = string | ((node: unknown, naming: Naming) => unknown);

/** The columns of a CSV file: name → path in the node; `[]` steps into a list and makes a row of each item. */
export type Columns = Readonly<Record<string, Column>>;

/** What records are called in CSV files. */
export interface Naming {
  /** By their name in this system where they have one; null is by their id. */
  readonly system: string | null;
}

/** The system under which an export's records are known where it is imported. */
export const exportSystem = 'channelgraph';

/** Makes the CSV rows of one node: one, or one for each item of the list that the columns step into. */
export function recordsOf(node: unknown, columns: Columns, naming: Naming = { system: null }): CsvRecord[] {
  const listPath = Object.values(columns)
    .find((path) => typeof path === 'string' && path.includes('[]'))
    ?.toString()
    .split('[]')[0];
  const items = listPath === undefined ? [undefined] : valueAt(node, listPath, naming);
  if (!Array.isArray(items)) return [];
  return items.map((item: unknown) =>
    Object.fromEntries(
      Object.entries(columns).map(([column, source]) => {
        if (typeof source !== 'string') return [column, cellOf(source(node, naming), naming)];
        const [before = '', within] = source.split('[].');
        const value = within === undefined ? valueAt(node, before, naming) : valueAt(item, within, naming);
        return [column, cellOf(value, naming)];
      }),
    ),
  );
}

/** Gives what stands at a path; the `id` of a record is what it is called, and a list gives what each of its items has. */
export function valueAt(value: unknown, path: string, naming: Naming): unknown {
  return path.split('.').reduce<unknown>((part, key) => stepInto(part, key, naming), value);
}

function stepInto(part: unknown, key: string, naming: Naming): unknown {
  if (Array.isArray(part)) return part.map((item: unknown) => stepInto(item, key, naming));
  if (!isObject(part)) return undefined;
  return key === 'id' ? nameOf(part, naming) : part[key];
}

/** Makes the cell of a list of objects: JSON in the form in which the API takes it. */
export function jsonCell(items: readonly unknown[]): string | null {
  return items.length === 0 ? null : JSON.stringify(items);
}

/** Names a record in a cell of JSON. */
export function referenceTo(record: unknown, naming: Naming): object {
  const externalId = isObject(record) ? nameOf(record, naming) : null;
  return { externalReference: { system: naming.system ?? exportSystem, externalId } };
}

function nameOf(record: Readonly<Record<string, unknown>>, { system }: Naming): unknown {
  return referencesOf(record).find((reference) => reference.system === system)?.externalId ?? record.id;
}

function referencesOf(record: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] {
  const { externalReferences } = record;
  return Array.isArray(externalReferences) ? externalReferences.filter(isObject) : [];
}

function cellOf(value: unknown, naming: Naming): CsvRecord[string] {
  if (Array.isArray(value)) {
    return value
      .filter((item) => !isObject(item) || item.system === undefined || item.system !== naming.system)
      .map(listItem)
      .join('; ');
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

// External references read `system:id`, product lines by their code.
function listItem(item: unknown): string {
  if (!isObject(item)) return String(item);
  if ('externalId' in item) return `${String(item.system)}:${String(item.externalId)}`;
  return String(item.code ?? item.name ?? item.id);
}

/** Tells whether a value is an object of fields. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
