import { type LocalDate, addMonths } from '@channelgraph/core/calendar.ts';

/**
 * Gives the last day of a new award: `validityMonths` after the later of its own day and the last day of
 * the award that it renews, so that an early renewal never loses days.
 */
export function expiryOf(award: {
  readonly awardedOn: LocalDate;
  readonly validityMonths: number;
  readonly renewedExpiresOn: LocalDate | null;
}): LocalDate {
  const { awardedOn, validityMonths, renewedExpiresOn } = award;
  const start = renewedExpiresOn !== null && renewedExpiresOn > awardedOn ? renewedExpiresOn : awardedOn;
  return addMonths(start, validityMonths);
}

/** An award as far as its place in the line of one person's awards in one track matters. */
export interface AwardInLine {
  readonly id: string;
  readonly awardedOn: LocalDate;
}

/** Which award gives way to which, and from which day. */
export interface Supersession {
  readonly supersededId: string;
  readonly byId: string;
  readonly on: LocalDate;
}

/**
 * Decides between a new award and the one that stands (neither superseded nor revoked) of the same person
 * and track: the later one stands, from its own day on.
 *
 * @remarks Records may arrive out of order; of two awards of one day the one recorded last stands.
 */
export function supersessionBetween(standing: AwardInLine, added: AwardInLine): Supersession {
  return standing.awardedOn <= added.awardedOn
    ? { supersededId: standing.id, byId: added.id, on: added.awardedOn }
    : { supersededId: added.id, byId: standing.id, on: standing.awardedOn };
}
