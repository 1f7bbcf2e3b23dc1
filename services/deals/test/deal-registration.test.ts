import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, admin, carla, complete, rival, seller, underReview } from './deal-registration.support.ts';
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
    protectedUntil: '2027-01-13T05:00:00.000Z',
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
