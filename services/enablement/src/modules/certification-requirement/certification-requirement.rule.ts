import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { type PolicyVersion, policyInForce } from '@channelgraph/core/policy-version.ts';
import type { CertificationScope } from '../certification-track/certification-track.values.ts';

/** How many certified people a partner of this profile needs in a scope that it delivers. */
export interface RequirementRule {
  readonly partnerType: string;
  /** Null for the whole partner type, where no rule of the segment exists. */
  readonly segment: string | null;
  readonly scope: CertificationScope;
  /** 0 withdraws the requirement. */
  readonly minimumPeople: number;
}

/** A version of a requirement; `kind` is {@link requirementKind} of its rule. */
export type RequirementVersion = PolicyVersion<RequirementRule>;

/** The part of a partner that decides which requirements apply. */
export interface RequirementProfile {
  readonly types: readonly string[];
  readonly segment: string | null;
}

/** Names the line of versions that a rule belongs to. */
export function requirementKind(rule: Omit<RequirementRule, 'minimumPeople'>): string {
  return `certification-requirement:${rule.partnerType}:${rule.segment ?? '*'}:${rule.scope}`;
}

/**
 * Finds the requirement for a partner in a scope on a day; null when none is in force.
 *
 * @remarks For each of the partner's types the rule of its segment goes before the rule of the whole type;
 * of several types the strictest rule applies.
 */
export function requirementFor(
  versions: readonly RequirementVersion[],
  profile: RequirementProfile,
  scope: CertificationScope,
  on: LocalDate,
): RequirementVersion | null {
  let strictest: RequirementVersion | null = null;
  for (const partnerType of profile.types) {
    const version =
      inForce(versions, { partnerType, segment: profile.segment, scope }, on) ??
      inForce(versions, { partnerType, segment: null, scope }, on);
    if (version && (!strictest || version.body.minimumPeople > strictest.body.minimumPeople)) {
      strictest = version;
    }
  }
  return strictest && strictest.body.minimumPeople > 0 ? strictest : null;
}

function inForce(
  versions: readonly RequirementVersion[],
  rule: Omit<RequirementRule, 'minimumPeople'>,
  on: LocalDate,
): RequirementVersion | null {
  const kind = requirementKind(rule);
  return policyInForce(
    versions.filter((version) => version.kind === kind),
    on,
  );
}
