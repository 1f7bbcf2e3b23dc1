import type { ApiIssue } from './bulk-result.ts';
import type { CompiledStep, PreparedRow } from './compile-step.ts';
import type { KnownRecords } from './known-records.ts';
import type { RowProblem, RowReference } from './row.ts';

/** Tells whether an issue says that a referenced record does not exist. */
export function missingReference(issue: ApiIssue, row: PreparedRow): RowReference | null {
  if (!/NOT_FOUND|UNKNOWN_REFERENCE/.test(issue.code)) return null;
  const named = row.source.notes.references.filter(({ field }) => issue.path.includes(field));
  return named.find(({ key }) => issue.message.includes(key)) ?? named[0] ?? null;
}

/** Translates an issue of the API into the terms of the file: column, value, reason, remedy. */
export function problemOfIssue(
  issue: ApiIssue,
  row: PreparedRow,
  step: CompiledStep,
  known: KnownRecords,
): RowProblem {
  const reference = missingReference(issue, row);
  const place = reference && known.refusedPlace(reference);
  const column = reference?.column ?? columnOfPath(issue.path, step);
  return {
    column,
    value: reference?.key ?? (column === null ? null : row.source.cell(column)),
    code: issue.code,
    reason: issue.message,
    remedy: place === null ? issue.remedy : `Correct ${place} first: it was refused in this run.`,
  };
}

function columnOfPath(path: readonly string[], step: CompiledStep): string | null {
  for (const part of path) {
    if (part === 'externalReference') return step.keyColumn;
    const column = step.columns.get(part);
    if (column !== undefined) return column;
  }
  return null;
}
