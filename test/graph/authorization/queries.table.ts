import {
  ofTheCompany,
  ofTheEarnings,
  ofTheProgram,
  ofTheStaff,
  ofTheSummary,
  ofTheTrail,
  ofTheVendor,
  sights,
  type Sights,
} from './principals.ts';
import { contestedName } from './conflict-records.ts';
import type { World } from './world.ts';

/** One root field for reading: what is asked about Harbor, and who gets an answer. */
export interface QueryRow {
  readonly field: string;
  readonly query: (world: World) => string;
  readonly sees: Sights;
}

const everybody = { company: 'allowed', stranger: 'allowed', cam: 'allowed', otherCam: 'allowed', admin: 'allowed', analyst: 'allowed' } as const; // prettier-ignore
// A company that names another is refused in words that say nothing about the other.
const ofTheScope = { ...ofTheCompany, OTHER_COMPANY: 'denied' } as const;
const byId = (field: string, id: keyof World, fields: string) => (world: World) =>
  `{ ${field}(id: "${world[id]}") { ${fields} } }`;
const list = (field: string, fields: string) => (_world: World) =>
  `{ ${field}(first: 3) { nodes { ${fields} } } }`;
const listOf =
  (field: string, fields: string) =>
  ({ partner }: World) =>
    `{ ${field}(first: 3, filter: { partnerId: { eq: "${partner}" } }) { nodes { ${fields} } totalCount } }`;
const audit =
  (service: string) =>
  ({ partner }: World) =>
    `{ ${service}AuditEvents(first: 3, partnerId: "${partner}") { nodes { action } totalCount } }`;

/** Every field of Query. */
export const queryRows: readonly QueryRow[] = [
  { field: 'accrual', query: byId('accrual', 'accrual', 'sourceKey'), sees: ofTheEarnings },
  { field: 'accruals', query: listOf('accruals', 'sourceKey'), sees: ofTheEarnings },
  { field: 'alert', query: byId('alert', 'alert', 'code'), sees: ofTheCompany },
  { field: 'alerts', query: listOf('alerts', 'code'), sees: ofTheCompany },
  { field: 'certificationAward', query: byId('certificationAward', 'ownAward', 'awardedOn'), sees: sights({ ...everybody, company: 'empty', stranger: 'empty', otherCam: 'empty' }, { ADMIN: 'allowed', TECHNICAL: 'allowed' }) },
  { field: 'certificationAwards', query: listOf('certificationAwards', 'awardedOn'), sees: sights({ ...everybody, company: 'empty', stranger: 'empty', otherCam: 'empty' }, { ADMIN: 'allowed', TECHNICAL: 'allowed' }) },
  { field: 'certificationRequirements', query: list('certificationRequirements', 'minimumPeople'), sees: ofTheProgram },
  { field: 'certificationTrack', query: byId('certificationTrack', 'track', 'name'), sees: ofTheProgram },
  { field: 'certificationTracks', query: list('certificationTracks', 'name'), sees: ofTheProgram },
  { field: 'coSellRequest', query: byId('coSellRequest', 'coSell', 'requestedHelp'), sees: ofTheCompany },
  { field: 'coSellRequests', query: listOf('coSellRequests', 'requestedHelp'), sees: ofTheCompany },
  { field: 'contractChangeRequest', query: byId('contractChangeRequest', 'changeRequest', 'status'), sees: ofTheVendor },
  { field: 'contractChangeRequests', query: listOf('contractChangeRequests', 'status'), sees: ofTheVendor },
  { field: 'conflictCase', query: byId('conflictCase', 'conflict', 'status'), sees: ofTheCompany },
  { field: 'conflictCases', query: listOf('conflictCases', 'status'), sees: ofTheCompany },
  { field: 'contractMetrics', query: ({ partner }) => `{ contractMetrics(groupBy: [PARTNER, STATUS], filter: { partnerId: { eq: "${partner}" } }) { groups { key { status } measures { contractCount mrr { amount } activeSeats { count } } } totalCount totals { contractCount } others { groupCount } } }`, sees: ofTheCompany },
  { field: 'customer', query: byId('customer', 'customer', 'legalName'), sees: ofTheCompany },
  { field: 'customerMatches', query: () => `{ customerMatches(input: { name: "${contestedName}" }) { strength } }`, sees: sights({ ...everybody, company: 'denied', stranger: 'denied', cam: 'empty', otherCam: 'empty' }) },
  { field: 'customers', query: listOf('customers', 'legalName'), sees: ofTheCompany },
  { field: 'dealMetrics', query: ({ partner }) => `{ dealMetrics(groupBy: [PARTNER, STAGE], filter: { partnerId: { eq: "${partner}" } }) { groups { key { stage } measures { dealCount tcv { amount } } } totalCount totals { dealCount } others { groupCount } } }`, sees: ofTheCompany },
  { field: 'dealRegistrationCheck', query: ({ partner }) => `{ dealRegistrationCheck(input: { partner: { id: "${partner}" }, kind: OPPORTUNITY }) { outcome } }`, sees: sights({ ...everybody, company: 'denied', stranger: 'denied', otherCam: 'denied', analyst: 'denied' }, { ADMIN: 'allowed', SALES: 'allowed' }) },
  { field: 'dealsAuditEvents', query: audit('deals'), sees: ofTheTrail },
  { field: 'enablementAuditEvents', query: audit('enablement'), sees: ofTheTrail },
  { field: 'incentivePlan', query: byId('incentivePlan', 'plan', 'name'), sees: sights(everybody, { TECHNICAL: 'denied', MARKETING: 'denied' }) },
  { field: 'incentivePlans', query: list('incentivePlans', 'name'), sees: sights(everybody, { TECHNICAL: 'denied', MARKETING: 'denied' }) },
  { field: 'incentivesAuditEvents', query: audit('incentives'), sees: ofTheTrail },
  { field: 'kpiDefinitions', query: () => '{ kpiDefinitions { name } }', sees: ofTheProgram },
  { field: 'dealRegistration', query: byId('dealRegistration', 'registration', 'name'), sees: ofTheCompany },
  { field: 'dealRegistrations', query: listOf('dealRegistrations', 'name'), sees: ofTheCompany },
  { field: 'lead', query: byId('lead', 'lead', 'need'), sees: ofTheCompany },
  { field: 'leads', query: listOf('leads', 'need'), sees: ofTheCompany },
  { field: 'managedContract', query: byId('managedContract', 'contract', 'termEnd'), sees: ofTheCompany },
  { field: 'managedContracts', query: listOf('managedContracts', 'termEnd'), sees: ofTheCompany },
  { field: 'node', query: byId('node', 'partner', 'id ... on Partner { displayName }'), sees: ofTheSummary },
  { field: 'opportunities', query: listOf('opportunities', 'name'), sees: ofTheCompany },
  { field: 'opportunity', query: byId('opportunity', 'opportunity', 'name'), sees: ofTheCompany },
  { field: 'registrationMetrics', query: ({ partner }) => `{ registrationMetrics(groupBy: [PARTNER, STATUS], filter: { partnerId: { eq: "${partner}" } }) { groups { key { status } measures { registrationCount approvalRate mrr { amount } } } totalCount totals { registrationCount } others { groupCount } } }`, sees: ofTheCompany },
  { field: 'renewal', query: byId('renewal', 'renewal', 'termEnd'), sees: ofTheCompany },
  { field: 'renewalCalendar', query: ({ partner }) => `{ renewalCalendar(partnerId: "${partner}") { renewal { termEnd } reasons { code } } }`, sees: ofTheCompany },
  { field: 'renewalMetrics', query: ({ partner }) => `{ renewalMetrics(groupBy: [PARTNER, STAGE], filter: { partnerId: { eq: "${partner}" } }) { groups { key { stage } measures { renewalCount expiringMrr { amount } } } totalCount totals { renewalCount } others { groupCount } } }`, sees: ofTheCompany },
  { field: 'renewals', query: listOf('renewals', 'termEnd'), sees: ofTheCompany },
  { field: 'partner', query: byId('partner', 'partner', 'displayName'), sees: ofTheSummary },
  { field: 'partnerByExternalReference', query: () => '{ partnerByExternalReference(system: "demo", externalId: "harbor") { displayName } }', sees: ofTheCompany },
  { field: 'partnerTypeProfiles', query: () => '{ partnerTypeProfiles { name } }', sees: ofTheProgram },
  { field: 'partners', query: ({ partner }) => `{ partners(filter: { id: { eq: "${partner}" } }) { nodes { displayName } totalCount } }`, sees: ofTheSummary },
  { field: 'partnersAuditEvents', query: audit('partners'), sees: ofTheTrail },
  { field: 'pipeline', query: ({ partner }) => `{ pipeline(filter: { partnerIds: ["${partner}"] }) { opportunityCount cells { count } renewals { contractCount } } }`, sees: ofTheCompany },
  { field: 'policyVersions', query: () => '{ policyVersions(kind: REGISTRATION) { version } }', sees: ofTheStaff },
  { field: 'mrrWaterfall', query: ({ partner }) => `{ mrrWaterfall(scope: { partnerId: "${partner}" }, from: "2020-01-01", to: "2026-10-14") { lines { currency sums { net { amount } } } } }`, sees: ofTheScope },
  { field: 'pipelineSnapshot', query: byId('pipelineSnapshot', 'pipelineSnapshot', 'asOf'), sees: ofTheCompany },
  { field: 'pipelineSnapshots', query: listOf('pipelineSnapshots', 'asOf'), sees: ofTheCompany },
  { field: 'pipelineWaterfall', query: ({ partner }) => `{ pipelineWaterfall(scope: { partnerId: "${partner}" }, from: "2020-01-01", to: "2026-10-14") { lines { currency closing { count } } } }`, sees: ofTheScope },
  { field: 'productLine', query: byId('productLine', 'productLine', 'name'), sees: ofTheProgram },
  { field: 'productLines', query: list('productLines', 'name'), sees: ofTheProgram },
  { field: 'program', query: byId('program', 'program', 'name'), sees: ofTheProgram },
  { field: 'programs', query: () => '{ programs { name } }', sees: ofTheProgram },
  { field: 'staffMembers', query: list('staffMembers', 'displayName'), sees: ofTheStaff },
  { field: 'viewer', query: () => '{ viewer { userId role capabilities } }', sees: ofTheProgram },
]; // prettier-ignore
