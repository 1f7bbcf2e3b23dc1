import { afterAll, beforeAll, expect, test } from 'vitest';
import { sumsThatDiffer } from './metrics-sums.ts';
import { admin, cam, createDealsGraph, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await send('customerUpsertMany', [
    { externalReference: crm('clinic'), legalName: 'Clinic', country: 'US' },
    { externalReference: crm('depot'), legalName: 'Depot', country: 'DE' },
  ]);
  await send('managedContractUpsertMany', contracts);
  const { write } = graph.database.for(admin, 'test');
  for (const [name, change] of Object.entries(shapes)) {
    const ofContract = `contract_id = (SELECT entity_id FROM external_reference WHERE external_id = '${name}')`;
    await write((tx) => tx.$executeRawUnsafe(`UPDATE renewal SET ${change} WHERE ${ofContract}`));
  }
});
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
const contract = (name: string, partner: string, over: object) => ({
  externalReference: crm(name),
  partner: { id: partner },
  customer: { externalReference: crm('clinic') },
  termMonths: 12,
  contractedSeats: 10,
  ...over,
});
// Today is 15 October 2026 in New York.
const contracts = [
  contract('grown', 'prt_a', { termStart: '2025-07-01', mrr: money('1000.00'), productLines: [{ id: 'pln_x' }] }),
  contract('shrunk', 'prt_a', { termStart: '2025-07-01', mrr: money('500.00') }),
  contract('lost', 'prt_a', { termStart: '2025-08-01', mrr: money('300.00'), customer: { externalReference: crm('depot') } }),
  contract('forgotten', 'prt_a', { termStart: '2025-09-01', mrr: money('70.00', 'EUR') }),
  contract('late', 'prt_b', { termStart: '2025-10-01', mrr: money('0.05') }),
  contract('soon', 'prt_b', { termStart: '2025-12-01', mrr: money('0.05') }),
  contract('moved', 'prt_b', { termStart: '2026-06-01', mrr: money('10.00') }),
  contract('distant', 'prt_b', { termStart: '2026-09-01', mrr: money('20.00') }),
]; // prettier-ignore
const shapes = {
  grown: "stage = 'RENEWED', outcome = 'EXPANDED', decided_on = '2026-06-21', renewed_mrr_minor = 120000",
  shrunk: "stage = 'RENEWED', outcome = 'CONTRACTED', decided_on = '2026-07-11', renewed_mrr_minor = 40000",
  lost: "stage = 'LOST', outcome = 'LOST', decided_on = '2026-07-20', loss_reason = 'PRICE', renewed_mrr_minor = NULL",
  // 30 days after 1 September are over; no job has seen it.
  forgotten: "stage = 'ENGAGED', outcome = NULL, decided_on = NULL",
  late: "stage = 'QUOTED', outcome = NULL, decided_on = NULL, probability = 0.5",
  // Its window opened on 2 September; no job has seen that either.
  soon: "stage = 'UPCOMING', probability = 0.5",
  moved: "voided_on = '2026-08-01'",
  distant: "health_override = 'RED', health_override_reason = 'Angry', probability = 0.25",
} as const;

const everyMeasure = `renewalCount openCount decidedCount renewedCount lostCount lapsedCount voidedCount onTimeCount renewalRate onTimeRate
  averageDaysBeforeTermEnd expiringMrr { amount currency } openMrr { amount currency } atRiskMrr { amount currency } decidedMrr { amount currency }
  renewedMrr { amount currency } keptMrr { amount currency } lostMrr { amount currency }
  renewalRateByValue { currency rate } netRenewalRateByValue { currency rate }`;
async function metrics(args: string, fields: string, viewer = admin) {
  const { data, errors } = await graph.ask(viewer, `{ renewalMetrics(${args}) { ${fields} } }`);
  expect(errors).toEqual([]);
  return data.renewalMetrics;
}
const counts = async (args: string, key: string) =>
  (await metrics(args, `groups { key { ${key} } measures { renewalCount } }`)).groups.map(
    (group: { key: Record<string, unknown>; measures: { renewalCount: number } }) => [
      ...Object.values(group.key),
      group.measures.renewalCount,
    ],
  );

const ofA = {
  renewalCount: 4,
  openCount: 0,
  decidedCount: 4,
  renewedCount: 2,
  lostCount: 1,
  lapsedCount: 1,
  voidedCount: 0,
  onTimeCount: 1,
  renewalRate: '0.5000',
  onTimeRate: '0.5000',
  averageDaysBeforeTermEnd: '0.0',
  expiringMrr: [money('70.00', 'EUR'), money('1800.00')],
  openMrr: [money('0.00', 'EUR'), money('0.00')],
  atRiskMrr: [money('0.00', 'EUR'), money('0.00')],
  decidedMrr: [money('70.00', 'EUR'), money('1800.00')],
  renewedMrr: [money('0.00', 'EUR'), money('1600.00')],
  keptMrr: [money('0.00', 'EUR'), money('1400.00')],
  lostMrr: [money('70.00', 'EUR'), money('300.00')],
  renewalRateByValue: [{ currency: 'EUR', rate: '0.0000' }, { currency: 'USD', rate: '0.7778' }],
  netRenewalRateByValue: [{ currency: 'EUR', rate: '0.0000' }, { currency: 'USD', rate: '0.8889' }],
}; // prettier-ignore
const nothingDecided = {
  decidedCount: 0,
  renewedCount: 0,
  lostCount: 0,
  lapsedCount: 0,
  onTimeCount: 0,
  renewalRate: null,
  onTimeRate: null,
  averageDaysBeforeTermEnd: null,
};

test('each measure of renewals has its exact value, as they stand today and money by currency', async () => {
  expect(
    await metrics('groupBy: [PARTNER]', `groups { key { partner { id } } measures { ${everyMeasure} } } totalCount`),
  ).toEqual({
    groups: [
      { key: { partner: { id: 'prt_a' } }, measures: ofA },
      {
        key: { partner: { id: 'prt_b' } },
        measures: {
          ...nothingDecided,
          renewalCount: 4,
          openCount: 3,
          voidedCount: 1,
          expiringMrr: [money('20.10')],
          openMrr: [money('20.10')],
          // 0.02 and 0.02, half to even each, and 15.00: what the three renewals say.
          atRiskMrr: [money('15.04')],
          decidedMrr: [money('0.00')],
          renewedMrr: [money('0.00')],
          keptMrr: [money('0.00')],
          lostMrr: [money('0.00')],
          renewalRateByValue: [{ currency: 'USD', rate: null }],
          netRenewalRateByValue: [{ currency: 'USD', rate: null }],
        },
      },
    ],
    totalCount: 2,
  });
}); // prettier-ignore

test('money adds up to what the renewals of the list say', async () => {
  const { data } = await graph.ask(admin, '{ renewals(first: 50) { nodes { voidedOn expiringMrr { amount currency } atRiskMrr { amount currency } } } }');
  const cents = (field: 'expiringMrr' | 'atRiskMrr', currency: string) =>
    data.renewals.nodes
      .filter((node: { voidedOn: string | null }) => node.voidedOn === null)
      .filter((node: Record<string, { currency: string }>) => node[field]!.currency === currency)
      .reduce((sum: bigint, node: Record<string, { amount: string }>) => sum + BigInt(node[field]!.amount.replace('.', '')), 0n);
  const { totals } = await metrics('groupBy: []', 'totals { expiringMrr { amount currency } atRiskMrr { amount currency } }');
  for (const field of ['expiringMrr', 'atRiskMrr'] as const) {
    for (const { amount, currency } of totals[field]) expect(BigInt(amount.replace('.', ''))).toBe(cents(field, currency));
  }
}); // prettier-ignore

test('of nothing, counts are nought, rates are null and there is no money', async () => {
  expect(
    await metrics('groupBy: [STAGE], filter: { id: { eq: "rnw_none" } }', `groups { key { stage } } totals { ${everyMeasure} }`),
  ).toEqual({
    groups: [],
    totals: {
      ...nothingDecided,
      renewalCount: 0, openCount: 0, voidedCount: 0, expiringMrr: [], openMrr: [], atRiskMrr: [], decidedMrr: [], renewedMrr: [],
      keptMrr: [], lostMrr: [], renewalRateByValue: [], netRenewalRateByValue: [],
    },
  });
}); // prettier-ignore

test('every dimension has its part of the key, and the clock decides where no job has', async () => {
  const byKey = (dimension: string) => `groupBy: [${dimension}], orderBy: { field: ${dimension}, direction: ASC }`;
  expect(await counts(byKey('STAGE'), 'stage')).toEqual([
    ['IN_WINDOW', 1], ['LAPSED', 1], ['LOST', 1], ['QUOTED', 1], ['RENEWED', 2], ['UPCOMING', 2],
  ]);
  expect(await counts(byKey('OUTCOME'), 'outcome')).toEqual([
    ['CONTRACTED', 1], ['EXPANDED', 1], ['LAPSED', 1], ['LOST', 1], [null, 4],
  ]);
  expect(await counts(byKey('HEALTH'), 'health')).toEqual([['GREEN', 7], ['RED', 1]]);
  expect(await counts(byKey('WINDOW'), 'window')).toEqual([['D181_PLUS', 1], ['D31_60', 1], ['OVERDUE', 1], [null, 5]]);
  expect(await counts(byKey('LOSS_REASON'), 'lossReason')).toEqual([['PRICE', 1], [null, 7]]);
  expect(await counts(byKey('PRODUCT_LINE'), 'productLine { id }')).toEqual([[{ id: 'pln_x' }, 1], [null, 7]]);
  expect(await counts(byKey('CUSTOMER_COUNTRY'), 'customerCountry')).toEqual([['DE', 1], ['US', 7]]);
  expect(await counts('groupBy: [PARTNER_SEGMENT, PARTNER_TYPE, ACCOUNT_MANAGER, CURRENCY]', 'partnerSegment partnerType accountManager { id } currency')).toEqual([
    ['PURE_PLAY', 'MSP', null, 'USD', 4], ['PURE_PLAY', 'MSP', { id: 'stf_carla' }, 'USD', 3], ['PURE_PLAY', 'MSP', { id: 'stf_carla' }, 'EUR', 1],
  ]);
}); // prettier-ignore

test('rates are told by the quarter in which terms end, decisions by when they were taken or due', async () => {
  const rates = await metrics(
    'groupBy: [], bucket: { field: TERM_END, unit: QUARTER, from: "2026-07-01", to: "2027-01-01" }',
    'groups { key { period { start } } measures { renewedCount decidedCount renewalRate } }',
  );
  expect(rates.groups).toEqual([
    { key: { period: { start: '2026-07-01' } }, measures: { renewedCount: 2, decidedCount: 4, renewalRate: '0.5000' } },
    { key: { period: { start: '2026-10-01' } }, measures: { renewedCount: 0, decidedCount: 0, renewalRate: null } },
  ]);
  expect(await counts('groupBy: [], bucket: { field: DECIDED_ON, unit: MONTH }', 'period { start }')).toEqual([
    [{ start: '2026-06-01' }, 1], [{ start: '2026-07-01' }, 2], [{ start: '2026-10-01' }, 1], [null, 4],
  ]);
  for (const [field, first] of [['WINDOW_OPENS_ON', '2026-04-01'], ['NOTICE_DEADLINE', '2026-06-01'], ['LATEST_SAFE_START', '2026-04-01'], ['CREATED_AT', '2026-10-01']]) {
    expect((await counts(`groupBy: [], bucket: { field: ${field}, unit: MONTH }`, 'period { start }'))[0][0]).toEqual({ start: first });
  }
}); // prettier-ignore

test('rates by value are compared and ordered by currency', async () => {
  const partners = (args: string) => counts(`groupBy: [PARTNER], ${args}`, 'partner { id }');
  expect(await partners('having: { renewalRateByValue: { currency: "USD", gte: "0.7778" } }')).toEqual([[{ id: 'prt_a' }, 4]]);
  expect(await partners('having: { renewalRateByValue: { currency: "USD", gt: "0.7778" } }')).toEqual([]);
  expect(await partners('having: { renewalRateByValue: { currency: "EUR", lt: "1" } }')).toEqual([[{ id: 'prt_a' }, 4]]);
  expect(await partners('having: { atRiskMrr: { currency: "USD", gt: "15.03" } }')).toEqual([[{ id: 'prt_b' }, 4]]);
  expect(await partners('orderBy: { field: AT_RISK_MRR, currency: "USD" }, first: 1')).toEqual([[{ id: 'prt_b' }, 4]]);
  expect(await partners('orderBy: { field: NET_RENEWAL_RATE_BY_VALUE, currency: "USD", direction: ASC }, first: 1')).toEqual([[{ id: 'prt_a' }, 4]]);
}); // prettier-ignore

const stages = ['UPCOMING', 'IN_WINDOW', 'ENGAGED', 'QUOTED', 'COMMITTED', 'RENEWED', 'LOST', 'LAPSED'];
test.each([
  ['STAGE', 'stage', stages],
  ['OUTCOME', 'outcome', ['FLAT', 'EXPANDED', 'CONTRACTED', 'LOST', 'LAPSED']],
  ['HEALTH', 'health', ['GREEN', 'AMBER', 'RED']],
])('each group by %s is as large as the list that is filtered by it', async (dimension, field, values) => {
  const groups = new Map(await counts(`groupBy: [${dimension}]`, field));
  for (const value of values) {
    const filter = `{ ${field}: { eq: ${value} } }`;
    const { data, errors } = await graph.ask(admin, `{ renewals(filter: ${filter}, first: 50) { totalCount nodes { stage health } } }`);
    expect(errors).toEqual([]);
    expect([value, data.renewals.totalCount]).toEqual([value, groups.get(value) ?? 0]);
    expect((await metrics(`groupBy: [], filter: ${filter}`, 'totals { renewalCount }')).totals).toEqual({ renewalCount: groups.get(value) ?? 0 });
    if (field !== 'outcome') expect(data.renewals.nodes.every((node: Record<string, string>) => node[field] === value)).toBe(true);
  }
}); // prettier-ignore

test.each([
  ['{ isVoided: true }', 1],
  ['{ isVoided: false }', 7],
  ['{ not: { stage: { in: [LAPSED, UPCOMING] } } }', 5],
  ['{ or: [{ health: { eq: RED } }, { outcome: { in: [LOST, LAPSED] } }] }', 3],
  ['{ stage: { eq: UPCOMING }, isVoided: true }', 1],
])('metrics count what the list with the filter %s counts', async (filter, count) => {
  const { data } = await graph.ask(
    admin,
    `{ renewals(filter: ${filter}) { totalCount } renewalMetrics(groupBy: [], filter: ${filter}) { totals { renewalCount } } }`,
  );
  expect(data).toEqual({
    renewals: { totalCount: count },
    renewalMetrics: { totals: { renewalCount: count } },
  });
});

test('each viewer counts what it may see, and a partner learns no account manager', async () => {
  const ask = 'totalCount totals { renewalCount expiringMrr { amount currency } }';
  const ofB = { totalCount: 1, totals: { renewalCount: 4, expiringMrr: [money('20.10')] } };
  expect(await metrics('groupBy: [PARTNER]', ask, partnerUser('prt_b', 'SALES'))).toEqual(ofB);
  expect(await metrics('groupBy: [PARTNER], filter: { partnerId: { eq: "prt_a" } }', ask, partnerUser('prt_b', 'SALES'))).toEqual({ totalCount: 0, totals: { renewalCount: 0, expiringMrr: [] } });
  expect((await metrics('groupBy: [PARTNER]', ask, cam('stf_carla'))).totals).toMatchObject({ renewalCount: 4, expiringMrr: [money('70.00', 'EUR'), money('1800.00')] });
  expect((await metrics('groupBy: [PARTNER]', ask, cam('stf_other'))).totals.renewalCount).toBe(0);
  const { data, errors } = await graph.ask(partnerUser('prt_b', 'SALES'), '{ renewalMetrics(groupBy: [ACCOUNT_MANAGER]) { totalCount } }');
  expect([data, errors[0]?.extensions]).toEqual([null, { code: 'FORBIDDEN' }]);
}); // prettier-ignore

test('any question takes one statement, and one more where the filter depends on the day', async () => {
  const statements = async (args: string) => {
    const before = graph.statements.length;
    await metrics(args, `groups { key { stage } measures { ${everyMeasure} } } totals { ${everyMeasure} } others { groupCount }`);
    return graph.statements.length - before;
  }; // prettier-ignore
  expect(await statements('groupBy: [PARTNER, STAGE], bucket: { field: TERM_END, unit: MONTH }')).toBe(1);
  expect(await statements('groupBy: [STAGE], filter: { stage: { eq: UPCOMING } }')).toBe(2);
});

test('whatever renewals are grouped by, the groups shown and all others are the totals', async () => {
  const question = {
    field: 'renewalMetrics',
    name: 'Renewal',
    count: 'renewalCount',
    money: 'expiringMrr',
    many: ['PRODUCT_LINE', 'PARTNER_TYPE', 'ACCOUNT_MANAGER'],
  };
  expect(await sumsThatDiffer(graph, question)).toEqual([]);
});
