import {
  ofTheCompany,
  ofTheMoney,
  ofThePeople,
  ofTheProgram,
  ofTheSummary,
  ofTheTrail,
  ofTheVendor,
  sights,
  type Sights,
} from './principals.ts';
import type { World } from './world.ts';

/** One field that not everybody who sees its object sees. */
export interface FieldRow {
  /** The coordinate, e.g. `Partner.legalName`. */
  readonly field: string;
  /** A query that selects nothing but the field. */
  readonly query: (world: World) => string;
  readonly sees: Sights;
}

const everybody = { company: 'allowed', stranger: 'allowed', cam: 'allowed', otherCam: 'allowed', admin: 'allowed', analyst: 'allowed' } as const; // prettier-ignore
// The object stays, the field reads null: a portal page of a salesman does not fail because of the money on it.
const moneyOrNull = sights(
  { ...everybody, stranger: 'empty', otherCam: 'empty' },
  { SALES: 'empty', TECHNICAL: 'empty', MARKETING: 'empty' },
);
const certified = sights({ ...everybody, stranger: 'empty', otherCam: 'empty' }, { SALES: 'empty', MARKETING: 'empty', FINANCE: 'empty' }); // prettier-ignore

/** The fields of Partner, each with what is selected below it. */
const partnerFields: readonly (readonly [selection: string, sees: Sights])[] = [
  ['id', ofTheSummary],
  ['displayName', ofTheSummary],
  ['types', ofTheSummary],
  ['status', ofTheSummary],
  ['tier { label }', ofTheSummary],
  ['channelAccountManager { displayName }', ofTheSummary],
  ['alerts(first: 2) { nodes { code } totalCount }', ofTheCompany],
  ['availableActions { action }', ofTheCompany],
  ['camAssignments { from }', ofTheCompany],
  ['certificationAwards(first: 2) { nodes { awardedOn } }', certified],
  ['certificationCoverage { value scopes { scope } }', ofTheCompany],
  ['coSellRequests(first: 2) { nodes { requestedHelp } totalCount }', ofTheCompany],
  ['createdAt', ofTheCompany],
  ['currency', ofTheCompany],
  ['customerSurveys(first: 2) { nodes { comment } }', ofThePeople],
  ['deliveredScopes', ofTheCompany],
  ['domains', ofTheCompany],
  ['enrollments { startsOn }', ofTheCompany],
  ['externalReferences { externalId }', ofTheCompany],
  ['hqCountry', ofTheCompany],
  ['incentiveBalance { currency payable { amount } }', moneyOrNull],
  ['incentiveStatement(from: "2026-01-01", to: "2026-10-01") { closing { amount } lines(first: 1) { nodes { description } } }', moneyOrNull],
  ['conflictCases(first: 2) { nodes { status } totalCount }', ofTheCompany],
  ['dealRegistrations(first: 2) { nodes { name } totalCount }', ofTheCompany],
  ['leads(first: 2) { nodes { need } totalCount }', ofTheCompany],
  ['legalName', ofTheCompany],
  ['lifecycleStage', ofTheCompany],
  ['managedBase { contracts }', ofTheCompany],
  ['managedContracts(first: 2) { nodes { termEnd } totalCount }', ofTheCompany],
  ['metricFacts(first: 2) { nodes { kpi } totalCount }', ofTheCompany],
  ['mrrHealth { months { closing { amount } } }', ofTheCompany],
  ['opportunities(first: 2) { nodes { name } totalCount }', ofTheCompany],
  ['pipeline { opportunityCount }', ofTheCompany],
  ['pipelineSnapshots(first: 2) { nodes { asOf } totalCount }', ofTheCompany],
  ['planTargets { kpi }', ofTheCompany],
  ['regions', ofTheCompany],
  ['renewals(first: 2) { nodes { termEnd stage } }', ofTheCompany],
  ['scorecard { total }', ofTheCompany],
  ['secondarySegments', ofTheCompany],
  ['segment', ofTheCompany],
  ['slaResults(first: 2) { nodes { month } }', ofTheCompany],
  ['tierHistory { from }', ofTheCompany],
  ['timeZone', ofTheCompany],
  ['tracks', ofTheCompany],
  ['updatedAt', ofTheCompany],
  ['users(first: 2) { nodes { id } totalCount }', ofTheCompany],
  ['version', ofTheCompany],
]; // prettier-ignore

const node = (type: string, id: keyof World, selection: string) => (world: World) =>
  `{ node(id: "${world[id]}") { ... on ${type} { ${selection} } } }`;

/** Every field of Partner, and every field of another type that restricts something further than its object. */
export const fieldRows: readonly FieldRow[] = [
  ...partnerFields.map(([selection, sees]) => ({
    field: `Partner.${/^\w+/.exec(selection)?.[0] ?? ''}`,
    query: ({ partner }: World) => `{ partner(id: "${partner}") { ${selection} } }`,
    sees,
  })),
  { field: 'PartnerUser.displayName', query: node('PartnerUser', 'user', 'displayName'), sees: ofThePeople },
  { field: 'PartnerUser.email', query: node('PartnerUser', 'user', 'email'), sees: ofThePeople },
  { field: 'Accrual.journalEntry', query: node('Accrual', 'accrual', 'journalEntry { description }'), sees: sights({ ...everybody, stranger: 'empty', otherCam: 'empty' }, { SALES: 'empty', TECHNICAL: 'denied', MARKETING: 'denied' }) },
  { field: 'IncentivePlanVersion.includedPartners', query: node('IncentivePlan', 'plan', 'versions { version includedPartners { id } }'), sees: sights(everybody, { TECHNICAL: 'denied', MARKETING: 'denied' }) },
  { field: 'JournalEntry.postings', query: node('JournalEntry', 'entry', 'postings { amount { amount } }'), sees: ofTheMoney },
  { field: 'LedgerAccount.balance', query: node('LedgerAccount', 'account', 'balance { amount }'), sees: ofTheMoney },
  { field: 'Viewer.partner', query: () => '{ viewer { partner { id } } }', sees: sights({ ...everybody, cam: 'empty', otherCam: 'empty', admin: 'empty', analyst: 'empty' }) },
  { field: 'AuditEvent.reason', query: ({ tierAssignment: _, partner }) => `{ partnersAuditEvents(first: 100, partnerId: "${partner}") { nodes { reason } } }`, sees: { ...ofTheTrail, ANALYST: 'masked' } },
  { field: 'PipelineSnapshot.accountManager', query: node('PipelineSnapshot', 'portfolioSnapshot', 'accountManager { id }'), sees: ofTheVendor },
  { field: 'PipelineSnapshot.scope', query: node('PipelineSnapshot', 'programSnapshot', 'scope'), sees: sights({ ...everybody, company: 'empty', stranger: 'empty', cam: 'empty', otherCam: 'empty' }) },
  { field: 'PartnerTypeProfile.scorecardTemplate', query: node('PartnerTypeProfile', 'profile', 'scorecardTemplate { version }'), sees: ofTheProgram },
]; // prettier-ignore
