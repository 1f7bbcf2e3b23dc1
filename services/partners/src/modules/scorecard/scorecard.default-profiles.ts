import type { MspSegment, PartnerType } from '@channelgraph/graphql/partner-vocabulary.ts';
import type { Classification } from '../partner/partner.classification.ts';
import type { TemplateFamily } from './scorecard.default-templates.ts';
import { defaultTemplate } from './scorecard.default-templates.ts';
import type { TemplateBody } from './scorecard.template.ts';

/** A kind of partner and the scorecard that it starts with. */
export interface DefaultProfile {
  readonly partnerType: PartnerType;
  readonly segment: MspSegment | null;
  readonly name: string;
  readonly body: TemplateBody;
}

const kinds: readonly (readonly [PartnerType, MspSegment | null, string, TemplateFamily])[] = [
  ['MSP', null, 'Managed service provider', 'MSP'],
  ['MSP', 'PURE_PLAY', 'Pure-play managed service provider', 'MSP'],
  ['MSP', 'VAR_TO_MSP', 'Reseller becoming a managed service provider', 'VAR_TO_MSP'],
  ['MSP', 'MSSP', 'Managed security service provider', 'MSSP'],
  ['MSP', 'CLOUD', 'Cloud managed service provider', 'MSP'],
  ['MSP', 'VERTICAL', 'Managed service provider of one industry', 'MSP'],
  ['RESELLER', null, 'Reseller', 'RESELLER'],
  ['VAR', null, 'Value-added reseller', 'RESELLER'],
  ['SYSTEMS_INTEGRATOR', null, 'Systems integrator', 'RESELLER'],
  ['DISTRIBUTOR', null, 'Distributor', 'RESELLER'],
  ['AGENT', null, 'Agent', 'REFERRAL'],
  ['REFERRAL', null, 'Referral partner', 'REFERRAL'],
  ['AFFILIATE', null, 'Affiliate', 'REFERRAL'],
  ['AMBASSADOR', null, 'Ambassador', 'REFERRAL'],
  ['ISV', null, 'Independent software vendor', 'ALLIANCE'],
  ['OEM', null, 'Original equipment manufacturer', 'ALLIANCE'],
  ['TECHNOLOGY_ALLIANCE', null, 'Technology alliance', 'ALLIANCE'],
];

/** The kinds of partner that a new deployment knows. */
export const defaultProfiles: readonly DefaultProfile[] = kinds.map(
  ([partnerType, segment, name, family]) => ({
    partnerType,
    segment,
    name,
    body: defaultTemplate(family),
  }),
);

// A company that does several things is measured by the one that commits it most.
const leadingTypes = kinds.filter(([, segment]) => segment === null).map(([type]) => type);

/** Gives the kind of partner by which a partner is measured. */
export function measuredAs(
  partner: Classification,
): { readonly partnerType: PartnerType; readonly segment: MspSegment | null } | null {
  const partnerType = leadingTypes.find((type) => partner.types.includes(type));
  if (!partnerType) return null;
  return { partnerType, segment: partnerType === 'MSP' ? partner.segment : null };
}
