import type { LocalDate } from './calendar.ts';

/** One published version of a policy: a body that is in force from a day until the next version. */
export interface PolicyVersion<Body> {
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly effectiveFrom: LocalDate;
  /** The first day on which it is no longer in force; null while no later version is published. */
  readonly effectiveTo: LocalDate | null;
  readonly body: Body;
}

/** Finds the version in force on a day; null before the first one. */
export function policyInForce<Body>(
  versions: readonly PolicyVersion<Body>[],
  on: LocalDate,
): PolicyVersion<Body> | null {
  return (
    versions.find(
      ({ effectiveFrom, effectiveTo }) => effectiveFrom <= on && (effectiveTo === null || on < effectiveTo),
    ) ?? null
  );
}
