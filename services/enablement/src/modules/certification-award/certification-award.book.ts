import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { CertificationScope } from '../certification-track/certification-track.values.ts';
import { type Supersession, expiryOf, supersessionBetween } from './certification-award.renewal.ts';

/** One person's awards in one track at one partner; at most one of them stands at a time. */
export interface AwardLine {
  readonly partnerId: string;
  readonly userId: string;
  readonly trackId: string;
}

/** The award of a line that is neither superseded nor revoked. */
export interface StandingAward {
  readonly id: string;
  readonly awardedOn: LocalDate;
  readonly expiresOn: LocalDate;
}

/** An award about to be recorded. */
export interface NewAward extends AwardLine {
  readonly id: string;
  readonly scope: CertificationScope | null;
  readonly awardedOn: LocalDate;
  /** Null to follow from the track's validity. */
  readonly expiresOn: LocalDate | null;
  readonly validityMonths: number;
  readonly evidence: string | null;
  /** Set for an award that was revoked before it was recorded here. */
  readonly revokedOn: LocalDate | null;
  readonly revocationReason: string | null;
}

/** An award with its last day and its place in its line. */
export interface BookedAward extends Omit<NewAward, 'validityMonths'> {
  readonly expiresOn: LocalDate;
  readonly supersededById: string | null;
  readonly supersededOn: LocalDate | null;
}

/** Takes awards into their lines and keeps account of which supersedes which. */
export interface AwardBook {
  standingOf(line: AwardLine): StandingAward | null;
  add(award: NewAward): void;
  /** Notes that the standing award of a line was revoked. */
  revoke(line: AwardLine): void;
  /** The awards added, with their final place. */
  readonly added: readonly BookedAward[];
  /** The awards stored before that an added one supersedes. */
  readonly superseded: readonly Supersession[];
}

/** Opens a book on the awards that stand in the store, by {@link lineKey}. */
export function openAwardBook(stored: ReadonlyMap<string, StandingAward>): AwardBook {
  const standing = new Map(stored);
  const added = new Map<string, BookedAward>();
  const superseded: Supersession[] = [];
  const mark = (supersession: Supersession): void => {
    const { supersededId, byId, on } = supersession;
    const award = added.get(supersededId);
    if (award) added.set(supersededId, { ...award, supersededById: byId, supersededOn: on });
    else superseded.push(supersession);
  };
  return {
    standingOf: (line) => standing.get(lineKey(line)) ?? null,
    add({ validityMonths, ...award }) {
      const key = lineKey(award);
      const rival = standing.get(key) ?? null;
      const renewed = rival && rival.awardedOn <= award.awardedOn ? rival : null;
      const expiresOn =
        award.expiresOn ??
        expiryOf({
          awardedOn: award.awardedOn,
          validityMonths,
          renewedExpiresOn: renewed?.expiresOn ?? null,
        });
      const booked = { ...award, expiresOn, supersededById: null, supersededOn: null };
      added.set(award.id, booked);
      if (award.revokedOn !== null) return;
      if (rival) mark(supersessionBetween(rival, award));
      if (!rival || renewed) standing.set(key, booked);
    },
    revoke: (line) => void standing.delete(lineKey(line)),
    get added() {
      return [...added.values()];
    },
    superseded,
  };
}

/** Gives a line as one comparable text. */
export function lineKey({ partnerId, userId, trackId }: AwardLine): string {
  return `${partnerId} ${userId} ${trackId}`;
}
