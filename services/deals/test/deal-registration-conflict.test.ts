import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  act,
  admin,
  approved,
  complete,
  conflictOf,
  decideFor,
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
  graph.setTime('2026-10-15T14:00:00Z');
});
afterAll(() => graph[Symbol.asyncDispose]());

const scope = (name: string) => ({
  customerName: `${name} Ltd`,
  customerDomains: [`${name.toLowerCase()}.example`],
});
const rows = <Row>(sql: string, ...values: unknown[]) =>
  graph.database.for(admin, 'test').write((tx) => tx.$queryRawUnsafe<Row[]>(sql, ...values));
const stateOf = async (...ids: readonly string[]) =>
  (
    await rows<{ state: string }>(
      `SELECT status::text || ' ' || rejection_reasons::text AS state FROM deal_registration
       WHERE id = ANY($1::text[]) ORDER BY array_position($1::text[], id)`,
      ids,
    )
  ).map(({ state }) => state);
const holders = (name: string) =>
  rows<{ partner: string }>(
    `SELECT c.partner_id AS partner FROM protection_claim c JOIN customer n ON n.id = c.customer_node_id
     WHERE n.legal_name = $1 AND upper(c.during) > '2026-11-01T00:00:00Z'`,
    `${name} Ltd`,
  );

test('what meets a rival when it is submitted waits for the decision, and is rejected when that goes against it', async () => {
  const first = await approved(graph, seller, scope('Alpha'));
  const created = await act(graph, rival, { action: 'Create', input: complete(scope('Alpha')) });
  const second: string = created.dealRegistration.id;
  const { dealRegistration } = await act(graph, rival, { action: 'Submit', id: second });
  expect(dealRegistration).toMatchObject({
    status: 'CONFLICTED',
    rejectionReasons: [],
    decidedAt: null,
    decisionDueAt: null,
  });
  expect(await conflictOf(graph, second)).toMatchObject({ status: 'OPEN', kind: 'PARTNER_VS_PARTNER' });
  for (const action of ['ClaimReview', 'Approve', 'Reject'] as const) {
    const input = action === 'Reject' ? { reasons: ['OTHER'] } : {};
    expect(await act(graph, admin, { action, id: second, input })).toMatchObject({
      __typename: 'InvalidTransitionError',
    });
  }
  const decided = await decideFor(graph, second, 'prt_a');
  expect(decided.status).toBe('DECIDED');
  expect(await stateOf(first, second)).toEqual(['APPROVED {}', 'REJECTED {DUPLICATE_ACTIVE}']);
  expect(await holders('Alpha')).toEqual([{ partner: 'prt_a' }]);
});

test('what is awarded the scope is approved from the decision on, and the one that held it loses it', async () => {
  const first = await approved(graph, seller, scope('Beta'));
  const created = await act(graph, rival, { action: 'Create', input: complete(scope('Beta')) });
  const second: string = created.dealRegistration.id;
  await act(graph, rival, { action: 'Submit', id: second });
  graph.setTime('2026-10-16T14:00:00Z');
  await decideFor(graph, second, 'prt_b');
  expect(await stateOf(first, second)).toEqual(['REVOKED {}', 'APPROVED {}']);
  expect(await holders('Beta')).toEqual([{ partner: 'prt_b' }]);
  const { data } = await graph.ask(
    rival,
    `{ dealRegistration(id: "${second}") { isProtected protectedFrom decisions { action outcome } customer { legalName } } }`,
  );
  expect(data.dealRegistration).toEqual({
    isProtected: true,
    protectedFrom: '2026-10-16',
    decisions: [
      { action: 'SUBMIT', outcome: 'SUBMITTED' },
      { action: 'RESOLVE_APPROVE', outcome: 'APPROVED' },
    ],
    customer: { legalName: 'Beta Ltd' },
  });
  expect(await graph.eventsOf(second)).toEqual([
    'deals.registration.submitted',
    'deals.registration.approved',
  ]);
  graph.setTime('2026-10-15T14:00:00Z');
});

test('an answer that turns out to mean a protected customer is in conflict and takes its place anew', async () => {
  await approved(graph, seller, scope('Gamma'));
  const id = await underReview(graph, rival, scope('Gammas'));
  await act(graph, admin, {
    action: 'RequestInfo',
    id,
    input: { fields: ['CUSTOMER_DOMAINS', 'CUSTOMER_NEED'], note: 'Which company is it?' },
  });
  graph.setTime('2026-10-16T14:00:00Z');
  await act(graph, rival, { action: 'Update', id, input: { customerDomains: ['gamma.example'] } });
  const { dealRegistration } = await act(graph, rival, { action: 'Resubmit', id });
  expect(dealRegistration).toMatchObject({
    status: 'CONFLICTED',
    submittedAt: '2026-10-16T14:00:00.000Z',
    requestedFields: [],
    rejectionReasons: [],
    customer: null,
  });
  expect(await graph.eventsOf(id)).toEqual([
    'deals.registration.submitted',
    'deals.registration.info_requested',
    'deals.registration.submitted',
  ]);
  graph.setTime('2026-10-15T14:00:00Z');
});

test('an answer that describes the same customer better keeps its place, and a second question costs it neither', async () => {
  const id = await underReview(graph, rival, scope('Delta'));
  const ask = { fields: ['CUSTOMER_NAME', 'REGION'], note: 'What is it called, and where?' };
  const answer = async (time: string, input: object) => {
    await act(graph, admin, { action: 'RequestInfo', id, input: ask });
    graph.setTime(time);
    await act(graph, rival, { action: 'Update', id, input });
    return (await act(graph, rival, { action: 'Resubmit', id })).dealRegistration.submittedAt;
  };
  expect(await answer('2026-10-15T15:00:00Z', { customerName: 'Delta Limited' })).toBe(
    '2026-10-15T14:00:00.000Z',
  );
  expect(await answer('2026-10-15T16:00:00Z', { region: 'EMEA' })).toBe('2026-10-15T16:00:00.000Z');
  expect(await answer('2026-10-15T17:00:00Z', { customerName: 'Delta Ltd' })).toBe(
    '2026-10-15T16:00:00.000Z',
  );
  graph.setTime('2026-10-15T14:00:00Z');
});

test('an expected closing that has gone by while the program asked for something else stands in nobody’s way', async () => {
  const id = await underReview(graph, rival, { ...scope('Epsilon'), expectedCloseDate: '2026-10-20' });
  const ask = (fields: readonly string[]) =>
    act(graph, admin, { action: 'RequestInfo', id, input: { fields, note: 'Tell us more.' } });
  await ask(['CUSTOMER_NEED']);
  graph.setTime('2026-10-21T14:00:00Z');
  const { dealRegistration } = await act(graph, rival, { action: 'Resubmit', id });
  expect(dealRegistration.status).toBe('UNDER_REVIEW');
  await ask(['EXPECTED_CLOSE_DATE']);
  expect(await act(graph, rival, { action: 'Resubmit', id })).toMatchObject({
    issues: [{ code: 'OUT_OF_RANGE', path: ['expectedCloseDate'] }],
  });
  expect(await stateOf(id)).toEqual(['INFO_REQUESTED {}']);
  graph.setTime('2026-10-15T14:00:00Z');
});

const importCustomer = async (externalId: string, customer: object) => {
  const { data } = await graph.ask(
    admin,
    `mutation ($item: CustomerUpsertItem!) { customerUpsertMany(input: { items: [$item] }) { ... on CustomerUpsertManySuccess { createdCount } } }`,
    { item: { externalReference: { system: 'crm', externalId }, ...customer } },
  );
  expect(data.customerUpsertMany).toEqual({ createdCount: 1 });
};

test('a description that names two companies is in conflict about which one is meant', async () => {
  await importCustomer('zeta', { legalName: 'Zeta Ltd', duns: '123456789' });
  await importCustomer('eta', { legalName: 'Eta Ltd', domains: ['eta.example'] });
  const doubtful = { customerName: 'Zeta', customerDuns: '123456789', customerDomains: ['eta.example'] };
  const created = await act(graph, seller, { action: 'Create', input: complete(doubtful) });
  const { id } = created.dealRegistration;
  expect((await act(graph, seller, { action: 'Submit', id })).dealRegistration.status).toBe('CONFLICTED');
  expect(await conflictOf(graph, id)).toMatchObject({
    kind: 'IDENTITY',
    parties: [{ registration: { id } }],
  });
  await decideFor(graph, id, 'prt_a');
  expect(await stateOf(id)).toEqual(['APPROVED {}']);
});

test('a description that has come to name another company as well is not approved before somebody looked', async () => {
  const id = await underReview(graph, seller, { ...scope('Theta'), customerDuns: '987654321' });
  await importCustomer('iota', { legalName: 'Iota Ltd', domains: ['theta.example'] });
  const before = await rows(`SELECT count(*)::int FROM customer`);
  const { dealRegistration } = await act(graph, admin, { action: 'Approve', id, input: {} });
  expect(dealRegistration).toMatchObject({ status: 'CONFLICTED', isProtected: false, rejectionReasons: [] });
  expect(await conflictOf(graph, id)).toMatchObject({ status: 'OPEN', kind: 'IDENTITY' });
  expect(await rows(`SELECT count(*)::int FROM customer`)).toEqual(before);
  expect(await holders('Theta')).toEqual([]);
});

test('a conflict that nobody wins leaves nobody protected', async () => {
  const first = await underReview(graph, seller, scope('Kappa'));
  const created = await act(graph, rival, { action: 'Create', input: complete(scope('Kappa')) });
  const second: string = created.dealRegistration.id;
  await act(graph, rival, { action: 'Submit', id: second });
  await decideFor(graph, second, 'nobody');
  expect(await stateOf(first, second)).toEqual([
    'REJECTED {DUPLICATE_ACTIVE}',
    'REJECTED {DUPLICATE_ACTIVE}',
  ]);
  expect(await holders('Kappa')).toEqual([]);
});
