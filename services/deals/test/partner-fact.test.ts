import { afterAll, beforeAll, expect, test } from 'vitest';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { defaultPipelinePolicy } from '../src/modules/opportunity/opportunity.stages.ts';
import { tasks } from '../src/tasks.ts';
import { admin, createDealsGraph, partner } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
});
afterAll(() => graph[Symbol.asyncDispose]());

interface Fact {
  readonly kpi: string;
  readonly asOf: string;
  readonly status: string;
  readonly numerator: string | null;
  readonly currency: string | null;
}
const factsOf = (partnerId: string): Fact[] =>
  graph.delivered
    .filter(({ subject, type }) => subject === partnerId && type === 'deals.metrics.recorded')
    .flatMap(({ data }) => (data as unknown as { facts: Fact[] }).facts);
const runDaily = async () => {
  await tasks['recompute_facts']?.(graph.createContext(serviceViewer('deals')), {});
  await graph.settle();
};

test('a partner without any deal says that the contract figures do not apply', async () => {
  await graph.settle();
  const told = (day: string) =>
    factsOf('prt_b')
      .filter(({ asOf }) => asOf === day)
      .map(({ kpi, status, numerator }) => [kpi, status, numerator]);
  expect(new Set(factsOf('prt_b').map(({ asOf }) => asOf))).toEqual(new Set(['2026-01-01']));
  expect(told('2026-01-01')).toEqual([
    ['SEAT_GROWTH', 'NOT_APPLICABLE', null],
    ['GROSS_REVENUE_RETENTION', 'NOT_APPLICABLE', null],
    ['NET_REVENUE_RETENTION', 'NOT_APPLICABLE', null],
    ['LOGO_RETENTION', 'NOT_APPLICABLE', null],
    ['RENEWAL_RATE', 'NOT_APPLICABLE', null],
    ['SOURCED_REVENUE_VS_PLAN', 'OK', '0.00'],
    ['SOURCED_PIPELINE_VS_PLAN', 'OK', '0.00'],
    ['NET_MRR_CHANGE', 'NOT_APPLICABLE', null],
    ['RENEWAL_RATE_VALUE', 'NOT_APPLICABLE', null],
    ['ON_TIME_RENEWAL', 'NOT_APPLICABLE', null],
    ['SLA_COMPLIANCE', 'NOT_APPLICABLE', null],
    ['CUSTOMER_SATISFACTION', 'NO_BASE', '0'],
    ['INFLUENCED_REVENUE_VS_PLAN', 'OK', '0.00'],
    ['DEAL_REGISTRATION_COVERAGE', 'NO_BASE', '0'],
    ['DEAL_REGISTRATION_APPROVAL_RATE', 'NO_BASE', '0'],
    ['DEAL_REGISTRATION_VOLUME', 'OK', '0'],
    ['REGISTRATION_TO_WIN', 'NO_BASE', '0'],
    ['TIME_TO_FIRST_REGISTRATION', 'PENDING', '0'],
    ['TIME_TO_FIRST_DEAL', 'PENDING', '0'],
    ['ARPU', 'NOT_APPLICABLE', null],
  ]);
});

test('days on which the scheduler was down are told when it runs again', async () => {
  await graph.ask(
    admin,
    `mutation { opportunityUpsertMany(input: { items: [{ partner: { id: "prt_a" }, name: "Old", stage: WON, sourceRole: SOURCED, openedOn: "2025-09-01", closedOn: "2025-10-20", oneTime: { amount: "100", currency: "USD" } }] }) { ... on OpportunityUpsertManySuccess { createdCount } } }`,
  );
  await graph.settle();
  graph.delivered.length = 0;
  graph.setTime('2026-11-24T09:00:00Z');
  await graph.ask(
    admin,
    `mutation { opportunityUpsertMany(input: { items: [{ partner: { id: "prt_a" }, name: "New", stage: QUALIFIED, sourceRole: SOURCED, oneTime: { amount: "7", currency: "USD" } }] }) { ... on OpportunityUpsertManySuccess { createdCount } } }`,
  );
  await graph.settle();
  expect(factsOf('prt_a').map(({ kpi, asOf, numerator }) => [kpi, asOf, numerator])).toEqual([
    ['SOURCED_REVENUE_VS_PLAN', '2026-10-20', '0.00'],
    ['SOURCED_PIPELINE_VS_PLAN', '2026-11-24', '7.00'],
    ['DEAL_REGISTRATION_COVERAGE', '2026-10-20', '0'],
  ]);
  graph.delivered.length = 0;
  await runDaily();
  await runDaily();
  expect(graph.delivered).toEqual([]);
});

test('a partner whose currency changes gets all its figures again', async () => {
  await graph.consume('partners.partner.changed', 'prt_a', {
    ...partner('prt_a', []),
    currency: 'EUR',
    version: 2,
  });
  await graph.settle();
  const revenue = factsOf('prt_a').filter(({ kpi }) => kpi === 'SOURCED_REVENUE_VS_PLAN');
  expect(new Set(revenue.map(({ currency, numerator }) => `${currency} ${numerator}`))).toEqual(
    new Set(['EUR 0.00']),
  );
  expect(revenue.map(({ asOf }) => asOf)).toContain('2025-10-20');
});

test('the stored likelihoods are the defaults of the code', async () => {
  const versions = await graph.database
    .for(admin, 'test')
    .read.policyVersion.findMany({ where: { kind: 'PIPELINE' } });
  expect(versions.map(({ body, version }) => ({ body, version }))).toEqual([
    { body: defaultPipelinePolicy, version: 1 },
  ]);
});
