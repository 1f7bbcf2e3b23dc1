import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { toLocalDate } from '@channelgraph/core/calendar.ts';

/** What the choice of a partner's leading membership needs to know of each. */
export interface EnrollmentFacts {
  readonly id: string;
  readonly status: 'PENDING' | 'ACTIVE' | 'SUSPENDED' | 'ENDED';
  readonly startsOn: Date;
  readonly endsOn: Date | null;
}

const standing = { ACTIVE: 0, SUSPENDED: 1, PENDING: 2, ENDED: 3 } as const;

/**
 * Chooses the membership whose program gives a partner its time zone, currency and leading tier: an
 * active one before others, and of those the oldest.
 */
export function primaryEnrollment<Enrollment extends EnrollmentFacts>(
  enrollments: readonly Enrollment[],
  on: LocalDate,
): Enrollment | null {
  const order = (each: Enrollment) =>
    [isOpen(each, on) ? 0 : 1, standing[each.status], toLocalDate(each.startsOn), each.id].join(' ');
  return enrollments.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))[0] ?? null;
}

/** Tells whether a membership has begun and not ended. */
export function isOpen({ startsOn, endsOn }: EnrollmentFacts, on: LocalDate): boolean {
  return toLocalDate(startsOn) <= on && (endsOn === null || on < toLocalDate(endsOn));
}
