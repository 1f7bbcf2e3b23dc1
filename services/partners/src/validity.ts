import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { toLocalDate } from '@channelgraph/core/calendar.ts';

/** A stored span of days; an open end is null. */
export interface StoredSpan {
  readonly validFrom: Date;
  readonly validTo: Date | null;
}

/** Tells whether a stored span holds a day. */
export function isInForce({ validFrom, validTo }: StoredSpan, on: LocalDate): boolean {
  return toLocalDate(validFrom) <= on && (validTo === null || on < toLocalDate(validTo));
}
