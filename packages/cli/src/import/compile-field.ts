import {
  coerceInputValue,
  getNamedType,
  isInputObjectType,
  isListType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { isMoneyType, isReferenceType, isRequiredField, nullableType } from './catalogue.ts';
import { amountText, coerceText, currencyValue, type TextForms } from './coerce.ts';
import {
  compileChoice,
  compileText,
  emptyCell,
  mistake,
  type Compilation,
  type TextReader,
} from './compile-text.ts';
import { compileDateFormat, DateFormatError } from './date-format.ts';
import type { ColumnRule, ReferenceRule, ScalarOptions, ValueRule } from './mapping.ts';
import { didYouMean } from './mapping-problem.ts';
import { FieldProblem, type RowProblem, type RowReference, type SourceRow } from './row.ts';

/** Gives the value of one field for a row, or undefined when there is none. */
export type FieldReader = (row: SourceRow) => unknown;

type Path = readonly (string | number)[];

/** The fields of one record, ready to be read from rows. */
export interface CompiledFields {
  /** Makes the input of the record; every problem of the row is collected. */
  read(row: SourceRow): { readonly item: Record<string, unknown>; readonly problems: readonly RowProblem[] };
  /** Field → the column that a refusal of the API is traced back to. */
  readonly columns: ReadonlyMap<string, string>;
}

/** Compiles the fields of an input object against its type in the API. */
export function compileFields(
  rules: Readonly<Record<string, ValueRule>>,
  type: GraphQLInputObjectType,
  path: Path,
  c: Compilation,
  provided: readonly string[] = [],
): CompiledFields {
  const fields = type.getFields();
  const names = Object.keys(fields);
  const readers: { name: string; read: FieldReader; column: string | null; mustHave: boolean }[] = [];
  for (const [name, rule] of Object.entries(rules)) {
    const field = fields[name];
    if (!field) {
      mistake(c, [...path, name], `${type.name} has no field "${name}".`, didYouMean(name, names));
      continue;
    }
    const read = compileField(rule, field.type, [...path, name], c);
    readers.push({ name, read, column: columnOf(rule), mustHave: isRequiredField(field) });
  }
  for (const name of names) {
    const field = fields[name];
    if (field && isRequiredField(field) && !(name in rules) && !provided.includes(name)) {
      mistake(c, path, `${type.name} needs the field "${name}".`, `Add "${name}" to the fields.`);
    }
  }
  return {
    columns: new Map(readers.flatMap(({ name, column }) => (column === null ? [] : [[name, column]]))),
    read: (row) => readFields(readers, row),
  };
}

function readFields(
  readers: readonly { name: string; read: FieldReader; column: string | null; mustHave: boolean }[],
  row: SourceRow,
): { item: Record<string, unknown>; problems: RowProblem[] } {
  const item: Record<string, unknown> = {};
  const problems: RowProblem[] = [];
  for (const { name, read, column, mustHave } of readers) {
    try {
      const value = read(row);
      if (value !== undefined) item[name] = value;
      else if (mustHave) problems.push(emptyCell(name, column));
    } catch (error) {
      if (!(error instanceof FieldProblem)) throw error;
      problems.push(error.problem);
    }
  }
  return { item, problems };
}

/** Gives the first column that a rule reads, which a refusal names. */
export function columnOf(rule: ValueRule): string | null {
  if ('column' in rule) return rule.column;
  if ('template' in rule) return /\{([^{}|]+)/.exec(rule.template)?.[1] ?? null;
  if ('lookup' in rule) return columnOf(rule.lookup.equals);
  if ('reference' in rule) return columnOf(rule.reference.key);
  if ('list' in rule) return rule.list.map(columnOf).find((column) => column !== null) ?? null;
  if ('object' in rule)
    return (
      Object.values(rule.object)
        .map(columnOf)
        .find((column) => column !== null) ?? null
    );
  if ('choose' in rule)
    return rule.choose.map((branch) => columnOf(branch.value)).find((column) => column !== null) ?? null;
  return null;
}

function compileField(rule: ValueRule, type: GraphQLInputType, path: Path, c: Compilation): FieldReader {
  const target = nullableType(type);
  if ('choose' in rule) {
    const pick = compileChoice(rule.choose, rule.otherwise, path, c, (branch, at) =>
      compileField(branch, type, at, c),
    );
    return (row) => pick(row)?.(row);
  }
  if ('column' in rule && rule.json) return compileJson(rule, type, path, c);
  if (isListType(target)) return compileList(rule, target.ofType as GraphQLInputType, path, c);
  if ('constant' in rule && (!isMoneyType(target) || typeof rule.constant === 'object'))
    return compileConstant(rule.constant, target, path, c);
  if (isReferenceType(target)) return compileReference(rule, path, c);
  if ('object' in rule) return compileObject(rule.object, target, path, c);
  if (isMoneyType(target)) return compileMoney(rule, path, c);
  if (isInputObjectType(target)) {
    mistake(
      c,
      path,
      `${target.name} is an object.`,
      `Use "object" with its fields: ${Object.keys(target.getFields()).join(', ')}.`,
    );
    return () => undefined;
  }
  return compileScalar(rule, target, path, c);
}

function compileScalar(rule: ValueRule, type: GraphQLInputType, path: Path, c: Compilation): FieldReader {
  const read = compileText(rule, path, c);
  const forms = compileForms(rule, getNamedType(type).name, path, c);
  const field = fieldName(path);
  return (row) => {
    const value = read(row);
    return value.text === '' ? leaveEmpty(field, value.column, row) : coerceText(value, type, forms);
  };
}

function leaveEmpty(field: string, column: string | null, row: SourceRow): undefined {
  if (column !== null) row.notes.leftEmpty.push({ field, column });
}

function compileForms(
  rule: ScalarOptions | ValueRule,
  typeName: string,
  path: Path,
  c: Compilation,
): TextForms {
  const number = {
    decimalSeparator: c.formats.decimalSeparator ?? '.',
    groupSeparator: c.formats.groupSeparator ?? '',
  };
  const own = 'date' in rule ? rule.date : undefined;
  const isDate = typeName === 'Date';
  try {
    const format = isDate ? (own ?? c.formats.date ?? 'YYYY-MM-DD') : 'YYYY-MM-DD';
    return { number, date: compileDateFormat(format, c.formats.twoDigitYearPivot) };
  } catch (error) {
    if (!(error instanceof DateFormatError)) throw error;
    mistake(
      c,
      own === undefined ? ['formats', 'date'] : [...path, 'date'],
      error.message,
      'Correct the format, or state "twoDigitYearPivot" in "formats".',
    );
    return { number, date: compileDateFormat('YYYY-MM-DD', undefined) };
  }
}

function compileList(rule: ValueRule, element: GraphQLInputType, path: Path, c: Compilation): FieldReader {
  if ('list' in rule) {
    const readers = rule.list.map((part, index) => compileField(part, element, [...path, 'list', index], c));
    return (row) => nonEmpty(readers.map((read) => read(row)).filter((value) => value !== undefined));
  }
  const cell = splitCell(rule);
  if (cell) return compileSplit(cell, element, path, c);
  if ('constant' in rule && Array.isArray(rule.constant)) {
    const readers = rule.constant.map((constant: unknown) => compileField({ constant }, element, path, c));
    return (row) => readers.map((read) => read(row));
  }
  const read = compileField(rule, element, path, c);
  return (row) => {
    const value = read(row);
    return value === undefined ? undefined : [value];
  };
}

interface SplitCell {
  readonly column: string;
  readonly split: string;
  /** What is made of each part. */
  readonly part: ValueRule;
}

function splitCell(rule: ValueRule): SplitCell | null {
  if ('column' in rule && rule.split !== undefined) {
    return { column: rule.column, split: rule.split, part: { ...rule, split: undefined } };
  }
  const key = 'reference' in rule ? splitCell(rule.reference.key) : null;
  return key && 'reference' in rule
    ? { ...key, part: { reference: { ...rule.reference, key: key.part } } }
    : null;
}

// Each part of the cell is read as if it stood in the cell alone, so that maps and formats apply to it.
function compileSplit(
  { column, split, part }: SplitCell,
  element: GraphQLInputType,
  path: Path,
  c: Compilation,
): FieldReader {
  const read = compileField(part, element, path, c);
  return (row) => {
    const parts = row
      .cell(column)
      .split(split)
      .map((text) => text.trim())
      .filter((text) => text !== '');
    return nonEmpty(
      parts.map((text) => read({ ...row, cell: (name) => (name === column ? text : row.cell(name)) })),
    );
  };
}

function compileJson(rule: ColumnRule, type: GraphQLInputType, path: Path, c: Compilation): FieldReader {
  const read = compileText({ column: rule.column }, path, c);
  const field = fieldName(path);
  return (row) => {
    const { text, column } = read(row);
    if (text === '') return leaveEmpty(field, column, row);
    try {
      const value: unknown = JSON.parse(text);
      coerceInputValue(value, type, (_path, _value, error) => {
        throw error;
      });
      row.notes.references.push(...referencesIn(value, field, column));
      return value;
    } catch (error) {
      throw new FieldProblem({
        column,
        value: text,
        code: 'NOT_JSON',
        reason: `The cell is no ${String(type)} in JSON: ${error instanceof Error ? error.message : String(error)}`,
        remedy: 'Correct the cell.',
      });
    }
  };
}

// What refers to a partner in the API is called after it, which tells the entity of a reference in a cell of JSON.
function referencesIn(value: unknown, field: string, column: string | null): RowReference[] {
  if (typeof value !== 'object' || value === null) return [];
  const { externalReference } = value as {
    externalReference?: { readonly system: string; readonly externalId: string };
  };
  if (externalReference) {
    const { system, externalId: key } = externalReference;
    return [{ field, entity: field, system, key, column }];
  }
  return Object.entries(value).flatMap(([name, part]) =>
    referencesIn(part, Array.isArray(value) ? field : name, column),
  );
}

function nonEmpty(values: readonly unknown[]): readonly unknown[] | undefined {
  return values.length === 0 ? undefined : values;
}

function compileObject(
  rules: Readonly<Record<string, ValueRule>>,
  type: GraphQLInputType,
  path: Path,
  c: Compilation,
): FieldReader {
  if (!isInputObjectType(type)) {
    mistake(c, path, `${getNamedType(type).name} is not an object.`, 'Give a single value.');
    return () => undefined;
  }
  const fields = compileFields(rules, type, [...path, 'object'], c);
  return (row) => {
    const { item, problems } = fields.read(row);
    const [first] = problems;
    if (first && (Object.keys(item).length > 0 || first.code !== 'EMPTY')) throw new FieldProblem(first);
    return Object.keys(item).length === 0 ? undefined : item;
  };
}

function compileMoney(rule: ValueRule, path: Path, c: Compilation): FieldReader {
  const read = compileText(rule, path, c);
  const forms = compileForms(rule, 'Decimal', path, c);
  const currency = compileCurrency(rule, path, c);
  const field = fieldName(path);
  return (row) => {
    const value = read(row);
    if (value.text === '') return leaveEmpty(field, value.column, row);
    const code = currency(row);
    return { amount: amountText(value, code, forms), currency: code };
  };
}

function compileCurrency(rule: ValueRule, path: Path, c: Compilation): (row: SourceRow) => string {
  const stated = 'currency' in rule ? rule.currency : undefined;
  if (typeof stated === 'object') {
    const read: TextReader = compileText({ column: stated.column }, [...path, 'currency'], c);
    return (row) => currencyValue(read(row));
  }
  const code = stated ?? c.formats.currency;
  if (code === undefined) {
    mistake(c, path, 'No currency is known for the amount.', 'State "currency" here or in "formats".');
  }
  return () => code ?? '';
}

function compileReference(rule: ValueRule, path: Path, c: Compilation): FieldReader {
  if (!('reference' in rule)) {
    mistake(c, path, 'This field refers to another record.', 'Use "reference" with the entity and its key.');
    return () => undefined;
  }
  const { entity, system = c.system, key } = (rule satisfies ReferenceRule).reference;
  if (!c.isKnownEntity(entity)) {
    mistake(
      c,
      [...path, 'reference', 'entity'],
      `There is no entity "${entity}".`,
      didYouMean(entity, c.entityNames),
    );
  }
  const read = compileText(key, [...path, 'reference', 'key'], c);
  const field = fieldName(path);
  return (row) => {
    const { text, column } = read(row);
    if (text === '') return leaveEmpty(field, column, row);
    row.notes.references.push({ field, entity, system, key: text, column });
    return { externalReference: { system, externalId: text } };
  };
}

function fieldName(path: Path): string {
  const names = path.filter((part): part is string => typeof part === 'string');
  return names.findLast((part) => !['list', 'object', 'choose', 'value', 'otherwise'].includes(part)) ?? '';
}

function compileConstant(value: unknown, type: GraphQLInputType, path: Path, c: Compilation): FieldReader {
  if (value === null) return () => undefined;
  const isText = !isInputObjectType(type);
  try {
    const constant = isText
      ? coerceText(
          { text: String(value), column: null, isApiForm: true },
          type,
          compileForms({}, 'Decimal', path, c),
        )
      : coerceInputValue(value, type, (_path, _value, error) => {
          throw error;
        }) && value;
    return () => constant;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    mistake(c, [...path, 'constant'], message, `Give a value of type ${getNamedType(type).name}.`);
    return () => undefined;
  }
}
