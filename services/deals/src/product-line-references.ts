import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { requireReference } from '@channelgraph/server/bulk/field.ts';
import type { Reference, ReferenceBook } from '@channelgraph/server/bulk/references.ts';

/** Gives the product lines that a row names, each once and in a fixed order; the stored ones when it names none. */
export function readProductLines(
  named: readonly Reference[] | null | undefined,
  stored: readonly string[] | undefined,
  references: ReferenceBook,
  issues: IssueCollector,
): readonly string[] {
  if (named === undefined) return stored ?? [];
  const ids = (named ?? []).flatMap(
    (reference, index) =>
      requireReference(
        { type: 'ProductLine', field: `productLines.${index}`, reference },
        references,
        issues,
      ) ?? [],
  );
  return [...new Set(ids)].sort();
}
