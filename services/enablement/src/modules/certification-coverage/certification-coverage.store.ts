import { type LocalDate, fromLocalDate, toLocalDate } from '@channelgraph/core/calendar.ts';
import type { Reader } from '../../context.ts';
import { requirementVersionOf } from '../certification-requirement/certification-requirement.store.ts';
import type { CoverageHistory } from './certification-coverage.formula.ts';

/**
 * Reads what the coverage of partners follows from: four statements, however many partners.
 *
 * @param asOf - Leaves out the awards that cannot count on this day; all awards without it.
 */
export async function coverageHistories(
  reader: Reader,
  partnerIds: readonly string[],
  asOf?: LocalDate,
): Promise<Map<string, CoverageHistory>> {
  const ofPartners = { partnerId: { in: [...partnerIds] } };
  const [profiles, awards, memberships, requirements] = await Promise.all([
    reader.partnerProfile.findMany({ where: ofPartners }),
    reader.certificationAward.findMany({
      where: { ...ofPartners, scope: { not: null }, ...(asOf === undefined ? {} : counting(asOf)) },
      select: awardColumns,
    }),
    reader.membership.findMany({ where: ofPartners }),
    reader.certificationRequirement.findMany(),
  ]);
  const versions = requirements.map(requirementVersionOf);
  const profilesOf = Map.groupBy(profiles, ({ partnerId }) => partnerId);
  const awardsOf = Map.groupBy(awards, ({ partnerId }) => partnerId);
  const membershipsOf = Map.groupBy(memberships, ({ partnerId }) => partnerId);
  return new Map(
    [...profilesOf].map(([partnerId, periods]) => [
      partnerId,
      {
        profiles: periods.map((period) => ({ ...period, ...periodOf(period) })),
        awards: (awardsOf.get(partnerId) ?? []).map((award) => ({ ...award, ...awardDatesOf(award) })),
        memberships: (membershipsOf.get(partnerId) ?? []).map(({ userId, ...period }) => ({
          userId,
          ...periodOf(period),
        })),
        requirements: versions,
      },
    ]),
  );
}

const awardColumns = {
  partnerId: true,
  userId: true,
  scope: true,
  awardedOn: true,
  expiresOn: true,
  supersededOn: true,
  revokedOn: true,
} as const;

/** Gives the dates of a stored award as calendar dates. */
export function awardDatesOf(award: {
  readonly awardedOn: Date;
  readonly expiresOn: Date;
  readonly supersededOn: Date | null;
  readonly revokedOn: Date | null;
}) {
  return {
    awardedOn: toLocalDate(award.awardedOn),
    expiresOn: toLocalDate(award.expiresOn),
    supersededOn: dateOrNull(award.supersededOn),
    revokedOn: dateOrNull(award.revokedOn),
  };
}

function counting(asOf: LocalDate) {
  const day = fromLocalDate(asOf);
  return {
    awardedOn: { lte: day },
    expiresOn: { gte: day },
    AND: [
      { OR: [{ supersededOn: null }, { supersededOn: { gt: day } }] },
      { OR: [{ revokedOn: null }, { revokedOn: { gt: day } }] },
    ],
  };
}

function periodOf({ validFrom, validTo }: { validFrom: Date; validTo: Date | null }) {
  return { from: toLocalDate(validFrom), to: dateOrNull(validTo) };
}

function dateOrNull(date: Date | null): LocalDate | null {
  return date && toLocalDate(date);
}
