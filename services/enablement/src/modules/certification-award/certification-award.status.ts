import { type LocalDate, daysUntil } from '@channelgraph/core/calendar.ts';

/** The states of an award as its readers see them; ACTIVE, EXPIRING and EXPIRED follow from the date alone. */
const awardStatuses = ['ACTIVE', 'EXPIRING', 'EXPIRED', 'SUPERSEDED', 'REVOKED'] as const;
export type AwardStatus = (typeof awardStatuses)[number];

/** An award counts as expiring from this many days before its last day. */
export const expiringDays = 60;

/** The dates of an award that decide its status on any day. */
export interface AwardDates {
  readonly awardedOn: LocalDate;
  /** The last day on which the award counts. */
  readonly expiresOn: LocalDate;
  /** The first day on which a later award counts instead. */
  readonly supersededOn: LocalDate | null;
  /** The first day on which the award counts no more. */
  readonly revokedOn: LocalDate | null;
}

/**
 * Derives the status of an award on a day of its program's time zone; null before the award was made.
 *
 * @remarks The award counts through the end of `expiresOn`.
 */
export function awardStatusOn(award: AwardDates, day: LocalDate): AwardStatus | null {
  if (day < award.awardedOn) return null;
  if (award.revokedOn !== null && award.revokedOn <= day) return 'REVOKED';
  if (award.supersededOn !== null && award.supersededOn <= day) return 'SUPERSEDED';
  const left = daysUntilExpiry(award, day);
  if (left > expiringDays) return 'ACTIVE';
  return left < 0 ? 'EXPIRED' : 'EXPIRING';
}

/** Counts the days until the last day of the award: 0 on it, negative after it. */
export function daysUntilExpiry({ expiresOn }: Pick<AwardDates, 'expiresOn'>, day: LocalDate): number {
  return daysUntil(expiresOn, day);
}

/** Tells whether the award counts for coverage on the day: whether it is ACTIVE or EXPIRING then. */
export function countsOn(
  { awardedOn, expiresOn, supersededOn, revokedOn }: AwardDates,
  day: LocalDate,
): boolean {
  return (
    awardedOn <= day &&
    day <= expiresOn &&
    (supersededOn === null || day < supersededOn) &&
    (revokedOn === null || day < revokedOn)
  );
}
