import type {
  Condition,
  Formats,
  LookupRule,
  ScalarOptions,
  TemplateRule,
  ValueMap,
  ValueRule,
} from './mapping.ts';
import { didYouMean, jsonPath, type MappingProblem } from './mapping-problem.ts';
import { FieldProblem, type RowProblem, type SourceRow } from './row.ts';
import type { LookupTables } from './lookup-tables.ts';

/** A text as a rule gives it: empty when there is no value. */
export interface TextValue {
  readonly text: string;
  /** The column that a refusal names. */
  readonly column: string | null;
  /** True for constants and defaults, which stand in the mapping in the form the API expects. */
  readonly isApiForm: boolean;
}

/** Gives the text of a rule for one row. */
export type TextReader = (row: SourceRow) => TextValue;

/** Everything that rules of one step are compiled with. */
export interface Compilation {
  readonly file: string | null;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly system: string;
  readonly valueMaps: Readonly<Record<string, ValueMap>>;
  readonly formats: Formats;
  readonly lookups: LookupTables;
  readonly problems: MappingProblem[];
  /** Notes that a column of a file is read. */
  use(file: string, column: string): void;
  /** Tells whether records of the entity can be referred to. */
  isKnownEntity(entity: string): boolean;
  readonly entityNames: readonly string[];
}

type Path = readonly (string | number)[];
const noText: TextValue = { text: '', column: null, isApiForm: false };

/** Reports a mistake of the mapping. */
export function mistake(c: Compilation, path: Path, message: string, remedy: string): void {
  c.problems.push({ path: jsonPath(path), message, remedy });
}

/** Compiles a rule that gives one text: a cell, a constant, a template, a lookup or a choice of these. */
export function compileText(rule: ValueRule, path: Path, c: Compilation): TextReader {
  if ('constant' in rule) return constantText(rule.constant, path, c);
  if ('choose' in rule) {
    const pick = compileChoice(rule.choose, rule.otherwise, path, c, compileText);
    return (row) => pick(row)?.(row) ?? noText;
  }
  if ('column' in rule) return finish(columnText(rule.column, path, c), rule, path, c);
  if ('template' in rule) return finish(templateText(rule, path, c), rule, path, c);
  if ('lookup' in rule) return finish(lookupText(rule, path, c), rule, path, c);
  mistake(c, path, 'A single text is needed here.', 'Use column, constant, template, lookup or choose.');
  return () => noText;
}

/** Compiles the branches of a choice; gives the chosen branch for a row, or undefined. */
export function compileChoice<T>(
  branches: readonly { readonly when: Condition; readonly value: ValueRule }[],
  otherwise: ValueRule | undefined,
  path: Path,
  c: Compilation,
  compile: (rule: ValueRule, path: Path, c: Compilation) => T,
): (row: SourceRow) => T | undefined {
  const compiled = branches.map((branch, index) => ({
    holds: compileCondition(branch.when, [...path, 'choose', index, 'when'], c),
    value: compile(branch.value, [...path, 'choose', index, 'value'], c),
  }));
  const fallback = otherwise && compile(otherwise, [...path, 'otherwise'], c);
  return (row) => compiled.find((branch) => branch.holds(row))?.value ?? fallback;
}

function compileCondition(condition: Condition, path: Path, c: Compilation): (row: SourceRow) => boolean {
  const read = columnText(condition.column, path, c);
  const texts = new Set(condition.in);
  if (condition.isEmpty !== undefined) return (row) => (read(row).text === '') === condition.isEmpty;
  return (row) => texts.has(read(row).text);
}

function constantText(value: unknown, path: Path, c: Compilation): TextReader {
  if (typeof value === 'object' && value !== null) {
    mistake(
      c,
      [...path, 'constant'],
      'A single text is needed here.',
      'Give a text, a number or true or false.',
    );
  }
  const constant = { text: value === null ? '' : String(value), column: null, isApiForm: true };
  return () => constant;
}

function columnText(column: string, path: Path, c: Compilation): TextReader {
  const at = [...path, 'column'];
  if (c.file === null) mistake(c, at, 'This step reads no file.', 'Give the value itself.');
  else checkColumn(c.file, column, at, c);
  const empty = new Set(c.formats.emptyValues);
  return (row) => {
    const text = row.cell(column);
    return { text: empty.has(text) ? '' : text, column, isApiForm: false };
  };
}

function checkColumn(file: string, column: string, path: Path, c: Compilation): void {
  const header = c.headers.get(file);
  if (!header) return;
  if (header.includes(column)) c.use(file, column);
  else mistake(c, path, `${file} has no column "${column}".`, didYouMean(column, header));
}

function templateText(rule: TemplateRule, path: Path, c: Compilation): TextReader {
  const parts = rule.template.split(/\{([^{}]+)\}/);
  const readers = parts.map((part, index) =>
    index % 2 === 1 ? templatePart(part, [...path, 'template'], c) : null,
  );
  if (parts.length === 1)
    mistake(c, [...path, 'template'], 'The template names no {column}.', 'Use a constant instead.');
  const first = parts[1]?.split('|')[0] ?? null;
  return (row) => {
    const texts = readers.map((read, index) => (read ? read(row).text : (parts[index] ?? '')));
    const isEmpty = texts.every((text, index) => index % 2 === 0 || text === '');
    return { text: isEmpty ? '' : texts.join('').trim(), column: first, isApiForm: false };
  };
}

// `{product|product}` is the cell after the value map.
function templatePart(part: string, path: Path, c: Compilation): TextReader {
  const [column = '', map] = part.split('|');
  const read = columnText(column, path, c);
  return map === undefined ? read : finish(read, { map }, path, c);
}

function lookupText({ lookup }: LookupRule, path: Path, c: Compilation): TextReader {
  const at = [...path, 'lookup'];
  if (!c.headers.has(lookup.file)) {
    mistake(
      c,
      [...at, 'file'],
      `The mapping knows no file "${lookup.file}".`,
      didYouMean(lookup.file, [...c.headers.keys()]),
    );
  }
  checkColumn(lookup.file, lookup.where, [...at, 'where'], c);
  checkColumn(lookup.file, lookup.column, [...at, 'column'], c);
  const equals = compileText(lookup.equals, [...at, 'equals'], c);
  const table = c.lookups.request(lookup.file, lookup.where, lookup.column);
  return (row) => {
    const key = equals(row);
    if (key.text === '') return { ...noText, column: key.column };
    const found = table.get(key.text);
    if (found === undefined || found === null) throw lookupProblem(lookup, key, found);
    return { text: found, column: key.column, isApiForm: false };
  };
}

function lookupProblem(lookup: LookupRule['lookup'], key: TextValue, found: null | undefined): FieldProblem {
  const isMissing = found === undefined;
  return new FieldProblem({
    column: key.column,
    value: key.text,
    code: isMissing ? 'LOOKUP_NOT_FOUND' : 'LOOKUP_AMBIGUOUS',
    reason: `${isMissing ? 'No row' : 'More than one row'} of ${lookup.file} has "${key.text}" as ${lookup.where}.`,
    remedy: isMissing
      ? `Add it to ${lookup.file}, or an alias to the mapping.`
      : `Leave one of them in ${lookup.file}.`,
  });
}

function finish(read: TextReader, options: ScalarOptions, path: Path, c: Compilation): TextReader {
  const translate = options.map === undefined ? null : compileMap(options.map, [...path, 'map'], c);
  const fallback = options.default;
  return (row) => {
    const value = read(row);
    const translated = value.text !== '' && translate ? translate(value, row) : value;
    if (translated.text !== '') return translated;
    if (fallback !== undefined) return { ...value, text: fallback, isApiForm: true };
    if (options.whenEmpty === 'refuse')
      throw new FieldProblem(emptyCell(value.column ?? 'this field', value.column));
    return translated;
  };
}

/** Says that a field which must have a value has none. */
export function emptyCell(field: string, column: string | null): RowProblem {
  return {
    column,
    value: '',
    code: 'EMPTY',
    reason: `There is no value for ${field}.`,
    remedy:
      column === null
        ? 'State the value in the mapping.'
        : 'Fill the cell, or give the field a "default" in the mapping.',
  };
}

function compileMap(
  name: string,
  path: Path,
  c: Compilation,
): (value: TextValue, row: SourceRow) => TextValue {
  const map = c.valueMaps[name];
  if (!map) {
    mistake(c, path, `There is no value map "${name}".`, didYouMean(name, Object.keys(c.valueMaps)));
    return (value) => value;
  }
  const normal = (text: string): string => (map.ignoreCase ? text.toLowerCase() : text);
  const aliases = new Map(Object.entries(map.aliases).map(([from, to]) => [normal(from), to]));
  const values = new Map(Object.entries(map.values).map(([from, to]) => [normal(from), to]));
  return (value, row) => {
    const alias = aliases.get(normal(value.text));
    if (alias !== undefined) noteCorrection(row, { column: value.column ?? '', from: value.text, to: alias });
    const known = values.get(normal(alias ?? value.text));
    if (known !== undefined) return { ...value, text: known };
    if (map.otherwise === 'keep' || (alias !== undefined && values.size === 0))
      return { ...value, text: alias ?? value.text };
    if (map.otherwise === 'leaveEmpty') return { ...value, text: '' };
    throw unknownValue(name, value);
  };
}

// A cell may be read for several fields and is one correction all the same.
function noteCorrection(
  { notes }: SourceRow,
  correction: { column: string; from: string; to: string },
): void {
  const isNoted = notes.corrections.some(
    ({ column, from }) => column === correction.column && from === correction.from,
  );
  if (!isNoted) notes.corrections.push(correction);
}

function unknownValue(map: string, value: TextValue): FieldProblem {
  return new FieldProblem({
    column: value.column,
    value: value.text,
    code: 'UNKNOWN_VALUE',
    reason: `The mapping's value map "${map}" does not know "${value.text}".`,
    remedy: `Correct the cell, or add the text to valueMaps.${map} (an alias if it is a misspelling).`,
  });
}
