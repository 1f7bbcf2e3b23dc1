/** The fields of managed service in which people are certified. */
export const certificationScopes = [
  'INFRASTRUCTURE_MANAGEMENT',
  'SECURITY_OPERATIONS',
  'CLOUD_MANAGEMENT',
  'END_USER_COMPUTING',
] as const;
export type CertificationScope = (typeof certificationScopes)[number];

/** What a certification is about. */
const certificationKinds = [
  'SALES',
  'DEPLOYMENT',
  'MANAGEMENT',
  'SUPPORT',
  'ARCHITECTURE',
  'COMPLIANCE',
] as const;
export type CertificationKind = (typeof certificationKinds)[number];

/** How deep a certification goes. */
const certificationLevels = ['FOUNDATION', 'PROFESSIONAL', 'ADVANCED'] as const;
export type CertificationLevel = (typeof certificationLevels)[number];
