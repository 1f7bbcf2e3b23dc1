import type { ImportableEntity } from './catalogue.ts';
import { compileFields, columnOf, type CompiledFields } from './compile-field.ts';
import { compileText, emptyCell, mistake, type Compilation, type TextReader } from './compile-text.ts';
import type { MappingStep, ReferenceRule, ValueRule } from './mapping.ts';
import { FieldProblem, type RowProblem, type SourceRow } from './row.ts';

/** A row as the API takes it, or with the problems that keep it out. */
export interface PreparedRow {
  readonly source: SourceRow;
  /** The key in the source system, or null where the step names none. */
  readonly key: string | null;
  readonly item: Readonly<Record<string, unknown>>;
  readonly problems: readonly RowProblem[];
}

/** A step of the mapping, checked against the API and ready to read rows. */
export interface CompiledStep {
  readonly name: string;
  readonly entity: ImportableEntity;
  readonly system: string;
  readonly rows: 'each' | 'distinct';
  /** The file read, or null for records that the mapping states. */
  readonly file: string | null;
  /** The columns that refusals of the API are traced back to, by field. */
  readonly columns: ReadonlyMap<string, string>;
  /** The column of the key, which refusals for the key name. */
  readonly keyColumn: string | null;
  /** The entities that this step refers to. */
  readonly refersTo: ReadonlySet<string>;
  prepare(row: SourceRow): PreparedRow;
  /** The records that the mapping states, prepared. */
  readonly records: readonly ((row: SourceRow) => PreparedRow)[];
}

type Path = readonly (string | number)[];

/** Compiles one step; mistakes are added to the compilation's problems. */
export function compileStep(
  step: MappingStep,
  entity: ImportableEntity,
  path: Path,
  c: Compilation,
): CompiledStep {
  const key = step.key ? compileText(step.key, [...path, 'key'], c) : null;
  const hasReference = 'externalReference' in entity.item.getFields();
  const provided = hasReference ? ['externalReference'] : [];
  const system = step.system ?? c.system;
  const records = (step.records ?? []).map((record, index) => {
    const fields = compileFields(
      recordRules(record.fields),
      entity.item,
      [...path, 'records', index, 'fields'],
      c,
      provided,
    );
    const stated: TextReader = () => ({ text: record.key ?? '', column: null, isApiForm: true });
    return (row: SourceRow) =>
      prepare(row, record.key === undefined ? null : stated, fields, hasReference ? system : null);
  });
  const isFileStep = step.file !== undefined;
  const fields = isFileStep
    ? compileFields(step.fields, entity.item, [...path, 'fields'], c, provided)
    : noFields;
  checkKey(step, hasReference, path, c);
  return {
    name: step.name,
    entity,
    system,
    rows: step.rows,
    file: step.file ?? null,
    columns: fields.columns,
    keyColumn: step.key ? columnOf(step.key) : null,
    refersTo: new Set(referencedEntities(step)),
    prepare: (row) => prepare(row, key, fields, hasReference ? system : null),
    records,
  };
}

const noFields: CompiledFields = { columns: new Map(), read: () => ({ item: {}, problems: [] }) };

function prepare(
  row: SourceRow,
  key: TextReader | null,
  fields: CompiledFields,
  referenceSystem: string | null,
): PreparedRow {
  const { item, problems } = fields.read(row);
  const { text, problem } = key ? readKey(key, row) : { text: null, problem: null };
  if (text !== null && referenceSystem !== null)
    item.externalReference ??= { system: referenceSystem, externalId: text };
  return { source: row, key: text, item, problems: problem ? [problem, ...problems] : problems };
}

function readKey(key: TextReader, row: SourceRow): { text: string | null; problem: RowProblem | null } {
  try {
    const { text, column } = key(row);
    return text === '' ? { text: null, problem: emptyCell('the key', column) } : { text, problem: null };
  } catch (error) {
    if (!(error instanceof FieldProblem)) throw error;
    return { text: null, problem: error.problem };
  }
}

function checkKey(step: MappingStep, hasReference: boolean, path: Path, c: Compilation): void {
  const states = (fields: object): boolean => 'externalReference' in fields;
  if (step.rows === 'distinct' && !step.key) {
    mistake(c, [...path, 'rows'], 'Rows can only be told apart by a key.', 'Add "key".');
  }
  if (!hasReference) return;
  if (step.file !== undefined && !step.key && !states(step.fields)) {
    mistake(c, path, 'Without a key a second run would create every record again.', 'Add "key".');
  }
  for (const [index, record] of (step.records ?? []).entries()) {
    if (record.key === undefined && !states(record.fields)) {
      mistake(
        c,
        [...path, 'records', index],
        'Without a key a second run would create the record again.',
        'Add "key".',
      );
    }
  }
}

function recordRules(fields: Readonly<Record<string, unknown>>): Record<string, ValueRule> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      isReferenceRule(value) ? value : { constant: value },
    ]),
  );
}

function isReferenceRule(value: unknown): value is ReferenceRule {
  return typeof value === 'object' && value !== null && Object.keys(value).join() === 'reference';
}

function* referencedEntities(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  if (isReferenceRule(value) && typeof value.reference?.entity === 'string') yield value.reference.entity;
  for (const part of Object.values(value)) yield* referencedEntities(part);
}
