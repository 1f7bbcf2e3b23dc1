import { toLocalDate } from '@channelgraph/core/calendar.ts';
import type { CertificationScope } from '../certification-track/certification-track.values.ts';
import { type RequirementVersion, requirementKind } from './certification-requirement.rule.ts';

/** Reads a stored requirement as the policy version that it is. */
export function requirementVersionOf(row: {
  readonly id: string;
  readonly version: number;
  readonly partnerType: string;
  readonly segment: string | null;
  readonly scope: CertificationScope;
  readonly minimumPeople: number;
  readonly effectiveFrom: Date;
  readonly effectiveTo: Date | null;
}): RequirementVersion {
  const { id, version, partnerType, segment, scope, minimumPeople, effectiveFrom, effectiveTo } = row;
  const body = { partnerType, segment, scope, minimumPeople };
  return {
    id,
    kind: requirementKind(body),
    version,
    effectiveFrom: toLocalDate(effectiveFrom),
    effectiveTo: effectiveTo && toLocalDate(effectiveTo),
    body,
  };
}
