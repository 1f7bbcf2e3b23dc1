import { addMonths } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { atWork, granted, line, registrationOf } from './registrations.ts';
import { promises, questions } from './service-records.ts';
import { dollars, named, successorOf } from './story.ts';
import type { ContractStory, CustomerStory, OpportunityStory, PartnerStory, PersonStory } from './story.ts';

interface Managed {
  readonly name: string;
  readonly industry: string;
  readonly seats: number;
  readonly seatPrice: number;
  readonly start: LocalDate;
  readonly months?: number;
  readonly amendments?: ContractStory['amendments'];
  readonly outcome?: 'RENEWED' | 'CHURNED';
}

/** Makes customers with one managed contract each, and the successors of the renewed ones, beside customers to be won. */
function managedBase(
  partner: string,
  productLine: string,
  base: readonly Managed[],
  prospects: readonly CustomerStory[] = [],
) {
  const customers: CustomerStory[] = base.map(({ name, industry }, index) => ({
    key: `${partner}-customer-${index}`,
    name,
    industry,
  }));
  const contracts = base.map(
    ({ seats, seatPrice, start, months = 24, amendments, outcome }, index): ContractStory => ({
      key: `${partner}-contract-${index}`,
      customer: `${partner}-customer-${index}`,
      start,
      months,
      seats,
      seatPrice,
      productLine,
      ...(amendments ? { amendments } : {}),
      ...(outcome ? { outcome } : {}),
    }),
  );
  return {
    customers: [...customers, ...prospects],
    contracts: [...contracts, ...contracts.filter(({ outcome }) => outcome === 'RENEWED').map(successorOf)],
  };
}

const firstContracts = (partner: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${partner}-contract-${index}`);

function person(key: string, name: string, capability: string, canSignIn = false): PersonStory {
  return { key, name, capabilities: [capability], isTechnical: capability === 'TECHNICAL', canSignIn };
}

function sold(
  partner: string,
  index: number,
  deal: Readonly<Record<string, unknown>> & { readonly name: string },
): OpportunityStory {
  const closedOn = addMonths('2025-12-09', index);
  return {
    key: `${partner}-won-${index}`,
    stage: 'WON',
    sourceRole: 'SOURCED',
    openedOn: addMonths(closedOn, -2),
    closeDate: closedOn,
    closedOn,
    ...deal,
  };
}

const ridgelineSold = [
  sold('ridgeline', 0, { name: 'Detection pilot', mrr: dollars(2_500), termMonths: 36 }),
  sold('ridgeline', 3, { name: 'Incident retainer', oneTime: dollars(60_000) }),
];

/** A security provider whose net revenue falls in August and September although it sells, because customers give up seats. */
export const ridgeline: PartnerStory = {
  key: 'ridgeline',
  partner: {
    legalName: 'Ridgeline Security Inc.',
    displayName: 'Ridgeline Security',
    types: ['MSP'],
    segment: 'MSSP',
    tracks: ['SOLUTION'],
    regions: ['West'],
    hqCountry: 'US',
    domains: ['ridgeline-security.example'],
    deliveredScopes: ['SECURITY_OPERATIONS'],
  },
  program: 'msp-program',
  joinedOn: '2024-09-01',
  tiers: [{ rank: 4, from: '2024-09-01' }],
  cam: 'marc.cam',
  people: [
    person('ridgeline.admin', 'Rosa Almeida', 'ADMIN', true),
    person('ridgeline.sales', 'Sven Hagen', 'SALES', true),
    person('ridgeline.finance', 'Femi Adeyemi', 'FINANCE', true),
    ...['Amir Rahimi', 'Bea Lindholm', 'Chen Wei', 'Dara Quinn'].map((name, index) =>
      person(`ridgeline.analyst-${index}`, name, 'TECHNICAL'),
    ),
  ],
  ...managedBase('ridgeline', 'threat-watch', [
    {
      name: 'Copper State Bank',
      industry: 'finance',
      seats: 400,
      seatPrice: 22,
      start: '2024-10-01',
      months: 36,
      amendments: [
        { on: '2026-06-01', seats: 340 },
        { on: '2026-08-01', seats: 260 },
      ],
    },
    {
      name: 'Mesa Water',
      industry: 'utilities',
      seats: 260,
      seatPrice: 22,
      start: '2024-11-01',
      months: 36,
      amendments: [
        { on: '2026-07-01', seats: 210 },
        { on: '2026-09-05', seats: 150 },
      ],
    },
    {
      name: 'Pinyon Hospitals',
      industry: 'healthcare',
      seats: 520,
      seatPrice: 24,
      start: '2025-01-01',
      months: 36,
    },
    { name: 'Juniper Insurance', industry: 'finance', seats: 150, seatPrice: 25, start: '2025-04-01' },
    { name: 'Ocotillo Media', industry: 'media', seats: 60, seatPrice: 25, start: '2026-08-01' },
    { name: 'Saguaro Retail', industry: 'retail', seats: 40, seatPrice: 25, start: '2026-09-01' },
  ]),
  opportunities: [
    ...ridgelineSold,
    {
      key: 'ridgeline-open-0',
      name: 'Regional utilities',
      stage: 'BUSINESS_VALIDATION',
      sourceRole: 'SOURCED',
      mrr: dollars(9_800),
      termMonths: 36,
      openedOn: '2026-06-18',
      closeDate: '2026-12-01',
    },
  ],
  registrations: [
    ...ridgelineSold.slice(0, 1).map((deal) => registrationOf(deal, 'ridgeline')),
    {
      key: 'ridgeline-registration-bank',
      kind: 'EXPANSION',
      name: 'Detection for the branches',
      customer: named('ridgeline-customer-0'),
      contract: named('ridgeline-contract-0'),
      lines: line('threat-watch', { quantity: 80, mrr: dollars(1_760), termMonths: 12 }),
      status: 'EXPIRED',
      ...granted('2026-05-04', '2026-05-08', '2026-07-07'),
    },
    {
      key: 'ridgeline-registration-hospitals',
      kind: 'CUSTOMER_ENGAGEMENT',
      name: 'Hospitals',
      customer: named('ridgeline-customer-2'),
      contract: named('ridgeline-contract-2'),
      lines: line('threat-watch', { quantity: 520, mrr: dollars(12_480), termMonths: 36 }),
      status: 'WON',
      ...granted('2024-11-04', '2024-11-08', '2028-01-31'),
      closedOn: '2025-01-01',
    },
  ],
  leads: [
    {
      key: 'ridgeline-lead-0',
      routedTo: 'ridgeline',
      companyName: 'Sandstone Power',
      companyDomain: 'sandstone-power.example',
      companyCountry: 'US',
      need: 'Somebody who watches the control rooms at night.',
      productLines: [named('threat-watch')],
      region: 'West',
      score: 74,
    },
  ],
  requests: [
    {
      key: 'ridgeline-request-0',
      kind: 'EXECUTIVE',
      contract: named('ridgeline-contract-0'),
      requestedHelp: 'A visit to the bank, which gives up seats every quarter.',
      neededBy: '2026-11-20',
    },
  ],
  awards: [0, 1, 2, 3].map((index) => ({
    person: `ridgeline.analyst-${index}`,
    track: 'security-advanced',
    awardedOn: '2026-02-10',
    expiresOn: '2027-02-10',
  })),
  plan: [{ kpi: 'SOURCED_REVENUE_VS_PLAN', amount: 180_000 }],
  facts: [],
  slaResults: promises(firstContracts('ridgeline', 4), { met: 97, breached: 3 }),
  // Fewer than three in four are content.
  surveys: questions('ridgeline', firstContracts('ridgeline', 4), { content: 16, discontent: 6, silent: 9 }),
};

const hardwareProjects = [0, 1, 2, 3, 4].map((index) =>
  sold('copperleaf', index * 2, {
    name: `Hardware project ${index + 1}`,
    oneTime: dollars(28_000 + index * 4_000),
    sourceRole: index % 2 ? 'INFLUENCED' : 'SOURCED',
  }),
);

/** A reseller on its way to managed services: projects and a young managed base side by side, one renewal lapsed. */
export const copperleaf: PartnerStory = {
  key: 'copperleaf',
  partner: {
    legalName: 'Copperleaf Systems Corp.',
    displayName: 'Copperleaf Systems',
    types: ['VAR', 'MSP'],
    segment: 'VAR_TO_MSP',
    tracks: ['SOLUTION'],
    regions: ['Central'],
    hqCountry: 'US',
    deliveredScopes: ['INFRASTRUCTURE_MANAGEMENT', 'END_USER_COMPUTING'],
  },
  program: 'msp-program',
  joinedOn: '2024-08-01',
  tiers: [
    { rank: 1, from: '2024-08-01' },
    { rank: 2, from: '2026-01-01' },
  ],
  cam: 'marc.cam',
  people: [
    person('copperleaf.admin', 'Cora Jimenez', 'ADMIN'),
    person('copperleaf.engineer', 'Eli Brooks', 'TECHNICAL'),
  ],
  ...managedBase(
    'copperleaf',
    'endpoint-care',
    [
      // Undecided since its term ended in August: lapsed.
      { name: 'Prairie Clinics', industry: 'healthcare', seats: 45, seatPrice: 40, start: '2024-08-20' },
      {
        name: 'Lakeside Motors',
        industry: 'automotive',
        seats: 30,
        seatPrice: 42,
        start: '2025-02-01',
        amendments: [{ on: '2026-04-01', seats: 55 }],
      },
      { name: 'Oxbow Grain', industry: 'agriculture', seats: 25, seatPrice: 42, start: '2025-09-01' },
    ],
    [
      {
        key: 'copperleaf-prospect-lumen',
        name: 'Lumen Clinics',
        industry: 'healthcare',
        domains: ['lumen-clinics.example'],
      },
    ],
  ),
  registrations: [
    ...hardwareProjects.slice(3).map((deal) => registrationOf(deal, 'copperleaf')),
    {
      key: 'copperleaf-registration-lumen',
      kind: 'OPPORTUNITY',
      name: 'Managed desktops',
      customer: named('copperleaf-prospect-lumen'),
      opportunity: named('copperleaf-open-0'),
      lines: line('endpoint-care', { mrr: dollars(2_400), oneTime: dollars(12_000), termMonths: 24 }),
      status: 'APPROVED',
      ...granted('2026-08-06', '2026-08-12', '2026-12-10'),
    },
  ],
  opportunities: [
    ...hardwareProjects,
    {
      key: 'copperleaf-open-0',
      name: 'Managed desktops',
      stage: 'QUALIFIED',
      sourceRole: 'SOURCED',
      mrr: dollars(2_400),
      oneTime: dollars(12_000),
      termMonths: 24,
      openedOn: '2026-08-04',
      closeDate: '2026-11-30',
    },
  ],
  awards: [
    {
      person: 'copperleaf.engineer',
      track: 'infrastructure-pro',
      awardedOn: '2025-10-01',
      expiresOn: '2027-10-01',
    },
  ],
  plan: [
    { kpi: 'SOURCED_REVENUE_VS_PLAN', amount: 150_000 },
    { kpi: 'SOURCED_PIPELINE_VS_PLAN', amount: 60_000 },
  ],
  facts: [{ kpi: 'CUSTOMER_SATISFACTION', numerator: '3', denominator: '4', sampleSize: 4 }],
};

/** A cloud provider that grows fast. */
export const skylark: PartnerStory = {
  key: 'skylark',
  partner: {
    legalName: 'Skylark Cloud GmbH',
    displayName: 'Skylark Cloud',
    types: ['MSP'],
    segment: 'CLOUD',
    tracks: ['SOLUTION', 'TECHNOLOGY'],
    regions: ['Europe'],
    hqCountry: 'DE',
    deliveredScopes: ['CLOUD_MANAGEMENT'],
  },
  program: 'msp-program',
  joinedOn: '2025-01-01',
  tiers: [
    { rank: 2, from: '2025-01-01' },
    { rank: 3, from: '2026-04-01' },
  ],
  cam: 'marc.cam',
  people: [
    person('skylark.admin', 'Lukas Vogel', 'ADMIN'),
    person('skylark.architect-0', 'Nina Hartmann', 'TECHNICAL'),
    person('skylark.architect-1', 'Piet de Vries', 'TECHNICAL'),
  ],
  ...managedBase('skylark', 'cloud-run', [
    {
      name: 'Nordsee Logistik',
      industry: 'logistics',
      seats: 120,
      seatPrice: 35,
      start: '2025-03-01',
      amendments: [{ on: '2026-01-01', seats: 190 }],
    },
    {
      name: 'Alpen Versand',
      industry: 'retail',
      seats: 80,
      seatPrice: 35,
      start: '2025-06-01',
      amendments: [{ on: '2026-03-01', seats: 140 }],
    },
    { name: 'Rhein Druck', industry: 'media', seats: 60, seatPrice: 36, start: '2025-08-01' },
    {
      name: 'Elbe Energie',
      industry: 'utilities',
      seats: 200,
      seatPrice: 34,
      start: '2026-02-01',
      months: 36,
    },
  ]),
  opportunities: [
    sold('skylark', 2, {
      name: 'Cloud landing zone',
      oneTime: dollars(45_000),
      mrr: dollars(6_800),
      termMonths: 36,
    }),
  ],
  usage: [
    {
      contract: 'skylark-contract-0',
      productLine: 'cloud-run',
      days: ['2026-09-01', '2026-09-08', '2026-09-15', '2026-09-22', '2026-09-29'].map((date, week) => ({
        date,
        quantity: 190 + week * 4,
      })),
    },
  ],
  awards: [0, 1].map((index) => ({
    person: `skylark.architect-${index}`,
    track: 'cloud-architect',
    awardedOn: '2025-11-20',
    expiresOn: '2027-11-20',
  })),
  plan: [{ kpi: 'SOURCED_REVENUE_VS_PLAN', amount: 120_000 }],
  facts: [],
  slaResults: promises(firstContracts('skylark', 4), { met: 148, breached: 2 }),
  surveys: questions('skylark', firstContracts('skylark', 4), { content: 27, discontent: 3, silent: 4 }),
};

/** A specialist for clinics whose compliance certificate is about to matter. */
export const meridian: PartnerStory = {
  key: 'meridian',
  partner: {
    legalName: 'Meridian Clinical IT Ltd.',
    displayName: 'Meridian Clinical IT',
    types: ['MSP'],
    segment: 'VERTICAL',
    tracks: ['SOLUTION'],
    regions: ['East'],
    hqCountry: 'US',
    deliveredScopes: ['INFRASTRUCTURE_MANAGEMENT', 'END_USER_COMPUTING'],
  },
  program: 'msp-program',
  joinedOn: '2024-10-01',
  tiers: [{ rank: 2, from: '2024-10-01' }],
  cam: 'carla.cam',
  people: [
    person('meridian.admin', 'Maya Feldman', 'ADMIN'),
    person('meridian.engineer-0', 'Otto Lang', 'TECHNICAL'),
    person('meridian.engineer-1', 'Priya Nair', 'TECHNICAL'),
  ],
  ...managedBase('meridian', 'endpoint-care', [
    {
      name: 'St. Brendan Hospital',
      industry: 'healthcare',
      seats: 310,
      seatPrice: 48,
      start: '2024-10-05',
      outcome: 'RENEWED',
    },
    { name: 'Harborview Imaging', industry: 'healthcare', seats: 90, seatPrice: 50, start: '2024-12-01' },
    {
      name: 'Family Practice Network',
      industry: 'healthcare',
      seats: 140,
      seatPrice: 46,
      start: '2025-05-01',
      months: 36,
    },
  ]),
  opportunities: [],
  // The clinic asks others as well: its renewal is at risk, and the vendor is asked for help.
  renewals: [
    {
      contract: 'meridian-contract-1',
      steps: [
        { mutation: 'renewalEngage', input: {} },
        { mutation: 'renewalQuote', input: { mrr: dollars(4_300) } },
        {
          mutation: 'renewalSetCompetitiveEvaluation',
          input: { isEvaluated: true, competitor: 'Clinisource' },
        },
      ],
      request: {
        kind: 'AT_RISK_RENEWAL',
        requestedHelp: 'A comparison with what Clinisource offers.',
        neededBy: '2026-11-02',
      },
    },
  ],
  awards: [
    {
      person: 'meridian.engineer-0',
      track: 'infrastructure-pro',
      awardedOn: '2025-03-01',
      expiresOn: '2027-03-01',
    },
    {
      person: 'meridian.engineer-1',
      track: 'infrastructure-pro',
      awardedOn: '2025-03-01',
      expiresOn: '2027-03-01',
    },
    {
      person: 'meridian.engineer-1',
      track: 'healthcare-compliance',
      awardedOn: '2025-12-12',
      expiresOn: '2026-12-12',
    },
  ],
  plan: [],
  facts: [{ kpi: 'SLA_COMPLIANCE', numerator: '61', denominator: '64', sampleSize: 64 }],
};

const classroomKits = [0, 1, 2, 3].map((index) =>
  sold('oakfield', index * 2, {
    name: `Classroom kit ${index + 1}`,
    customer: named('oakfield-customer-0'),
    productLines: [named('edge-server')],
    oneTime: dollars(36_000),
  }),
);

/** A reseller: projects only. */
export const oakfield: PartnerStory = {
  key: 'oakfield',
  partner: {
    legalName: 'Oakfield Resellers Inc.',
    displayName: 'Oakfield Resellers',
    types: ['RESELLER'],
    tracks: ['SOLUTION'],
    regions: ['Central'],
    hqCountry: 'US',
  },
  program: 'reseller-program',
  joinedOn: '2024-06-01',
  tiers: [{ rank: 2, from: '2024-06-01' }],
  cam: 'marc.cam',
  people: [person('oakfield.sales', 'Owen Carlisle', 'SALES', true)],
  customers: [{ key: 'oakfield-customer-0', name: 'Blue River Schools', industry: 'education' }],
  contracts: [],
  opportunities: [
    ...classroomKits,
    {
      key: 'oakfield-open-0',
      name: 'Campus network',
      customer: named('oakfield-customer-0'),
      stage: 'TECHNICAL_VALIDATION',
      sourceRole: 'SOURCED',
      oneTime: dollars(88_000),
      openedOn: '2026-07-01',
      closeDate: '2026-12-15',
    },
  ],
  awards: [],
  plan: [
    { kpi: 'SOURCED_REVENUE_VS_PLAN', amount: 200_000 },
    { kpi: 'SOURCED_PIPELINE_VS_PLAN', amount: 120_000 },
  ],
  facts: [{ kpi: 'CUSTOMER_SATISFACTION', numerator: '18', denominator: '20', sampleSize: 20 }],
  registrations: [
    // Three of four won deals were registered.
    ...classroomKits.slice(0, 3).map((deal) => registrationOf(deal, 'oakfield')),
    // The decision about it is overdue.
    {
      key: 'oakfield-registration-campus',
      kind: 'OPPORTUNITY',
      name: 'Campus network',
      customer: named('oakfield-customer-0'),
      customerDomains: ['blue-river-schools.example'],
      opportunity: named('oakfield-open-0'),
      lines: line('edge-server', { quantity: 11, oneTime: dollars(88_000) }),
      expectedCloseDate: '2026-12-15',
      status: 'SUBMITTED',
      submittedAt: atWork('2026-10-01'),
    },
  ],
};

/** A referral partner: leads that it passes on, no contracts of its own. */
export const beacon: PartnerStory = {
  key: 'beacon',
  partner: {
    legalName: 'Beacon Referrals',
    types: ['REFERRAL'],
    tracks: ['SOLUTION'],
    regions: ['West'],
    hqCountry: 'US',
  },
  program: 'reseller-program',
  joinedOn: '2025-02-01',
  tiers: [{ rank: 1, from: '2025-02-01' }],
  cam: 'marc.cam',
  people: [person('beacon.admin', 'Billie Stone', 'ADMIN')],
  customers: [],
  contracts: [],
  opportunities: [
    sold('beacon', 4, { name: 'Referred rollout', oneTime: dollars(22_000), sourceRole: 'REFERRED' }),
  ],
  awards: [],
  plan: [],
  leads: [
    {
      key: 'beacon-lead-0',
      direction: 'PARTNER_TO_VENDOR',
      partner: named('beacon'),
      companyName: 'Orchard Foods',
      companyDomain: 'orchard-foods.example',
      companyCountry: 'US',
      contactName: 'Wes Tran',
      contactEmail: 'wes.tran@orchard-foods.example',
      hasConsent: true,
      need: 'Servers for three new packing halls.',
      productLines: [named('edge-server')],
      region: 'West',
      score: 68,
    },
  ],
  facts: [
    { kpi: 'REFERRAL_ACCEPTANCE', numerator: '14', denominator: '20', sampleSize: 20 },
    { kpi: 'REFERRAL_CONVERSION', numerator: '5', denominator: '14', sampleSize: 14 },
  ],
};

/** A technology alliance: influences deals, earns no commission. */
export const latticework: PartnerStory = {
  key: 'latticework',
  partner: {
    legalName: 'Latticework Alliance AB',
    displayName: 'Latticework Alliance',
    types: ['TECHNOLOGY_ALLIANCE'],
    tracks: ['TECHNOLOGY'],
    regions: ['Europe'],
    hqCountry: 'SE',
  },
  program: 'reseller-program',
  joinedOn: '2025-03-01',
  tiers: [{ rank: 1, from: '2025-03-01' }],
  cam: 'marc.cam',
  people: [person('latticework.admin', 'Linnea Berg', 'ADMIN')],
  customers: [],
  contracts: [],
  opportunities: [
    sold('latticework', 6, { name: 'Joint integration', oneTime: dollars(54_000), sourceRole: 'INFLUENCED' }),
  ],
  awards: [],
  plan: [],
  facts: [{ kpi: 'INTEGRATION_ATTACH', numerator: '9', denominator: '30', sampleSize: 30 }],
};
