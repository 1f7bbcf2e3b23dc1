import type { Viewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, admin, approved, carla, complete, rival, seller } from './deal-registration.support.ts';
import { cam, createDealsGraph, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  graph.setTime('2026-10-15T14:00:00Z');
});
afterAll(() => graph[Symbol.asyncDispose]());

const check = (viewer: Viewer, over: object = {}) =>
  graph.ask(
    viewer,
    `query ($input: DealRegistrationCheckInput!) { dealRegistrationCheck(input: $input) { outcome blockingRule { rule code verdict message }
      missing { code path } protection { from to basis } rules { rule verdict } } }`,
    {
      input: {
        kind: 'OPPORTUNITY',
        customerName: 'Acme Ltd',
        customerCountry: 'GB',
        customerDomains: ['mail.acme.co.uk'],
        lines: [{ productLine: { id: 'pln_x' }, oneTime: { amount: '5000.00', currency: 'USD' } }],
        expectedCloseDate: '2026-12-15',
        ...over,
      },
    },
  );
const count = async (table: string) => {
  const [row] = await graph.database
    .for(admin, 'test')
    .write((tx) => tx.$queryRawUnsafe<{ count: number }[]>(`SELECT count(*)::int FROM ${table}`));
  return row?.count;
};

test('a check tells what would become of a registration and stores nothing of it', async () => {
  const { data, errors } = await check(rival);
  expect(errors).toEqual([]);
  expect(data.dealRegistrationCheck).toMatchObject({
    outcome: 'WOULD_BE_ACCEPTED_FOR_REVIEW',
    blockingRule: null,
    missing: [],
    protection: { from: '2026-10-15', to: '2027-01-13', basis: 'OPPORTUNITY.days:90+0' },
  });
  expect([await count('deal_registration'), await count('customer')]).toEqual([0, 0]);
  const incomplete = await check(rival, { lines: [], customerName: '' });
  expect(incomplete.data.dealRegistrationCheck).toMatchObject({
    outcome: 'WOULD_BE_REJECTED',
    blockingRule: { rule: 'dealRegistration.complete', code: 'INCOMPLETE', verdict: 'FAIL' },
    missing: [
      { code: 'REQUIRED', path: ['input', 'customerName'] },
      { code: 'REQUIRED', path: ['input', 'lines'] },
    ],
    protection: null,
  });
});

test('a rival shows in one sentence, for a customer that is recognised for sure alone, and in no other number of statements', async () => {
  graph.setTime('2026-10-15T15:00:00Z');
  const ask = async (over: object = {}) => {
    const before = graph.statements.length;
    const answer = await check(rival, over);
    return { answer, statements: graph.statements.length - before };
  };
  const byName = { customerDomains: [] };
  const known = `[{ legalName: "Acme Ltd", country: "GB", domains: ["www.acme.co.uk"], externalReference: { system: "crm", externalId: "acme" } }]`;
  await graph.ask(admin, `mutation { customerUpsertMany(input: { items: ${known} }) { __typename } }`);
  const alone = [await ask(), await ask(byName)];
  await approved(graph, seller, { customerDomains: ['acme.co.uk'] });
  const contested = [await ask(), await ask(byName)];
  expect(contested.map(({ statements }) => statements)).toEqual(alone.map(({ statements }) => statements));
  expect(contested[1]?.answer).toEqual(alone[1]?.answer);
  const told = structuredClone(contested[0]?.answer.data.dealRegistrationCheck);
  expect(told).toMatchObject({
    outcome: 'NEEDS_REVIEW',
    blockingRule: {
      rule: 'dealRegistration.protected',
      code: 'DUPLICATE_ACTIVE',
      verdict: 'REVIEW',
      message: 'Another protected registration or engagement exists for this scope.',
    },
  });
  const rules = told.rules.map((each: { rule: string }) =>
    each.rule === 'dealRegistration.protected' ? { ...each, verdict: 'PASS' } : each,
  );
  expect({ ...told, outcome: 'WOULD_BE_ACCEPTED_FOR_REVIEW', blockingRule: null, rules }).toEqual(
    alone[0]?.answer.data.dealRegistrationCheck,
  );
});

test('nothing else that a partner reads differs by a single byte when there is a rival', async () => {
  const everything = `{ dealRegistrations { nodes { id } totalCount } customers { nodes { id } totalCount } conflictCases { nodes { id } totalCount }
    opportunities { totalCount } managedContracts { totalCount } dealsAuditEvents(partnerId: "prt_b") { totalCount } }`;
  const before = JSON.stringify(await graph.ask(rival, everything));
  await approved(graph, seller, { customerName: 'Hidden plc', customerDomains: ['hidden.example'] });
  expect(JSON.stringify(await graph.ask(rival, everything))).toBe(before);
});

test('who may not register may not check, and a partner out of sight is like one that is not there', async () => {
  const codes = async (viewer: Viewer, over: object = {}) =>
    (await check(viewer, over)).errors.map(({ extensions }) => extensions?.['code']);
  expect(await codes(partnerUser('prt_b', 'TECHNICAL'))).toEqual(['FORBIDDEN']);
  expect(await codes({ ...admin, role: 'ANALYST' })).toEqual(['FORBIDDEN']);
  const foreign = await check(cam('stf_other'), { partner: { id: 'prt_a' } });
  expect(foreign.errors).toEqual((await check(cam('stf_other'), { partner: { id: 'prt_absent' } })).errors);
  expect((await check(carla, { partner: { id: 'prt_a' } })).errors).toEqual([]);
});

test('the answer is one bit about all rivals together: no region, amount, date or name makes it another', async () => {
  graph.setTime('2026-10-15T16:00:00Z');
  const far = { customerName: 'Far plc', customerDomains: ['far.example'] };
  await approved(graph, seller, { ...far, region: 'EMEA/DE' });
  const line = (amount: string, currency: string, productLine = 'pln_x') => ({
    lines: [{ productLine: { id: productLine }, oneTime: { amount, currency } }],
  });
  const contestOf = async (over: object) => {
    const { data } = await check(rival, { ...far, ...over });
    const { rules } = data.dealRegistrationCheck;
    return rules.find(({ rule }: { rule: string }) => rule === 'dealRegistration.protected').verdict;
  };
  const variations = [
    ...['EMEA', 'EMEA/DE', 'EMEA/DE/BY', 'EMEA/FR', 'APAC', undefined].map((region) => ({ region })),
    ...['2026-10-16', '2027-01-12', '2027-01-14', '2029-01-01'].map((expectedCloseDate) => ({
      expectedCloseDate,
    })),
    ...['Far plc', 'Near Ltd'].map((customerName) => ({ customerName })),
    line('1.00', 'USD'),
    line('999999.00', 'USD'),
    line('5.00', 'EUR'),
    { kind: 'CUSTOMER_ENGAGEMENT' },
  ];
  for (const over of variations) expect([over, await contestOf(over)]).toEqual([over, 'REVIEW']);
  expect(await contestOf({ customerDomains: ['further.example'] })).toBe('PASS');
});

const imported = async (name: string, item: object) => {
  const { data } = await graph.ask(
    admin,
    `mutation ($input: CustomerUpsertManyInput!) { customerUpsertMany(input: $input) { ... on CustomerUpsertManySuccess { createdCount } } }`,
    {
      input: {
        items: [{ legalName: name, externalReference: { system: 'crm', externalId: name }, ...item }],
      },
    },
  );
  expect(data.customerUpsertMany).toEqual({ createdCount: 1 });
};
const submitted = async (over: object) => {
  const { dealRegistration } = await act(graph, rival, { action: 'Create', input: complete(over) });
  const { dealRegistration: after, ...refusal } = await act(graph, rival, {
    action: 'Submit',
    id: dealRegistration.id,
  });
  return after ? after.status : refusal;
};

test('that two keys name one company shows neither in a check nor in a refusal when only others said so', async () => {
  graph.setTime('2026-10-15T17:00:00Z');
  await imported('Told Holding', { duns: '111111111', domains: ['told.example'] });
  const first = (name: string, customerDuns: string) => ({ customerName: `${name} One`, customerDuns, customerDomains: [] });
  const second = (name: string) => ({ customerName: `${name} Two`, customerDomains: [`${name}.example`] });
  for (const [name, duns] of [['told', '111111111'], ['untold', '222222222']] as const) {
    expect(await submitted(first(name, duns))).toBe('SUBMITTED');
  }
  expect(await check(rival, second('told'))).toEqual(await check(rival, second('untold')));
  const own = await check(rival, { ...second('told'), customerDuns: '111111111' });
  expect(own.data.dealRegistrationCheck.blockingRule).toMatchObject({ rule: 'dealRegistration.ownDuplicate' });
  expect(await submitted(second('told'))).toBe('SUBMITTED');
  expect(await submitted(second('untold'))).toBe('SUBMITTED');
  expect(await submitted(second('untold'))).toMatchObject({ issues: [{ code: 'DUPLICATE_ACTIVE' }] });
}); // prettier-ignore

test('a company that only the program knows cannot be found by naming it beside another or beside a contract', async () => {
  graph.setTime('2026-10-15T18:00:00Z');
  await imported('Mine Ltd', { country: 'GB', domains: ['mine.example'] });
  await imported('Known Ltd', { country: 'GB', domains: ['known.example'] });
  const { data } = await graph.ask(
    admin,
    `mutation { managedContractUpsertMany(input: { items: [{ partner: { id: "prt_b" }, customer: { externalReference: { system: "crm", externalId: "Mine Ltd" } }, productLines: [{ id: "pln_x" }], termStart: "2026-01-01", termMonths: 24, mrr: { amount: "90", currency: "USD" }, contractedSeats: 7 }] }) { ... on ManagedContractUpsertManySuccess { rows { id issues { code } } } } }`,
  );
  const [{ id }] = data.managedContractUpsertMany.rows;
  const beside = (name: string) => ({ customerName: 'Mine Ltd', customerDomains: ['mine.example', `${name}.example`] });
  const renewal = (name: string) => ({
    kind: 'RENEWAL',
    contract: { id },
    customerName: 'Any name',
    customerDomains: [`${name}.example`],
    lines: [{ productLine: { id: 'pln_x' }, termMonths: 12, mrr: { amount: '90.00', currency: 'USD' } }],
  });
  const asked = async (over: object) => {
    const before = graph.statements.length;
    const answer = await check(rival, over);
    return { answer, statements: graph.statements.slice(before) };
  };
  expect(await asked(beside('known'))).toEqual(await asked(beside('unknown')));
  expect(await asked(renewal('known'))).toEqual(await asked(renewal('unknown')));
  const { rules } = (await check(rival, renewal('unknown'))).data.dealRegistrationCheck;
  expect(rules).toContainEqual({ rule: 'dealRegistration.incumbent', verdict: 'PASS' });
  // Whoever submits it leaves a claim behind that people look at.
  expect(await submitted(renewal('known'))).toBe('CONFLICTED');
}); // prettier-ignore

test('a company asks thirty times in an hour, whatever restarts meanwhile, and again in the next', async () => {
  graph.setTime('2026-10-16T14:20:00Z');
  for (let asked = 0; asked < 30; asked += 1) {
    if (asked === 15) await graph.restart();
    expect((await check(rival)).errors).toEqual([]);
  }
  const uses = await graph.database
    .for(admin, 'test')
    .write((tx) =>
      tx.$queryRawUnsafe(
        `SELECT count FROM registration_check_use WHERE partner_id = 'prt_b' AND hour = '2026-10-16T14:00:00Z'`,
      ),
    );
  expect(uses).toEqual([{ count: 30 }]);
  expect((await check(rival)).errors).toEqual([
    {
      message: 'A company checks at most 30 registrations in an hour.',
      extensions: { code: 'THROTTLED', retryable: true, retryAfterSeconds: 2400 },
    },
  ]);
  expect((await check(seller)).errors).toEqual([]);
  graph.setTime('2026-10-16T15:00:00Z');
  expect((await check(rival)).errors).toEqual([]);
}, 30_000);
