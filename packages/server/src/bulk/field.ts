import { isCurrencyCode } from '@channelgraph/core/money.ts';
import { isLocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { Reference, ReferenceBook } from './references.ts';

/** Gives the value asked for, the stored one when nothing was said, and the default for a new object. */
export function choose<Value>(asked: Value | undefined, stored: Value | undefined, fallback: Value): Value {
  if (asked !== undefined) return asked;
  return stored === undefined ? fallback : stored;
}

/** Like {@link choose}, for a value that cannot be cleared: null is treated as not said. */
export function keep<Value>(
  asked: Value | null | undefined,
  stored: Value | undefined,
  fallback: Value,
): Value {
  return asked ?? stored ?? fallback;
}

// Marks of direction and of no width show nothing, so a text of them alone is an empty one.
const visible = /[^\p{C}\p{Z}]/u;

/** Gives a text without outer spaces; adds an issue when it is missing, empty or too long. */
export function requireText(text: string | null | undefined, field: string, issues: IssueCollector): string {
  const value = text?.trim() ?? '';
  if (!visible.test(value)) issues.add([field], 'REQUIRED', `${field} is required.`, `Fill in ${field}.`);
  if (value.length > 300)
    issues.add([field], 'TOO_LONG', `${field} has more than 300 characters.`, 'Shorten it.');
  return value;
}

/** Gives the id that a reference leads to; adds an issue when it leads nowhere. */
export function requireReference(
  target: { readonly type: string; readonly field: string; readonly reference: Reference | null | undefined },
  references: ReferenceBook,
  issues: IssueCollector,
): string | null {
  const { type, field, reference } = target;
  const path = field.split('.');
  if (!reference) {
    issues.add(path, 'REQUIRED', `${field} is required.`, `Name the ${type} by id or external reference.`);
    return null;
  }
  const { id, externalReference } = reference;
  if (!id && !externalReference) {
    const message = `${field} names nothing.`;
    issues.add(path, 'REQUIRED', message, `Name the ${type} by id or external reference.`);
    return null;
  }
  const found = references.idOf(type, reference);
  if (found === null) {
    const name = id || `${externalReference?.system}:${externalReference?.externalId}`;
    const message = `No ${type} is known as ${name}.`;
    issues.add(path, 'NOT_FOUND', message, `Import the ${type} first or correct the reference.`);
  } else if (externalReference && references.idOf(type, { externalReference }) !== found) {
    const message = `The id and the external reference of ${field} name two.`;
    issues.add(path, 'TWO_NAMES', message, 'Send the one or the other.');
  }
  return found;
}

/** Adds an issue unless the text is an ISO 4217 code. */
export function checkCurrency(code: string | null, field: string, issues: IssueCollector): void {
  if (code === null || isCurrencyCode(code)) return;
  issues.add(
    [field],
    'INVALID_CURRENCY',
    `${code} is not an ISO 4217 currency code.`,
    'Use a code such as USD.',
  );
}

/** Adds an issue unless the window has at least one day; an open end is always after the start. */
export function checkWindow(
  window: { readonly from: string; readonly to: string | null },
  fields: readonly [from: string, to: string],
  issues: IssueCollector,
): void {
  for (const [index, date] of [window.from, window.to].entries()) {
    if (date !== null && !isLocalDate(date)) {
      issues.add(
        [fields[index] ?? ''],
        'INVALID_DATE',
        `"${date}" is not a calendar date.`,
        'Write it like 2026-10-15.',
      );
    }
  }
  if (window.to !== null && window.to <= window.from) {
    issues.add(
      [fields[1]],
      'EMPTY_WINDOW',
      `${fields[1]} is not after ${fields[0]}.`,
      `${fields[1]} is the first day outside.`,
    );
  }
}

/** Adds an issue for every value of a list that an earlier one repeats. */
export function checkOnce(values: readonly string[], field: string, issues: IssueCollector): void {
  values.forEach((value, index) => {
    if (values.indexOf(value) === index) return;
    issues.add([field, index], 'DUPLICATE', `${value} was named before.`, 'Name each of them once.');
  });
}
