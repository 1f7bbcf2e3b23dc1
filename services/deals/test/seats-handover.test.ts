import { afterAll, beforeAll, expect, test } from 'vitest';
import { admin, createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

const crm = (externalId: string) => ({ system: 'crm', externalId });
const usd = (amount: string) => ({ amount, currency: 'USD' });
const contract = (name: string, over: object) => ({
  externalReference: crm(name),
  partner: { id: 'prt_a' },
  customer: { externalReference: crm('clinic') },
  mrr: usd('1000.00'),
  ...over,
});

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await send('customerUpsertMany', [{ externalReference: crm('clinic'), legalName: 'Clinic' }]);
  const [renews, moves] = await send('managedContractUpsertMany', [
    contract('renews', { termStart: '2025-11-01', termMonths: 12, contractedSeats: 100 }),
    contract('moves', { termStart: '2026-01-01', termMonths: 24, contractedSeats: 50, productLines: [{ id: 'pln_x' }] }),
  ]); // prettier-ignore
  const seats = { provisioned: 90, active: 90, billable: 90 };
  await send('seatSnapshotRecordMany', [
    { contract: { externalReference: crm('renews') }, date: '2026-09-30', ...seats },
  ]);
  const { data } = await graph.ask(
    admin,
    'query ($id: ID!) { managedContract(id: $id) { renewals { nodes { id } } } }',
    { id: renews },
  );
  const [{ id: renewal }] = data.managedContract.renewals.nodes;
  await act('renewalRenew', renewal, { mrr: usd('1200.00') });
  await act('managedContractTransfer', moves, {
    partner: { id: 'prt_b' },
    on: '2026-10-15',
    reason: 'The customer’s choice.',
  });
});
afterAll(() => graph[Symbol.asyncDispose]());

async function send(name: string, items: readonly object[]): Promise<readonly string[]> {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const { data } = await graph.ask(
    admin,
    `mutation ($input: ${title}Input!) { ${name}(input: $input) { ... on ${title}Success { rows { id issues { message } } } ... on UserError { message } } }`,
    { input: { items } },
  );
  return data[name].rows.map(({ id }: { id: string }) => id);
}
async function act(name: string, id: string | undefined, input: object): Promise<void> {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const { data } = await graph.ask(
    admin,
    `mutation ($id: ID!, $input: ${title}Input!) { ${name}(id: $id, input: $input) { __typename ... on UserError { message } } }`,
    { id, input },
  );
  if (data[name].__typename !== `${title}Success`) throw new Error(JSON.stringify(data[name]));
}

const fields = 'contracts seats { count } mrr { amount }';
async function managedBases(asOf: string): Promise<readonly unknown[]> {
  const { data } = await graph.ask(
    admin,
    `query ($day: Date!) { _entities(representations: [{ __typename: "Partner", id: "prt_a" }, { __typename: "Partner", id: "prt_b" }]) {
      ... on Partner { managedBase(asOf: $day) { ${fields} } } } }`,
    { day: asOf },
  );
  return data._entities.map(({ managedBase }: { managedBase: Base }) => [
    managedBase.contracts,
    managedBase.seats.map(({ count }) => count),
    managedBase.mrr.map(({ amount }) => amount),
  ]);
}
interface Base {
  readonly contracts: number;
  readonly seats: readonly { readonly count: number }[];
  readonly mrr: readonly { readonly amount: string }[];
}

async function measuredToday(): Promise<readonly unknown[]> {
  const { data } = await graph.ask(
    admin,
    '{ contractMetrics(groupBy: [PARTNER]) { groups { key { partner { id } } measures { activeCount activeSeats { count } mrr { amount } } } } }',
  );
  return data.contractMetrics.groups.map(({ measures }: { measures: Measures }) => [
    measures.activeCount,
    measures.activeSeats.map(({ count }) => count),
    measures.mrr.map(({ amount }) => amount),
  ]);
}
interface Measures {
  readonly activeCount: number;
  readonly activeSeats: readonly { readonly count: number }[];
  readonly mrr: readonly { readonly amount: string }[];
}

const nothing = [0, [], []];
test.each([
  ['the day before the transfer', '2026-10-14', [2, [140], ['2000.00']], nothing],
  ['the day of the transfer', '2026-10-15', [1, [90], ['1000.00']], [1, [50], ['1000.00']]],
  ['the last day of the term', '2026-10-31', [1, [90], ['1000.00']], [1, [50], ['1000.00']]],
  ['the first day of the successor', '2026-11-01', [1, [100], ['1200.00']], [1, [50], ['1000.00']]],
])('on %s no seat counts twice and none is missing', async (_, day, ofA, ofB) => {
  expect(await managedBases(day)).toEqual([ofA, ofB]);
  graph.setTime(`${day}T16:00:00Z`);
  if (day >= '2026-10-15') expect(await measuredToday()).toEqual([ofA, ofB]);
});
