import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';
import type { CertificationKind, CertificationLevel } from './certification-track.values.ts';

/** What a certification is about. */
export const CertificationKindEnum = builder.enumType('CertificationKind', {
  description: 'What a certification is about.',
  values: described<CertificationKind>({
    SALES: 'Positioning and selling.',
    DEPLOYMENT: 'Installing and migrating.',
    MANAGEMENT: 'Running the service day by day.',
    SUPPORT: 'Analysing and solving problems.',
    ARCHITECTURE: 'Designing solutions.',
    COMPLIANCE: 'Working within a framework such as HIPAA.',
  }),
});

/** How deep a certification goes. */
export const CertificationLevelEnum = builder.enumType('CertificationLevel', {
  description: 'How deep a certification goes.',
  values: described<CertificationLevel>({
    FOUNDATION: 'The basics.',
    PROFESSIONAL: 'Independent work.',
    ADVANCED: 'Difficult cases and the guidance of others.',
  }),
});
