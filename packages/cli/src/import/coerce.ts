import { isCurrencyCode, minorDigits } from '@channelgraph/core/money.ts';
import { isLocalDate } from '@channelgraph/core/calendar.ts';
import { getNamedType, isEnumType, type GraphQLInputType } from 'graphql';
import type { TextValue } from './compile-text.ts';
import type { DateFormat } from './date-format.ts';
import { parseNumber, type NumberFormat } from './number-format.ts';
import { FieldProblem } from './row.ts';

/** How the texts of one field are read. */
export interface TextForms {
  readonly date: DateFormat;
  readonly number: NumberFormat;
}

const apiNumber: NumberFormat = { decimalSeparator: '.', groupSeparator: '' };

/** Turns a text into what the API expects for a scalar or an enum. */
export function coerceText(value: TextValue, type: GraphQLInputType, forms: TextForms): unknown {
  const named = getNamedType(type);
  if (isEnumType(named))
    return enumValue(
      value,
      named.getValues().map((item) => item.name),
    );
  const read = scalarReaders[named.name];
  return read ? read(value, forms) : value.text;
}

const scalarReaders: Readonly<Record<string, (value: TextValue, forms: TextForms) => unknown>> = {
  Boolean: booleanValue,
  Int: integerValue,
  Float: (value, forms) => Number(decimalText(value, forms)),
  Decimal: decimalText,
  Date: dateValue,
  DateTime: instantValue,
  CountryCode: (value) => codeValue(value, /^[A-Z]{2}$/, 'an ISO 3166-1 country code of two letters'),
  CurrencyCode: currencyValue,
};

/** Reads an amount of a currency as a decimal text with no more decimals than the currency has. */
export function amountText(value: TextValue, currency: string, forms: TextForms): string {
  const text = decimalText(value, forms);
  const decimals = (text.split('.')[1] ?? '').replace(/0+$/, '').length;
  if (decimals > minorDigits(currency)) {
    throw problem(
      value,
      'TOO_MANY_DECIMALS',
      `${currency} has ${minorDigits(currency)} decimals.`,
      'Round the amount in the source; the importer never rounds money.',
    );
  }
  return text;
}

/** Reads a currency code. */
export function currencyValue(value: TextValue): string {
  const code = value.text.toUpperCase();
  if (isCurrencyCode(code)) return code;
  throw problem(
    value,
    'NOT_A_CURRENCY',
    `"${value.text}" is not an ISO 4217 currency code.`,
    'Correct the cell or translate it with a value map.',
  );
}

function decimalText(value: TextValue, forms: TextForms): string {
  const format = value.isApiForm ? apiNumber : forms.number;
  const text = parseNumber(value.text, format);
  if (text !== null) return text;
  const example = `1234${format.decimalSeparator}5`;
  throw problem(
    value,
    'NOT_A_NUMBER',
    `"${value.text}" is not a number like ${example}.`,
    'Correct the cell, or state how the file writes numbers in "formats".',
  );
}

function integerValue(value: TextValue, forms: TextForms): number {
  const text = decimalText(value, forms);
  const number = Number(text);
  if (Number.isSafeInteger(number) && Math.abs(number) < 2 ** 31) return number;
  throw problem(value, 'NOT_A_WHOLE_NUMBER', `"${value.text}" is not a whole number.`, 'Correct the cell.');
}

function booleanValue(value: TextValue): boolean {
  const text = value.text.toLowerCase();
  if (['true', 'yes', 'y', '1'].includes(text)) return true;
  if (['false', 'no', 'n', '0'].includes(text)) return false;
  throw problem(
    value,
    'NOT_YES_OR_NO',
    `"${value.text}" is neither yes nor no.`,
    'Use yes/no, true/false or 1/0, or a value map.',
  );
}

function dateValue(value: TextValue, forms: TextForms): string {
  if (value.isApiForm) {
    if (isLocalDate(value.text)) return value.text;
    throw problem(value, 'NOT_A_DATE', `"${value.text}" is not a date.`, 'Write it as YYYY-MM-DD.');
  }
  const date = forms.date.parse(value.text);
  if (date !== null) return date;
  throw problem(
    value,
    'NOT_A_DATE',
    `"${value.text}" is not a date of the form ${forms.date.format}.`,
    'Correct the cell, or state the form of the dates in "formats".',
  );
}

function instantValue(value: TextValue): string {
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value.text);
  const time = isInstant ? Date.parse(value.text) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw problem(
    value,
    'NOT_AN_INSTANT',
    `"${value.text}" is not an instant.`,
    'Write it like 2026-10-15T09:00:00Z.',
  );
}

function codeValue(value: TextValue, pattern: RegExp, what: string): string {
  const code = value.text.toUpperCase();
  if (pattern.test(code)) return code;
  throw problem(
    value,
    'NOT_A_CODE',
    `"${value.text}" is not ${what}.`,
    'Correct the cell or translate it with a value map.',
  );
}

function enumValue(value: TextValue, names: readonly string[]): string {
  if (names.includes(value.text)) return value.text;
  throw problem(
    value,
    'UNKNOWN_VALUE',
    `"${value.text}" is not one of ${names.join(', ')}.`,
    'Correct the cell or translate it with a value map.',
  );
}

function problem(value: TextValue, code: string, reason: string, remedy: string): FieldProblem {
  return new FieldProblem({ column: value.column, value: value.text, code, reason, remedy });
}
