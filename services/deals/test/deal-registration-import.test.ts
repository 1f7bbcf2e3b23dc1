import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addDays } from '@channelgraph/core/calendar.ts';
import { act, admin, approved, carla, rival, seller } from './deal-registration.support.ts';
import { createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

vi.setConfig({ testTimeout: 30_000 });

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  graph.setTime('2026-10-15T14:00:00Z');
});
afterAll(() => graph[Symbol.asyncDispose]());

const crm = (externalId: string) => ({ externalReference: { system: 'crm', externalId } });
const upsert = async (items: readonly object[], over: object = {}) => {
  const { data, errors } = await graph.ask(
    admin,
    `mutation ($input: DealRegistrationUpsertManyInput!) { dealRegistrationUpsertMany(input: $input) { __typename
      ... on DealRegistrationUpsertManySuccess { createdCount updatedCount unchangedCount refusedCount
        rows { id action issues { code path } } } ... on UserError { code message } } }`,
    { input: { items, ...over } },
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.dealRegistrationUpsertMany;
};
const codesOf = (answer: { rows: { issues: { code: string; path: string[] }[] }[] }) =>
  answer.rows.map(({ issues }) => issues.map(({ code, path }) => `${path.slice(3).join('.')} ${code}`));
const actionsOf = (answer: { rows: { action: string }[] }) => answer.rows.map(({ action }) => action);
const rows = <Row>(sql: string, ...values: unknown[]) =>
  graph.database.for(admin, 'test').write((tx) => tx.$queryRawUnsafe<Row[]>(sql, ...values));
const tables =
  'deal_registration registration_line protection_claim external_reference customer_partner registration_decision opportunity';
/** Everything that an import can touch, row by row. */
const everything = async () => {
  const contents: unknown[] = [];
  for (const table of tables.split(' ')) {
    contents.push([table, await rows(`SELECT t::text AS row FROM ${table} t ORDER BY 1`)]);
  }
  return contents;
};
const customers = (...names: readonly string[]) =>
  graph.ask(
    admin,
    `mutation ($items: [CustomerUpsertItem!]!) { customerUpsertMany(input: { items: $items }) { ... on CustomerUpsertManySuccess { createdCount } } }`,
    { items: names.map((name) => ({ ...crm(name), legalName: `${name} Ltd`, country: 'US', domains: [`${name}.example`] })) }, // prettier-ignore
  );
const usd = (amount: string) => ({ amount, currency: 'USD' });
const recorded = (name: string, over: object = {}) => ({
  ...crm(`R-${name}`),
  partner: { id: 'prt_a' },
  customer: crm(name),
  kind: 'OPPORTUNITY',
  name: `${name} firewalls`,
  lines: [{ productLine: { id: 'pln_x' }, quantity: 3, oneTime: usd('900.00') }],
  submittedAt: '2026-06-01T15:00:00Z',
  ...over,
});
const approval = { status: 'APPROVED', decidedAt: '2026-06-03T15:00:00Z' };
const read = async (name: string) => {
  const [row] = await rows<{ id: string }>(
    `SELECT id FROM deal_registration WHERE name = $1`,
    `${name} firewalls`,
  );
  const { data } = await graph.ask(
    admin,
    `{ dealRegistration(id: "${row?.id}") { id status customerName customerDomains submittedAt decidedAt decisionDueAt rejectionReasons
      isProtected protectedFrom protectedTo protectionEndsAt protectionBasis extensionCount lossReason orderReference closedOn closeReason isOnBehalf
      customer { legalName } opportunity { name } externalReferences { system externalId } decisions { action } } }`,
  );
  return data.dealRegistration;
};

test('what another system decided is taken as it was recorded, a rehearsal writes nothing, and a repetition changes nothing', async () => {
  await customers('one', 'two', 'three', 'four', 'five', 'six');
  await graph.ask(
    admin,
    `mutation { opportunityUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "O-three" }, partner: { id: "prt_a" }, name: "Three deal", stage: WON,
      openedOn: "2026-06-01", closedOn: "2026-08-20", oneTime: { amount: "900", currency: "USD" } }] }) { __typename } }`,
  );
  const items = [
    recorded('one', { ...approval, protectedTo: '2026-12-31', extensionCount: 1 }),
    recorded('two', { ...approval, protectedTo: '2026-09-01' }),
    recorded('three', { ...approval, status: 'WON', closedOn: '2026-08-20', protectedFrom: '2026-06-04', protectedTo: '2026-12-31', orderReference: 'PO-3', opportunity: crm('O-three') }), // prettier-ignore
    recorded('four', { ...approval, status: 'LOST', closedOn: '2026-08-21', lossReason: 'PRICE' }),
    recorded('five', { status: 'REJECTED', decidedAt: '2026-06-02T15:00:00Z', rejectionReasons: ['NAMED_ACCOUNT'], decisionNote: 'Ours.' }), // prettier-ignore
    recorded('six', { ...approval, status: 'REVOKED', closedOn: '2026-07-01', closeReason: 'Not pursued.' }),
  ];
  const before = await everything();
  const rehearsed = await upsert(items, { dryRun: true });
  expect([rehearsed.createdCount, await everything()]).toEqual([6, before]);
  expect(await upsert(items)).toMatchObject({ createdCount: 6, refusedCount: 0 });
  const common = {
    isOnBehalf: false,
    submittedAt: '2026-06-01T15:00:00.000Z',
    decisionDueAt: null,
    decisions: [],
    lossReason: null,
    rejectionReasons: [],
  };
  expect(await read('one')).toMatchObject({
    ...common,
    status: 'APPROVED',
    customerName: 'one Ltd',
    customerDomains: ['one.example'],
    decidedAt: '2026-06-03T15:00:00.000Z',
    isProtected: true,
    protectedFrom: '2026-06-03',
    protectedTo: '2026-12-31',
    protectionEndsAt: '2026-12-31T05:00:00.000Z',
    protectionBasis: 'IMPORT.days:211',
    extensionCount: 1,
    closedOn: null,
    customer: { legalName: 'one Ltd' },
    externalReferences: [{ system: 'crm', externalId: 'R-one' }],
  });
  expect(await read('two')).toMatchObject({
    ...common,
    status: 'EXPIRED',
    isProtected: false,
    closedOn: '2026-09-01',
    protectionEndsAt: '2026-09-01T04:00:00.000Z',
  });
  expect(await read('three')).toMatchObject({
    ...common,
    status: 'WON',
    isProtected: false,
    closedOn: '2026-08-20',
    orderReference: 'PO-3',
    opportunity: { name: 'Three deal' },
  });
  expect(await read('four')).toMatchObject({ ...common, status: 'LOST', lossReason: 'PRICE' });
  expect(await read('five')).toMatchObject({
    ...common,
    status: 'REJECTED',
    rejectionReasons: ['NAMED_ACCOUNT'],
    protectedTo: null,
  });
  expect(await read('six')).toMatchObject({ ...common, status: 'REVOKED', closeReason: 'Not pursued.' });
  expect(
    await rows(
      `SELECT registration_id = (SELECT id FROM deal_registration WHERE name = 'one firewalls') AS "isOne",
        lower(during) = '2026-10-15T14:00:00Z' AS "isFromNow", upper(during) = '2026-12-31T05:00:00Z' AS "isToTheEnd" FROM protection_claim`,
    ),
  ).toEqual([{ isOne: true, isFromNow: true, isToTheEnd: true }]);
  const { id } = await read('one');
  expect(await graph.eventsOf(id)).toEqual([]);
  const after = await everything();
  expect(await upsert(items)).toMatchObject({ unchangedCount: 6, createdCount: 0, updatedCount: 0 });
  expect(await everything()).toEqual(after);
});

test('the figures of registrations follow from what was recorded', async () => {
  await graph.settle();
  const facts = graph.delivered
    .filter(({ subject, type }) => subject === 'prt_a' && type === 'deals.metrics.recorded')
    .flatMap(({ data }) => (data as unknown as { facts: Record<string, string>[] }).facts);
  const told = (kpi: string, asOf: string) => {
    const fact = facts.findLast((each) => each['kpi'] === kpi && each['asOf'] === asOf);
    return [fact?.['status'], fact?.['numerator'], fact?.['denominator']];
  };
  expect(told('DEAL_REGISTRATION_VOLUME', '2026-06-01')).toEqual(['OK', '6', '1']);
  expect(told('DEAL_REGISTRATION_APPROVAL_RATE', '2026-06-03')).toEqual(['OK', '5', '6']);
  expect(told('REGISTRATION_TO_WIN', '2026-09-01')).toEqual(['OK', '1', '3']);
  expect(told('TIME_TO_FIRST_REGISTRATION', '2026-06-01')).toEqual(['OK', '151', '1']);
  expect(told('DEAL_REGISTRATION_COVERAGE', '2026-08-20')).toEqual(['OK', '1', '1']);
});

test('a row that is wrong is refused with every problem by its path, and writes nothing', async () => {
  await customers('bad');
  await graph.ask(
    admin,
    `mutation { opportunityUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "O-b" }, partner: { id: "prt_b" }, name: "B", stage: QUALIFIED }] }) { __typename }
      managedContractUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "C-b" }, partner: { id: "prt_b" }, customer: { externalReference: { system: "crm", externalId: "bad" } },
        termStart: "2026-01-01", termMonths: 12, mrr: { amount: "10", currency: "USD" }, contractedSeats: 5 }] }) { __typename } }`,
  );
  const wrong: readonly (readonly [over: object, issues: readonly string[]])[] = [
    [{ status: 'UNDER_REVIEW' }, ['status NOT_IMPORTABLE']],
    [{ status: 'TRANSFERRED', submittedAt: null }, ['status NOT_IMPORTABLE']],
    [{ status: 'APPROVED', submittedAt: null }, ['submittedAt REQUIRED', 'decidedAt REQUIRED', 'protectedTo REQUIRED']], // prettier-ignore
    [{ status: 'REJECTED', decidedAt: '2026-06-02T00:00:00Z', rejectionReasons: [] }, ['rejectionReasons REQUIRED']], // prettier-ignore
    [{ ...approval, status: 'WON' }, ['closedOn REQUIRED']],
    [{ ...approval, status: 'LOST', closedOn: '2026-07-01' }, ['lossReason REQUIRED']],
    [{ ...approval, status: 'WON', closedOn: '2026-07-01', lossReason: 'PRICE' }, ['lossReason NOT_OF_STATUS']], // prettier-ignore
    [{}, ['submittedAt NOT_OF_STATUS']],
    [{ status: 'SUBMITTED', protectedTo: '2027-01-01' }, ['protectedTo NOT_OF_STATUS', 'expectedCloseDate REQUIRED']], // prettier-ignore
    [{ ...approval, protectedTo: '2026-12-31', customer: null }, ['customer REQUIRED']],
    [{ ...approval, protectedTo: '2026-12-31', customer: crm('absent') }, ['customer NOT_FOUND']],
    [{ ...approval, protectedTo: '2026-12-31', partner: { id: 'prt_absent' } }, ['partner NOT_FOUND']], // prettier-ignore
    [{ ...approval, protectedTo: '2026-12-31', lines: [] }, ['lines REQUIRED']],
    [{ ...approval, protectedTo: '2026-06-03' }, ['protectedTo EMPTY_WINDOW']],
    [{ ...approval, protectedTo: '2037-06-03' }, ['protectedTo OUT_OF_RANGE']],
    [{ ...approval, protectedFrom: '2199-12-30', protectedTo: '2199-12-31' }, ['protectedTo OUT_OF_RANGE']],
    [{ ...approval, protectedTo: '2026-12-31', extensionCount: -1 }, ['extensionCount OUT_OF_RANGE']],
    [{ ...approval, status: 'EXPIRED', protectedTo: '2026-12-31' }, ['status STILL_PROTECTED']],
    [{ ...approval, protectedTo: '2026-12-31', decidedAt: '2026-05-31T15:00:00Z' }, ['decidedAt OUT_OF_ORDER']], // prettier-ignore
    [{ ...approval, protectedTo: '2026-12-31', decidedAt: '2026-10-15T14:00:00.001Z' }, ['decidedAt FUTURE_DATE']], // prettier-ignore
    [{ ...approval, status: 'WON', closedOn: '2026-06-02' }, ['closedOn OUT_OF_ORDER']],
    [{ ...approval, status: 'WON', closedOn: '2026-10-16' }, ['closedOn FUTURE_DATE']],
    [{ ...approval, submittedAt: '1999-12-31T12:00:00Z', protectedTo: '2026-12-31' }, ['submittedAt OUT_OF_RANGE']], // prettier-ignore
    [{ ...approval, status: 'WON', closedOn: '2026-07-01', orderReference: 'x'.repeat(201) }, ['orderReference TOO_LONG']], // prettier-ignore
    [{ ...approval, status: 'REVOKED', closedOn: '2026-07-01', closeReason: 'x'.repeat(2001) }, ['closeReason TOO_LONG']], // prettier-ignore
    [{ status: 'WITHDRAWN' }, ['closedOn REQUIRED']],
    [{ ...approval, protectedTo: '2026-12-31', opportunity: crm('O-b') }, ['opportunity OTHER_PARTNER']],
    [{ ...approval, protectedTo: '2026-12-31', opportunity: crm('O-three') }, ['opportunity OPPORTUNITY_TAKEN']], // prettier-ignore
    [{ ...approval, protectedTo: '2026-12-31', contract: crm('C-b') }, ['contract OTHER_PARTNER']],
    [{ ...approval, protectedTo: '2026-12-31', region: 'a//b', customerDuns: '1' }, ['customerDuns INVALID_FORMAT', 'region INVALID_FORMAT']], // prettier-ignore
    [{ ...approval, protectedTo: '2026-12-31', lines: [{ productLine: { id: 'pln_y' }, quantity: 0, oneTime: usd('-1') }] }, ['lines.0.productLine NOT_FOUND', 'lines.0.quantity OUT_OF_RANGE', 'lines.0.oneTime NEGATIVE_AMOUNT']], // prettier-ignore
    [{ ...approval, protectedTo: '2026-12-31', lines: [{ productLine: { id: 'pln_x' }, oneTime: usd('0.001') }] }, ['lines.0.oneTime INVALID_AMOUNT']], // prettier-ignore
    [{ ...approval, protectedTo: '2026-12-31', kind: null, name: '' }, ['kind REQUIRED', 'name REQUIRED']],
  ];
  const before = await everything();
  const answer = await upsert(wrong.map(([over], index) => ({ ...recorded('bad'), ...crm(`R-bad-${index}`), ...over }))); // prettier-ignore
  expect(codesOf(answer)).toEqual(wrong.map(([, issues]) => issues));
  expect(answer).toMatchObject({ createdCount: 0, refusedCount: wrong.length });
  expect(await everything()).toEqual(before);
});

test('one scope is protected once: a row that meets another protection is refused and writes nothing', async () => {
  await customers('held', 'both', 'swap');
  const native = await approved(graph, rival, {
    customerName: 'held Ltd',
    customerDomains: ['held.example'],
  });
  const protects = { ...approval, protectedTo: '2026-12-31' };
  const before = await everything();
  const refused = await upsert([recorded('held', protects)]);
  expect(codesOf(refused)).toEqual([['lines DUPLICATE_ACTIVE']]);
  expect(await everything()).toEqual(before);
  const both = await upsert([
    recorded('both', protects),
    { ...recorded('both', protects), ...crm('R-both-2'), partner: { id: 'prt_b' } },
    { ...recorded('both', protects), ...crm('R-both-3') },
    { ...recorded('both', { ...protects, kind: 'EXPANSION' }), ...crm('R-both-4') },
    { ...recorded('both', { ...protects, protectedTo: '2026-10-15' }), ...crm('R-both-5'), partner: { id: 'prt_b' } },
  ]); // prettier-ignore
  expect([actionsOf(both), codesOf(both)]).toEqual([
    ['CREATED', 'REFUSED', 'REFUSED', 'CREATED', 'CREATED'],
    [[], ['lines DUPLICATE_ACTIVE'], ['lines DUPLICATE_ACTIVE'], [], []],
  ]);
  await upsert([recorded('swap', protects)]);
  const next = { ...recorded('swap', protects), ...crm('R-swap-2'), partner: { id: 'prt_b' } };
  const given = recorded('swap', { ...approval, status: 'REVOKED', closedOn: '2026-10-15' });
  expect(codesOf(await upsert([next]))).toEqual([['lines DUPLICATE_ACTIVE']]);
  expect(codesOf(await upsert([next, { ...given, closedOn: '2026-10-16' }]))).toEqual([
    ['lines DUPLICATE_ACTIVE'],
    ['closedOn FUTURE_DATE'],
  ]);
  expect(actionsOf(await upsert([next, given]))).toEqual(['CREATED', 'UPDATED']);
  expect(
    await rows(
      `SELECT n.legal_name AS name, c.partner_id AS partner, c.kind::text FROM protection_claim c JOIN customer n ON n.id = c.customer_node_id
       WHERE upper(c.during) > '2026-10-15T14:00:00Z' AND n.legal_name <> 'one Ltd' ORDER BY 1, 2, 3`,
    ),
  ).toEqual([
    { name: 'both Ltd', partner: 'prt_a', kind: 'EXPANSION' },
    { name: 'both Ltd', partner: 'prt_a', kind: 'OPPORTUNITY' },
    { name: 'held Ltd', partner: 'prt_b', kind: 'OPPORTUNITY' },
    { name: 'swap Ltd', partner: 'prt_b', kind: 'OPPORTUNITY' },
  ]);
  expect(native).toMatch(/^reg_/);
});

test('what has moved on in this program is not changed from outside, and a draft is submitted here', async () => {
  await customers('moved');
  await upsert([recorded('moved', { ...approval, protectedTo: '2026-12-31' })]);
  const { id } = await read('moved');
  await act(graph, carla, { action: 'Lose', id, input: { lossReason: 'PRICE' } });
  const draft = { ...recorded('moved'), ...crm('R-draft'), name: 'moved draft', submittedAt: null };
  await upsert([draft]);
  const before = await everything();
  const answer = await upsert([
    recorded('moved', { ...approval, protectedTo: '2027-01-31' }),
    { ...draft, ...approval, submittedAt: '2026-06-01T15:00:00Z', protectedTo: '2027-01-31' },
  ]);
  expect(codesOf(answer)).toEqual([[' MOVED_ON'], ['status NOT_SUBMITTED']]);
  expect(await everything()).toEqual(before);
  expect(actionsOf(await upsert([{ ...draft, region: 'EMEA' }]))).toEqual(['UPDATED']);
});

test('what waits for a decision elsewhere waits here, since it was submitted there', async () => {
  await customers('waiting');
  const item = recorded('waiting', {
    status: 'SUBMITTED',
    submittedAt: '2026-10-14T14:00:00Z',
    expectedCloseDate: '2026-10-14',
  });
  await upsert([item]);
  const waiting = await read('waiting');
  expect(waiting).toMatchObject({
    status: 'SUBMITTED',
    submittedAt: '2026-10-14T14:00:00.000Z',
    // 48 hours of 8 a day from Wednesday 10:00 in New York: the sixth working day after, at 10:00.
    decisionDueAt: '2026-10-22T14:00:00.000Z',
  });
  await act(graph, carla, { action: 'ClaimReview', id: waiting.id });
  const { dealRegistration } = await act(graph, carla, { action: 'Approve', id: waiting.id, input: {} });
  expect(dealRegistration).toMatchObject({ status: 'APPROVED', protectedFrom: '2026-10-15' });
  expect(codesOf(await upsert([item]))).toEqual([[' MOVED_ON']]);
});

test('partners and account managers do not import', async () => {
  const before = await everything();
  for (const viewer of [seller, carla]) {
    const { errors } = await graph.ask(
      viewer,
      `mutation { dealRegistrationUpsertMany(input: { items: [{ name: "x" }] }) { __typename } }`,
    );
    expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN']);
  }
  expect(await everything()).toEqual(before);
});

test('a batch of 250 registrations takes as many statements as a batch of 10', async () => {
  const names = Array.from({ length: 260 }, (_, index) => `crowd${index}`);
  await customers(...names.slice(0, 130));
  await customers(...names.slice(130));
  const statementsFor = async (from: number, to: number) => {
    graph.statements.length = 0;
    const items = names.slice(from, to).map((name, index) =>
      recorded(name, {
        ...approval,
        protectedTo: addDays('2026-11-01', index % 60),
        partner: crm(`name of prt_${index % 2 === 0 ? 'a' : 'b'}`),
      }),
    );
    expect(await upsert(items)).toMatchObject({ createdCount: to - from, refusedCount: 0 });
    return graph.statements.length;
  };
  const few = await statementsFor(0, 10);
  expect(await statementsFor(10, 260)).toBe(few);
});
