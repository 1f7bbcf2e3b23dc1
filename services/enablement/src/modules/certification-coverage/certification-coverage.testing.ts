import { type LocalDate, addDays } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import {
  type RequirementVersion,
  requirementKind,
} from '../certification-requirement/certification-requirement.rule.ts';
import {
  type CertificationScope,
  certificationScopes,
} from '../certification-track/certification-track.values.ts';
import type {
  CoverageAward,
  CoverageHistory,
  MembershipPeriod,
  ProfilePeriod,
} from './certification-coverage.formula.ts';

/** Makes an award that counts from 2025 to 2027 unless told otherwise. */
export function award(
  userId: string,
  scope: CertificationScope | null,
  dates: Partial<CoverageAward> = {},
): CoverageAward {
  return {
    userId,
    scope,
    awardedOn: '2025-06-01',
    expiresOn: '2027-06-01',
    supersededOn: null,
    revokedOn: null,
    ...dates,
  };
}

/** Makes a membership that lasts unless told otherwise. */
export function member(userId: string, period: Partial<MembershipPeriod> = {}): MembershipPeriod {
  return { userId, from: '1900-01-01', to: null, ...period };
}

/** Makes the profile of a pure-play managed service provider. */
export function profile(fields: Partial<ProfilePeriod> = {}): ProfilePeriod {
  return {
    from: '1900-01-01',
    to: null,
    types: ['MSP'],
    segment: 'PURE_PLAY',
    deliveredScopes: [],
    ...fields,
  };
}

/** Makes a requirement for managed service providers. */
export function requirement(
  scope: CertificationScope,
  minimumPeople: number,
  options: {
    from?: LocalDate;
    to?: LocalDate | null;
    partnerType?: string;
    segment?: string | null;
  } = {},
): RequirementVersion {
  const body = {
    partnerType: options.partnerType ?? 'MSP',
    segment: options.segment ?? null,
    scope,
    minimumPeople,
  };
  return {
    id: `req_${scope}`,
    kind: requirementKind(body),
    version: 1,
    effectiveFrom: options.from ?? '2020-01-01',
    effectiveTo: options.to ?? null,
    body,
  };
}

/** Puts a history together; what is not named is empty. */
export function history(fields: Partial<CoverageHistory>): CoverageHistory {
  return { awards: [], memberships: [], profiles: [], requirements: [], ...fields };
}

const range = 400;

/** Any day of a window in which generated histories happen. */
export const someDay: fc.Arbitrary<LocalDate> = fc
  .integer({ min: 0, max: range })
  .map((days) => addDays('2026-01-01', days));

const someUser = fc.constantFrom('usr_1', 'usr_2', 'usr_3', 'usr_4');
const someScope = fc.constantFrom(...certificationScopes);

const somePeriods = fc
  .uniqueArray(someDay, { minLength: 1, maxLength: 4 })
  .map((days) => days.sort().map((from, index) => ({ from, to: days[index + 1] ?? null })));

/** Any history of one partner: overlapping awards, people who come and go, profiles and rules that change. */
export const someHistory: fc.Arbitrary<CoverageHistory> = fc.record({
  awards: fc.array(
    fc.record({
      userId: someUser,
      scope: fc.option(someScope, { nil: null }),
      awardedOn: someDay,
      expiresOn: someDay,
      supersededOn: fc.option(someDay, { nil: null }),
      revokedOn: fc.option(someDay, { nil: null }),
    }),
    { maxLength: 12 },
  ),
  memberships: fc.array(
    fc.record({ userId: someUser, from: someDay, to: fc.option(someDay, { nil: null }) }),
    { maxLength: 8 },
  ),
  profiles: somePeriods.chain((periods) =>
    fc.tuple(
      ...periods.map((period) =>
        fc
          .subarray([...certificationScopes])
          .map((deliveredScopes) => profile({ ...period, deliveredScopes })),
      ),
    ),
  ),
  requirements: fc
    .tuple(
      ...certificationScopes.map((scope) =>
        somePeriods.chain((periods) =>
          fc.tuple(
            ...periods.map((period) =>
              fc.nat(3).map((minimumPeople) => requirement(scope, minimumPeople, period)),
            ),
          ),
        ),
      ),
    )
    .map((perScope) => perScope.flat()),
});
