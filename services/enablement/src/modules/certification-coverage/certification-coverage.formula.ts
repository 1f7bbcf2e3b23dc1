import { type LocalDate, addDays } from '@channelgraph/core/calendar.ts';
import { Decimal } from 'decimal.js';
import { type AwardDates, countsOn } from '../certification-award/certification-award.status.ts';
import {
  type RequirementVersion,
  requirementFor,
} from '../certification-requirement/certification-requirement.rule.ts';
import {
  type CertificationScope,
  certificationScopes,
} from '../certification-track/certification-track.values.ts';

/** An award as coverage sees it. */
export interface CoverageAward extends AwardDates {
  readonly userId: string;
  /** Null for tracks without a scope; such awards cover nothing. */
  readonly scope: CertificationScope | null;
}

/** The days `[from, to)` on which a person was an active user of the partner; `to` null while still. */
export interface MembershipPeriod {
  readonly userId: string;
  readonly from: LocalDate;
  readonly to: LocalDate | null;
}

/** What the partner was on the days `[from, to)`; `to` null for the present profile. */
export interface ProfilePeriod {
  readonly from: LocalDate;
  readonly to: LocalDate | null;
  readonly types: readonly string[];
  readonly segment: string | null;
  readonly deliveredScopes: readonly string[];
}

/** Everything that one partner's coverage on any day follows from. */
export interface CoverageHistory {
  readonly awards: readonly CoverageAward[];
  readonly memberships: readonly MembershipPeriod[];
  readonly profiles: readonly ProfilePeriod[];
  readonly requirements: readonly RequirementVersion[];
}

/** The certified people of a partner in one scope that it delivers. */
export interface ScopeCoverage {
  readonly scope: CertificationScope;
  /** Null when no requirement is in force; the scope is then not part of the value. */
  readonly required: number | null;
  readonly requirementId: string | null;
  /** People, each counted once however many awards they hold. */
  readonly current: number;
  /** Of `current`: people whose last award in the scope ends within 60 days. */
  readonly expiringWithin60Days: number;
  /** Of `current`: people whose last award in the scope ends within 30 days. */
  readonly expiringWithin30Days: number;
  /** How many people are missing; 0 when covered or when nothing is required. */
  readonly gap: number;
}

/** OK is scored; NOT_APPLICABLE: no delivered scope; NO_BASE: delivered scopes, but none with a requirement. */
export type CoverageStatus = 'OK' | 'NOT_APPLICABLE' | 'NO_BASE';

/** How far a partner's certified people meet the requirements on a day. */
export interface Coverage {
  readonly asOf: LocalDate;
  readonly status: CoverageStatus;
  /** The sum of the covered shares, at most 1 per scope; null unless OK. */
  readonly numerator: Decimal | null;
  /** The number of delivered scopes with a requirement; null unless OK. */
  readonly denominator: Decimal | null;
  /** `numerator / denominator`; null unless OK. */
  readonly value: Decimal | null;
  /** Whether a scope with a requirement has nobody certified. */
  readonly hasUncoveredScope: boolean;
  readonly scopes: readonly ScopeCoverage[];
}

/** Computes a partner's coverage on a day; null when nothing was known of the partner on it. */
export function coverageOn(history: CoverageHistory, asOf: LocalDate): Coverage | null {
  const profile = history.profiles.find((period) => holdsOn(period, asOf));
  if (!profile) return null;
  const members = new Set(
    history.memberships.filter((period) => holdsOn(period, asOf)).map(({ userId }) => userId),
  );
  const counting = history.awards.filter((award) => members.has(award.userId) && countsOn(award, asOf));
  const scopes = certificationScopes
    .filter((scope) => profile.deliveredScopes.includes(scope))
    .map((scope) => {
      const requirement = requirementFor(history.requirements, profile, scope, asOf);
      return scopeCoverage(counting, scope, requirement, asOf);
    });
  return { asOf, ...valueOf(scopes), scopes };
}

/** Tells whether a half-open period holds the day. */
export function holdsOn(period: { from: LocalDate; to: LocalDate | null }, day: LocalDate): boolean {
  return period.from <= day && (period.to === null || day < period.to);
}

function scopeCoverage(
  counting: readonly CoverageAward[],
  scope: CertificationScope,
  requirement: RequirementVersion | null,
  asOf: LocalDate,
): ScopeCoverage {
  const lastDays = new Map<string, LocalDate>();
  for (const award of counting) {
    if (award.scope !== scope) continue;
    const lastDay = lastDays.get(award.userId);
    if (lastDay === undefined || lastDay < award.expiresOn) lastDays.set(award.userId, award.expiresOn);
  }
  const people = [...lastDays.values()];
  const in60Days = addDays(asOf, 60);
  const in30Days = addDays(asOf, 30);
  const required = requirement?.body.minimumPeople ?? null;
  return {
    scope,
    required,
    requirementId: requirement?.id ?? null,
    current: people.length,
    expiringWithin60Days: people.filter((lastDay) => lastDay <= in60Days).length,
    expiringWithin30Days: people.filter((lastDay) => lastDay <= in30Days).length,
    gap: Math.max(0, (required ?? 0) - people.length),
  };
}

function valueOf(scopes: readonly ScopeCoverage[]): Omit<Coverage, 'asOf' | 'scopes'> {
  const nothing = { numerator: null, denominator: null, value: null, hasUncoveredScope: false };
  if (scopes.length === 0) return { status: 'NOT_APPLICABLE', ...nothing };
  const shares = scopes.flatMap(({ current, required }) =>
    required === null ? [] : [Decimal.min(1, new Decimal(current).div(required))],
  );
  if (shares.length === 0) return { status: 'NO_BASE', ...nothing };
  const numerator = rounded(Decimal.sum(...shares));
  const denominator = new Decimal(shares.length);
  return {
    status: 'OK',
    numerator,
    denominator,
    value: rounded(numerator.div(denominator)),
    hasUncoveredScope: scopes.some(({ current, required }) => required !== null && current === 0),
  };
}

// Ten places: shares of whole people have no more digits that matter, and the store keeps ten.
function rounded(value: Decimal): Decimal {
  return value.toDecimalPlaces(10, Decimal.ROUND_HALF_EVEN);
}
