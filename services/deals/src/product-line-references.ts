import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { requireReference } from '@channelgraph/server/bulk/field.ts';
import type { Reference, ReferenceBook } from '@channelgraph/server/bulk/references.ts';

const mostProductLines = 100;

/** Gives the product lines that a row names, each once and in a fixed order; the stored ones when it names none. */
export function readProductLines(
  named: readonly Reference[] | null | undefined,
  stored: readonly string[] | undefined,
  references: ReferenceBook,
  issues: IssueCollector,
): readonly string[] {
  if (named === undefined) return stored ?? [];
  if ((named ?? []).length > mostProductLines) {
    const message = `At most ${mostProductLines} product lines are named at once.`;
    issues.add(['productLines'], 'TOO_MANY', message, 'Name the main ones.');
    return stored ?? [];
  }
  const seen = new Set<string>();
  (named ?? []).forEach((reference, index) => {
    const field = `productLines.${index}`;
    const id = requireReference({ type: 'ProductLine', field, reference }, references, issues);
    if (id !== null && seen.has(id)) {
      const message = 'The product line was named before.';
      issues.add(['productLines', index], 'DUPLICATE', message, 'Name each product line once.');
    }
    if (id !== null) seen.add(id);
  });
  return [...seen].sort();
}
