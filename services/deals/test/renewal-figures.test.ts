import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tasks } from '../src/tasks.ts';
import { admin, createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await graph.ask(
    admin,
    `mutation { customerUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "clinic" }, legalName: "Clinic" }] }) { __typename } }`,
  );
});
afterAll(() => graph[Symbol.asyncDispose]());

const usd = (amount: string) => ({ amount, currency: 'USD' });

/** Makes a contract of twelve months and gives the id of its renewal. */
async function renewalOf(name: string, termStart: string, mrr: string): Promise<string> {
  const item = {
    externalReference: { system: 'crm', externalId: name }, partner: { id: 'prt_a' }, termStart, termMonths: 12,
    customer: { externalReference: { system: 'crm', externalId: 'clinic' } }, mrr: usd(mrr), contractedSeats: 1,
  }; // prettier-ignore
  const made = await graph.ask(
    admin,
    `mutation ($input: ManagedContractUpsertManyInput!) { managedContractUpsertMany(input: $input) { ... on ManagedContractUpsertManySuccess { rows { id } } } }`,
    { input: { items: [item] } },
  );
  const { data } = await graph.ask(
    admin,
    `query ($id: ID!) { managedContract(id: $id) { renewals { nodes { id } } } }`,
    { id: made.data.managedContractUpsertMany.rows[0].id },
  );
  return data.managedContract.renewals.nodes[0].id;
}

async function decide(mutation: 'Renew' | 'Lose', id: string, input: object): Promise<void> {
  const { data, errors } = await graph.ask(
    admin,
    `mutation ($id: ID!, $input: Renewal${mutation}Input!) { renewal${mutation}(id: $id, input: $input) { __typename } }`,
    { id, input },
  );
  expect([errors, data]).toEqual([
    [],
    { [`renewal${mutation}`]: { __typename: `Renewal${mutation}Success` } },
  ]);
}

/** The figures of renewals that other services were told last for a day or one before it. */
function told(kpi: string, day: string): readonly unknown[] | undefined {
  const facts = graph.delivered
    .filter(({ subject, type }) => subject === 'prt_a' && type === 'deals.metrics.recorded')
    .flatMap(({ data }) => (data as unknown as { readonly facts: Readonly<Record<string, string>>[] }).facts)
    .filter((fact) => fact['kpi'] === kpi && fact['asOf']! <= day);
  const last = facts.reduce<Readonly<Record<string, string>> | undefined>(
    (latest, fact) => (latest && fact['asOf']! < latest['asOf']! ? latest : fact),
    undefined,
  );
  return last && [last['status'], last['numerator'], last['denominator']];
}
const figures = (day: string) =>
  ['RENEWAL_RATE', 'RENEWAL_RATE_VALUE', 'ON_TIME_RENEWAL'].map((kpi) => told(kpi, day));

test('the figures of renewals are those of the decisions, counted by hand', async () => {
  graph.setTime('2026-10-15T13:00:00Z');
  const early = await renewalOf('early', '2025-11-01', '1000');
  const late = await renewalOf('late', '2025-11-01', '1000');
  const lost = await renewalOf('lost', '2025-11-01', '500');
  await renewalOf('forgotten', '2025-11-01', '400');
  await renewalOf('open', '2025-12-01', '300');
  await decide('Renew', early, { mrr: usd('1200') });
  await decide('Lose', lost, { lossReason: 'PRICE' });
  graph.setTime('2026-11-10T14:00:00Z');
  await decide('Renew', late, { mrr: usd('600') });
  // No task ran from 10 November to 2 December, the first day on which the forgotten one has lapsed.
  graph.setTime('2026-12-02T14:00:00Z');
  await tasks['open_renewals']!(graph.createContext(serviceViewer('deals')), {});
  await tasks['recompute_facts']!(graph.createContext(serviceViewer('deals')), {});
  await graph.settle();

  // Before the term ends nothing counts. Then: one renewed, one lost; later the late one; at last the lapsed one.
  expect(figures('2026-10-31')).toEqual([['NO_BASE', '0', '0'], ['NO_BASE', '0.00', '0.00'], ['NO_BASE', '0', '0']]);
  expect(figures('2026-11-01')).toEqual([['OK', '1', '2'], ['OK', '1000.00', '1500.00'], ['OK', '1', '1']]);
  expect(figures('2026-11-10')).toEqual([['OK', '2', '3'], ['OK', '1600.00', '2500.00'], ['OK', '1', '2']]);
  expect(figures('2026-12-01')).toEqual([['OK', '2', '3'], ['OK', '1600.00', '2500.00'], ['OK', '1', '2']]);
  expect(figures('2026-12-02')).toEqual([['OK', '2', '4'], ['OK', '1600.00', '2900.00'], ['OK', '1', '2']]);

  const { data } = await graph.ask(
    admin,
    `{ renewals(first: 100, filter: { termEnd: { eq: "2026-11-01" } }) { nodes { stage outcome decidedOn expiringMrr { amount } renewedMrr { amount } } } }`,
  );
  const lines = data.renewals.nodes.map((each: Decided) =>
    [each.stage, each.outcome, each.decidedOn, each.expiringMrr.amount, each.renewedMrr?.amount ?? '-'].join(' '),
  );
  expect(lines.toSorted()).toEqual([
    'LAPSED LAPSED 2026-12-02 400.00 -',
    'LOST LOST 2026-10-15 500.00 -',
    'RENEWED CONTRACTED 2026-11-10 1000.00 600.00',
    'RENEWED EXPANDED 2026-10-15 1000.00 1200.00',
  ]);
}, 30_000); // prettier-ignore

interface Decided {
  readonly stage: string;
  readonly outcome: string;
  readonly decidedOn: string;
  readonly expiringMrr: { readonly amount: string };
  readonly renewedMrr: { readonly amount: string } | null;
}
