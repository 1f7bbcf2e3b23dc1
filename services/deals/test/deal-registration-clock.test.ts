import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { expireRegistrations } from '../src/modules/deal-registration/deal-registration.expiry.ts';
import {
  act,
  admin,
  approved,
  carla,
  complete,
  rival,
  seller,
  underReview,
} from './deal-registration.support.ts';
import { createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

vi.setConfig({ testTimeout: 30_000 });

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
});
beforeEach(() => graph.setTime('2026-10-15T14:00:00Z'));
afterAll(() => graph[Symbol.asyncDispose]());

const scope = (name: string) => ({
  customerName: `${name} Ltd`,
  customerDomains: [`${name.toLowerCase()}.example`],
});
const proof = { kind: 'MEETING', fileName: 'a.pdf', mediaType: 'application/pdf', sizeBytes: 1, sha256: 'c'.repeat(64), url: 'https://files.example/a.pdf', observedOn: '2026-10-15' }; // prettier-ignore
const read = async (id: string, fields: string) =>
  (await graph.ask(admin, `{ dealRegistration(id: "${id}") { ${fields} } }`)).data.dealRegistration;
const rowsOf = (id: string) =>
  graph.database
    .for(admin, 'test')
    .write((tx) => tx.$queryRawUnsafe('SELECT r::text AS row FROM deal_registration r WHERE id = $1', id));
const runExpiry = () => expireRegistrations(graph.createContext(serviceViewer('jobs')));

test('forty days without the scheduler: what ran out meanwhile is over at once, and is noted once, in order and by its own day', async () => {
  const later = await approved(graph, seller, scope('Later'));
  graph.setTime('2026-10-14T14:00:00Z');
  const earlier = await approved(graph, seller, scope('Earlier'));
  const { dealRegistration } = await act(graph, seller, { action: 'AddEvidence', id: earlier, input: { ...proof, observedOn: '2026-10-14' } }); // prettier-ignore
  const evidenceId: string = dealRegistration.evidence[0].id;
  const wish = { days: 30, evidenceId, reason: 'The customer waits.' };
  await act(graph, seller, { action: 'RequestExtension', id: earlier, input: wish });

  graph.setTime('2027-02-22T05:00:00Z');
  const before = [await rowsOf(earlier), await rowsOf(later)];
  const refused = [
    await act(graph, admin, { action: 'Extend', id: earlier, input: { days: 30, evidenceId } }),
    await act(graph, admin, { action: 'Win', id: later, input: {} }),
    await act(graph, admin, { action: 'Transfer', id: later, input: { partner: { id: 'prt_b' }, reason: 'x' } }),
    await act(graph, seller, { action: 'Withdraw', id: later, input: {} }),
  ]; // prettier-ignore
  expect(refused.map(({ __typename }) => __typename)).toEqual(Array(4).fill('InvalidTransitionError'));
  expect(await read(later, 'status isProtected closedOn')).toEqual({
    status: 'EXPIRED',
    isProtected: false,
    closedOn: null,
  });
  expect([await rowsOf(earlier), await rowsOf(later)]).toEqual(before);
  // The scope is free although nobody has noted it.
  const free = await underReview(graph, rival, { ...scope('Later'), expectedCloseDate: '2027-04-01' });
  expect(await read(free, 'status')).toEqual({ status: 'UNDER_REVIEW' });

  await runExpiry();
  expect(await read(earlier, 'status closedOn extensions { status }')).toEqual({
    status: 'EXPIRED',
    closedOn: '2027-01-12',
    extensions: [{ status: 'DENIED' }],
  });
  expect(await read(later, 'status closedOn')).toEqual({ status: 'EXPIRED', closedOn: '2027-01-13' });
  const [lapsed] = await graph.createContext(admin).db.read.registrationExtension.findMany({
    where: { registrationId: earlier },
  });
  expect(lapsed?.decidedAt?.toISOString()).toBe('2027-01-12T05:00:00.000Z');
  const noted = [await rowsOf(earlier), await rowsOf(later)];
  await runExpiry();
  expect([await rowsOf(earlier), await rowsOf(later)]).toEqual(noted);
  const { data } = await graph.ask(admin, '{ dealsAuditEvents(first: 2) { nodes { action entityId } } }');
  expect(data.dealsAuditEvents.nodes).toEqual([
    { action: 'dealRegistration.expired', entityId: later },
    { action: 'dealRegistration.expired', entityId: earlier },
  ]);
  for (const id of [earlier, later]) {
    const told = await graph.eventsOf(id);
    expect(told.filter((type) => type === 'deals.registration.expired')).toHaveLength(1);
  }
});

test('the decision clock counts the working hours of the program, over a weekend and the end of summer time', async () => {
  // Friday 16:00 in New York; clocks go back on Sunday 1 November.
  graph.setTime('2026-10-30T20:00:00Z');
  const { dealRegistration: draft } = await act(graph, seller, {
    action: 'Create',
    input: complete(scope('Clock')),
  });
  const { id } = draft;
  const submitted = await act(graph, seller, { action: 'Submit', id });
  // An hour on Friday, then five days of eight hours, then seven hours on Monday 9 November: 16:00 local time.
  expect(submitted.dealRegistration.decisionDueAt).toBe('2026-11-09T21:00:00.000Z');
  await act(graph, carla, { action: 'ClaimReview', id });

  graph.setTime('2026-11-02T15:00:00Z');
  const ask = { fields: ['CUSTOMER_NEED'], note: 'What for?' };
  const asked = await act(graph, carla, { action: 'RequestInfo', id, input: ask });
  expect(asked.dealRegistration).toMatchObject({ decisionDueAt: null, isDecisionOverdue: false });
  graph.setTime('2026-11-30T15:00:00Z');
  expect(await read(id, 'decisionDueAt isDecisionOverdue')).toEqual({
    decisionDueAt: null,
    isDecisionOverdue: false,
  });
  // Two hours are used up: 46 are left from Monday 10:00 on, which is Monday 7 December, 16:00.
  graph.setTime('2026-11-30T15:00:00Z');
  const answered = await act(graph, seller, { action: 'Resubmit', id });
  expect(answered.dealRegistration.decisionDueAt).toBe('2026-12-07T21:00:00.000Z');

  graph.setTime('2026-12-07T20:59:59.999Z');
  expect(await read(id, 'isDecisionOverdue')).toEqual({ isDecisionOverdue: false });
  graph.setTime('2026-12-07T21:00:00Z');
  expect(await read(id, 'isDecisionOverdue')).toEqual({ isDecisionOverdue: true });
  await act(graph, carla, { action: 'RequestInfo', id, input: ask });
  expect(await read(id, 'isDecisionOverdue')).toEqual({ isDecisionOverdue: false });
  // Nothing is left: it is due as soon as the answer is there.
  graph.setTime('2026-12-08T15:00:00Z');
  const late = await act(graph, seller, { action: 'Resubmit', id });
  expect(late.dealRegistration).toMatchObject({
    decisionDueAt: '2026-12-08T15:00:00.000Z',
    isDecisionOverdue: true,
  });
});

test('a recall before the review sets the decision clock back, and a decision ends it', async () => {
  const { dealRegistration: draft } = await act(graph, seller, {
    action: 'Create',
    input: complete(scope('Recalled')),
  });
  const { id } = draft;
  await act(graph, seller, { action: 'Submit', id });
  graph.setTime('2026-10-15T20:00:00Z');
  const { dealRegistration: recalled } = await act(graph, seller, { action: 'Recall', id });
  expect(recalled).toMatchObject({ status: 'DRAFT', decisionDueAt: null });
  graph.setTime('2026-10-16T13:00:00Z');
  const { dealRegistration: again } = await act(graph, seller, { action: 'Submit', id });
  expect(again.decisionDueAt).toBe('2026-10-23T21:00:00.000Z');
  await act(graph, carla, { action: 'ClaimReview', id });
  const { dealRegistration: rejected } = await act(graph, carla, {
    action: 'Reject',
    id,
    input: { reasons: ['OTHER'] },
  });
  expect(rejected).toMatchObject({ status: 'REJECTED', decisionDueAt: null, isDecisionOverdue: false });
});

test('a customer is out of sight once the protection is over by the clock, whatever job has run, unless something else is shared with it', async () => {
  const [gone, kept] = [
    await approved(graph, seller, scope('Gone')),
    await approved(graph, seller, scope('Kept')),
  ];
  const [goneCustomer, keptCustomer] = [
    (await read(gone, 'customer { id }')).customer.id,
    (await read(kept, 'customer { id }')).customer.id,
  ];
  const deal = await graph.ask(
    seller,
    `mutation { opportunityCreate(input: { name: "Kept", customer: { id: "${keptCustomer}" } }) { __typename } }`,
  );
  expect(deal.data.opportunityCreate.__typename).toBe('OpportunityCreateSuccess');
  const ids = [goneCustomer, keptCustomer];
  const list = ids.map((id) => `"${id}"`).join(', ');
  const seen = async () => {
    const { data, errors } = await graph.ask(
      seller,
      `{ gone: customer(id: "${goneCustomer}") { legalName } kept: customer(id: "${keptCustomer}") { legalName }
        customers(filter: { id: { in: [${list}] } }) { nodes { legalName } totalCount }
        registration: dealRegistration(id: "${gone}") { customer { legalName } }
        other: dealRegistration(id: "${kept}") { customer { legalName } }
        dealRegistrations(filter: { customerId: { in: [${list}] } }) { nodes { name } totalCount }
        registrationMetrics(groupBy: [CUSTOMER], filter: { id: { in: ["${gone}", "${kept}"] } }) { groups { key { customer { legalName } } measures { registrationCount } } } }`,
    );
    expect(errors).toEqual([]);
    return data;
  };
  const [goneName, keptName] = [{ legalName: 'Gone Ltd' }, { legalName: 'Kept Ltd' }];
  expect(await seen()).toMatchObject({
    gone: goneName,
    kept: keptName,
    customers: { nodes: [goneName, keptName], totalCount: 2 },
    registration: { customer: goneName },
    dealRegistrations: { totalCount: 2 },
  });
  graph.setTime('2027-02-22T05:00:00Z');
  const late = await seen();
  expect(late).toMatchObject({
    gone: null,
    kept: keptName,
    customers: { nodes: [keptName], totalCount: 1 },
    registration: { customer: null },
    other: { customer: null },
    dealRegistrations: { nodes: [], totalCount: 0 },
  });
  await runExpiry();
  expect(await seen()).toEqual(late);
});

test('what has run out by the clock gives no deal and no credit for its source, whatever job has run', async () => {
  const id = await approved(graph, seller, { ...scope('Credit'), expectedCloseDate: '2027-06-30' });
  const { data: made } = await graph.ask(
    admin,
    `mutation { opportunityCreate(input: { partner: { id: "prt_a" }, name: "Found", customer: { id: "${(await read(id, 'customer { id }')).customer.id}" }, productLines: [{ id: "pln_x" }] }) { ... on OpportunityCreateSuccess { opportunity { id } } } }`,
  );
  const deal: string = made.opportunityCreate.opportunity.id;
  const rows = () =>
    graph.database
      .for(admin, 'test')
      .write((tx) =>
        tx.$queryRaw`SELECT (SELECT count(*)::int FROM opportunity) AS deals, (SELECT count(*)::int FROM opportunity_partner_role) AS roles, r::text AS registration FROM deal_registration r WHERE id = ${id}`,
      );
  graph.setTime('2027-02-22T05:00:00Z');
  const before = await rows();
  const { data } = await graph.ask(
    seller,
    `mutation { opportunityCreate(input: { registrationId: "${id}" }) { __typename ... on PolicyViolationError { rule } } }`,
  );
  expect(data.opportunityCreate).toEqual({ __typename: 'PolicyViolationError', rule: 'opportunity.CREATE.registration' });
  const credited = await graph.ask(
    carla,
    `mutation { opportunitySetCredits(id: "${deal}", input: { credits: [{ partner: { id: "prt_a" }, role: SOURCED, creditBps: 10000 }] }) { __typename } }`,
  );
  expect(credited.data.opportunitySetCredits.__typename).toBe('ValidationError');
  expect(await rows()).toEqual(before);
}); // prettier-ignore

test('a company above a customer that a partner may not see is found by no filter', async () => {
  const item = (externalId: string, over: object) => ({ externalReference: { system: 'crm', externalId }, ...over });
  const { data: stored } = await graph.ask(
    admin,
    `mutation ($input: CustomerUpsertManyInput!) { customerUpsertMany(input: $input) { ... on CustomerUpsertManySuccess { rows { id issues { code } } } } }`,
    { input: { items: [
      item('top', { legalName: 'Top plc', country: 'GB' }),
      item('alone', { legalName: 'Alone Ltd', country: 'GB', domains: ['alone.example'] }),
      item('below', { legalName: 'Below Ltd', country: 'GB', domains: ['below.example'] }),
    ] } },
  );
  const [top] = stored.customerUpsertMany.rows;
  await graph.ask(
    admin,
    `mutation { customerUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "below" }, parent: { id: "${top.id}" } }] }) { __typename } }`,
  );
  await approved(graph, seller, scope('Alone'));
  await approved(graph, seller, scope('Below'));
  const found = async (viewer: typeof seller, filter: string) => {
    const { data } = await graph.ask(viewer, `{ customers(filter: { domain: null, and: [{ or: [{ domain: "alone.example" }, { domain: "below.example" }] }, ${filter}] }) { nodes { legalName } totalCount } }`);
    return data.customers.nodes.map(({ legalName }: { legalName: string }) => legalName);
  };
  const above = `{ parentId: { eq: "${top.id}" } }`;
  expect(await found(admin, above)).toEqual(['Below Ltd']);
  expect(await found(admin, `{ not: ${above} }`)).toEqual(['Alone Ltd']);
  expect(await found(seller, above)).toEqual([]);
  expect(await found(seller, `{ not: ${above} }`)).toEqual(['Alone Ltd', 'Below Ltd']);
}); // prettier-ignore
