import type { SubgraphBuilder } from './builder.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';

// One definition for the enums that more than one subgraph uses as input and as output: composition
// wants them equal to the letter, descriptions included.

/** What a partner does for the vendor. */
export const partnerTypes = {
  REFERRAL: 'Brings leads for a fee; never sells and never owns the customer.',
  AFFILIATE: 'Drives traffic that buys, for a commission.',
  RESELLER: 'Buys at a discount and sells on.',
  VAR: 'A value-added reseller: sells with integration, training and support.',
  SYSTEMS_INTEGRATOR: 'Integrates the products of many vendors in projects.',
  MSP: 'A managed service provider: runs the products for its customers month by month.',
  DISTRIBUTOR: 'Sells to resellers, not to end customers.',
  ISV: 'An independent software vendor: builds on the platform.',
  OEM: 'Embeds the product in its own.',
  AMBASSADOR: 'Speaks for the vendor, for recognition.',
  TECHNOLOGY_ALLIANCE: 'Integrates, markets and sells jointly without resale.',
  AGENT: 'Closes deals in the vendor’s name for a commission.',
} as const;
/** The name of a partner type. */
export type PartnerType = keyof typeof partnerTypes;

/** The kinds of managed service provider. */
export const mspSegments = {
  PURE_PLAY: 'Lives from managed services alone.',
  VAR_TO_MSP: 'A reseller that is turning into a managed service provider.',
  MSSP: 'Runs security services around the clock.',
  CLOUD: 'Runs cloud environments.',
  VERTICAL: 'Serves one industry.',
} as const;
/** The name of a segment. */
export type MspSegment = keyof typeof mspSegments;

/** The fields of work in which people are certified. */
export const certificationScopes = {
  INFRASTRUCTURE_MANAGEMENT: 'Running servers, storage and networks.',
  SECURITY_OPERATIONS: 'Detecting and answering attacks.',
  CLOUD_MANAGEMENT: 'Running cloud environments.',
  END_USER_COMPUTING: 'Running the devices that people work with.',
} as const;
/** The name of a certification scope. */
export type CertificationScope = keyof typeof certificationScopes;

/** Adds the enums `PartnerType`, `MspSegment` and `CertificationScope` and returns them. */
export function addPartnerVocabulary<Context extends RequestContext>(builder: SubgraphBuilder<Context>) {
  return {
    partnerType: builder.enumType('PartnerType', {
      description: 'What a partner does for the vendor.',
      values: described(partnerTypes),
    }),
    mspSegment: builder.enumType('MspSegment', {
      description: 'The kind of managed service provider that a partner is.',
      values: described(mspSegments),
    }),
    certificationScope: builder.enumType('CertificationScope', {
      description: 'A field of work in which people are certified.',
      values: described(certificationScopes),
    }),
  };
}

/** Turns a table of names and descriptions into the values of an enum. */
export function described<Name extends string>(
  table: Readonly<Record<Name, string>>,
): { readonly [Key in Name]: { readonly value: Key; readonly description: string } } {
  return Object.fromEntries(
    Object.entries<string>(table).map(([value, description]) => [value, { value, description }]),
  ) as { readonly [Key in Name]: { readonly value: Key; readonly description: string } };
}
