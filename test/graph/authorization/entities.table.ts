import type { ServiceName } from '@channelgraph/server/service-names.ts';
import {
  ofTheCompany,
  ofTheEarnings,
  ofTheMoney,
  ofThePeople,
  ofTheProgram,
  ofTheSummary,
  ofTheVendor,
  sights,
  type Sights,
} from './principals.ts';
import type { World } from './world.ts';

/** One entity type: which record stands for it, how it is reached, and who sees it. */
export interface EntityRow {
  readonly type: string;
  readonly owner: ServiceName;
  readonly id: keyof World;
  /** The fields that are read of it. */
  readonly fields: string;
  readonly sees: Sights;
  /** The root field that takes its id. */
  readonly root?: string;
  /** A list with a filter that leaves only this record or its company's. */
  readonly list?: (world: World) => string;
  /** Ways through other objects, often of another service, that end at the type. */
  readonly nested?: readonly ((world: World) => string)[];
}

const inPartner =
  (selection: string) =>
  ({ partner }: World): string =>
    `{ partner(id: "${partner}") { ${selection} } }`;
const ofPartner =
  (list: string, fields: string) =>
  ({ partner }: World): string =>
    `{ ${list}(first: 5, filter: { partnerId: { eq: "${partner}" } }) { nodes { ${fields} } } }`;

// A company's own award is seen by its owner, by the company's administrators and by its technical people.
const ofTheCertified = sights(
  {
    company: 'empty',
    stranger: 'empty',
    cam: 'allowed',
    otherCam: 'empty',
    admin: 'allowed',
    analyst: 'allowed',
  },
  { ADMIN: 'allowed', TECHNICAL: 'allowed' },
);
const ofTheProgramsEarnings = sights(
  {
    company: 'allowed',
    stranger: 'allowed',
    cam: 'allowed',
    otherCam: 'allowed',
    admin: 'allowed',
    analyst: 'allowed',
  },
  { TECHNICAL: 'denied', MARKETING: 'denied' },
);

/** Every type that has an id. */
export const entityRows: readonly EntityRow[] = [
  {
    type: 'Partner', owner: 'partners', id: 'partner', fields: 'displayName', sees: ofTheSummary, root: 'partner',
    list: ({ partner }) => `{ partners(first: 5, filter: { id: { eq: "${partner}" } }) { nodes { displayName } } }`,
    nested: [
      ({ opportunity }) => `{ opportunity(id: "${opportunity}") { partner { displayName } } }`,
      ({ contract }) => `{ managedContract(id: "${contract}") { partner { displayName } } }`,
      ({ award }) => `{ certificationAward(id: "${award}") { partner { displayName } } }`,
      ({ partner }) => `{ partners(first: 5, search: "Harbor", filter: { and: [{ id: { in: ["${partner}"] } }] }) { edges { node { displayName } } } }`,
    ],
  },
  { type: 'Alert', owner: 'partners', id: 'alert', fields: 'code since', sees: ofTheCompany, root: 'alert', list: ofPartner('alerts', 'code since'), nested: [inPartner('alerts(first: 2) { nodes { code } }')] },
  { type: 'PartnerUser', owner: 'partners', id: 'user', fields: 'email displayName', sees: ofThePeople, nested: [
    inPartner('users(first: 20) { nodes { email } }'),
  ] },
  { type: 'StaffMember', owner: 'partners', id: 'cam', fields: 'displayName', sees: ofTheSummary, nested: [
    inPartner('channelAccountManager { displayName }'),
  ] },
  { type: 'ProductLine', owner: 'partners', id: 'productLine', fields: 'name', sees: ofTheProgram, root: 'productLine',
    list: ({ productLine }) => `{ productLines(filter: { id: { eq: "${productLine}" } }) { nodes { name } } }` },
  { type: 'Program', owner: 'partners', id: 'program', fields: 'name', sees: ofTheProgram, root: 'program' },
  { type: 'Tier', owner: 'partners', id: 'tier', fields: 'label', sees: ofTheProgram, nested: [() => '{ programs { tiers { label } } }'] },
  { type: 'PartnerTypeProfile', owner: 'partners', id: 'profile', fields: 'name', sees: ofTheProgram },
  { type: 'ProgramEnrollment', owner: 'partners', id: 'enrollment', fields: 'startsOn', sees: ofTheCompany, nested: [inPartner('enrollments { startsOn }')] },
  { type: 'TierAssignment', owner: 'partners', id: 'tierAssignment', fields: 'from cause', sees: ofTheCompany, nested: [inPartner('tierHistory { from cause }')] },
  { type: 'CamAssignment', owner: 'partners', id: 'camAssignment', fields: 'from', sees: ofTheCompany, nested: [inPartner('camAssignments { from }')] },
  { type: 'PlanTarget', owner: 'partners', id: 'planTarget', fields: 'kpi amount { amount }', sees: ofTheCompany, nested: [inPartner('planTargets { kpi }')] },
  { type: 'MetricFact', owner: 'partners', id: 'fact', fields: 'kpi numerator', sees: ofTheCompany, nested: [inPartner('metricFacts(first: 2) { nodes { kpi } }')] },
  {
    type: 'Customer', owner: 'deals', id: 'customer', fields: 'legalName', sees: ofTheCompany, root: 'customer', list: ofPartner('customers', 'legalName'),
    nested: [
      inPartner('opportunities(first: 5) { nodes { customer { legalName } } }'),
      ({ opportunity }) => `{ opportunity(id: "${opportunity}") { customer { legalName } } }`,
      ({ partner }) => `{ partners(first: 5, filter: { id: { eq: "${partner}" } }) { nodes { managedContracts(first: 3) { nodes { customer { legalName } } } } } }`,
    ],
  },
  { type: 'ConflictCase', owner: 'deals', id: 'conflict', fields: 'status openedAt', sees: ofTheCompany, root: 'conflictCase', list: ofPartner('conflictCases', 'status'), nested: [
    inPartner('conflictCases(first: 5) { nodes { status } }'),
  ] },
  { type: 'DealRegistration', owner: 'deals', id: 'registration', fields: 'name', sees: ofTheCompany, root: 'dealRegistration', list: ofPartner('dealRegistrations', 'name'), nested: [
    inPartner('dealRegistrations(first: 5) { nodes { name } }'),
  ] },
  { type: 'Lead', owner: 'deals', id: 'lead', fields: 'need', sees: ofTheCompany, root: 'lead', list: ofPartner('leads', 'need'), nested: [
    inPartner('leads(first: 5) { nodes { need } }'),
  ] },
  { type: 'Opportunity', owner: 'deals', id: 'opportunity', fields: 'name', sees: ofTheCompany, root: 'opportunity', list: ofPartner('opportunities', 'name'), nested: [
    inPartner('opportunities(first: 5) { nodes { name } }'),
    ({ opportunity }) => `{ opportunities(filter: { or: [{ id: { eq: "${opportunity}" } }] }) { edges { node { name } } } }`,
  ] },
  { type: 'ManagedContract', owner: 'deals', id: 'contract', fields: 'termEnd', sees: ofTheCompany, root: 'managedContract', list: ofPartner('managedContracts', 'termEnd'), nested: [
    inPartner('managedContracts(first: 5) { nodes { termEnd } }'),
  ] },
  { type: 'ContractChangeRequest', owner: 'deals', id: 'changeRequest', fields: 'status', sees: ofTheVendor, root: 'contractChangeRequest', list: ofPartner('contractChangeRequests', 'status') },
  { type: 'UsageRecord', owner: 'deals', id: 'usageRecord', fields: 'date quantity', sees: ofTheCompany, nested: [
    ({ contract }) => `{ managedContract(id: "${contract}") { usageRecords(first: 2) { nodes { date quantity } } } }`,
  ] },
  { type: 'SeatSnapshot', owner: 'deals', id: 'snapshot', fields: 'date billable', sees: ofTheCompany, nested: [
    ({ contract }) => `{ managedContract(id: "${contract}") { seatSnapshots(first: 2) { nodes { date } } } }`,
  ] },
  { type: 'Renewal', owner: 'deals', id: 'renewal', fields: 'termEnd stage', sees: ofTheCompany, root: 'renewal', list: ofPartner('renewals', 'termEnd stage'), nested: [
    ({ contract }) => `{ managedContract(id: "${contract}") { renewals(first: 2) { nodes { termEnd stage } } } }`,
    inPartner('renewals(first: 2) { nodes { termEnd stage } }'),
    ({ partner }) => `{ renewalCalendar(partnerId: "${partner}") { renewal { termEnd } } }`,
  ] },
  { type: 'CoSellRequest', owner: 'deals', id: 'coSell', fields: 'kind requestedHelp', sees: ofTheCompany, root: 'coSellRequest', list: ofPartner('coSellRequests', 'requestedHelp'), nested: [
    inPartner('coSellRequests(first: 2) { nodes { requestedHelp } }'),
  ] },
  { type: 'CustomerSlaResult', owner: 'deals', id: 'slaResult', fields: 'month breachedCount', sees: ofTheCompany, nested: [
    ({ contract }) => `{ managedContract(id: "${contract}") { slaResults(first: 2) { nodes { month } } } }`,
    inPartner('slaResults(first: 2) { nodes { month } }'),
  ] },
  { type: 'CustomerSurvey', owner: 'deals', id: 'survey', fields: 'sentOn comment', sees: ofThePeople, nested: [
    ({ contract }) => `{ managedContract(id: "${contract}") { surveys(first: 2) { nodes { comment } } } }`,
    inPartner('customerSurveys(first: 2) { nodes { comment } }'),
  ] },
  { type: 'MrrMovement', owner: 'deals', id: 'movement', fields: 'month kind', sees: ofTheCompany, nested: [
    ({ contract }) => `{ managedContract(id: "${contract}") { mrrMovements(first: 2) { nodes { month } } } }`,
  ] },
  { type: 'PipelineSnapshot', owner: 'deals', id: 'pipelineSnapshot', fields: 'asOf', sees: ofTheCompany, root: 'pipelineSnapshot', list: ofPartner('pipelineSnapshots', 'asOf'), nested: [
    inPartner('pipelineSnapshots(first: 2) { nodes { asOf } }'),
  ] },
  { type: 'CertificationTrack', owner: 'enablement', id: 'track', fields: 'name', sees: ofTheProgram, root: 'certificationTrack',
    list: () => '{ certificationTracks(first: 5) { nodes { name } } }' },
  { type: 'CertificationRequirement', owner: 'enablement', id: 'requirement', fields: 'minimumPeople', sees: ofTheProgram,
    list: () => '{ certificationRequirements(first: 5) { nodes { minimumPeople } } }' },
  { type: 'CertificationAward', owner: 'enablement', id: 'award', fields: 'awardedOn', sees: ofTheCertified, root: 'certificationAward', nested: [
    ({ user }) => `{ certificationAwards(first: 5, filter: { userId: { eq: "${user}" } }) { nodes { awardedOn } } }`,
  ] },
  { type: 'IncentivePlan', owner: 'incentives', id: 'plan', fields: 'name', sees: ofTheProgramsEarnings, root: 'incentivePlan',
    list: () => '{ incentivePlans(first: 5) { nodes { name } } }' },
  {
    type: 'Accrual', owner: 'incentives', id: 'accrual', fields: 'sourceKey', sees: ofTheEarnings, root: 'accrual', list: ofPartner('accruals', 'sourceKey'),
  },
  { type: 'JournalEntry', owner: 'incentives', id: 'entry', fields: 'description', sees: ofTheMoney },
  { type: 'LedgerAccount', owner: 'incentives', id: 'account', fields: 'kind', sees: ofTheMoney },
]; // prettier-ignore
