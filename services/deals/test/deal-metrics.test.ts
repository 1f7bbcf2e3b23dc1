import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dealMetricsDefinition } from '../src/modules/deal-metrics/deal-metrics.definition.ts';
import { readMetrics } from '../src/metrics/metrics.answer.ts';
import { sumsThatDiffer } from './metrics-sums.ts';
import { admin, cam, createDealsGraph, partner, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await graph.consume('partners.product_line.changed', 'pln_y', {
    productLineId: 'pln_y',
    code: 'Y',
    name: 'Y',
    isActive: true,
    version: 1,
    externalReferences: [{ system: 'crm', externalId: 'MG' }],
  } as never);
  await importRows(deals);
});
afterAll(() => graph[Symbol.asyncDispose]());

const upsert = `mutation ($input: OpportunityUpsertManyInput!) { opportunityUpsertMany(input: $input) {
  __typename ... on OpportunityUpsertManySuccess { createdCount rows { issues { message } } } ... on UserError { message } } }`;
async function importRows(items: readonly object[]) {
  const { data } = await graph.ask(admin, upsert, { input: { items } });
  expect(data.opportunityUpsertMany).toMatchObject({ createdCount: items.length });
}
const named = (externalId: string) => ({ externalReference: { system: 'crm', externalId } });
const money = (amount: string, currency = 'USD') => ({ amount, currency });
const deal = (id: string, partner: 'prt_a' | 'prt_b', over: object) => ({
  ...named(id),
  partner: named(`name of ${partner}`),
  name: `Deal ${id}`,
  productLines: [named('GTX')],
  openedOn: '2026-01-01',
  ...over,
});
const deals = [
  deal('A1', 'prt_a', { stage: 'WON', oneTime: money('100.00'), closedOn: '2026-01-11', region: 'East' }),
  deal('A2', 'prt_a', {
    stage: 'WON', oneTime: money('200.00'), closedOn: '2026-04-01', region: 'East',
    productLines: [named('GTX'), named('MG')],
  }), // prettier-ignore
  deal('A3', 'prt_a', {
    stage: 'LOST',
    lossReason: 'PRICE',
    oneTime: money('0'),
    closedOn: '2026-03-31',
    region: 'West',
  }),
  deal('A4', 'prt_a', {
    stage: 'QUALIFIED', revenueModel: 'MIXED', mrr: money('10.01'), termMonths: 24, oneTime: money('5.00'),
    productLines: [], closeDate: '2026-12-31',
  }), // prettier-ignore
  deal('B1', 'prt_b', { stage: 'PROSPECT', oneTime: money('7.00', 'EUR'), region: 'East' }),
  deal('B2', 'prt_b', { stage: 'LOST', lossReason: 'OTHER', oneTime: money('9.00'), closedOn: '2026-01-02' }),
];

const everyMeasure = `dealCount openCount wonCount lostCount winRate averageDaysToClose medianDaysToClose
  oneTime { amount currency } mrr { amount currency } acv { amount currency } tcv { amount currency }
  weightedOneTime { amount currency } weightedMrr { amount currency } weightedAcv { amount currency }
  weightedTcv { amount currency }`;
async function metrics(args: string, fields: string, viewer = admin) {
  const { data, errors } = await graph.ask(viewer, `{ dealMetrics(${args}) { ${fields} } }`);
  expect(errors).toEqual([]);
  return data.dealMetrics;
}
async function refusal(args: string, viewer = admin) {
  const { data, errors } = await graph.ask(viewer, `{ dealMetrics(${args}) { totalCount } }`);
  expect(data).toBeNull();
  return errors[0]?.extensions;
}
const counts = async (args: string, key: string) =>
  (await metrics(args, `groups { key { ${key} } measures { dealCount } }`)).groups.map(
    (group: { key: Record<string, unknown>; measures: { dealCount: number } }) => [
      ...Object.values(group.key),
      group.measures.dealCount,
    ],
  );

test('each measure of deals has its exact value, money apart by currency', async () => {
  const whole = {
    dealCount: 6,
    openCount: 2,
    wonCount: 2,
    lostCount: 2,
    winRate: '0.5000',
    averageDaysToClose: '47.5',
    medianDaysToClose: '49.5',
    oneTime: [money('7.00', 'EUR'), money('314.00')],
    mrr: [money('0.00', 'EUR'), money('10.01')],
    acv: [money('7.00', 'EUR'), money('434.12')],
    tcv: [money('7.00', 'EUR'), money('554.24')],
    weightedOneTime: [money('0.70', 'EUR'), money('1.25')],
    weightedMrr: [money('0.00', 'EUR'), money('2.50')],
    weightedAcv: [money('0.70', 'EUR'), money('31.28')],
    weightedTcv: [money('0.70', 'EUR'), money('61.31')],
  };
  expect(
    await metrics(
      'groupBy: []',
      `groups { key { stage period { start } } measures { ${everyMeasure} } } totalCount
        totals { ${everyMeasure} } others { groupCount measures { dealCount winRate oneTime { amount } } } timeZone`,
    ),
  ).toEqual({
    groups: [{ key: { stage: null, period: null }, measures: whole }],
    totalCount: 1,
    totals: whole,
    others: { groupCount: 0, measures: { dealCount: 0, winRate: null, oneTime: [{ amount: '0.00' }, { amount: '0.00' }] } },
    timeZone: null,
  }); // prettier-ignore
});

test('of nothing, counts are nought, rates are null and there is no money', async () => {
  expect(
    await metrics(
      'groupBy: [PARTNER], filter: { id: { eq: "opp_none" } }',
      `groups { key { stage } } totalCount totals { ${everyMeasure} } others { groupCount measures { ${everyMeasure} } }`,
    ),
  ).toEqual({
    groups: [],
    totalCount: 0,
    totals: nothing,
    others: { groupCount: 0, measures: nothing },
  });
});
const nothing = {
  dealCount: 0,
  openCount: 0,
  wonCount: 0,
  lostCount: 0,
  winRate: null,
  averageDaysToClose: null,
  medianDaysToClose: null,
  oneTime: [],
  mrr: [],
  acv: [],
  tcv: [],
  weightedOneTime: [],
  weightedMrr: [],
  weightedAcv: [],
  weightedTcv: [],
};

test('every dimension has its part of the key', async () => {
  expect(await counts('groupBy: [OUTCOME, STAGE]', 'outcome stage')).toEqual([
    ['LOST', 'LOST', 2],
    ['WON', 'WON', 2],
    ['OPEN', 'PROSPECT', 1],
    ['OPEN', 'QUALIFIED', 1],
  ]);
  expect(await counts('groupBy: [LOSS_REASON, REGION]', 'lossReason region')).toEqual([
    [null, 'East', 3],
    ['OTHER', null, 1],
    ['PRICE', 'West', 1],
    [null, null, 1],
  ]);
  expect(await counts('groupBy: [CURRENCY, REVENUE_MODEL, MOTION, SOURCE_ROLE]', 'currency revenueModel motion sourceRole')).toEqual([
    ['USD', 'TRANSACTIONAL', 'NEW', null, 4],
    ['EUR', 'TRANSACTIONAL', 'NEW', null, 1],
    ['USD', 'MIXED', 'NEW', null, 1],
  ]); // prettier-ignore
  expect(
    await counts('groupBy: [PARTNER, PARTNER_SEGMENT, PARTNER_TYPE, ACCOUNT_MANAGER]', 'partner { id } partnerSegment partnerType accountManager { id }'),
  ).toEqual([
    [{ id: 'prt_a' }, 'PURE_PLAY', 'MSP', { id: 'stf_carla' }, 4],
    [{ id: 'prt_b' }, 'PURE_PLAY', 'MSP', null, 2],
  ]); // prettier-ignore
  expect(await counts('groupBy: [CUSTOMER]', 'customer { id }')).toEqual([[null, 6]]);
});

test('a deal about two product lines counts under each, and once in the totals', async () => {
  const answer = await metrics(
    'groupBy: [PRODUCT_LINE], orderBy: { field: ONE_TIME, currency: "USD" }, first: 1',
    `groups { key { productLine { id } } measures { dealCount oneTime { amount currency } } }
      totalCount others { groupCount measures { dealCount oneTime { amount currency } medianDaysToClose } }
      totals { dealCount oneTime { amount currency } medianDaysToClose }`,
  );
  expect(answer).toEqual({
    groups: [
      {
        key: { productLine: { id: 'pln_x' } },
        measures: { dealCount: 5, oneTime: [money('7.00', 'EUR'), money('309.00')] },
      },
    ],
    totalCount: 3,
    others: {
      groupCount: 2,
      measures: { dealCount: 2, oneTime: [money('0.00', 'EUR'), money('205.00')], medianDaysToClose: null },
    },
    totals: { dealCount: 6, oneTime: [money('7.00', 'EUR'), money('314.00')], medianDaysToClose: '49.5' },
  });
});

test('equal groups are ordered by their keys, groups without a value come last', async () => {
  const stages = async (orderBy: string) =>
    (await counts(`groupBy: [STAGE], orderBy: { ${orderBy} }`, 'stage')).map(([stage]: string[]) => stage);
  expect(await stages('field: DEAL_COUNT, direction: ASC')).toEqual(['PROSPECT', 'QUALIFIED', 'LOST', 'WON']);
  expect(await stages('field: DEAL_COUNT')).toEqual(['LOST', 'WON', 'PROSPECT', 'QUALIFIED']);
  expect(await stages('field: WIN_RATE, direction: ASC')).toEqual(['LOST', 'WON', 'PROSPECT', 'QUALIFIED']);
  expect(await stages('field: WIN_RATE')).toEqual(['WON', 'LOST', 'PROSPECT', 'QUALIFIED']);
  expect(await stages('field: ACV, currency: "EUR"')).toEqual(['PROSPECT', 'LOST', 'QUALIFIED', 'WON']);
  expect(await stages('field: MEDIAN_DAYS_TO_CLOSE')).toEqual(['WON', 'LOST', 'PROSPECT', 'QUALIFIED']);
  expect(await stages('field: STAGE')).toEqual(['WON', 'QUALIFIED', 'PROSPECT', 'LOST']);
});

test('having compares what is shown; what it leaves out is among the others', async () => {
  const shown = async (having: string) => {
    const { groups, totalCount, others } = await metrics(
      `groupBy: [STAGE], having: { ${having} }, orderBy: { field: STAGE, direction: ASC }`,
      'groups { key { stage } } totalCount others { groupCount measures { dealCount } }',
    );
    expect(totalCount).toBe(groups.length);
    return [...groups.map(({ key }: { key: { stage: string } }) => key.stage), others.groupCount, others.measures.dealCount];
  }; // prettier-ignore
  expect(await shown('dealCount: { gte: 2 }')).toEqual(['LOST', 'WON', 2, 2]);
  expect(await shown('dealCount: { gt: 0, lt: 2 }')).toEqual(['PROSPECT', 'QUALIFIED', 2, 4]);
  expect(await shown('winRate: { eq: "1" }')).toEqual(['WON', 3, 4]);
  expect(await shown('averageDaysToClose: { lte: "45.0" }')).toEqual(['LOST', 3, 4]);
  expect(await shown('oneTime: { currency: "EUR", gte: "7.00" }')).toEqual(['PROSPECT', 3, 5]);
  expect(await shown('weightedAcv: { currency: "USD", gt: "31.2" }')).toEqual(['QUALIFIED', 3, 5]);
  expect(await shown('dealCount: { gt: 2 }')).toEqual([4, 6]);
});

test('dates fall in quarters, weeks and days by themselves, in whatever time zone', async () => {
  for (const zone of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
    const cut = (unit: string, range = '') =>
      counts(`groupBy: [], timeZone: "${zone}", bucket: { field: CLOSED_ON, unit: ${unit} ${range} }`, 'period { start end }');
    const year = ', from: "2026-01-01", to: "2026-12-31"';
    expect(await cut('QUARTER')).toEqual([
      [{ start: '2026-01-01', end: '2026-04-01' }, 3],
      [{ start: '2026-04-01', end: '2026-07-01' }, 1],
      [null, 2],
    ]);
    expect(await cut('WEEK', year)).toEqual([
      [{ start: '2025-12-29', end: '2026-01-05' }, 1],
      [{ start: '2026-01-05', end: '2026-01-12' }, 1],
      [{ start: '2026-03-30', end: '2026-04-06' }, 2],
    ]);
    expect(await cut('DAY', ', from: "2026-01-02", to: "2026-01-11"')).toEqual([
      [{ start: '2026-01-02', end: '2026-01-03' }, 1],
    ]);
    expect(await cut('MONTH', ', from: "2026-03-31", to: "2026-04-01"')).toEqual([
      [{ start: '2026-03-01', end: '2026-04-01' }, 1],
    ]);
    expect(await cut('YEAR', ', from: "2026-04-01"')).toEqual([[{ start: '2026-01-01', end: '2027-01-01' }, 1]]);
  }
}); // prettier-ignore

test('instants fall on the days of a time zone, also where its clocks change', async () => {
  // New York put its clocks forward on Sunday 8 March 2026 at 02:00, 07:00 UTC.
  const instants = ['2026-03-08T04:59:59.999Z', '2026-03-08T05:00:00Z', '2026-03-09T03:59:59.999Z', '2026-03-09T04:00:00Z'];
  for (const [index, instant] of instants.entries()) {
    graph.setTime(instant);
    await importRows([deal(`DST${index}`, 'prt_b', { stage: 'PROSPECT', region: 'Clock' })]);
  }
  const cut = (unit: string, zone: string) =>
    counts(
      `groupBy: [], filter: { region: { eq: "Clock" } }, timeZone: "${zone}",
        bucket: { field: CREATED_AT, unit: ${unit}, from: "2026-03-02", to: "2026-03-16" }`,
      'period { start }',
    );
  expect(await cut('DAY', 'America/New_York')).toEqual([
    [{ start: '2026-03-07' }, 1],
    [{ start: '2026-03-08' }, 2],
    [{ start: '2026-03-09' }, 1],
  ]);
  expect(await cut('WEEK', 'America/New_York')).toEqual([
    [{ start: '2026-03-02' }, 3],
    [{ start: '2026-03-09' }, 1],
  ]);
  expect(await cut('DAY', 'UTC')).toEqual([
    [{ start: '2026-03-08' }, 2],
    [{ start: '2026-03-09' }, 2],
  ]);
  const upTo = 'groupBy: [], filter: { region: { eq: "Clock" } }, bucket: { field: CREATED_AT, unit: DAY, from: "2026-03-08", to: "2026-03-09" }';
  expect(await counts(upTo, 'period { start }')).toEqual([[{ start: '2026-03-08' }, 2]]);
}); // prettier-ignore

test('each viewer counts what it may see, and a partner learns no account manager', async () => {
  const ask = 'totals { dealCount oneTime { amount currency } } others { groupCount } totalCount';
  expect(await metrics('groupBy: [PARTNER], filter: { region: { in: ["East", "West"] } }', ask, partnerUser('prt_a', 'SALES'))).toEqual({
    totals: { dealCount: 3, oneTime: [money('300.00')] },
    others: { groupCount: 0 },
    totalCount: 1,
  });
  expect(await metrics('groupBy: [ACCOUNT_MANAGER]', 'groups { key { accountManager { id } } measures { dealCount } } totals { dealCount }', cam('stf_carla'))).toEqual({
    groups: [{ key: { accountManager: { id: 'stf_carla' } }, measures: { dealCount: 4 } }],
    totals: { dealCount: 4 },
  });
  expect((await metrics('groupBy: [PARTNER]', ask, cam('stf_other'))).totals).toEqual({ dealCount: 0, oneTime: [] });
  expect(await refusal('groupBy: [ACCOUNT_MANAGER]', partnerUser('prt_a', 'SALES'))).toEqual({ code: 'FORBIDDEN' });
}); // prettier-ignore

test('without a time zone, an instant falls on the day of the program of its partner', async () => {
  await graph.consume('partners.partner.changed', 'prt_b', { ...partner('prt_b', []), timeZone: 'Pacific/Kiritimati', version: 2 });
  // On the 9th at 10:00 UTC the 10th begins in Kiritimati; in New York it is 06:00.
  graph.setTime('2026-06-09T10:00:00Z');
  await importRows([deal('Z1', 'prt_a', { region: 'Zones' }), deal('Z2', 'prt_b', { region: 'Zones' })]);
  const days = (range: string, zone = '') =>
    counts(
      `groupBy: [PARTNER], filter: { region: { eq: "Zones" } }${zone}, bucket: { field: CREATED_AT, unit: DAY, ${range} }`,
      'partner { id } period { start }',
    );
  const week = 'from: "2026-06-08", to: "2026-06-14"';
  expect(await days(week)).toEqual([[{ id: 'prt_a' }, { start: '2026-06-09' }, 1], [{ id: 'prt_b' }, { start: '2026-06-10' }, 1]]);
  expect(await days('from: "2026-06-10", to: "2026-06-11"')).toEqual([[{ id: 'prt_b' }, { start: '2026-06-10' }, 1]]);
  expect(await days(week, ', timeZone: "UTC"')).toEqual([[{ id: 'prt_a' }, { start: '2026-06-09' }, 1], [{ id: 'prt_b' }, { start: '2026-06-09' }, 1]]);
}); // prettier-ignore

test('deals are grouped by the tier that their partner holds on the day it is for the partner', async () => {
  const tiers = [
    { tierId: 'tir_silver', rank: 1, from: '2026-01-01', to: '2026-07-01' },
    { tierId: 'tir_gold', rank: 2, from: '2026-07-01', to: null },
  ];
  await graph.consume('partners.partner.changed', 'prt_a', { ...partner('prt_a', ['stf_carla']), tiers, version: 2 } as never);
  const held = (filter = '') =>
    counts(`groupBy: [PARTNER_TIER], filter: { partnerId: { eq: "prt_a" } ${filter} }`, 'partnerTier { id }');
  graph.setTime('2026-07-01T03:59:59Z');
  expect(await held()).toEqual([[{ id: 'tir_silver' }, 5]]);
  graph.setTime('2026-07-01T04:00:00Z');
  expect(await held()).toEqual([[{ id: 'tir_gold' }, 5]]);
  expect(await counts('groupBy: [PARTNER_TIER, CUSTOMER_COUNTRY], filter: { partnerId: { eq: "prt_b" }, region: { eq: "Zones" } }', 'partnerTier { id } customerCountry')).toEqual([[null, null, 1]]);
}); // prettier-ignore

test.each([
  [
    'metrics.dimensions',
    'groupBy: [STAGE, OUTCOME, MOTION, CURRENCY], bucket: { field: CLOSED_ON, unit: YEAR }',
  ],
  ['metrics.dimensions', 'groupBy: [STAGE, OUTCOME, MOTION, CURRENCY, PARTNER]'],
  ['metrics.repeated', 'groupBy: [STAGE, STAGE]'],
  ['metrics.groups', 'groupBy: [PARTNER, CUSTOMER, PRODUCT_LINE]'],
  ['metrics.first', 'groupBy: [STAGE], first: 0'],
  ['metrics.first', 'groupBy: [STAGE], first: -1'],
  ['metrics.first', 'groupBy: [STAGE], first: 101'],
  ['metrics.span', 'groupBy: [], bucket: { field: CLOSED_ON, unit: DAY }'],
  ['metrics.span', 'groupBy: [], bucket: { field: CLOSED_ON, unit: WEEK, from: "2026-01-01" }'],
  [
    'metrics.span',
    'groupBy: [], bucket: { field: CLOSED_ON, unit: DAY, from: "2025-01-01", to: "2026-02-06" }',
  ],
  [
    'metrics.range',
    'groupBy: [], bucket: { field: CLOSED_ON, unit: YEAR, from: "2026-01-01", to: "2026-01-01" }',
  ],
  ['metrics.timeZone', 'groupBy: [], timeZone: "Mars/Olympus"'],
  ['metrics.timeZone', 'groupBy: [], timeZone: "+02:00"'],
  ['metrics.timeZone', `groupBy: [], timeZone: "UTC'; DROP TABLE opportunity; --"`],
  ['metrics.order', 'groupBy: [], orderBy: { field: PERIOD }'],
  ['metrics.order', 'groupBy: [STAGE], orderBy: { field: PARTNER }'],
  ['metrics.currency', 'groupBy: [STAGE], orderBy: { field: TCV }'],
  ['metrics.amount', 'groupBy: [STAGE], having: { tcv: { currency: "USD", gt: "1.234" } }'],
  ['metrics.currency', 'groupBy: [STAGE], orderBy: { field: DEAL_COUNT, currency: "USD" }'],
  ['metrics.seatUnit', 'groupBy: [STAGE], orderBy: { field: TCV, currency: "USD", seatUnit: USER }'],
])('a question against %s is refused with where and what to do: %s', async (rule, args) => {
  const extensions = await refusal(args);
  expect(extensions).toEqual({
    code: 'BAD_USER_INPUT',
    rule,
    argument: places[rule],
    remedy: expect.stringMatching(/^[A-Z].*\.$/),
  });
});
const places: Readonly<Record<string, unknown>> = {
  'metrics.dimensions': 'groupBy',
  'metrics.repeated': 'groupBy',
  'metrics.groups': 'groupBy',
  'metrics.first': 'first',
  'metrics.span': 'bucket',
  'metrics.range': 'bucket.to',
  'metrics.timeZone': 'timeZone',
  'metrics.order': 'orderBy.field',
  'metrics.currency': 'orderBy.currency',
  'metrics.seatUnit': 'orderBy.seatUnit',
  'metrics.amount': 'having.tcv.gt',
};

test('400 days are not too many', async () => {
  expect(await metrics('groupBy: [], bucket: { field: CLOSED_ON, unit: DAY, from: "2025-01-01", to: "2026-02-05" }', 'totalCount')).toEqual({ totalCount: 2 });
}); // prettier-ignore

test('any question takes one statement', async () => {
  const before = graph.statements.length;
  await metrics(
    'groupBy: [PARTNER, PRODUCT_LINE], bucket: { field: CLOSED_ON, unit: MONTH }, having: { dealCount: { gt: 0 } }',
    `groups { key { period { start } } measures { ${everyMeasure} } } totals { ${everyMeasure} } others { groupCount }`,
  );
  expect(graph.statements.length - before).toBe(1);
});

test('a question that the database gives up on is refused with what to do', async () => {
  const context = graph.createContext(admin);
  const { read } = context.db;
  const slow = { $queryRaw: () => read.$queryRaw(sql`SELECT pg_sleep(10)`) };
  const whole = {
    dimensions: [],
    period: null,
    condition: sql`true`,
    joins: [],
    measures: new Set(['dealCount'] as const),
    having: [],
    order: { by: { measure: 'dealCount' }, direction: 'DESC', currency: null, seatUnit: null },
    first: 1,
    withTotals: false,
  } as const;
  await expect(readMetrics(slow, dealMetricsDefinition(context), whole)).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', rule: 'metrics.time' },
  });
});

test('whatever deals are grouped by, the groups shown and all others are the totals', async () => {
  const question = {
    field: 'dealMetrics',
    name: 'Deal',
    count: 'dealCount',
    money: 'tcv',
    many: ['PRODUCT_LINE', 'PARTNER_TYPE', 'ACCOUNT_MANAGER'],
  };
  expect(await sumsThatDiffer(graph, question)).toEqual([]);
});
