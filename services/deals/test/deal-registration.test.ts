import { afterAll, beforeAll, expect, test } from 'vitest';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { expireRegistrations } from '../src/modules/deal-registration/deal-registration.expiry.ts';
import { defaultRegistrationPolicy } from '../src/modules/deal-registration/deal-registration.policy.ts';
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

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
});
afterAll(() => graph[Symbol.asyncDispose]());

test('a registration goes from draft to approval and protects its scope from the approval on', async () => {
  graph.setTime('2026-10-15T14:00:00Z');
  const { dealRegistration: draft } = await act(graph, seller, { action: 'Create', input: complete() });
  expect(draft).toMatchObject({ version: 1, status: 'DRAFT', submittedAt: null, isProtected: false });
  const { dealRegistration: submitted } = await act(graph, seller, { action: 'Submit', id: draft.id });
  expect(submitted).toMatchObject({
    version: 2,
    status: 'SUBMITTED',
    submittedAt: '2026-10-15T14:00:00.000Z',
    // 48 hours of 8 a day from Thursday 10:00 in New York: the sixth working day after, at 10:00.
    decisionDueAt: '2026-10-23T14:00:00.000Z',
    customer: null,
  });
  await act(graph, carla, { action: 'ClaimReview', id: draft.id });
  const { dealRegistration: own } = await act(graph, carla, {
    action: 'Approve',
    id: draft.id,
    input: { note: 'Go.' },
  });
  expect(own).toMatchObject({
    version: 4,
    status: 'APPROVED',
    isProtected: true,
    protectedFrom: '2026-10-15',
    protectedTo: '2027-01-13',
    protectionEndsAt: '2027-01-13T05:00:00.000Z',
    protectionBasis: 'OPPORTUNITY.days:90+0',
    decisionDueAt: null,
    customer: { legalName: 'Acme Ltd' },
  });
});

test('a foreign registration answers exactly like an absent one', async () => {
  const id = await underReview(graph, seller, {
    customerName: 'Foreign Ltd',
    customerDomains: ['foreign.example'],
  });
  const absent = 'reg_00000000000000000000000000';
  for (const action of ['Submit', 'Recall'] as const) {
    expect(await act(graph, rival, { action, id })).toEqual(await act(graph, rival, { action, id: absent }));
  }
  const { data } = await graph.ask(
    rival,
    `{ dealRegistration(id: "${id}") { id } dealRegistrations { totalCount } }`,
  );
  expect(data).toEqual({ dealRegistration: null, dealRegistrations: { totalCount: 0 } });
  expect(await act(graph, admin, { action: 'Reject', id, input: { reasons: [] } })).toMatchObject({
    __typename: 'ValidationError',
    issues: [{ code: 'REQUIRED', path: ['input', 'reasons'] }],
  });
});

const proof = (over: object = {}) => ({
  kind: 'MEETING',
  fileName: 'minutes.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 1000,
  sha256: 'a'.repeat(64),
  url: 'https://files.example/minutes.pdf',
  observedOn: '2026-10-10',
  ...over,
});
const scope = (name: string) => ({
  customerName: `${name} Ltd`,
  customerDomains: [`${name.toLowerCase()}.example`],
});

test('submitting reports every problem with its path and changes nothing', async () => {
  const { dealRegistration: draft } = await act(graph, seller, {
    action: 'Create',
    input: {
      kind: 'RENEWAL',
      name: 'Empty',
      lines: [{ productLine: { id: 'pln_x' }, mrr: { amount: '5', currency: 'USD' } }],
    },
  });
  const refused = await act(graph, seller, { action: 'Submit', id: draft.id });
  expect(
    refused.issues.map(({ code, path }: { code: string; path: string[] }) => `${path.join('.')} ${code}`),
  ).toEqual([
    'customerName REQUIRED',
    'customerDomains REQUIRED',
    'contract REQUIRED',
    'lines.0.termMonths TERM_OUT_OF_RANGE',
    'contract INCOMPLETE',
  ]);
  const { data } = await graph.ask(
    seller,
    `{ dealRegistration(id: "${draft.id}") { version status submittedAt } }`,
  );
  expect(data.dealRegistration).toEqual({ version: 1, status: 'DRAFT', submittedAt: null });
});

test('a request for information opens the named fields alone, and the clock stands until the answer', async () => {
  graph.setTime('2026-10-15T14:00:00Z');
  const id = await underReview(graph, seller, scope('Info'));
  const input = { fields: ['CUSTOMER_NEED'], note: 'What for?' };
  const asked = await act(graph, carla, { action: 'RequestInfo', id, input });
  expect(asked.dealRegistration).toMatchObject({
    status: 'INFO_REQUESTED',
    decisionDueAt: null,
    requestedFields: ['CUSTOMER_NEED'],
  });
  const outside = await act(graph, seller, {
    action: 'Update',
    id,
    input: { region: 'EMEA', customerNeed: 'More.' },
  });
  expect(outside.issues).toMatchObject([{ code: 'NOT_REQUESTED', path: ['input', 'region'] }]);
  await act(graph, seller, { action: 'Update', id, input: { customerNeed: 'More.' } });
  graph.setTime('2026-10-20T14:00:00Z');
  const { dealRegistration: again } = await act(graph, seller, { action: 'Resubmit', id });
  expect(again).toMatchObject({
    status: 'UNDER_REVIEW',
    submittedAt: '2026-10-15T14:00:00.000Z',
    decisionDueAt: '2026-10-28T14:00:00.000Z',
  });
});

test('a recall keeps the place in line for a day, and another scope loses it', async () => {
  graph.setTime('2026-10-15T14:00:00Z');
  const { dealRegistration: draft } = await act(graph, seller, {
    action: 'Create',
    input: complete(scope('Recall')),
  });
  const submit = async () =>
    (await act(graph, seller, { action: 'Submit', id: draft.id })).dealRegistration.submittedAt;
  const recall = () => act(graph, seller, { action: 'Recall', id: draft.id });
  expect(await submit()).toBe('2026-10-15T14:00:00.000Z');
  await recall();
  graph.setTime('2026-10-16T14:00:00Z');
  expect(await submit()).toBe('2026-10-15T14:00:00.000Z');
  await recall();
  graph.setTime('2026-10-17T14:00:00.001Z');
  expect(await submit()).toBe('2026-10-17T14:00:00.001Z');
  await recall();
  graph.setTime('2026-10-17T15:00:00Z');
  await act(graph, seller, { action: 'Update', id: draft.id, input: { region: 'EMEA' } });
  expect(await submit()).toBe('2026-10-17T15:00:00.000Z');
});

test('whoever submitted does not decide, and account managers decide up to the limit of their currency', async () => {
  graph.setTime('2026-10-15T14:00:00Z');
  const { dealRegistration: own } = await act(graph, carla, {
    action: 'Create',
    input: complete({ ...scope('Duty'), partner: { id: 'prt_a' } }),
  });
  await act(graph, carla, { action: 'Submit', id: own.id });
  await act(graph, carla, { action: 'ClaimReview', id: own.id });
  expect(await act(graph, carla, { action: 'Approve', id: own.id, input: {} })).toMatchObject({
    __typename: 'PolicyViolationError',
    rule: 'dealRegistration.separation',
  });
  const lines = (amount: string, currency: string) => ({
    lines: [{ productLine: { id: 'pln_x' }, oneTime: { amount, currency } }],
  });
  const large = await underReview(graph, seller, { ...scope('Large'), ...lines('250000.01', 'USD') });
  expect((await act(graph, carla, { action: 'Approve', id: large, input: {} })).rule).toBe(
    'dealRegistration.limit',
  );
  const other = await underReview(graph, seller, { ...scope('Euro'), ...lines('1.00', 'EUR') });
  expect((await act(graph, carla, { action: 'Approve', id: other, input: {} })).rule).toBe(
    'dealRegistration.limit',
  );
  expect((await act(graph, admin, { action: 'Approve', id: large, input: {} })).dealRegistration.status).toBe(
    'APPROVED',
  );
});

test('a protection is extended with fresh evidence before the clock says it is over, and not a moment later', async () => {
  graph.setTime('2026-10-15T14:00:00Z');
  const id = await approved(graph, seller, scope('Extension'));
  const { dealRegistration: proven } = await act(graph, seller, {
    action: 'AddEvidence',
    id,
    input: proof(),
  });
  const evidenceId = proven.evidence[0].id;
  await act(graph, seller, {
    action: 'RequestExtension',
    id,
    input: { days: 60, evidenceId, reason: 'The customer waits.' },
  });
  expect((await act(graph, carla, { action: 'Extend', id, input: { days: 61 } })).issues).toMatchObject([
    { code: 'OUT_OF_RANGE' },
  ]);
  const first = await act(graph, carla, { action: 'Extend', id, input: { days: 60 } });
  expect(first.dealRegistration).toMatchObject({
    extensionCount: 1,
    protectedTo: '2027-03-14',
    protectionEndsAt: '2027-03-14T05:00:00.000Z',
    extensions: [{ status: 'GRANTED', days: 60, extendedTo: '2027-03-14' }],
  });
  expect((await act(graph, carla, { action: 'Extend', id, input: { days: 1, evidenceId } })).rule).toBe(
    'dealRegistration.extension.further',
  );
  graph.setTime('2026-11-10T14:00:00Z');
  expect(
    (await act(graph, admin, { action: 'Extend', id, input: { days: 1, evidenceId } })).issues,
  ).toMatchObject([{ code: 'STALE_EVIDENCE' }]);
  graph.setTime('2027-03-14T05:00:00Z');
  expect(await act(graph, admin, { action: 'Extend', id, input: { days: 1, evidenceId } })).toMatchObject({
    __typename: 'InvalidTransitionError',
  });
  const { data } = await graph.ask(
    seller,
    `{ dealRegistration(id: "${id}") { status isProtected closedOn } }`,
  );
  expect(data.dealRegistration).toEqual({ status: 'EXPIRED', isProtected: false, closedOn: null });
  await expireRegistrations(graph.createContext(serviceViewer('jobs')));
  const { data: noted } = await graph.ask(
    admin,
    `{ dealRegistration(id: "${id}") { version status closedOn } }`,
  );
  expect(noted.dealRegistration).toMatchObject({ status: 'EXPIRED', closedOn: '2027-03-14' });
  await expireRegistrations(graph.createContext(serviceViewer('jobs')));
  expect(
    (await graph.ask(admin, `{ dealRegistration(id: "${id}") { version } }`)).data.dealRegistration.version,
  ).toBe(noted.dealRegistration.version);
  graph.setTime('2026-10-15T14:00:00Z');
});

test('what is withdrawn, revoked or lost frees its scope, and a transfer takes the claims along', async () => {
  graph.setTime('2026-10-15T14:00:00Z');
  const id = await approved(graph, seller, scope('Free'));
  const { dealRegistration: moved } = await act(graph, admin, {
    action: 'Transfer',
    id,
    input: { partner: { id: 'prt_b' }, reason: 'The customer asked for it.' },
  });
  expect(moved).toMatchObject({
    status: 'APPROVED',
    isProtected: true,
    protectedTo: '2027-01-13',
    customer: { legalName: 'Free Ltd' },
  });
  const { data } = await graph.ask(seller, `{ dealRegistration(id: "${id}") { status customer { id } } }`);
  expect(data.dealRegistration).toEqual({ status: 'TRANSFERRED', customer: null });
  expect(
    (await act(graph, rival, { action: 'Withdraw', id: moved.id, input: {} })).dealRegistration,
  ).toMatchObject({
    status: 'WITHDRAWN',
    isProtected: false,
    closedOn: '2026-10-15',
  });
  graph.setTime('2026-10-15T15:00:00Z');
  const again = await approved(graph, seller, scope('Free'));
  expect(
    await act(graph, seller, { action: 'ProposeOutcome', id: again, input: { outcome: 'LOST' } }),
  ).toMatchObject({
    issues: [{ code: 'REQUIRED', path: ['input', 'lossReason'] }],
  });
  await act(graph, seller, {
    action: 'ProposeOutcome',
    id: again,
    input: { outcome: 'LOST', lossReason: 'PRICE' },
  });
  expect((await act(graph, carla, { action: 'Lose', id: again, input: {} })).dealRegistration).toMatchObject({
    status: 'LOST',
    lossReason: 'PRICE',
    proposedOutcome: null,
  });
  expect(await act(graph, carla, { action: 'Win', id: again, input: {} })).toMatchObject({
    __typename: 'InvalidTransitionError',
  });
});

test('a rival meets a conflict without learning whose, and neither side can be approved past it', async () => {
  graph.setTime('2026-10-15T14:00:00Z');
  await approved(graph, seller, scope('Contested'));
  const { dealRegistration: draft } = await act(graph, rival, {
    action: 'Create',
    input: complete(scope('Contested')),
  });
  const { dealRegistration: contested } = await act(graph, rival, { action: 'Submit', id: draft.id });
  expect(contested).toMatchObject({ status: 'CONFLICTED', decisionDueAt: null, customer: null });
  expect(JSON.stringify(contested)).not.toContain('prt_a');
  expect(contested.decisions[0].ruleTrace.at(-1)).toEqual({
    rule: 'dealRegistration.protected',
    verdict: 'REVIEW',
  });
});

test('a policy is published from a day on, and what it cannot be is refused', async () => {
  const publish = async (input: object) =>
    (
      await graph.ask(
        admin,
        `mutation ($input: DealsPolicyVersionPublishInput!) { dealsPolicyVersionPublish(input: $input) { __typename
          ... on DealsPolicyVersionPublishSuccess { policyVersion { version effectiveFrom effectiveTo } }
          ... on ValidationError { issues { code path message } } } }`,
        { input },
      )
    ).data.dealsPolicyVersionPublish;
  const body = defaultRegistrationPolicy;
  expect(
    await publish({ kind: 'PIPELINE', effectiveFrom: '2027-06-01', body: { stuckFaktor: 2 } }),
  ).toMatchObject({
    issues: [
      { path: ['input', 'body', 'salesProbabilities'], message: 'body.salesProbabilities is missing.' },
      { path: ['input', 'body', 'renewalProbabilities'], message: 'body.renewalProbabilities is missing.' },
      { path: ['input', 'body'], message: 'body has nothing named stuckFaktor.' },
    ],
  });
  expect(
    await publish({ kind: 'REGISTRATION', effectiveFrom: '2026-01-01', body: { ...body, capacity: 3 } }),
  ).toMatchObject({
    issues: [
      { code: 'INVALID_BODY', path: ['input', 'body', 'capacity'] },
      { code: 'BACK_DATED', path: ['input', 'effectiveFrom'] },
    ],
  });
  expect(await publish({ kind: 'REGISTRATION', effectiveFrom: '2027-06-01', body })).toMatchObject({
    policyVersion: { version: 2, effectiveFrom: '2027-06-01', effectiveTo: null },
  });
  expect(await publish({ kind: 'REGISTRATION', effectiveFrom: '2027-06-01', body })).toMatchObject({
    issues: [{ code: 'OVERLAP' }],
  });
  const { data } = await graph.ask(
    admin,
    '{ policyVersions(kind: REGISTRATION) { version effectiveTo body } }',
  );
  expect(data.policyVersions).toEqual([
    { version: 1, effectiveTo: '2027-06-01', body },
    { version: 2, effectiveTo: null, body },
  ]);
});
