import type { Ask } from '../../testkit/graph.ts';
import type { World } from '../authorization/world.ts';

/** Records that only bad inputs speak of. */
export interface BadInputRecords {
  readonly absentContract: string;
  readonly foreignPartner: string;
  readonly foreignContract: string;
  readonly foreignOpportunity: string;
  readonly foreignCursor: string;
  readonly lostOpportunity: string;
  readonly newDeal: string;
  readonly referral: string;
  readonly liveContract: string;
  readonly liveRenewal: string;
  readonly liveLine: string;
  readonly liveCustomer: string;
  readonly otherCustomer: string;
  readonly mergedCustomer: string;
  readonly emptyRegistration: string;
  readonly otherLine: string;
  readonly step: string;
  /** An idempotency key that an import of customers and one of opportunities came with. */
  readonly usedKey: string;
}

const query = `query ($partner: ID!) {
  ridgeline: partnerByExternalReference(system: "demo", externalId: "ridgeline") { id }
  managedContracts(first: 1, filter: { partnerId: { eq: $partner }, status: { eq: ACTIVE }, termStart: { lt: "2026-06-01" }, termEnd: { gt: "2026-12-31" } }) {
    nodes { id customer { id } productLines { id } renewals(first: 1) { nodes { id steps { code } } } }
  }
  productLines(first: 20) { nodes { id } }
  partners(first: 1) { pageInfo { endCursor } }
  opportunities(first: 1, filter: { partnerId: { eq: $partner }, stage: { eq: LOST } }) { nodes { id } }
}`;
const foreignQuery = `query ($partner: ID!) {
  managedContracts(first: 1, filter: { partnerId: { eq: $partner } }) { nodes { id } }
  opportunities(first: 1, filter: { partnerId: { eq: $partner } }) { nodes { id } }
}`;
const usedKey = 'a key that was used before';
const customers = ['First', 'Second', 'Third'].map((name) => ({
  externalReference: { system: 'bad', externalId: name },
  legalName: `${name} customer of the bad inputs`,
}));

/** Finds or makes them, as an administrator. */
export async function findRecords(ask: Ask, world: World): Promise<BadInputRecords> {
  const { partner } = world;
  const found = await data(ask, query, { partner });
  const [live] = found.managedContracts.nodes;
  const foreign = await data(ask, foreignQuery, { partner: found.ridgeline.id });
  const [first, second, third] = await importMany(
    ask,
    'customerUpsertMany',
    'CustomerUpsertManyInput',
    customers,
  );
  const [newDeal] = await importMany(ask, 'opportunityUpsertMany', 'OpportunityUpsertManyInput', [
    {
      externalReference: { system: 'bad', externalId: 'deal' },
      partner: { id: partner },
      name: 'A deal',
      openedOn: '2026-09-01',
    },
  ]);
  await data(
    ask,
    `mutation ($input: CustomerMergeInput!) { customerMerge(input: $input) { ... on UserError { message } } }`,
    { input: { survivorId: second, duplicateId: third, reason: 'One company.' } },
  );
  const draft = await data(
    ask,
    `mutation ($input: DealRegistrationCreateInput!) { dealRegistrationCreate(input: $input) { ... on DealRegistrationCreateSuccess { dealRegistration { id } } } }`,
    { input: { partner: { id: partner }, kind: 'OPPORTUNITY', name: 'A draft that says nothing' } },
  );
  await data(ask, `mutation ($id: ID!) { renewalEngage(id: $id) { ... on UserError { message } } }`, {
    id: live.renewals.nodes[0].id,
  });
  const own = live.productLines.map(({ id }: { id: string }) => id);
  return {
    absentContract: 'ctr_00000000000000000000000000',
    foreignPartner: found.ridgeline.id,
    foreignContract: foreign.managedContracts.nodes[0].id,
    foreignOpportunity: foreign.opportunities.nodes[0].id,
    foreignCursor: found.partners.pageInfo.endCursor,
    lostOpportunity: found.opportunities.nodes[0].id,
    newDeal: newDeal ?? '',
    referral: await refer(ask, partner),
    liveContract: live.id,
    liveRenewal: live.renewals.nodes[0].id,
    liveLine: live.productLines[0].id,
    liveCustomer: live.customer.id,
    otherCustomer: first ?? '',
    mergedCustomer: third ?? '',
    emptyRegistration: draft.dealRegistrationCreate.dealRegistration.id,
    otherLine: found.productLines.nodes.find(({ id }: { id: string }) => !own.includes(id)).id,
    step: live.renewals.nodes[0].steps[0].code,
    usedKey,
  };
}

/** Passes a lead on to the vendor, which finds it worth a deal. */
async function refer(ask: Ask, partner: string): Promise<string> {
  const input = {
    direction: 'PARTNER_TO_VENDOR',
    partner: { id: partner },
    companyName: 'Referred',
    need: 'Help',
  };
  const created = await data(
    ask,
    `mutation ($input: LeadCreateInput!) { answer: leadCreate(input: $input) { ... on LeadCreateSuccess { lead { id } } } }`,
    { input },
  );
  const { id } = created.answer.lead;
  for (const move of ['leadAccept', 'leadQualify'])
    await data(ask, `mutation ($id: ID!) { ${move}(id: $id) { __typename } }`, { id });
  return id;
}

async function importMany(
  ask: Ask,
  mutation: string,
  type: string,
  items: readonly object[],
): Promise<string[]> {
  const title = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  const answer = await data(
    ask,
    `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) { ... on ${title}Success { rows { id } } } }`,
    { input: { items, idempotencyKey: usedKey } },
  );
  return answer.answer.rows.map(({ id }: { id: string }) => id);
}

// oxlint-disable-next-line typescript/no-explicit-any
async function data(ask: Ask, text: string, variables: Record<string, unknown>): Promise<any> {
  const answer = await ask(text, variables);
  if (answer.errors) throw new Error(`The records cannot be made: ${JSON.stringify(answer.errors)}`);
  return answer.data;
}
