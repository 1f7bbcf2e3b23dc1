import type { Ask } from '../../testkit/graph.ts';
import { recordCoSell, type CoSellRecords } from './co-sell-records.ts';
import { recordConflict } from './conflict-records.ts';
import { recordLeads } from './lead-records.ts';
import { recordRegistrations } from './registration-records.ts';
import { recordService, type ServiceRecords } from './service-records.ts';

/** The ids of Harbor's records, and of the program's, that the tables speak of. */
export type World = Readonly<Record<(typeof names)[number], string>>;

const names = [
  'partner', 'alert', 'user', 'ownUser', 'cam', 'enrollment', 'tierAssignment', 'camAssignment', 'planTarget', 'fact', 'productLine',
  'program', 'tier', 'profile', 'customer', 'opportunity', 'closedOpportunity', 'contract', 'otherContract', 'snapshot', 'movement', 'track',
  'requirement', 'award', 'ownAward', 'plan', 'accrual', 'entry', 'account', 'slaResult', 'survey', 'renewal', 'changeRequest',
  'conflict', 'registration', 'newLead', 'lead', 'acceptedLead', 'qualifiedLead',
  'coSell', 'acceptedCoSell', 'startedCoSell', 'contractLine', 'usageRecord',
  'draftRegistration', 'submittedRegistration', 'reviewedRegistration', 'inquiredRegistration', 'approvedRegistration', 'rejectedRegistration',
  'pipelineSnapshot', 'portfolioSnapshot', 'programSnapshot',
] as const; // prettier-ignore

/** Finds the ids by asking as an administrator; what needs a second person is asked for as Harbor’s account manager. */
export async function findWorld(ask: Ask, askAsCam: Ask): Promise<World> {
  const first = await data(ask, partnersQuery);
  const partner = first.partnerByExternalReference;
  const second = await data(ask, recordsQuery, { partner: partner.id });
  const users = partner.users.nodes as readonly { id: string; email: string }[];
  const awards = second.certificationAwards.nodes as readonly { id: string; user: { email: string } }[];
  const contract = second.managedContracts.nodes[0];
  const { accruals } = second;
  const service: Partial<ServiceRecords> = contract ? await recordService(ask, contract.id) : {};
  const coSell: Partial<CoSellRecords> = contract ? await recordCoSell(ask, contract.id) : {};
  const found = {
    partner: partner.id,
    alert: partner.alerts.nodes.find(({ code }: { code: string }) => code.startsWith('RENEWAL_WINDOW'))?.id,
    user: users.find(({ email }) => email.startsWith('engineer-1@'))?.id,
    ownUser: users.find(({ email }) => email.startsWith('tech@'))?.id,
    cam: partner.channelAccountManager.id,
    enrollment: partner.enrollments[0]?.id,
    tierAssignment: partner.tierHistory[0]?.id,
    camAssignment: partner.camAssignments[0]?.id,
    planTarget: partner.planTargets[0]?.id,
    fact: partner.metricFacts.nodes[0]?.id,
    productLine: first.productLines.nodes[0]?.id,
    program: first.programs[0]?.id,
    tier: partner.tier.id,
    profile: first.partnerTypeProfiles.find(({ segment }: { segment: string }) => segment === 'PURE_PLAY')
      ?.id,
    customer: second.opportunities.nodes[0]?.customer.id,
    opportunity: second.opportunities.nodes[0]?.id,
    closedOpportunity: second.closedOpportunities.nodes[0]?.id,
    contract: contract?.id,
    otherContract: second.managedContracts.nodes[1]?.id,
    renewal: contract?.renewals.nodes[0]?.id,
    snapshot: contract?.seatSnapshots.nodes[0]?.id,
    movement: contract?.mrrMovements.nodes[0]?.id,
    track: first.certificationTracks.nodes[0]?.id,
    requirement: first.certificationRequirements.nodes[0]?.id,
    award: awards.find(({ user }) => user.email.startsWith('engineer-1@'))?.id,
    ownAward: awards.find(({ user }) => user.email.startsWith('tech@'))?.id,
    plan: first.incentivePlans.nodes[0]?.id,
    accrual: accruals.nodes[0]?.id,
    entry: accruals.nodes[0]?.journalEntry.id,
    account: accruals.nodes[0]?.journalEntry.postings.find(
      ({ account }: { account: { kind: string } }) => account.kind === 'PARTNER_PAYABLE',
    )?.account.id,
    ...service,
    ...coSell,
    ...(await recordRegistrations({ ask, askAsCam }, partner.id, first.productLines.nodes[0]?.id)),
    changeRequest: await requestChange(askAsCam, contract?.id),
    ...(await recordConflict(ask, partner.id, first.productLines.nodes[0]?.id)),
    ...(await recordLeads(ask, partner.id)),
    contractLine: contract?.productLines[0]?.id,
    usageRecord: await recordUsage(ask, contract),
    pipelineSnapshot: await keepPipeline(ask, { partnerId: partner.id }),
    portfolioSnapshot: await keepPipeline(ask, { accountManagerId: partner.channelAccountManager.id }),
    programSnapshot: await keepPipeline(ask, { isWholeProgram: true }),
  };
  const missing = names.filter((name) => typeof (found as Record<string, unknown>)[name] !== 'string');
  if (missing.length > 0)
    throw new Error(`The demo program has nothing to stand for: ${missing.join(', ')}.`);
  return found as World;
}

const partnersQuery = `{
  partnerByExternalReference(system: "demo", externalId: "harbor") {
    id tier { id } channelAccountManager { id } enrollments { id } tierHistory { id } camAssignments { id } planTargets { id }
    metricFacts(first: 1) { nodes { id } }
    alerts(first: 20) { nodes { id code } }
    users(first: 20) { nodes { id email } }
  }
  productLines(first: 1) { nodes { id } }
  programs { id }
  partnerTypeProfiles { id segment }
  certificationTracks(first: 1) { nodes { id } }
  certificationRequirements(first: 1) { nodes { id } }
  incentivePlans(first: 1) { nodes { id } }
}`;

const recordsQuery = `query ($partner: ID!) {
  opportunities(first: 1, filter: { partnerId: { eq: $partner }, isOpen: true }) { nodes { id customer { id } } }
  closedOpportunities: opportunities(first: 1, filter: { partnerId: { eq: $partner }, isOpen: false }) { nodes { id } }
  managedContracts(first: 2, filter: { partnerId: { eq: $partner }, status: { eq: ACTIVE } }) {
    nodes { id termStart productLines { id } renewals(first: 1) { nodes { id } } seatSnapshots(first: 1) { nodes { id } } mrrMovements(first: 1) { nodes { id } } }
  }
  certificationAwards(first: 20, filter: { partnerId: { eq: $partner } }) { nodes { id user { email } } }
  accruals(first: 1, filter: { partnerId: { eq: $partner }, status: { eq: ACCRUED } }) {
    nodes { id journalEntry { id postings { account { id kind } } } }
  }
}`;

/** Tells what was used on the first day of a contract. */
async function recordUsage(
  ask: Ask,
  contract: { id: string; termStart: string; productLines: { id: string }[] },
): Promise<string | undefined> {
  const { id, termStart: date, productLines } = contract;
  const items = [{ contract: { id }, productLine: { id: productLines[0]?.id }, date, quantity: 5 }];
  const answer = await data(
    ask,
    `mutation ($items: [UsageRecordRecordItem!]!) { usageRecordRecordMany(input: { items: $items }) {
      ... on UsageRecordRecordManySuccess { rows { id } } } }`,
    { items },
  );
  return answer.usageRecordRecordMany.rows[0].id;
}

/** Asks for a change that is more than an account manager may make alone; the contract stays as it is. */
async function requestChange(askAsCam: Ask, id: string): Promise<string | undefined> {
  const answer = await data(
    askAsCam,
    `mutation ($id: ID!) { managedContractAmend(id: $id, input: { mrr: { amount: "999999", currency: "USD" } }) {
      ... on ContractChangeRequestedError { changeRequest { id } } } }`,
    { id },
  );
  return answer.managedContractAmend.changeRequest?.id;
}

/** Takes a snapshot of a pipeline, because the demo ends before its first month does. */
async function keepPipeline(ask: Ask, scope: object): Promise<string | undefined> {
  const answer = await data(
    ask,
    `mutation ($input: PipelineSnapshotTakeInput!) { pipelineSnapshotTake(input: $input) {
      ... on PipelineSnapshotTakeSuccess { snapshot { id } } } }`,
    { input: { scope } },
  );
  return answer.pipelineSnapshotTake.snapshot?.id;
}

// The shapes are those of the queries above; an answer of another shape fails in findWorld.
// oxlint-disable-next-line typescript/no-explicit-any
async function data(ask: Ask, query: string, variables?: Record<string, unknown>): Promise<any> {
  const answer = await ask(query, variables);
  if (answer.errors) throw new Error(`The world cannot be read: ${JSON.stringify(answer.errors)}`);
  return answer.data;
}

/** Makes the records that the demo has none of: a contract that waits, one that rests, and a company that begins. */
export async function extendWorld(ask: Ask, world: World): Promise<World & Readonly<Record<Made, string>>> {
  const named = (externalId: string) => ({ externalReference: { system: 'test', externalId } });
  const { partner, customer, cam, otherContract } = world;
  const made = await data(
    ask,
    `mutation ($input: ManagedContractUpsertManyInput!) { managedContractUpsertMany(input: $input) { ... on ManagedContractUpsertManySuccess { rows { id } } } }`,
    {
      input: {
        items: [
          {
            ...named('draft'),
            partner: { id: partner },
            customer: { id: customer },
            status: 'DRAFT',
            termStart: '2026-10-01',
            termMonths: 12,
            mrr: { amount: '100.00', currency: 'USD' },
            contractedSeats: 5,
          },
        ],
      },
    },
  );
  await data(
    ask,
    `mutation ($id: ID!) { managedContractSuspend(id: $id, input: { reason: "For a test." }) { ... on ManagedContractSuspendSuccess { managedContract { id } } } }`,
    { id: otherContract },
  );
  const joined = await data(
    ask,
    `mutation ($input: PartnerUpsertManyInput!) { partnerUpsertMany(input: $input) { ... on PartnerUpsertManySuccess { rows { id } } } }`,
    {
      input: {
        items: [
          { ...named('newcomer'), legalName: 'Newcomer LLC', types: ['RESELLER'], status: 'ONBOARDING' },
        ],
      },
    },
  );
  const newcomer: string = joined.partnerUpsertMany.rows[0].id;
  await data(
    ask,
    `mutation ($input: CamAssignInput!) { camAssign(input: $input) { ... on CamAssignSuccess { __typename } } }`,
    { input: { partner: { id: newcomer }, cam: { id: cam }, from: '2026-10-15' } },
  );
  return { ...world, draft: made.managedContractUpsertMany.rows[0].id, suspended: otherContract, newcomer };
}

/** What {@link extendWorld} adds. */
export type Made = 'draft' | 'suspended' | 'newcomer';

/** Makes an id of the same type that nothing has. */
export function absentId(id: string): string {
  return `${id.slice(0, -10)}0000000000`;
}
