import { dollars, named } from './story.ts';

/** The vendor's own people; the key of each is the subject of that person's tokens. */
export const staff = [
  { key: 'ada.admin', displayName: 'Ada Lindqvist', role: 'PROGRAM_ADMIN' },
  { key: 'carla.cam', displayName: 'Carla Mendes', role: 'CAM' },
  { key: 'marc.cam', displayName: 'Marc Oduya', role: 'CAM' },
  { key: 'ana.analyst', displayName: 'Ana Petrova', role: 'ANALYST' },
] as const;

const levels = [
  { rank: 1, label: 'Registered', alternativeLabel: 'Authorized', benefits: { marginUpliftRate: '0' } },
  { rank: 2, label: 'Silver', benefits: { marginUpliftRate: '0.02', protectionExtraDays: 30 } },
  {
    rank: 3,
    label: 'Gold',
    benefits: {
      marginUpliftRate: '0.05',
      protectionExtraDays: 60,
      isMarketingFundEligible: true,
      hasPriorityLeads: true,
      hasDedicatedAccountManager: true,
    },
  },
  {
    rank: 4,
    label: 'Platinum',
    alternativeLabel: 'Diamond',
    benefits: {
      marginUpliftRate: '0.08',
      protectionExtraDays: 90,
      isMarketingFundEligible: true,
      hasPriorityLeads: true,
      hasDedicatedAccountManager: true,
      hasCoSellRights: true,
      hasExecutiveSponsor: true,
    },
  },
];

function program(key: string, name: string, ranks: number) {
  return {
    ...named(key),
    name,
    timeZone: 'America/New_York',
    currency: 'USD',
    tiers: levels.slice(0, ranks).map((level) => ({ ...level, ...named(`${key}-tier-${level.rank}`) })),
  };
}

/** One vendor, two programs in parallel. */
export const programs = [
  program('msp-program', 'Northwind MSP Program', 4),
  program('reseller-program', 'Northwind Reseller Program', 3),
];

/** What Northwind Software sells through partners. */
export const productLines = [
  {
    ...named('endpoint-care'),
    code: 'ENDPOINT-CARE',
    name: 'Endpoint Care',
    series: 'Managed',
    listPrice: dollars(55),
  },
  {
    ...named('backup-vault'),
    code: 'BACKUP-VAULT',
    name: 'Backup Vault',
    series: 'Managed',
    listPrice: dollars(52),
  },
  {
    ...named('threat-watch'),
    code: 'THREAT-WATCH',
    name: 'Threat Watch',
    series: 'Security',
    listPrice: dollars(28),
  },
  { ...named('cloud-run'), code: 'CLOUD-RUN', name: 'Cloud Run', series: 'Cloud', listPrice: dollars(38) },
  {
    ...named('edge-server'),
    code: 'EDGE-SERVER',
    name: 'Edge Server',
    series: 'Hardware',
    listPrice: dollars(8_000),
  },
];

/** What people can be certified in. */
export const tracks = [
  {
    ...named('infrastructure-pro'),
    code: 'INFRA-PRO',
    name: 'Infrastructure Management Professional',
    scope: 'INFRASTRUCTURE_MANAGEMENT',
    validityMonths: 24,
  },
  {
    ...named('security-advanced'),
    code: 'SECOPS-ADV',
    name: 'Security Operations Advanced',
    scope: 'SECURITY_OPERATIONS',
    level: 'ADVANCED',
    validityMonths: 12,
  },
  {
    ...named('cloud-architect'),
    code: 'CLOUD-ARCH',
    name: 'Cloud Architect',
    scope: 'CLOUD_MANAGEMENT',
    kind: 'ARCHITECTURE',
    validityMonths: 24,
  },
  {
    ...named('desktop-pro'),
    code: 'EUC-PRO',
    name: 'End-User Computing Professional',
    scope: 'END_USER_COMPUTING',
    validityMonths: 24,
  },
  {
    ...named('healthcare-compliance'),
    code: 'HIPAA',
    name: 'Healthcare Compliance',
    kind: 'COMPLIANCE',
    framework: 'HIPAA',
    validityMonths: 12,
  },
];

/** How many certified people a managed service provider needs for each scope that it delivers. */
export const certificationRequirements = [
  { partnerType: 'MSP', scope: 'INFRASTRUCTURE_MANAGEMENT', minimumPeople: 2 },
  { partnerType: 'MSP', scope: 'SECURITY_OPERATIONS', minimumPeople: 2 },
  { partnerType: 'MSP', segment: 'MSSP', scope: 'SECURITY_OPERATIONS', minimumPeople: 4 },
  { partnerType: 'MSP', scope: 'CLOUD_MANAGEMENT', minimumPeople: 2 },
  { partnerType: 'MSP', scope: 'END_USER_COMPUTING', minimumPeople: 1 },
];

/** The commission on recurring revenue: a share by tier of what each contract bills in a month. */
export const commissionPlan = {
  code: 'MSP-MRR',
  name: 'MSP recurring commission',
  effectiveFrom: '2026-01-01',
  rates: [
    { tierRank: 1, rate: '0.05' },
    { tierRank: 2, rate: '0.08' },
    { tierRank: 3, rate: '0.10' },
    { tierRank: 4, rate: '0.12' },
  ],
};
