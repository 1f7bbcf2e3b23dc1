import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tasks } from '../src/tasks.ts';
import { admin, createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

const money = (amount: string, currency = 'USD') => ({ amount, currency });
const crm = (externalId: string) => ({ system: 'crm', externalId });
// Today is 15 October 2026 in New York.
const contracts = [
  { name: 'red', partner: 'prt_a', termStart: '2025-12-01', mrr: money('0.05'), probability: '0.5' },
  { name: 'grows', partner: 'prt_a', termStart: '2025-12-15', mrr: money('1000.00'), probability: '0.9', amendments: [{ effectiveOn: '2026-11-01', mrr: money('1200.00') }] },
  { name: 'late', partner: 'prt_a', termStart: '2025-10-01', mrr: money('70.00'), probability: '0.3333', amendments: [{ effectiveOn: '2026-10-05', mrr: money('90.00') }] },
  { name: 'euro', partner: 'prt_b', termStart: '2026-09-01', mrr: money('333.33', 'EUR'), probability: '0.25' },
  { name: 'half', partner: 'prt_b', termStart: '2025-12-01', mrr: money('0.15'), probability: '0.5' },
] as const; // prettier-ignore

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await graph.ask(
    admin,
    `mutation { customerUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "clinic" }, legalName: "Clinic" }] }) { __typename } }`,
  );
  const items = contracts.map(({ name, partner, probability: _, ...terms }) => ({
    externalReference: crm(name),
    partner: { id: partner },
    customer: { externalReference: crm('clinic') },
    termMonths: 12,
    contractedSeats: 1,
    ...terms,
  }));
  const { data } = await graph.ask(
    admin,
    `mutation ($input: ManagedContractUpsertManyInput!) { managedContractUpsertMany(input: $input) {
      ... on ManagedContractUpsertManySuccess { rows { id } } ... on UserError { message } } }`,
    { input: { items } },
  );
  await tasks['open_renewals']!(graph.createContext(serviceViewer('deals')), {});
  for (const [index, { id }] of data.managedContractUpsertMany.rows.entries()) {
    await judge(id, contracts[index]!.probability);
  }
  await change('OverrideHealth', await renewalOf(data.managedContractUpsertMany.rows[0].id), {
    health: 'RED',
    reason: 'They compare.',
  });
});
afterAll(() => graph[Symbol.asyncDispose]());

async function renewalOf(contractId: string): Promise<string> {
  const { data } = await graph.ask(
    admin,
    'query ($id: ID!) { managedContract(id: $id) { renewals { nodes { id } } } }',
    { id: contractId },
  );
  return data.managedContract.renewals.nodes[0].id;
}
async function judge(contractId: string, probability: string) {
  await change('OverrideProbability', await renewalOf(contractId), { probability, reason: 'As agreed.' });
}
async function change(action: string, id: string, input: object) {
  const { data } = await graph.ask(
    admin,
    `mutation ($id: ID!, $input: Renewal${action}Input!) { renewal${action}(id: $id, input: $input) { __typename ... on UserError { message } } }`,
    { id, input },
  );
  expect(data[`renewal${action}`]).toEqual({ __typename: `Renewal${action}Success` });
}

const amount = 'atRiskMrr { amount currency }';
const read = async (fields: string) => {
  const { data, errors } = await graph.ask(admin, `{ ${fields} }`);
  expect(errors).toEqual([]);
  return data;
};
/** Adds up by currency. */
function summed(rows: readonly { readonly atRiskMrr: ReturnType<typeof money> }[]) {
  const sums = new Map<string, bigint>();
  for (const { atRiskMrr } of rows) {
    const cents = BigInt(atRiskMrr.amount.replace('.', ''));
    sums.set(atRiskMrr.currency, (sums.get(atRiskMrr.currency) ?? 0n) + cents);
  }
  return Object.fromEntries(sums);
}

test('revenue at risk is what ends with the term by the likelihood of its loss, to the cent, half to even', async () => {
  const { renewals } = await read(`renewals(first: 50) { nodes { termEnd health probability ${amount} } }`);
  expect(
    renewals.nodes.map((node: { atRiskMrr: object }) => node.atRiskMrr).toSorted(byAmount),
  ).toEqual([
    // 0.025 and 0.075, half to even; 70 × 0.6667, not 90; 1200 × 0.1, not 1000; 333.33 × 0.75 = 249.9975.
    money('0.02'),
    money('0.08'),
    money('46.67'),
    money('120.00'),
    money('250.00', 'EUR'),
  ]);
}); // prettier-ignore
const byAmount = (a: { amount: string }, b: { amount: string }) => Number(a.amount) - Number(b.amount);

test('the renewals of the list, the pipeline and the metrics say the same number', async () => {
  const told = { EUR: 25_000n, USD: 16_677n };
  const { renewals, pipeline, renewalMetrics } = await read(
    `renewals(first: 50) { nodes { ${amount} } }
    pipeline { renewals { window ${amount} } renewalCells { health ${amount} } }
    renewalMetrics(groupBy: []) { totals { ${amount} } }`,
  );
  expect(summed(renewals.nodes)).toEqual(told);
  expect(summed(pipeline.renewals)).toEqual(told);
  expect(summed(pipeline.renewalCells)).toEqual(told);
  expect(summed(renewalMetrics.totals.atRiskMrr.map((atRiskMrr: object) => ({ atRiskMrr })))).toEqual(told);
  const red = pipeline.renewalCells.filter(({ health }: { health: string }) => health === 'RED');
  expect(summed(red)).toEqual({ USD: 2n });
});

test('what an earlier day knew is at risk does not move with a later amendment', async () => {
  const then = `pipeline(asOf: "2026-10-15", knownAt: "2026-10-15T12:00:00Z") { renewalCells { ${amount} } }`;
  const before = await read(then);
  graph.setTime('2026-10-20T09:00:00Z');
  const { managedContracts } = await read(
    'managedContracts(first: 50) { nodes { id mrr { amount } } }',
  );
  const grows = managedContracts.nodes.find(({ mrr }: { mrr: { amount: string } }) => mrr.amount === '1000.00');
  const { data } = await graph.ask(
    admin,
    'mutation ($id: ID!, $input: ManagedContractAmendInput!) { managedContractAmend(id: $id, input: $input) { __typename ... on UserError { message } } }',
    { id: grows.id, input: { on: '2026-11-10', mrr: money('1500.00'), reason: 'More.' } },
  );
  expect(data.managedContractAmend).toEqual({ __typename: 'ManagedContractAmendSuccess' });
  expect(await read(then)).toEqual(before);
  const { renewals, pipeline } = await read(`renewals(first: 50) { nodes { ${amount} } } pipeline { renewalCells { ${amount} } }`);
  expect(summed(renewals.nodes)).toEqual({ EUR: 25_000n, USD: 19_677n });
  expect(summed(pipeline.renewalCells)).toEqual({ EUR: 25_000n, USD: 19_677n });
}); // prettier-ignore
