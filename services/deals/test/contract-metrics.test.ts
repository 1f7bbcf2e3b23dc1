import { afterAll, beforeAll, expect, test } from 'vitest';
import { sumsThatDiffer } from './metrics-sums.ts';
import { admin, createDealsGraph, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await send('customerUpsertMany', ['c1', 'c2'].map((id) => ({ externalReference: crm(id), legalName: id })));
  await send('managedContractUpsertMany', contracts);
  const count = (id: string, date: string, billable: number) => ({
    contract: { externalReference: crm(id) },
    date,
    provisioned: billable,
    active: billable,
    billable,
  });
  await send('seatSnapshotRecordMany', [count('A1', '2026-03-31', 80), count('A1', '2026-09-30', 90)]);
}); // prettier-ignore
afterAll(() => graph[Symbol.asyncDispose]());

async function send(name: string, items: readonly object[]) {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const { data, errors } = await graph.ask(
    admin,
    `mutation ($input: ${title}Input!) { ${name}(input: $input) { __typename
      ... on ${title}Success { createdCount rows { issues { message } } } ... on UserError { message } } }`,
    { input: { items } },
  );
  expect(errors).toEqual([]);
  expect(data[name]).toMatchObject({ createdCount: items.length });
}
const crm = (externalId: string) => ({ system: 'crm', externalId });
const money = (amount: string, currency = 'USD') => ({ amount, currency });
const contract = (externalId: string, partner: string, over: object) => ({
  externalReference: crm(externalId),
  partner: { id: partner },
  customer: { externalReference: crm('c1') },
  termStart: '2026-01-01',
  termMonths: 12,
  mrr: money('1000.00'),
  contractedSeats: 100,
  seatUnit: 'ENDPOINT',
  ...over,
});
// Today is 15 October 2026.
const contracts = [
  contract('A1', 'prt_a', {}),
  contract('A2', 'prt_a', { mrr: money('300.00', 'EUR'), contractedSeats: 7, seatUnit: 'USER', termMonths: 24, customer: { externalReference: crm('c2') } }),
  contract('A3', 'prt_a', { termStart: '2026-12-01', termMonths: 36, mrr: money('50.00') }),
  contract('A4', 'prt_a', { termStart: '2025-01-01', status: 'ENDED_CHURNED', decidedOn: '2025-11-30' }),
  contract('B1', 'prt_b', { mrr: money('0.10'), contractedSeats: 3, termMonths: 48, billing: 'ANNUAL' }),
]; // prettier-ignore

const everyMeasure = `contractCount activeCount churnedCount averageTermMonths mrr { amount currency }
  activeSeats { unit count } arpu { seatUnit amount { amount currency } }`;
async function metrics(args: string, fields: string, viewer = admin) {
  const { data, errors } = await graph.ask(viewer, `{ contractMetrics(${args}) { ${fields} } }`);
  expect(errors).toEqual([]);
  return data.contractMetrics;
}
const counts = async (args: string, key: string) =>
  (await metrics(args, `groups { key { ${key} } measures { contractCount } }`)).groups.map(
    (group: { key: Record<string, unknown>; measures: { contractCount: number } }) => [
      ...Object.values(group.key),
      group.measures.contractCount,
    ],
  );

test('each measure of contracts has its exact value, seats apart by unit and money by currency', async () => {
  expect(
    await metrics('groupBy: [PARTNER], orderBy: { field: MRR, currency: "USD" }, first: 1', `groups { key { partner { id } } measures { ${everyMeasure} } } totalCount others { measures { ${everyMeasure} } } totals { ${everyMeasure} }`),
  ).toEqual({
    groups: [
      {
        key: { partner: { id: 'prt_a' } },
        measures: {
          contractCount: 4,
          activeCount: 2,
          churnedCount: 1,
          averageTermMonths: '21.0',
          mrr: [money('300.00', 'EUR'), money('1000.00')],
          activeSeats: [{ unit: 'ENDPOINT', count: 90 }, { unit: 'USER', count: 7 }],
          arpu: [{ seatUnit: 'USER', amount: money('42.86', 'EUR') }, { seatUnit: 'ENDPOINT', amount: money('11.11') }],
        },
      },
    ],
    totalCount: 2,
    others: {
      measures: {
        contractCount: 1,
        activeCount: 1,
        churnedCount: 0,
        averageTermMonths: '48.0',
        mrr: [money('0.00', 'EUR'), money('0.10')],
        activeSeats: [{ unit: 'ENDPOINT', count: 3 }, { unit: 'USER', count: 0 }],
        arpu: [{ seatUnit: 'ENDPOINT', amount: money('0.03') }],
      },
    },
    totals: {
      contractCount: 5,
      activeCount: 3,
      churnedCount: 1,
      averageTermMonths: '26.4',
      mrr: [money('300.00', 'EUR'), money('1000.10')],
      activeSeats: [{ unit: 'ENDPOINT', count: 93 }, { unit: 'USER', count: 7 }],
      arpu: [{ seatUnit: 'USER', amount: money('42.86', 'EUR') }, { seatUnit: 'ENDPOINT', amount: money('10.75') }],
    },
  });
}); // prettier-ignore

test('what contracts add up to is what the partner’s managed base says', async () => {
  const { data } = await graph.ask(
    admin,
    `{ _entities(representations: [{ __typename: "Partner", id: "prt_a" }]) { ... on Partner {
      managedBase { contracts seats { unit count } mrr { amount currency } } } } }`,
  );
  const { totals } = await metrics('groupBy: [], filter: { partnerId: { eq: "prt_a" } }', `totals { ${everyMeasure} }`);
  const { contracts: active, seats, mrr } = data._entities[0].managedBase;
  expect([active, mrr.length, seats.length]).toEqual([2, 2, 2]);
  expect(totals).toMatchObject({
    activeCount: active,
    mrr: mrr.toSorted((a: { currency: string }, b: { currency: string }) => (a.currency < b.currency ? -1 : 1)),
    activeSeats: seats.toSorted((a: { unit: string }, b: { unit: string }) => (a.unit < b.unit ? -1 : 1)),
  });
}); // prettier-ignore

test('of nothing, there are no contracts, seats or money', async () => {
  expect(
    await metrics('groupBy: [], filter: { id: { eq: "ctr_none" } }', `totalCount totals { ${everyMeasure} }`),
  ).toEqual({
    totalCount: 0,
    totals: {
      contractCount: 0,
      activeCount: 0,
      churnedCount: 0,
      averageTermMonths: null,
      mrr: [],
      activeSeats: [],
      arpu: [],
    },
  });
});

test('contracts are grouped by what they are today', async () => {
  expect(await counts('groupBy: [STATUS]', 'status')).toEqual([['ACTIVE', 3], ['DRAFT', 1], ['ENDED_CHURNED', 1]]);
  expect(await counts('groupBy: [TERM_BUCKET], orderBy: { field: TERM_BUCKET, direction: ASC }', 'termBucket')).toEqual([
    ['FROM_13_TO_24', 1], ['FROM_25_TO_36', 1], ['OVER_36', 1], ['UP_TO_12', 2],
  ]);
  expect(await counts('groupBy: [SEAT_UNIT, BILLING, CURRENCY]', 'seatUnit billing currency')).toEqual([
    ['ENDPOINT', 'MONTHLY', 'USD', 3], ['ENDPOINT', 'ANNUAL', 'USD', 1], ['USER', 'MONTHLY', 'EUR', 1],
  ]);
  expect(await counts('groupBy: [], bucket: { field: TERM_END, unit: YEAR }', 'period { start }')).toEqual([
    [{ start: '2026-01-01' }, 1], [{ start: '2027-01-01' }, 1], [{ start: '2028-01-01' }, 1], [{ start: '2029-01-01' }, 1], [{ start: '2030-01-01' }, 1],
  ]);
  expect(await counts('groupBy: [STATUS], filter: { status: { in: [DRAFT, ENDED_CHURNED] } }', 'status')).toEqual([['DRAFT', 1], ['ENDED_CHURNED', 1]]);
}); // prettier-ignore

test('seats are compared and ordered by unit', async () => {
  const partners = (args: string) => counts(`groupBy: [PARTNER], ${args}`, 'partner { id }');
  expect(await partners('having: { activeSeats: { unit: USER, gt: 0 } }')).toEqual([[{ id: 'prt_a' }, 4]]);
  expect(await partners('orderBy: { field: ACTIVE_SEATS, seatUnit: ENDPOINT, direction: ASC }, first: 1')).toEqual([[{ id: 'prt_b' }, 1]]);
  expect(await partners('orderBy: { field: ARPU, seatUnit: ENDPOINT, currency: "USD" }, first: 1')).toEqual([[{ id: 'prt_a' }, 4]]);
  const { errors } = await graph.ask(admin, '{ contractMetrics(groupBy: [], orderBy: { field: ACTIVE_SEATS }) { totalCount } }');
  expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', rule: 'metrics.seatUnit' });
}); // prettier-ignore

test('a partner counts its own contracts only', async () => {
  const own = await metrics('groupBy: [PARTNER]', 'totalCount totals { contractCount mrr { amount currency } }', partnerUser('prt_b', 'SALES'));
  expect(own).toEqual({ totalCount: 1, totals: { contractCount: 1, mrr: [money('0.10')] } });
}); // prettier-ignore

test('whatever contracts are grouped by, the groups shown and all others are the totals', async () => {
  const question = {
    field: 'contractMetrics',
    name: 'Contract',
    count: 'contractCount',
    money: 'mrr',
    many: ['PRODUCT_LINE', 'PARTNER_TYPE', 'ACCOUNT_MANAGER'],
  };
  expect(await sumsThatDiffer(graph, question)).toEqual([]);
});
