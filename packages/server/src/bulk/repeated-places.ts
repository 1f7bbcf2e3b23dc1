import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { Change } from './bulk-upsert.ts';

/** Gives an issue to every item that is about the same place as an earlier one of its call, by index. */
export function repeatedPlaces<Values>(
  changes: readonly Change<Values>[],
  placeOf: (values: Values) => string,
  issue: ValidationIssue,
): Map<number, ValidationIssue> {
  const seen = new Set<string>();
  return new Map(
    changes.flatMap(({ index, values }) => {
      const place = placeOf(values);
      if (seen.has(place)) return [[index, issue] as const];
      seen.add(place);
      return [];
    }),
  );
}
