import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { act, admin, approved, complete, rival, seller, underReview } from './deal-registration.support.ts';
import { brokenRules } from './registration-invariants.ts';
import { createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

vi.setConfig({ testTimeout: 120_000 });

let graph: DealsGraph;
const now = '2026-10-15T14:00:00.000Z';
beforeAll(async () => {
  graph = await createDealsGraph();
});
beforeEach(() => graph.setTime(now));
afterAll(() => graph[Symbol.asyncDispose]());

const rounds = Array.from({ length: 10 }, (_, index) => index);
const scope = (name: string) => ({
  customerName: `${name} Ltd`,
  customerDomains: [`${name.toLowerCase()}.example`],
});
const rows = <Row>(sql: string, ...values: unknown[]) =>
  graph.database.for(admin, 'test').write((tx) => tx.$queryRawUnsafe<Row[]>(sql, ...values));

interface Call {
  readonly action: string;
  readonly id: string;
  readonly input?: object;
}

/** Takes an action until the database is not busy, as its answer asks for, and names the answer. */
async function outcomeOf(viewer: Viewer, call: Call): Promise<string> {
  try {
    const { __typename } = await act(graph, viewer, call);
    return __typename === `DealRegistration${call.action}Success` ? 'done' : String(__typename);
  } catch (error) {
    if (String(error).includes('busy')) return outcomeOf(viewer, call);
    throw error;
  }
}

const statusesOf = async (...ids: readonly string[]) =>
  (
    await rows<{ status: string }>(
      `SELECT status::text FROM deal_registration WHERE id = ANY($1::text[]) ORDER BY array_position($1::text[], id)`,
      ids,
    )
  ).map(({ status }) => status);
const customerOf = async (id: string) => {
  const [row] = await rows<{ id: string }>(
    `SELECT customer_id AS id FROM deal_registration WHERE id = $1`,
    id,
  );
  return row?.id ?? '';
};

async function merge(survivorId: string, duplicateId: string): Promise<void> {
  const { data, errors } = await graph.ask(
    admin,
    `mutation ($input: CustomerMergeInput!) { customerMerge(input: $input) { __typename } }`,
    { input: { survivorId, duplicateId, reason: 'The same company.' } },
  );
  if (errors.some(({ message }) => message.includes('busy'))) return merge(survivorId, duplicateId);
  expect(data?.customerMerge).toEqual({ __typename: 'CustomerMergeSuccess' });
}

test('two approvals and the merge of their customers leave at most one protected, and the rest in a case', async () => {
  for (const round of rounds) {
    const one = await underReview(graph, seller, scope(`One${round}`));
    const two = await underReview(graph, rival, scope(`Two${round}`));
    const [survivor, duplicate] = [await customerOf(one), await customerOf(two)];
    const [first, second] = await Promise.all([
      outcomeOf(admin, { action: 'Approve', id: one, input: {} }),
      outcomeOf(admin, { action: 'Approve', id: two, input: {} }),
      merge(survivor, duplicate),
    ]);
    const statuses = await statusesOf(one, two);
    for (const outcome of [first, second]) expect(['done', 'InvalidTransitionError']).toContain(outcome);
    expect(['APPROVED CONFLICTED', 'CONFLICTED APPROVED', 'CONFLICTED CONFLICTED']).toContain(
      statuses.join(' '),
    );
    expect(await brokenRules(graph, now)).toEqual([]);
  }
});

test('an approval and a withdrawal of the same moment leave nothing protected', async () => {
  for (const round of rounds) {
    const id = await underReview(graph, seller, scope(`Leaving${round}`));
    const [approval, withdrawal] = await Promise.all([
      outcomeOf(admin, { action: 'Approve', id, input: {} }),
      outcomeOf(seller, { action: 'Withdraw', id, input: {} }),
    ]);
    expect(['done', 'InvalidTransitionError']).toContain(approval);
    expect(withdrawal).toBe('done');
    expect(await statusesOf(id)).toEqual(['WITHDRAWN']);
    expect(await brokenRules(graph, now)).toEqual([]);
  }
});

test('an approval and a rejection of the same moment are one decision', async () => {
  for (const round of rounds) {
    const id = await underReview(graph, seller, scope(`Judged${round}`));
    const outcomes = await Promise.all([
      outcomeOf(admin, { action: 'Approve', id, input: {} }),
      outcomeOf(admin, { action: 'Reject', id, input: { reasons: ['OTHER'] } }),
    ]);
    expect(outcomes.toSorted()).toEqual(['InvalidTransitionError', 'done']);
    expect(await statusesOf(id)).toEqual([outcomes[0] === 'done' ? 'APPROVED' : 'REJECTED']);
    expect(await brokenRules(graph, now)).toEqual([]);
  }
});

test('of two partners that submit one scope at once both are heard, in one case', async () => {
  for (const round of rounds) {
    const begin = async (viewer: Viewer): Promise<string> =>
      (await act(graph, viewer, { action: 'Create', input: complete(scope(`Both${round}`)) }))
        .dealRegistration.id;
    const [one, two] = [await begin(seller), await begin(rival)];
    const outcomes = await Promise.all([
      outcomeOf(seller, { action: 'Submit', id: one }),
      outcomeOf(rival, { action: 'Submit', id: two }),
    ]);
    expect(outcomes).toEqual(['done', 'done']);
    expect(['SUBMITTED CONFLICTED', 'CONFLICTED SUBMITTED']).toContain(
      (await statusesOf(one, two)).join(' '),
    );
    expect(await customerOf(one)).toBe(await customerOf(two));
    const cases = await rows(
      `SELECT count(DISTINCT case_id)::int, count(*)::int AS parties FROM conflict_party WHERE registration_id = ANY($1::text[])`,
      [one, two],
    );
    expect(cases).toEqual([{ count: 1, parties: 2 }]);
    expect(await brokenRules(graph, now)).toEqual([]);
  }
});

test('while a protection changes hands nobody else comes between', async () => {
  for (const round of rounds) {
    const held = await approved(graph, seller, scope(`Passed${round}`));
    const [transfer, again] = await Promise.all([
      outcomeOf(admin, { action: 'Transfer', id: held, input: { partner: { id: 'prt_b' }, reason: 'x' } }),
      outcomeOf(admin, { action: 'Revoke', id: held, input: { reason: 'x' } }),
    ]);
    expect([transfer, again].toSorted()).toEqual(['InvalidTransitionError', 'done']);
    expect(await statusesOf(held)).toEqual([transfer === 'done' ? 'TRANSFERRED' : 'REVOKED']);
    expect(await brokenRules(graph, now)).toEqual([]);
  }
});
