import type { LocalDate } from '@channelgraph/core/calendar.ts';

/** A tier held for a span of days `[from, to)`; an open end is null. */
export interface TierSpan {
  readonly id: string;
  readonly tierId: string;
  readonly from: LocalDate;
  readonly to: LocalDate | null;
}

/** What recording a tier does to a timeline. */
export interface TimelineChange {
  /** The row that stops being current knowledge; null when the new span lies where there was none. */
  readonly superseded: TierSpan | null;
  /** The part of the superseded span that stays true, ending where the new one begins. */
  readonly shortened: { readonly from: LocalDate; readonly to: LocalDate } | null;
  /** The span of the new tier. */
  readonly added: { readonly from: LocalDate; readonly to: LocalDate | null };
}

/**
 * Places a tier on a partner's timeline from a day on.
 *
 * @remarks It ends the span that holds the day and reaches as far as that span did, or to the next
 * span when none held the day. Later spans stay, so spans never overlap and no gap opens.
 */
export function placeTier(timeline: readonly TierSpan[], from: LocalDate): TimelineChange {
  const holding = timeline.find((span) => span.from <= from && (span.to === null || from < span.to)) ?? null;
  if (holding) {
    const shortened = holding.from < from ? { from: holding.from, to: from } : null;
    return { superseded: holding, shortened, added: { from, to: holding.to } };
  }
  const later = timeline
    .map((span) => span.from)
    .filter((start) => start > from)
    .sort();
  return { superseded: null, shortened: null, added: { from, to: later[0] ?? null } };
}
