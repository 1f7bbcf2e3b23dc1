import { afterAll, beforeAll, expect, test } from 'vitest';
import { admin, createDealsGraph, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await send('customerUpsertMany', [{ externalReference: crm('clinic'), legalName: 'Clinic' }]);
  await send(
    'managedContractUpsertMany',
    ['prt_a', 'prt_b'].map((id) => ({
      externalReference: crm(id),
      partner: { id },
      customer: { externalReference: crm('clinic') },
      termStart: '2026-02-10',
      termMonths: 12,
      mrr: { amount: '100', currency: 'USD' },
    })),
  );
});
afterAll(() => graph[Symbol.asyncDispose]());

const tech = partnerUser('prt_a', 'TECHNICAL');
const crm = (externalId: string) => ({ system: 'crm', externalId });
async function send(name: string, items: object[], viewer = admin) {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const { data, errors } = await graph.ask(
    viewer,
    `mutation ($input: ${title}Input!) { ${name}(input: $input) { __typename
      ... on ${title}Success { createdCount updatedCount unchangedCount refusedCount rows { id action issues { code path } } } } }`,
    { input: { items } },
  );
  expect(errors).toEqual([]);
  return data[name];
}
const issuesOf = (result: { rows: { issues: { code: string; path: string[] }[] }[] }) =>
  result.rows.map(({ issues }) => issues.map(({ code, path }) => `${path.slice(3).join('.')} ${code}`));

const sla = (over: object = {}) => ({
  contract: { externalReference: crm('prt_a') },
  month: '2026-09-01',
  severity: 1,
  metCount: 8,
  breachedCount: 2,
  openBreachedCount: 1,
  ...over,
});
const results = async (includeRestated: boolean) =>
  (
    await graph.ask(
      admin,
      `{ managedContracts(filter: { partnerId: { eq: "prt_a" } }) { nodes { slaResults(includeRestated: ${includeRestated}) { totalCount nodes {
        month severity metCount breachedCount openBreachedCount credit { amount currency } revision provenance } } } } }`,
    )
  ).data.managedContracts.nodes[0].slaResults;

test('a result is restated by a further revision, and the most trusted source is believed', async () => {
  expect(await send('customerSlaResultRecordMany', [sla()], tech)).toMatchObject({ createdCount: 1 });
  expect(await send('customerSlaResultRecordMany', [sla()], tech)).toMatchObject({ unchangedCount: 1 });
  const restated = sla({ openBreachedCount: 0, credit: { amount: '12.50', currency: 'USD' } });
  // A partner cannot say that the vendor has checked what it reports.
  expect(
    await send('customerSlaResultRecordMany', [{ ...restated, provenance: 'VERIFIED' }], tech),
  ).toMatchObject({ createdCount: 1 });
  const reported = {
    month: '2026-09-01', severity: 1, metCount: 8, breachedCount: 2, openBreachedCount: 0,
    credit: { amount: '12.50', currency: 'USD' }, revision: 2, provenance: 'PARTNER_REPORTED',
  }; // prettier-ignore
  expect(await results(false)).toEqual({ totalCount: 1, nodes: [reported] });
  await send('customerSlaResultRecordMany', [sla({ metCount: 5, provenance: 'VERIFIED' })]);
  await send('customerSlaResultRecordMany', [sla({ metCount: 6 })]);
  expect(await results(false)).toMatchObject({
    totalCount: 1,
    nodes: [{ metCount: 5, revision: 1, provenance: 'VERIFIED' }],
  });
  expect(await results(true)).toMatchObject({ totalCount: 4 });
});

test('a result that cannot be is refused with everything that is wrong, and nothing is stored', async () => {
  const before = await results(true);
  const result = await send('customerSlaResultRecordMany', [
    sla({
      month: '2026-08-02',
      severity: 5,
      metCount: -1,
      breachedCount: 1,
      openBreachedCount: 2,
      credit: { amount: '-1', currency: 'USD' },
    }),
    sla({ month: '2026-11-01' }),
    sla({ month: '2026-01-01' }),
    sla({ credit: { amount: '1', currency: 'EUR' }, severity: 3 }),
    sla({ metCount: 1_000_001, severity: 3 }),
    sla({ contract: { id: 'ctr_01kdvdna01ffsr3ghfmpx6hwtj' } }),
  ]);
  expect(issuesOf(result)).toEqual([
    [
      'severity OUT_OF_RANGE',
      'metCount NEGATIVE_NUMBER',
      'openBreachedCount MORE_OPEN_THAN_BREACHED',
      'month NOT_A_MONTH',
      'credit NEGATIVE_AMOUNT',
    ],
    ['month FUTURE_DATE'],
    ['month BEFORE_TERM'],
    ['credit OTHER_CURRENCY'],
    ['metCount OUT_OF_RANGE'],
    ['contract NOT_FOUND'],
  ]);
  const twice = await send('customerSlaResultRecordMany', [
    sla({ month: '2026-02-01', severity: 4 }),
    sla({ month: '2026-02-01', severity: 4, metCount: 9 }),
  ]);
  expect(issuesOf(twice)).toEqual([[], [' DUPLICATE_ITEM']]);
  expect((await results(true)).totalCount).toBe(before.totalCount + 1);
});

test('the same result sent many times at once is stored once', async () => {
  const item = sla({ month: '2026-07-01', severity: 2 });
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => send('customerSlaResultRecordMany', [item])),
  );
  expect(answers.map(({ createdCount }) => createdCount).toSorted((a: number, b: number) => a - b)).toEqual([
    0, 0, 0, 0, 1,
  ]);
});

const survey = (over: object = {}) => ({
  externalReference: crm('survey'),
  contract: { externalReference: crm('prt_a') },
  sentOn: '2026-09-01',
  ...over,
});
const surveys = async (viewer = admin) =>
  (
    await graph.ask(
      viewer,
      `{ managedContracts(filter: { partnerId: { eq: "prt_a" } }) { nodes { surveys { nodes { sentOn respondedOn score comment provenance version } } } } }`,
    )
  ).data.managedContracts.nodes[0].surveys.nodes;

test('a survey is sent, answered, and its words are hidden from analysts', async () => {
  expect(await send('customerSurveyUpsertMany', [survey()])).toMatchObject({ createdCount: 1 });
  const answer = {
    externalReference: crm('survey'),
    respondedOn: '2026-09-04',
    score: 2,
    comment: ' Slow. ',
  };
  expect(await send('customerSurveyUpsertMany', [answer])).toMatchObject({ updatedCount: 1 });
  expect(await send('customerSurveyUpsertMany', [answer])).toMatchObject({ unchangedCount: 1 });
  const stored = {
    sentOn: '2026-09-01', respondedOn: '2026-09-04', score: 2, comment: 'Slow.', provenance: 'IMPORT', version: 2,
  }; // prettier-ignore
  expect(await surveys()).toEqual([stored]);
  const analyst = { ...admin, role: 'ANALYST' as const, userId: 'stf_ana' };
  expect(await surveys(analyst)).toEqual([{ ...stored, comment: '•••' }]);
});

test('a survey that cannot be is refused, and a partner changes only what it reported itself', async () => {
  const result = await send('customerSurveyUpsertMany', [
    survey({ externalReference: crm('x1'), sentOn: '2026-02-09' }),
    survey({ externalReference: crm('x2'), sentOn: '2026-10-16' }),
    survey({ externalReference: crm('x3'), respondedOn: '2026-08-31', score: 0, comment: 'x'.repeat(2001) }),
    survey({ externalReference: crm('x4'), score: 3 }),
    survey({ externalReference: crm('x5'), respondedOn: '2026-09-02' }),
    { externalReference: crm('x6'), sentOn: '2026-09-01' },
    { externalReference: crm('x7'), contract: { externalReference: crm('prt_a') } },
    survey({ contract: { externalReference: crm('prt_b') } }),
  ]);
  expect(issuesOf(result)).toEqual([
    ['sentOn BEFORE_TERM'],
    ['sentOn FUTURE_DATE'],
    ['respondedOn BEFORE_SENT', 'score OUT_OF_RANGE', 'comment TOO_LONG'],
    ['respondedOn REQUIRED'],
    ['score REQUIRED'],
    ['contract REQUIRED'],
    ['sentOn REQUIRED'],
    ['contract OTHER_CONTRACT'],
  ]);
  expect(
    issuesOf(await send('customerSurveyUpsertMany', [survey({ externalReference: undefined })], tech)),
  ).toEqual([[]]);
  const { data } = await graph.ask(
    admin,
    `{ managedContracts(filter: { partnerId: { eq: "prt_a" } }) { nodes { surveys { nodes { id provenance } } } } }`,
  );
  const nodes: { id: string; provenance: string }[] = data.managedContracts.nodes[0].surveys.nodes;
  const imported = nodes.find(({ provenance }) => provenance === 'IMPORT')?.id;
  const change = { id: imported, comment: 'All is well.' };
  expect(issuesOf(await send('customerSurveyUpsertMany', [change], tech))).toEqual([['id RESERVED']]);
  const others = partnerUser('prt_b', 'TECHNICAL');
  expect(issuesOf(await send('customerSurveyUpsertMany', [change], others))).toEqual([
    ['id NOT_FOUND', 'contract REQUIRED'],
  ]);
  expect(await surveys()).toHaveLength(2);
});

test('a restated result and a corrected answer move the figures that other services were told', async () => {
  const told = (kpi: string) => {
    const facts = graph.delivered
      .filter(({ subject, type }) => subject === 'prt_b' && type === 'deals.metrics.recorded')
      .flatMap(({ data }) => (data as unknown as { readonly facts: Readonly<Record<string, string>>[] }).facts)
      .filter((fact) => fact['kpi'] === kpi && fact['asOf']! <= '2026-10-15');
    const last = facts.toSorted((a, b) => (a['asOf']! < b['asOf']! ? -1 : 1)).at(-1);
    return [last?.['numerator'], last?.['denominator']];
  };
  const contract = { externalReference: crm('prt_b') };
  const survey = { externalReference: crm('moved'), contract, sentOn: '2026-09-01', respondedOn: '2026-09-02' };
  const tell = async (result: object, score: number) => {
    await send('customerSlaResultRecordMany', [sla({ contract, openBreachedCount: 0, ...result })]);
    await send('customerSurveyUpsertMany', [{ ...survey, score }]);
    await graph.settle();
    const figures = [told('SLA_COMPLIANCE'), told('CUSTOMER_SATISFACTION')];
    graph.delivered.length = 0;
    return figures;
  };
  expect(await tell({ metCount: 8, breachedCount: 2 }, 2)).toEqual([['8', '10'], ['0', '1']]);
  expect(await tell({ metCount: 9, breachedCount: 1 }, 5)).toEqual([['9', '10'], ['1', '1']]);
}, 30_000); // prettier-ignore
