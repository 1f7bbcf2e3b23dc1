import { addMonths } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { atWork, granted, line, registrationOf } from './registrations.ts';
import { promises, questions } from './service-records.ts';
import { dollars, named, successorOf } from './story.ts';
import type {
  ContractStory,
  CustomerStory,
  OpportunityStory,
  PartnerStory,
  RegistrationStory,
} from './story.ts';

// Harbor's figures are those of the worked scorecard: 1,200 seats at 50 dollars grow to 1,320, of
// 60,000 dollars of recurring revenue 55,200 are kept and 63,000 remain with what was sold on top, and of
// twelve contracts that ended in the quarter ten were renewed, one was lost and one is undecided. Of 200
// promises to customers 188 were kept, of 50 answers 45 are content, and of ten won deals six were registered.

const seatPrice = 50;
const seatsAtStart = 30;
const places = ['Alder', 'Birch', 'Cedar', 'Dunmore', 'Elmwood', 'Fairview', 'Granite'];
const trades = [
  { name: 'Dental Group', industry: 'healthcare' },
  { name: 'Law Partners', industry: 'legal' },
  { name: 'Freight', industry: 'logistics' },
  { name: 'Credit Union', industry: 'finance' },
  { name: 'Schools', industry: 'education' },
  { name: 'Foods', industry: 'retail' },
];

const customers: readonly CustomerStory[] = trades.flatMap(({ name, industry }, trade) =>
  places.map((place, index) => ({
    key: `harbor-customer-${trade * places.length + index}`,
    name: `${place} ${name}`,
    industry,
  })),
);

// Terms of two years that end between 20 July and 10 October 2026.
const decidedStarts: readonly LocalDate[] = [
  '2024-09-01', // the one that was lost
  '2024-07-20',
  '2024-08-01',
  '2024-08-10',
  '2024-08-15',
  '2024-08-20',
  '2024-09-01',
  '2024-09-10',
  '2024-09-15',
  '2024-09-20',
  '2024-10-10',
];
const undecidedStart: LocalDate = '2024-10-01';
const endingSoonStart: LocalDate = '2024-12-20';

const original: readonly ContractStory[] = Array.from({ length: 40 }, (_, index) => contract(index));
const wonLater: readonly ContractStory[] = [
  { ...contract(40), start: '2026-03-01', months: 24 },
  { ...contract(41), start: '2026-05-01', months: 24 },
];

function contract(index: number): ContractStory {
  const amendedOn = addMonths('2025-11-01', index % 8);
  const seats = amendedSeats(index);
  return {
    key: `harbor-contract-${index}`,
    customer: `harbor-customer-${index}`,
    start: startOf(index),
    months: index > 12 && index % 3 === 0 ? 36 : 24,
    seats: seatsAtStart,
    seatPrice,
    productLine: index % 2 === 0 ? 'endpoint-care' : 'backup-vault',
    ...(seats === seatsAtStart ? {} : { amendments: [{ on: amendedOn, seats }] }),
    ...(index === 0 ? { outcome: 'CHURNED' as const } : {}),
    ...(index >= 1 && index <= 10 ? { outcome: 'RENEWED' as const } : {}),
  };
}

function startOf(index: number): LocalDate {
  if (index < decidedStarts.length) return decidedStarts[index] ?? undecidedStart;
  if (index === 11) return undecidedStart;
  if (index === 12) return endingSoonStart;
  return addMonths('2024-11-01', index % 10);
}

/** Eleven customers gave up six seats, 26 took six more, the others stayed. */
function amendedSeats(index: number): number {
  if (index >= 13 && index <= 23) return seatsAtStart - 6;
  if ((index >= 1 && index <= 10) || (index >= 24 && index <= 39)) return seatsAtStart + 6;
  return seatsAtStart;
}

const won: readonly OpportunityStory[] = Array.from({ length: 10 }, (_, index) => {
  const isRecurring = index % 2 === 0;
  const closedOn = addMonths('2025-11-12', index);
  return {
    key: `harbor-won-${index}`,
    name: isRecurring ? `Managed endpoints, wave ${index / 2 + 1}` : `Server refresh ${Math.ceil(index / 2)}`,
    customer: named(`harbor-customer-${20 + index}`),
    motion: index % 4 === 0 ? 'EXPANSION' : 'NEW',
    stage: 'WON',
    sourceRole: 'SOURCED',
    // Five times 10,000 a month for a year and five times 40,000 once: 800,000 of a plan of 1,000,000.
    ...(isRecurring ? { mrr: dollars(10_000), termMonths: 24 } : { oneTime: dollars(40_000) }),
    productLines: [named(isRecurring ? 'endpoint-care' : 'edge-server')],
    openedOn: addMonths(closedOn, -3),
    closeDate: closedOn,
    closedOn,
    region: 'East',
  };
});

const open: readonly OpportunityStory[] = [
  openDeal(0, {
    name: 'Security monitoring',
    stage: 'PROSPECT',
    mrr: dollars(4_200),
    termMonths: 36,
    // The alliance partner brought the customer and Harbor together.
    credits: [
      { partner: named('harbor'), role: 'SOURCED', creditBps: 7_000 },
      { partner: named('latticework'), role: 'INFLUENCED', creditBps: 3_000 },
    ],
  }),
  openDeal(1, {
    name: 'Branch rollout',
    stage: 'QUALIFIED',
    mrr: dollars(6_500),
    termMonths: 24,
    oneTime: dollars(18_000),
  }),
  openDeal(2, { name: 'Cloud backup', stage: 'TECHNICAL_VALIDATION', mrr: dollars(3_100), termMonths: 24 }),
  openDeal(3, {
    name: 'Network refresh',
    stage: 'BUSINESS_VALIDATION',
    oneTime: dollars(52_000),
    competitors: ['Switchyard Systems'],
  }),
  openDeal(4, {
    name: 'More seats',
    stage: 'COMMITTED',
    motion: 'EXPANSION',
    mrr: dollars(1_200),
    termMonths: 12,
  }),
  {
    key: 'harbor-renewal-12',
    name: 'Renewal before 20 December',
    customer: named('harbor-customer-12'),
    motion: 'RENEWAL',
    stage: 'IN_WINDOW',
    mrr: dollars(1_500),
    termMonths: 24,
    openedOn: '2026-09-21',
    closeDate: '2026-12-20',
    region: 'East',
  },
  {
    key: 'harbor-lost-0',
    name: 'Data center exit',
    customer: named('harbor-customer-7'),
    stage: 'LOST',
    sourceRole: 'SOURCED',
    oneTime: dollars(75_000),
    openedOn: '2026-04-02',
    closeDate: '2026-07-30',
    closedOn: '2026-08-03',
    lossReason: 'PRICE',
    region: 'East',
  },
];

function openDeal(
  index: number,
  deal: Readonly<Record<string, unknown>> & { readonly name: string },
): OpportunityStory {
  return {
    key: `harbor-open-${index}`,
    customer: named(`harbor-customer-${30 + index}`),
    sourceRole: 'SOURCED',
    openedOn: addMonths('2026-05-20', index),
    closeDate: addMonths('2026-10-30', index),
    region: 'East',
    ...deal,
  };
}

/** Of ten won deals six were registered. */
const registered = won.slice(0, 6).map((deal) => registrationOf(deal, 'harbor'));

const otherRegistrations: readonly RegistrationStory[] = [
  {
    key: 'harbor-registration-engagement',
    kind: 'CUSTOMER_ENGAGEMENT',
    name: 'Managed by Harbor',
    customer: named('harbor-customer-40'),
    contract: named('harbor-contract-40'),
    lines: line('endpoint-care', { quantity: 30, mrr: dollars(1_500), termMonths: 24 }),
    status: 'WON',
    ...granted('2026-01-20', '2026-01-26', '2028-03-31'),
    closedOn: '2026-03-01',
  },
  {
    key: 'harbor-registration-renewal',
    kind: 'RENEWAL',
    name: 'Renewal before 20 December',
    customer: named('harbor-customer-12'),
    contract: named('harbor-contract-12'),
    lines: line('endpoint-care', { quantity: 30, mrr: dollars(1_500), termMonths: 24 }),
    status: 'APPROVED',
    ...granted('2026-09-21', '2026-09-22', '2027-01-19'),
  },
  // Its protection ends in ten days.
  {
    key: 'harbor-registration-expansion',
    kind: 'EXPANSION',
    name: 'More seats',
    customer: named('harbor-customer-34'),
    contract: named('harbor-contract-34'),
    opportunity: named('harbor-open-4'),
    lines: line('endpoint-care', { quantity: 24, mrr: dollars(1_200), termMonths: 12 }),
    status: 'APPROVED',
    ...granted('2026-08-20', '2026-08-26', '2026-10-25'),
  },
  {
    key: 'harbor-registration-renegotiation',
    kind: 'RENEGOTIATION',
    name: 'Longer term for a lower price',
    customer: named('harbor-customer-15'),
    contract: named('harbor-contract-15'),
    lines: line('backup-vault', { quantity: 24, mrr: dollars(1_000), termMonths: 36 }),
    status: 'REJECTED',
    submittedAt: atWork('2026-07-20'),
    decidedAt: atWork('2026-07-24'),
    rejectionReasons: ['BELOW_MINIMUM'],
  },
  {
    key: 'harbor-registration-branches',
    kind: 'OPPORTUNITY',
    name: 'Branch rollout',
    customer: named('harbor-customer-31'),
    opportunity: named('harbor-open-1'),
    lines: line('threat-watch', { mrr: dollars(6_500), oneTime: dollars(18_000), termMonths: 24 }),
    status: 'APPROVED',
    ...granted('2026-06-15', '2026-06-19', '2026-11-16'),
  },
  {
    key: 'harbor-registration-exit',
    kind: 'OPPORTUNITY',
    name: 'Data center exit',
    customer: named('harbor-customer-7'),
    opportunity: named('harbor-lost-0'),
    lines: line('cloud-run', { oneTime: dollars(75_000) }),
    status: 'LOST',
    submittedAt: atWork('2026-03-27'),
    decidedAt: atWork('2026-04-01'),
    closedOn: '2026-08-03',
    lossReason: 'PRICE',
  },
  {
    key: 'harbor-registration-draft',
    kind: 'OPPORTUNITY',
    name: 'Warehouse scanners',
    customerName: 'Pier Nine Storage',
    lines: line('endpoint-care', { quantity: 60, mrr: dollars(2_100), termMonths: 24 }),
    status: 'DRAFT',
  },
];

/** Contracts whose terms hold the whole last quarter. */
const lasting = Array.from({ length: 20 }, (_, index) => `harbor-contract-${13 + index}`);

/** A pure-play managed service provider, gold, with the scorecard of the worked example. */
export const harbor: PartnerStory = {
  key: 'harbor',
  partner: {
    legalName: 'Harbor Managed Services LLC',
    displayName: 'Harbor Managed Services',
    types: ['MSP'],
    segment: 'PURE_PLAY',
    tracks: ['SOLUTION'],
    regions: ['East'],
    hqCountry: 'US',
    domains: ['harbor-managed.example'],
    deliveredScopes: ['INFRASTRUCTURE_MANAGEMENT', 'SECURITY_OPERATIONS'],
  },
  program: 'msp-program',
  joinedOn: '2024-07-01',
  tiers: [
    { rank: 2, from: '2024-07-01' },
    { rank: 3, from: '2025-07-01' },
  ],
  cam: 'carla.cam',
  people: [
    { key: 'harbor.admin', name: 'Hanna Brandt', capabilities: ['ADMIN'], canSignIn: true },
    { key: 'harbor.sales', name: 'Salim Haddad', capabilities: ['SALES'], canSignIn: true },
    {
      key: 'harbor.tech',
      name: 'Tess Okafor',
      capabilities: ['TECHNICAL'],
      isTechnical: true,
      canSignIn: true,
    },
    { key: 'harbor.marketing', name: 'Mara Kessler', capabilities: ['MARKETING'], canSignIn: true },
    { key: 'harbor.finance', name: 'Fynn Moreau', capabilities: ['FINANCE'], canSignIn: true },
    { key: 'harbor.engineer-1', name: 'Iris Tanaka', capabilities: ['TECHNICAL'], isTechnical: true },
    { key: 'harbor.engineer-2', name: 'Jonas Weber', capabilities: ['TECHNICAL'], isTechnical: true },
    { key: 'harbor.engineer-3', name: 'Lea Novak', capabilities: ['TECHNICAL'], isTechnical: true },
  ],
  customers,
  contracts: [
    ...original,
    ...original.filter(({ outcome }) => outcome === 'RENEWED').map(successorOf),
    ...wonLater,
  ],
  opportunities: [...won, ...open],
  awards: [
    { person: 'harbor.tech', track: 'infrastructure-pro', awardedOn: '2025-06-02', expiresOn: '2027-06-02' },
    // In its last 60 days.
    {
      person: 'harbor.engineer-1',
      track: 'infrastructure-pro',
      awardedOn: '2024-12-05',
      expiresOn: '2026-12-05',
    },
    {
      person: 'harbor.engineer-2',
      track: 'infrastructure-pro',
      awardedOn: '2025-09-15',
      expiresOn: '2027-09-15',
    },
    // In its last 30 days.
    { person: 'harbor.tech', track: 'security-advanced', awardedOn: '2025-11-08', expiresOn: '2026-11-08' },
    // Lapsed at the end of August, which leaves security one person short.
    {
      person: 'harbor.engineer-3',
      track: 'security-advanced',
      awardedOn: '2025-08-31',
      expiresOn: '2026-08-31',
    },
  ],
  plan: [
    { kpi: 'SOURCED_REVENUE_VS_PLAN', amount: 1_000_000 },
    { kpi: 'SOURCED_PIPELINE_VS_PLAN', amount: 400_000 },
  ],
  facts: [],
  registrations: [...registered, ...otherRegistrations],
  underReview: [
    {
      key: 'harbor-registration-hotels',
      registration: {
        kind: 'OPPORTUNITY',
        name: 'Guest networks',
        customerName: 'Quarry Hotels',
        customerCountry: 'US',
        customerDomains: ['quarry-hotels.example'],
        lines: line('endpoint-care', { quantity: 140, mrr: dollars(5_600), termMonths: 24 }),
        expectedCloseDate: '2027-01-15',
        region: 'East',
      },
      asksFor: { fields: ['CUSTOMER_NEED', 'INCUMBENT_VENDOR'], note: 'Who looks after the hotels today?' },
    },
    // Copperleaf has it already, which Harbor is not told.
    {
      key: 'harbor-registration-lumen',
      registration: {
        kind: 'OPPORTUNITY',
        name: 'Clinic desktops',
        customerName: 'Lumen Clinics Inc.',
        customerCountry: 'US',
        customerDomains: ['lumen-clinics.example'],
        lines: line('endpoint-care', { quantity: 90, mrr: dollars(3_600), termMonths: 24 }),
        expectedCloseDate: '2026-12-20',
      },
    },
  ],
  leads: [
    {
      key: 'harbor-lead-0',
      routedTo: 'harbor',
      companyName: 'Tidewater Marine',
      companyDomain: 'tidewater-marine.example',
      companyCountry: 'US',
      contactName: 'Greta Olsen',
      contactEmail: 'greta.olsen@tidewater-marine.example',
      hasConsent: true,
      need: 'Two yards and eighty workplaces without anybody who looks after them.',
      productLines: [named('endpoint-care')],
      region: 'East',
      score: 82,
    },
  ],
  renewals: [{ contract: 'harbor-contract-11', steps: [{ mutation: 'renewalEngage', input: {} }] }],
  requests: [
    {
      key: 'harbor-request-0',
      kind: 'ENGINEERING',
      opportunity: named('harbor-open-3'),
      requestedHelp: 'An engineer for the sizing of the core network.',
      neededBy: '2026-11-06',
    },
  ],
  slaResults: promises(lasting, { met: 188, breached: 12 }),
  surveys: questions('harbor', lasting, { content: 45, discontent: 5, silent: 14 }),
};
