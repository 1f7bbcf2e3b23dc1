import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tasks } from '../src/tasks.ts';
import { admin, createDealsGraph, partner, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  // In New York it is still 15 October, in Tokyo already the 16th.
  graph.setTime('2026-10-15T16:00:00Z');
  const tokyo = { ...partner('prt_tokyo', []), timeZone: 'Asia/Tokyo' };
  await graph.consume('partners.partner.changed', 'prt_tokyo', tokyo);
  const { data } = await graph.ask(
    admin,
    `mutation ($items: [ManagedContractUpsertItem!]!) {
      customerUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "clinic" }, legalName: "Clinic" }] }) { __typename }
      managedContractUpsertMany(input: { items: $items }) { ... on ManagedContractUpsertManySuccess { createdCount } } }`,
    { items: ['prt_a', 'prt_tokyo'].map(contractOf) },
  );
  if (data.managedContractUpsertMany.createdCount !== 2) throw new Error(JSON.stringify(data));
});
afterAll(() => graph[Symbol.asyncDispose]());

const contractOf = (id: string) => ({
  externalReference: { system: 'crm', externalId: id },
  partner: { id },
  customer: { externalReference: { system: 'crm', externalId: 'clinic' } },
  termStart: '2026-10-16',
  termMonths: 12,
  mrr: { amount: '100', currency: 'USD' },
});

test('a term begins at midnight where the program of the partner keeps its calendar', async () => {
  const { data } = await graph.ask(
    admin,
    `{ all: managedContracts(orderBy: { field: CREATED_AT, direction: ASC }) { nodes { partner { id } status daysUntilTermEnd } }
      active: managedContracts(filter: { status: { eq: ACTIVE } }) { totalCount nodes { partner { id } } }
      drafts: managedContracts(filter: { not: { status: { eq: ACTIVE } } }) { nodes { partner { id } } } }`,
  );
  expect(data.all.nodes).toEqual(
    expect.arrayContaining([
      { partner: { id: 'prt_a' }, status: 'DRAFT', daysUntilTermEnd: 366 },
      { partner: { id: 'prt_tokyo' }, status: 'ACTIVE', daysUntilTermEnd: 365 },
    ]),
  );
  expect(data.active).toEqual({ totalCount: 1, nodes: [{ partner: { id: 'prt_tokyo' } }] });
  expect(data.drafts.nodes).toEqual([{ partner: { id: 'prt_a' } }]);
});

test('what a partner manages today is what it manages on its own date', async () => {
  const managed = async (id: string) =>
    (
      await graph.ask(
        admin,
        `{ _entities(representations: [{ __typename: "Partner", id: "${id}" }]) { ... on Partner { managedBase { asOf contracts } pipeline { asOf } } } }`,
      )
    ).data._entities[0];
  expect(await managed('prt_a')).toEqual({
    managedBase: { asOf: '2026-10-15', contracts: 0 },
    pipeline: { asOf: '2026-10-15' },
  });
  expect(await managed('prt_tokyo')).toEqual({
    managedBase: { asOf: '2026-10-16', contracts: 1 },
    pipeline: { asOf: '2026-10-16' },
  });
});

test('a count of seats may not lie in the future of the partner', async () => {
  const { data } = await graph.ask(
    admin,
    `mutation ($items: [SeatSnapshotRecordItem!]!) { seatSnapshotRecordMany(input: { items: $items, dryRun: true }) {
      ... on SeatSnapshotRecordManySuccess { rows { action issues { code } } } } }`,
    {
      items: ['prt_a', 'prt_tokyo'].map((id) => ({
        contract: { externalReference: { system: 'crm', externalId: id } },
        date: '2026-10-16',
        provisioned: 1,
        active: 1,
        billable: 1,
      })),
    },
  );
  expect(data.seatSnapshotRecordMany.rows).toEqual([
    { action: 'REFUSED', issues: [{ code: 'FUTURE_DATE' }] },
    { action: 'CREATED', issues: [] },
  ]);
});

test('the audit trail shows colleagues only what they did themselves, and their administrators all', async () => {
  const { data } = await graph.ask(
    admin,
    `mutation { opportunityUpsertMany(input: { items: [{ partner: { id: "prt_b" }, name: "Deal", stage: QUALIFIED, oneTime: { amount: "1", currency: "USD" } }] }) {
      ... on OpportunityUpsertManySuccess { rows { id } } } }`,
  );
  const [{ id }] = data.opportunityUpsertMany.rows;
  const seller = partnerUser('prt_b', 'SALES');
  await graph.ask(
    seller,
    `mutation { opportunityMove(id: "${id}", input: { stage: TECHNICAL_VALIDATION }) { __typename } }`,
  );
  const trailOf = async (viewer: typeof seller) =>
    (await graph.ask(viewer, '{ dealsAuditEvents { totalCount nodes { action actor } } }')).data
      .dealsAuditEvents;
  const moved = { action: 'opportunity.moved', actor: seller.userId };
  expect(await trailOf(seller)).toEqual({ totalCount: 1, nodes: [moved] });
  expect(await trailOf({ ...partnerUser('prt_b', 'TECHNICAL', 'FINANCE'), userId: 'usr_other' })).toEqual({
    totalCount: 0,
    nodes: [],
  });
  expect(await trailOf({ ...partnerUser('prt_b', 'ADMIN'), userId: 'usr_boss' })).toEqual({
    totalCount: 2,
    nodes: [moved, { action: 'opportunity.created', actor: admin.userId }],
  });
});

test('a month closes where the program of the partner keeps its calendar, not where the vendor does', async () => {
  await graph.settle();
  graph.delivered.length = 0;
  graph.setTime('2026-10-31T16:00:00Z');
  await tasks['close_month']?.(graph.createContext(serviceViewer('deals')), {});
  await graph.settle();
  const closed = graph.delivered.filter(({ type }) => type === 'deals.contract.months_closed');
  expect(closed.map(({ data }) => data)).toMatchObject([
    { partnerId: 'prt_tokyo', months: [{ month: '2026-10-01', mrr: '100.00' }] },
  ]);
});
