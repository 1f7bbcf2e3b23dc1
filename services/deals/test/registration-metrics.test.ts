import { afterAll, beforeAll, expect, test } from 'vitest';
import { sumsThatDiffer } from './metrics-sums.ts';
import { admin, cam, createDealsGraph, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  const { write } = graph.database.for(admin, 'test');
  const recorded = "'2026-09-30T22:00:00Z', 'test', '2026-09-30T22:00:00Z', 'test'";
  for (const id of ['cus_one', 'cus_two']) {
    await write((tx) =>
      tx.$executeRawUnsafe(
        `INSERT INTO customer (id, legal_name, normalized_name, domains, created_at, created_by, updated_at, updated_by) VALUES ('${id}', '${id}', '${id}', '{}', ${recorded})`,
      ),
    );
  }
  await write((tx) => tx.$executeRawUnsafe("INSERT INTO customer_partner (customer_id, partner_id) VALUES ('cus_one', 'prt_a'), ('cus_two', 'prt_a')"));
  for (const [name, over] of Object.entries(registrations)) {
    const row: Record<string, string | number> = { ...usual, id: `reg_${name}`, name, ...over };
    const values = Object.values(row).map((value) => (typeof value === 'number' ? value : `'${value}'`));
    await write((tx) =>
      tx.$executeRawUnsafe(
        `INSERT INTO deal_registration (${Object.keys(row).join(', ')}, created_at, created_by, updated_at, updated_by) VALUES (${values.join(', ')}, ${recorded})`,
      ),
    );
  }
}); // prettier-ignore
afterAll(() => graph[Symbol.asyncDispose]());

const usual = {
  partner_id: 'prt_a', kind: 'OPPORTUNITY', customer_name: 'Somebody', customer_country: 'US', customer_domains: '{}', product_line_ids: '{pln_x}',
  currency: 'USD', one_time_minor: 10_000, mrr_minor: 0, term_months: 0, is_on_behalf: 'false', requested_fields: '{}', rejection_reasons: '{}',
}; // prettier-ignore
const submitted = { submitted_at: '2026-10-01T09:00:00Z', customer_id: 'cus_one' };
const decided = (decided_at: string, decision_minutes_used: number) => ({
  ...submitted,
  decided_at,
  decision_minutes_used,
});
// Now is 15 October 2026, 09:00 UTC.
const registrations = {
  draft: { status: 'DRAFT', product_line_ids: '{}' },
  overdue: { status: 'SUBMITTED', ...submitted, decision_due_at: '2026-10-15T08:59:59Z' },
  reviewed: { status: 'UNDER_REVIEW', ...submitted, decision_due_at: '2026-10-15T09:00:00Z', region: 'EMEA/DE' },
  approved: { status: 'APPROVED', ...decided('2026-10-02T09:00:00Z', 480), protected_to: '2026-12-01', protected_until: '2026-12-01T05:00:00Z' },
  expired: {
    status: 'APPROVED', ...decided('2026-10-03T09:00:00Z', 600), customer_id: 'cus_two', kind: 'EXPANSION',
    protected_to: '2026-10-15', protected_until: '2026-10-15T09:00:00Z',
  },
  rejected: { status: 'REJECTED', ...decided('2026-10-01T21:00:00Z', 60), rejection_reasons: '{INCOMPLETE,STALE_EVIDENCE}' },
  won: {
    status: 'WON', ...decided('2026-10-02T21:00:00Z', 120), customer_id: 'cus_two', currency: 'EUR', one_time_minor: 0, mrr_minor: 1000,
    revenue_model: 'RECURRING', closed_on: '2026-10-10',
  },
  withdrawn: { status: 'WITHDRAWN', ...decided('2026-10-01T10:00:00Z', 9) },
  lost: { status: 'LOST', ...decided('2026-10-02T03:00:00Z', 1), partner_id: 'prt_b', loss_reason: 'PRICE', customer_country: 'DE' },
} as const; // prettier-ignore

const money = (amount: string, currency = 'USD') => ({ amount, currency });
const everyMeasure = `registrationCount submittedCount undecidedCount overdueCount decidedCount approvedCount rejectedCount wonCount endedCount
  approvalRate winRate averageHoursToDecision medianBusinessHoursToDecision oneTime { amount currency } mrr { amount currency }`;
async function metrics(args: string, fields: string, viewer = admin) {
  const { data, errors } = await graph.ask(viewer, `{ registrationMetrics(${args}) { ${fields} } }`);
  expect(errors).toEqual([]);
  return data.registrationMetrics;
}
const counts = async (args: string, key: string, viewer = admin) =>
  (await metrics(args, `groups { key { ${key} } measures { registrationCount } }`, viewer)).groups.map(
    (group: { key: Record<string, unknown>; measures: { registrationCount: number } }) => [
      ...Object.values(group.key),
      group.measures.registrationCount,
    ],
  );

test('each measure of registrations has its exact value', async () => {
  const ofA = {
    registrationCount: 8,
    submittedCount: 7,
    undecidedCount: 2,
    overdueCount: 1,
    decidedCount: 4,
    approvedCount: 3,
    rejectedCount: 1,
    wonCount: 1,
    endedCount: 2,
    approvalRate: '0.7500',
    winRate: '0.5000',
    averageHoursToDecision: '30.0',
    medianBusinessHoursToDecision: '5.0',
    oneTime: [money('0.00', 'EUR'), money('700.00')],
    mrr: [money('10.00', 'EUR'), money('0.00')],
  };
  const { groups, totals } = await metrics('groupBy: [PARTNER]', `groups { key { partner { id } } measures { ${everyMeasure} } } totals { ${everyMeasure} }`);
  expect(groups[0]).toEqual({ key: { partner: { id: 'prt_a' } }, measures: ofA });
  expect(totals).toMatchObject({ registrationCount: 9, approvedCount: 4, approvalRate: '0.8000', winRate: '0.3333', averageHoursToDecision: '27.6', medianBusinessHoursToDecision: '2.0' });
}); // prettier-ignore

test('every dimension has its part of the key, and the clock decides what has expired', async () => {
  const byKey = (dimension: string) => `groupBy: [${dimension}], orderBy: { field: ${dimension}, direction: ASC }`;
  expect(await counts(byKey('STATUS'), 'status')).toEqual([
    ['APPROVED', 1], ['DRAFT', 1], ['EXPIRED', 1], ['LOST', 1], ['REJECTED', 1], ['SUBMITTED', 1], ['UNDER_REVIEW', 1], ['WITHDRAWN', 1], ['WON', 1],
  ]);
  expect(await counts(byKey('DECISION'), 'decision')).toEqual([['APPROVED', 4], ['REJECTED', 1], [null, 4]]);
  expect(await counts(byKey('KIND'), 'kind')).toEqual([['EXPANSION', 1], ['OPPORTUNITY', 8]]);
  expect(await counts(byKey('REJECTION_REASON'), 'rejectionReason')).toEqual([['INCOMPLETE', 1], ['STALE_EVIDENCE', 1], [null, 8]]);
  expect(await counts(byKey('REVENUE_MODEL'), 'revenueModel')).toEqual([['RECURRING', 1], [null, 8]]);
  expect(await counts(byKey('REGION'), 'region')).toEqual([['EMEA/DE', 1], [null, 8]]);
  expect(await counts(byKey('LOSS_REASON'), 'lossReason')).toEqual([['PRICE', 1], [null, 8]]);
  expect(await counts(byKey('PRODUCT_LINE'), 'productLine { id }')).toEqual([[{ id: 'pln_x' }, 8], [null, 1]]);
  expect(await counts(byKey('CUSTOMER_COUNTRY'), 'customerCountry')).toEqual([['DE', 1], ['US', 8]]);
}); // prettier-ignore

test('a registration with two reasons counts under each, and once in the totals', async () => {
  expect(await metrics('groupBy: [REJECTION_REASON], filter: { status: { eq: REJECTED } }, first: 1', 'groups { measures { registrationCount } } others { measures { registrationCount } } totals { registrationCount }')).toEqual({
    groups: [{ measures: { registrationCount: 1 } }],
    others: { measures: { registrationCount: 1 } },
    totals: { registrationCount: 1 },
  });
}); // prettier-ignore

test('instants of registrations fall on the days of the program, where evenings belong to the day before', async () => {
  const cut = (field: string) => counts(`groupBy: [], bucket: { field: ${field}, unit: DAY, from: "2026-09-01", to: "2026-12-31" }`, 'period { start }');
  expect(await cut('CREATED_AT')).toEqual([[{ start: '2026-09-30' }, 9]]);
  expect(await cut('SUBMITTED_AT')).toEqual([[{ start: '2026-10-01' }, 8]]);
  // Decided on 2 October at 03:00 UTC is on 1 October in New York.
  expect(await cut('DECIDED_AT')).toEqual([[{ start: '2026-10-01' }, 3], [{ start: '2026-10-02' }, 2], [{ start: '2026-10-03' }, 1]]);
  expect(await cut('PROTECTED_TO')).toEqual([[{ start: '2026-10-15' }, 1], [{ start: '2026-12-01' }, 1]]);
  expect(await cut('CLOSED_ON')).toEqual([[{ start: '2026-10-10' }, 1]]);
}); // prettier-ignore

test('a partner learns from no group whom its registrations were matched with before they are approved', async () => {
  const groups = 'groupBy: [CUSTOMER], orderBy: { field: REGISTRATION_COUNT }';
  const ofPartner = 'filter: { partnerId: { eq: "prt_a" } }';
  expect(await counts(`${groups}, ${ofPartner}`, 'customer { id }')).toEqual([[{ id: 'cus_one' }, 5], [{ id: 'cus_two' }, 2], [null, 1]]);
  expect(await counts(groups, 'customer { id }', partnerUser('prt_a', 'SALES'))).toEqual([[null, 6], [{ id: 'cus_one' }, 1], [{ id: 'cus_two' }, 1]]);
  const one = await metrics('groupBy: [], filter: { customerId: { eq: "cus_one" } }', 'totals { registrationCount }', partnerUser('prt_a', 'SALES'));
  expect(one).toEqual({ totals: { registrationCount: 1 } });
}); // prettier-ignore

const statuses = [
  'DRAFT',
  'SUBMITTED',
  'UNDER_REVIEW',
  'INFO_REQUESTED',
  'CONFLICTED',
  'APPROVED',
  'REJECTED',
  'WON',
  'LOST',
  'EXPIRED',
  'WITHDRAWN',
];
test.each([
  ...statuses.map((status) => `{ status: { eq: ${status} } }`),
  '{ isDecisionOverdue: true }',
  '{ not: { isDecisionOverdue: true } }',
  '{ hasProposedOutcome: false }',
  '{ or: [{ kind: { eq: EXPANSION } }, { customerName: { startsWith: "Some" }, region: { contains: "DE" } }] }',
  '{ productLineIds: ["pln_x"], protectedTo: { lt: "2026-11-01" } }',
  '{ customerId: { eq: "cus_two" }, contractId: { eq: "ctr_none" } }',
])('metrics count what the list with the filter %s counts', async (filter) => {
  for (const viewer of [admin, cam('stf_carla'), partnerUser('prt_a', 'SALES'), partnerUser('prt_b', 'SALES')]) {
    const { data, errors } = await graph.ask(viewer, `{ dealRegistrations(filter: ${filter}) { totalCount } registrationMetrics(groupBy: [], filter: ${filter}) { totals { registrationCount } } }`);
    expect(errors).toEqual([]);
    expect(data.registrationMetrics.totals.registrationCount).toBe(data.dealRegistrations.totalCount);
  }
}); // prettier-ignore

test('each viewer counts what it may see, in one statement', async () => {
  const before = graph.statements.length;
  const ofB = await metrics('groupBy: [PARTNER, STATUS], bucket: { field: CREATED_AT, unit: YEAR }', `totalCount totals { ${everyMeasure} } groups { key { lossReason } }`, partnerUser('prt_b', 'SALES'));
  expect(graph.statements.length - before).toBe(1);
  expect(ofB).toMatchObject({ totalCount: 1, totals: { registrationCount: 1, medianBusinessHoursToDecision: '0.0' } });
  expect((await metrics('groupBy: []', 'totals { registrationCount }', cam('stf_carla'))).totals).toEqual({ registrationCount: 8 });
  expect((await metrics('groupBy: []', 'totals { registrationCount }', cam('stf_other'))).totals).toEqual({ registrationCount: 0 });
}); // prettier-ignore

test('whatever registrations are grouped by, the groups shown and all others are the totals', async () => {
  const question = {
    field: 'registrationMetrics',
    name: 'Registration',
    count: 'registrationCount',
    money: 'oneTime',
    many: ['PRODUCT_LINE', 'PARTNER_TYPE', 'ACCOUNT_MANAGER', 'REJECTION_REASON'],
  };
  expect(await sumsThatDiffer(graph, question)).toEqual([]);
});
