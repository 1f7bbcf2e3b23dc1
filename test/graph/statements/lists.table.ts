import { crowdRegion } from './crowd.story.ts';

/** One list of the API: a query of a size, in which every item leads on to what it refers to. */
export interface ListRow {
  /** The coordinate of the connection. */
  readonly field: string;
  /** Asks for so many items; of a list below an entity, for the lists of so many parents. */
  readonly query: (size: number) => string;
  /** The sizes that are compared, where the story has fewer than a hundred. */
  readonly sizes?: readonly number[];
}

const crowd = `filter: { region: { eq: "${crowdRegion}" } }`;
const ofPartners = (selection: string) => (size: number) =>
  `{ partners(first: ${size}, ${crowd}) { nodes { id ${selection} } } }`;
// What hangs on no list is asked for beside one, so that the sizes can be seen.
const people = (size: number) => `partners(first: ${size}, ${crowd}) { nodes { id } }`;
const audit = (service: string) => (size: number) =>
  `{ ${service}AuditEvents(first: ${size}) { nodes { action actor hash } totalCount } }`;

/** Every field that gives a connection. */
export const listRows: readonly ListRow[] = [
  { field: 'Query.accruals', query: (size) => `{ accruals(first: ${size}) { totalCount nodes { amount { amount } explanation { step } plan { code } planVersion { version } partner { displayName } journalEntry { description } contract { termEnd } availableActions { action } } } }` },
  { field: 'Query.alerts', query: (size) => `{ alerts(first: ${size}) { totalCount nodes { code status partner { displayName } assignee { displayName } availableActions { action } } } }`, sizes: [1, 5] },
  { field: 'Query.certificationAwards', query: (size) => `{ certificationAwards(first: ${size}) { totalCount nodes { awardedOn status track { name } user { displayName } partner { displayName } externalReferences { externalId } availableActions { action } } } }` },
  { field: 'Query.certificationRequirements', query: (size) => `{ certificationRequirements(first: ${size}) { totalCount nodes { minimumPeople } } }`, sizes: [1, 5] },
  { field: 'Query.certificationTracks', query: (size) => `{ certificationTracks(first: ${size}) { totalCount nodes { name externalReferences { externalId } } } }` },
  { field: 'Query.conflictCases', query: (size) => `{ conflictCases(first: ${size}) { totalCount nodes { status customer { legalName } parties { partner { displayName } registration { status } contract { termEnd } } timeline { summary } productLines { name } proposal { trace { rule } } availableActions { action } } } }`, sizes: [1, 20] },
  { field: 'Query.coSellRequests', query: (size) => `{ coSellRequests(first: ${size}) { totalCount nodes { status owner { displayName } opportunity { name } contract { termEnd } renewal { stage } partner { displayName } externalReferences { externalId } availableActions { action } } } }` },
  { field: 'Query.customers', query: (size) => `{ customers(first: ${size}, filter: { legalName: { startsWith: "Customer of" } }) { totalCount nodes { legalName parent { legalName } identityKeys { value } externalReferences { externalId } } } }` },
  { field: 'Query.dealsAuditEvents', query: audit('deals') },
  { field: 'Query.enablementAuditEvents', query: audit('enablement') },
  { field: 'Query.incentivePlans', query: (size) => `{ incentivePlans(first: ${size}) { totalCount nodes { name versions { version rates { rate } includedPartners { displayName } } externalReferences { externalId } } } }`, sizes: [1] },
  { field: 'Query.incentivesAuditEvents', query: audit('incentives') },
  { field: 'Query.dealRegistrations', query: (size) => `{ dealRegistrations(first: ${size}) { totalCount nodes { name status isProtected amounts { acv { amount } } lines { quantity } evidence { id } decisions { action } extensions { status } customer { legalName } contract { termEnd } opportunity { name } supersedes { name } partner { displayName } productLines { name } externalReferences { externalId } availableActions { action } } } }` },
  { field: 'Query.leads', query: (size) => `{ leads(first: ${size}) { totalCount nodes { need status partner { displayName } productLines { name } routings { outcome } routingTrace { considered } externalReferences { externalId } availableActions { action } } } }` },
  { field: 'Query.managedContracts', query: (size) => `{ managedContracts(first: ${size}) { totalCount nodes { termEnd mrr { amount } contractedSeats customer { legalName } partner { displayName } productLines { name } predecessor { termEnd } successor { termEnd } externalReferences { externalId } availableActions { action } } } }` },
  { field: 'Query.opportunities', query: (size) => `{ opportunities(first: ${size}) { totalCount nodes { name amounts { acv { amount } } stageHistory { stage days } stageDurations { days } roles { creditBps partner { displayName } } customer { legalName } partner { displayName } productLines { name } externalReferences { externalId } availableActions { action } } } }` },
  { field: 'Query.partners', query: (size) => `{ partners(first: ${size}, ${crowd}) { totalCount nodes { displayName tier { label } channelAccountManager { displayName } enrollments { startsOn } planTargets { kpi } externalReferences { externalId } availableActions { action } currency timeZone } } }` },
  { field: 'Query.partnersAuditEvents', query: audit('partners') },
  { field: 'Query.pipelineSnapshots', query: (size) => `{ ${people(size)} pipelineSnapshots(first: ${size}) { totalCount nodes { asOf opportunityCount scope partner { displayName } accountManager { displayName } cells { count productLine { name } } } } }` },
  { field: 'Query.productLines', query: (size) => `{ productLines(first: ${size}) { totalCount nodes { name externalReferences { externalId } } } }` },
  { field: 'Query.staffMembers', query: (size) => `{ staffMembers(first: ${size}) { totalCount nodes { displayName externalReferences { externalId } } } }` },
  { field: 'Partner.alerts', query: ofPartners('alerts(first: 2) { totalCount nodes { code partner { displayName } availableActions { action } } }') },
  { field: 'Partner.certificationAwards', query: ofPartners('certificationAwards(first: 2) { totalCount nodes { awardedOn track { name } user { displayName } } }') },
  { field: 'Partner.conflictCases', query: ofPartners('conflictCases(first: 2) { totalCount nodes { status parties { role } } }') },
  { field: 'Partner.coSellRequests', query: ofPartners('coSellRequests(first: 2) { totalCount nodes { status owner { displayName } contract { termEnd } } }') },
  { field: 'Partner.dealRegistrations', query: ofPartners('dealRegistrations(first: 2) { totalCount nodes { name customer { legalName } } }') },
  { field: 'Partner.leads', query: ofPartners('leads(first: 2) { totalCount nodes { need routings { outcome } } }') },
  { field: 'Partner.managedContracts', query: ofPartners('managedContracts(first: 2) { totalCount nodes { termEnd customer { legalName } productLines { name } } }') },
  { field: 'Partner.metricFacts', query: ofPartners('metricFacts(first: 2) { totalCount nodes { kpi } }') },
  { field: 'Partner.opportunities', query: ofPartners('opportunities(first: 2) { totalCount nodes { name customer { legalName } } }') },
  { field: 'Partner.pipelineSnapshots', query: ofPartners('pipelineSnapshots(first: 2) { totalCount nodes { asOf opportunityCount } }') },
  { field: 'Partner.users', query: ofPartners('users(first: 2) { totalCount nodes { displayName } }') },
  { field: 'Customer.children', query: (size) => `{ customers(first: ${size}, filter: { or: [{ legalName: { eq: "Crowd Group" } }, { legalName: { startsWith: "Customer of" } }] }) { nodes { children(first: 5) { totalCount nodes { legalName } } } } }` },
  { field: 'ManagedContract.mrrMovements', query: (size) => `{ managedContracts(first: ${size}) { nodes { mrrMovements(first: 2) { totalCount nodes { kind contract { termEnd } } } } } }` },
  { field: 'Query.contractChangeRequests', query: (size) => `{ contractChangeRequests(first: ${size}) { totalCount nodes { status mrrChange { amount } contract { termEnd } availableActions { action } } } }` },
  { field: 'ManagedContract.seatSnapshots', query: (size) => `{ managedContracts(first: ${size}) { nodes { seatSnapshots(first: 2) { totalCount nodes { date contract { termEnd } } } } } }` },
  { field: 'ManagedContract.usageRecords', query: (size) => `{ managedContracts(first: ${size}, filter: { termStart: { eq: "2026-08-01" }, termEnd: { eq: "2027-08-01" } }) { nodes { usageRecords(first: 2) { totalCount nodes { date contract { termEnd } } } } } }` },
  { field: 'Query.renewals', query: (size) => `{ renewals(first: ${size}) { totalCount nodes { stage expiringMrr { amount } contract { termEnd } partner { displayName } successor { termEnd } steps { code } history { stage } availableActions { action } } } }` },
  { field: 'ManagedContract.renewals', query: (size) => `{ managedContracts(first: ${size}, filter: { termStart: { eq: "2026-08-01" } }) { nodes { renewals(first: 2) { totalCount nodes { stage steps { code } } } } } }` },
  { field: 'Partner.renewals', query: ofPartners('renewals(first: 2) { totalCount nodes { stage contract { termEnd } steps { code } history { stage } } }') },
  { field: 'ManagedContract.slaResults', query: (size) => `{ managedContracts(first: ${size}, filter: { termStart: { eq: "2026-08-01" } }) { nodes { slaResults(first: 2) { totalCount nodes { month contract { termEnd } } } } } }` },
  { field: 'ManagedContract.surveys', query: (size) => `{ managedContracts(first: ${size}, filter: { termStart: { eq: "2026-08-01" } }) { nodes { surveys(first: 2) { totalCount nodes { sentOn contract { termEnd } externalReferences { externalId } } } } } }` },
  { field: 'Partner.slaResults', query: ofPartners('slaResults(first: 2) { totalCount nodes { month contract { termEnd } } }') },
  { field: 'Partner.customerSurveys', query: ofPartners('customerSurveys(first: 2) { totalCount nodes { sentOn contract { termEnd } externalReferences { externalId } } }') },
  { field: 'Pipeline.delayedDeals', query: ofPartners('pipeline(asOf: "2027-06-01") { cells { count } renewalCells { contractCount } delays { kind count } velocity { medianDays } coverage(target: { amount: "100.00", currency: "USD" }, normalization: ACV, closesFrom: "2026-01-01", closesBefore: "2028-01-01") { ratio } delayedDeals(kind: STUCK, first: 2) { totalCount nodes { daysInStage opportunity { name customer { legalName } } } } }') },
  { field: 'Pipeline.expiringProtections', query: ofPartners('pipeline { expiringProtections(first: 2) { totalCount nodes { daysLeft registration { name customer { legalName } } } } }') },
  { field: 'PipelineWaterfallStep.changes', query: (size) => `{ ${people(size)} pipelineWaterfall(scope: { isWholeProgram: true }, from: "2020-01-01", to: "2026-10-15") { lines { steps { changes(first: ${size}) { totalCount nodes { on opportunity { name customer { legalName } } } } } } } }`, sizes: [1, 20] },
  { field: 'MrrWaterfallStep.movements', query: (size) => `{ ${people(size)} mrrWaterfall(scope: { isWholeProgram: true }, from: "2020-01-01", to: "2026-10-15") { lines { sums { steps { movements(first: ${size}) { totalCount nodes { kind contract { termEnd } } } } } } } }`, sizes: [1, 20] },
  { field: 'IncentiveStatement.lines', query: ofPartners('incentiveStatement(from: "2026-01-01", to: "2026-10-15") { closing { amount } lines(first: 2) { totalCount nodes { description explanation { step } accrual { status } } } }') },
]; // prettier-ignore
