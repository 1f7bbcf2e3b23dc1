import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, admin, approved, carla, rival, seller } from './deal-registration.support.ts';
import { createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
});
afterAll(() => graph[Symbol.asyncDispose]());

const expiring = async (args: string, viewer = seller) => {
  const { data, errors } = await graph.ask(
    viewer,
    `{ pipeline${args} { expiringProtections { totalCount nodes { registration { name } protectedTo daysLeft } } } }`,
  );
  expect(errors).toEqual([]);
  return data.pipeline.expiringProtections;
};
const only = (name: string, protectedTo: string, daysLeft: number) => ({
  totalCount: 1,
  nodes: [{ registration: { name }, protectedTo, daysLeft }],
});
const none = { totalCount: 0, nodes: [] };

test('a protection is expiring in its last fourteen days, and what is decided later does not change that', async () => {
  graph.setTime('2026-10-15T14:00:00Z');
  const id = await approved(graph, seller, { name: 'Acme' });
  const other = { customerName: 'Other', customerDomains: ['other.example'], name: 'Other' };
  const given = await approved(graph, rival, other);
  graph.setTime('2026-12-29T14:00:00Z');
  expect(await expiring('')).toEqual(none);
  graph.setTime('2026-12-30T14:00:00Z');
  expect(await expiring('')).toEqual(only('Acme', '2027-01-13', 14));
  expect(await expiring('(scope: { isWholeProgram: true })', admin)).toMatchObject({ totalCount: 2 });
  graph.setTime('2027-01-12T14:00:00Z');
  expect(await expiring('')).toEqual(only('Acme', '2027-01-13', 1));
  const { dealRegistration } = await act(graph, seller, {
    action: 'AddEvidence',
    id,
    input: {
      kind: 'EMAIL', fileName: 'a.pdf', mediaType: 'application/pdf', sizeBytes: 1, sha256: 'a'.repeat(64),
      url: 'https://files.example/a.pdf', observedOn: '2027-01-11',
    }, // prettier-ignore
  });
  const extension = { days: 60, evidenceId: dealRegistration.evidence[0].id };
  expect(await act(graph, carla, { action: 'Extend', id, input: extension })).toMatchObject({
    dealRegistration: { protectedTo: '2027-03-14' },
  });
  await act(graph, admin, { action: 'Revoke', id: given, input: { reason: 'Given back.' } });
  expect(await expiring('')).toEqual(none);
  expect(await expiring('(asOf: "2027-01-11")')).toEqual(only('Acme', '2027-01-13', 2));
  expect(await expiring('(knownAt: "2027-01-12T13:00:00Z")')).toEqual(only('Acme', '2027-01-13', 1));
  expect(await expiring('(asOf: "2026-10-14")')).toEqual(none);
  expect(await expiring('', rival)).toEqual(none);
  expect(await expiring('(asOf: "2027-01-11")', rival)).toEqual(only('Other', '2027-01-13', 2));
}, 60_000);
