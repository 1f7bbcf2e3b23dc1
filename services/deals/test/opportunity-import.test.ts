import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '@channelgraph/core/calendar.ts';
import { admin, createDealsGraph, partner } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  for (let n = 0; n < 35; n += 1)
    await graph.consume('partners.partner.changed', `prt_${n}`, partner(`prt_${n}`, []));
});
afterAll(() => graph[Symbol.asyncDispose]());

const upsert = `mutation ($input: OpportunityUpsertManyInput!) { opportunityUpsertMany(input: $input) {
  ... on OpportunityUpsertManySuccess { createdCount unchangedCount refusedCount } ... on UserError { message } } }`;
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const openedOn = addDays('2016-10-20', n % 430);
    const isWon = n % 2 === 0;
    return {
      externalReference: { system: 'crm', externalId: `O${n}` },
      partner: { externalReference: { system: 'crm', externalId: `name of prt_${n % 35}` } },
      name: `Deal ${n}`,
      productLines: [{ id: 'pln_x' }],
      sourceRole: 'SOURCED',
      stage: isWon ? 'WON' : 'QUALIFIED',
      openedOn,
      ...(isWon ? { closedOn: addDays(openedOn, 60), openStage: 'QUALIFIED' } : {}),
      oneTime: { amount: String(100 + (n % 900)), currency: 'USD' },
    };
  });

test('a batch of 250 deals takes as many statements as a batch of 10', async () => {
  const statementsFor = async (from: number, count: number) => {
    graph.statements.length = 0;
    const { data } = await graph.ask(admin, upsert, { input: { items: rows(from, count) } });
    expect(data.opportunityUpsertMany).toEqual({ createdCount: count, unchangedCount: 0, refusedCount: 0 });
    return graph.statements.length;
  };
  const few = await statementsFor(0, 10);
  expect(await statementsFor(1000, 250)).toBe(few);
  expect(few).toBeLessThanOrEqual(16);
});

test('the same new deal imported by several calls at once is one deal', async () => {
  const items = rows(5000, 20);
  const answers = await Promise.all([1, 2, 3, 4].map(() => graph.ask(admin, upsert, { input: { items } })));
  const results = answers.map((answer) => answer.data.opportunityUpsertMany);
  expect(results.reduce((sum, { createdCount }) => sum + createdCount, 0)).toBe(20);
  expect(results.reduce((sum, { unchangedCount }) => sum + unchangedCount, 0)).toBe(60);
  const { data } = await graph.ask(
    admin,
    '{ opportunities(filter: { name: { in: ["Deal 5000", "Deal 5019"] } }) { totalCount } }',
  );
  expect(data.opportunities.totalCount).toBe(2);
});

test('credits come in with a deal, several partners of it, and what is wrong with them is said row by row', async () => {
  const upsertRows = `mutation ($input: OpportunityUpsertManyInput!) { opportunityUpsertMany(input: $input) {
    ... on OpportunityUpsertManySuccess { createdCount updatedCount unchangedCount refusedCount rows { id issues { code path } } } } }`;
  const credit = (partnerId: string, role: string, creditBps: number) => ({
    partner: { id: partnerId },
    role,
    creditBps,
  });
  const deal = (externalId: string, credits?: object[], over: object = {}) => ({
    externalReference: { system: 'crm', externalId },
    partner: { id: 'prt_1' },
    name: externalId,
    oneTime: { amount: '100', currency: 'USD' },
    ...(credits ? { credits } : {}),
    ...over,
  });
  const run = async (items: object[]) =>
    (await graph.ask(admin, upsertRows, { input: { items } })).data.opportunityUpsertMany;
  const shared = [credit('prt_1', 'SOURCED', 6000), credit('prt_2', 'INFLUENCED', 4000)];
  const stored = () =>
    graph.createContext(admin).db.write((tx) =>
      tx.opportunityPartnerRole.findMany({
        where: { opportunity: { name: { startsWith: 'Credited' } } },
        orderBy: { id: 'asc' },
      }),
    );
  const made = await run([
    deal('Credited 1', shared),
    deal('Credited 2', undefined, { sourceRole: 'INFLUENCED' }),
  ]);
  expect(made).toMatchObject({ createdCount: 2, refusedCount: 0 });
  const before = await stored();
  expect(before.map(({ partnerId, role, creditBps, basis }) => [partnerId, role, creditBps, basis])).toEqual([
    ['prt_1', 'SOURCED', 6000, 'IMPORT'],
    ['prt_2', 'INFLUENCED', 4000, 'IMPORT'],
    ['prt_1', 'INFLUENCED', 10_000, 'IMPORT'],
  ]);
  expect(await run([deal('Credited 1', shared)])).toMatchObject({ unchangedCount: 1 });
  const refused = await run([
    deal('Credited 1', [credit('prt_1', 'SOURCED', 6000), credit('prt_2', 'INFLUENCED', 4001)]),
    deal('Credited 2', [credit('prt_1', 'SOURCED', 1), credit('prt_2', 'SOURCED', 1)]),
    deal('Credited 3', [credit('prt_none', 'CO_SELL', -1)]),
  ]);
  expect(refused).toMatchObject({ createdCount: 0, updatedCount: 0, refusedCount: 3 });
  expect(
    refused.rows.map(({ issues }: { issues: { code: string; path: string[] }[] }) =>
      issues.map(({ code, path }) => `${path.join('.')} ${code}`),
    ),
  ).toEqual([
    ['input.items.0.credits CREDIT_EXCEEDS_WHOLE'],
    ['input.items.1.credits SEVERAL_SOURCES'],
    ['input.items.2.credits.0.partner NOT_FOUND', 'input.items.2.credits.0.creditBps OUT_OF_RANGE'],
  ]);
  expect(await stored()).toEqual(before);
});
