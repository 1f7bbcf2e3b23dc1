import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { tasks } from '../src/tasks.ts';
import { act, admin, carla, complete, seller } from './deal-registration.support.ts';
import { createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

// What others are told of a registration: in its whole shape, and once however often the call is repeated.

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  graph.setTime('2026-10-15T14:00:00Z');
});
afterAll(() => graph[Symbol.asyncDispose]());

const moved = z.strictObject({
  registrationId: z.string().startsWith('reg_'),
  partnerId: z.literal(['prt_a', 'prt_b']),
  kind: z.literal('OPPORTUNITY'),
  status: z.string(),
  customerId: z.string().startsWith('cus_').nullable(),
  productLineIds: z.tuple([z.literal('pln_x')]),
  protectedFrom: z.iso.date().nullable(),
  protectedTo: z.iso.date().nullable(),
  reasons: z.array(z.string()),
  policyVersionId: z.string().nullable(),
});

/** Takes an action twice under one key, as a client does that lost the first answer. */
async function twice(viewer: typeof admin, action: string, id: string | undefined, input: object = {}) {
  const call = {
    action,
    ...(id === undefined ? {} : { id }),
    input: { ...input, idempotencyKey: `${id} ${action}` },
  };
  const first = await act(graph, viewer, call);
  expect(await act(graph, viewer, call)).toEqual(first);
  expect(first.__typename).toBe(`DealRegistration${action}Success`);
  return first.dealRegistration;
}

async function submitted(name: string): Promise<string> {
  const scope = { customerName: `${name} Ltd`, customerDomains: [`${name}.example`] };
  const { dealRegistration } = await act(graph, seller, { action: 'Create', input: complete(scope) });
  await twice(seller, 'Submit', dealRegistration.id);
  await twice(admin, 'ClaimReview', dealRegistration.id);
  return dealRegistration.id;
}

async function granted(name: string): Promise<string> {
  const id = await submitted(name);
  await twice(admin, 'Approve', id);
  return id;
}

/** What was told of a registration: what happened, and the state that it was told in. */
async function toldOf(id: string): Promise<readonly string[]> {
  const events = await graph.events(id);
  return events.map(
    ({ type, data }) => `${type.slice('deals.registration.'.length)} ${moved.parse(data).status}`,
  );
}

test('each step of a registration is told once, with all that others may know of it', async () => {
  const asked = await submitted('asked');
  await twice(admin, 'RequestInfo', asked, { fields: ['CUSTOMER_NEED'], note: 'What for?' });
  await act(graph, seller, { action: 'Update', id: asked, input: { customerNeed: 'Firewalls.' } });
  await twice(seller, 'Resubmit', asked);
  await twice(admin, 'Reject', asked, { reasons: ['BELOW_MINIMUM'] });
  expect(await toldOf(asked)).toEqual([
    'submitted SUBMITTED',
    'info_requested INFO_REQUESTED',
    'submitted UNDER_REVIEW',
    'rejected REJECTED',
  ]);
  const [, , , rejected] = await graph.events(asked);
  expect(rejected!.data).toMatchObject({ partnerId: 'prt_a', reasons: ['BELOW_MINIMUM'], protectedTo: null });
});

test('what becomes of a protection is told once, and its end by the clock as well', async () => {
  const proof = {
    kind: 'MEETING', fileName: 'minutes.pdf', mediaType: 'application/pdf', sizeBytes: 1, sha256: 'a'.repeat(64),
    url: 'https://files.example/minutes.pdf', observedOn: '2026-10-10',
  }; // prettier-ignore
  const revoked = await granted('revoked');
  const { evidence } = await twice(seller, 'AddEvidence', revoked, proof);
  await twice(carla, 'Extend', revoked, { days: 30, evidenceId: evidence[0].id });
  await twice(admin, 'Revoke', revoked, { reason: 'Given by mistake.' });
  const lost = await granted('lost');
  await twice(carla, 'Lose', lost, { lossReason: 'PRICE' });
  const withdrawn = await granted('withdrawn');
  await twice(seller, 'Withdraw', withdrawn);
  const given = await granted('given');
  const taken = await twice(admin, 'Transfer', given, {
    partner: { id: 'prt_b' },
    reason: 'The customer chose.',
  });
  const expired = await granted('expired');
  expect((await graph.events(expired)).at(-1)!.data).toMatchObject({
    status: 'APPROVED',
    protectedFrom: '2026-10-15',
    protectedTo: '2027-01-13',
  });
  graph.setTime('2027-03-01T14:00:00Z');
  for (let run = 0; run < 2; run += 1) {
    await tasks['expire_registrations']!(graph.createContext(serviceViewer('deals')), {});
  }
  const begin = ['submitted SUBMITTED', 'approved APPROVED'];
  expect(await toldOf(revoked)).toEqual([...begin, 'extended APPROVED', 'revoked REVOKED']);
  expect(await toldOf(lost)).toEqual([...begin, 'lost LOST']);
  expect(await toldOf(withdrawn)).toEqual([...begin, 'withdrawn WITHDRAWN']);
  expect(await toldOf(given)).toEqual([...begin, 'transferred TRANSFERRED']);
  expect(await toldOf(taken.id)).toEqual(['approved APPROVED', 'expired EXPIRED']);
  expect(await toldOf(expired)).toEqual([...begin, 'expired EXPIRED']);
});
