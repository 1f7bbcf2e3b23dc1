import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { MspSegment, PartnerType } from '@channelgraph/graphql/partner-vocabulary.ts';

/** What kind of partner a partner is. */
export interface Classification {
  readonly types: readonly PartnerType[];
  readonly segment: MspSegment | null;
}

/** What kind of partner a partner was from a day on, as recorded at an instant. */
export interface RecordedClassification extends Classification {
  readonly validFrom: LocalDate;
  readonly recordedAt: Date;
  readonly sequence: bigint;
}

/** The day from which the first known kind counts: as far back as anybody asks. */
export const sinceEver: LocalDate = '1900-01-01';

/**
 * Chooses the kind of partner on a day, as it was known at an instant.
 *
 * @remarks Before anything was recorded the first record answers, because a partner was of some kind
 * before this program heard of it.
 */
export function classificationOn(
  history: readonly RecordedClassification[],
  { asOf, knownAt }: { readonly asOf: LocalDate; readonly knownAt: Date },
): Classification | null {
  const ordered = history.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1));
  const known = ordered.filter(({ recordedAt, validFrom }) => recordedAt <= knownAt && validFrom <= asOf);
  const latest = known.reduce<RecordedClassification | null>(
    (best, each) => (best === null || each.validFrom >= best.validFrom ? each : best),
    null,
  );
  return latest ?? ordered[0] ?? null;
}
