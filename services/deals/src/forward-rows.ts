import type { IssueCollector, ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import type { Reference, ReferenceBook } from '@channelgraph/server/bulk/references.ts';

// Rows of one call may name each other in any order. Until all are read, such a name stands where the
// id will be; ids never contain a colon.
const prefix = 'row:';

/** Tells whether the text stands for a row of the same call instead of an id. */
export function isRowName(text: string): boolean {
  return text.startsWith(prefix);
}

/** Lists the names under which the rows of a call can be named by others. */
export function rowNames(items: readonly Reference[]): ReadonlySet<string> {
  return new Set(items.flatMap((item) => rowNameOf(item) ?? []));
}

/** Finds the ids that the rows of a call got, by the names of the rows. */
export function idsOfRows(
  items: readonly Reference[],
  changes: readonly Change<object>[],
): Map<string, string> {
  return new Map(
    changes.flatMap(({ index, id }) => {
      const name = rowNameOf(items[index] ?? {});
      return name === null ? [] : [[name, id] as const];
    }),
  );
}

/** Gives the id that a reference leads to, or the name of the row that it means; adds an issue when it is neither. */
export function idOrRow(
  target: { readonly type: string; readonly field: string; readonly reference: Reference },
  known: { readonly references: ReferenceBook; readonly rows: ReadonlySet<string> },
  issues: IssueCollector,
): string | null {
  const { type, field, reference } = target;
  const id = known.references.idOf(type, reference);
  if (id !== null) return id;
  const row = rowNameOf({ externalReference: reference.externalReference });
  if (row !== null && known.rows.has(row)) return row;
  const message = `The ${field} is neither stored nor a row of this call.`;
  issues.add([field], 'NOT_FOUND', message, 'Import it first or in the same call, or correct the reference.');
  return null;
}

/** Refuses the rows that lean on a refused one, however many rows lie between. */
export function refuseDependents<Values extends object>(
  changes: readonly Change<Values>[],
  problems: Map<number, ValidationIssue>,
  rule: { readonly leansOn: (values: Values) => string | null; readonly issue: ValidationIssue },
): void {
  const refused = new Set(
    changes.filter(({ index, before }) => problems.has(index) && !before).map(({ id }) => id),
  );
  for (let found = true; found;) {
    found = false;
    for (const { index, id, before, values } of changes) {
      const support = rule.leansOn(values);
      if (problems.has(index) || support === null) continue;
      if (!refused.has(support) && !isRowName(support)) continue;
      problems.set(index, rule.issue);
      if (!before) refused.add(id);
      found = true;
    }
  }
}

function rowNameOf({ externalReference }: Reference): string | null {
  return externalReference
    ? `${prefix}${JSON.stringify([externalReference.system, externalReference.externalId])}`
    : null;
}
