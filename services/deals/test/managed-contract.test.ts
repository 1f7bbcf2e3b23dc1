import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tasks } from '../src/tasks.ts';
import { admin, cam, createDealsGraph, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
});
afterAll(() => graph[Symbol.asyncDispose]());

const bulk = (name: string, title: string) => `mutation ($input: ${title}Input!) { ${name}(input: $input) {
  __typename ... on ${title}Success { createdCount updatedCount unchangedCount refusedCount rows { id action issues { code path } } }
  ... on UserError { code message } } }`;
const send = async (name: string, items: object[], viewer = admin) => {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const { data, errors } = await graph.ask(viewer, bulk(name, title), { input: { items } });
  expect(errors).toEqual([]);
  return data[name];
};
const crm = (externalId: string) => ({ system: 'crm', externalId });
const usd = (amount: string) => ({ amount, currency: 'USD' });
const contract = (externalId: string, over: object = {}) => ({
  externalReference: crm(externalId),
  partner: { id: 'prt_a' },
  customer: { externalReference: crm('child') },
  termStart: '2025-01-01',
  termMonths: 12,
  mrr: usd('1000'),
  contractedSeats: 100,
  ...over,
});
const codes = (result: { rows: { issues: { code: string }[] }[] }) =>
  result.rows.map(({ issues }) => issues.map(({ code }) => code));

test('customers may name a parent that comes later, and a cycle or a refused parent is told', async () => {
  const result = await send('customerUpsertMany', [
    {
      externalReference: crm('child'),
      legalName: 'Golddex GmbH',
      parent: { externalReference: crm('mother') },
      domains: ['https://www.golddex.example/'],
    },
    { externalReference: crm('mother'), legalName: 'Acme Corporation', country: 'US' },
  ]);
  expect(result).toMatchObject({ createdCount: 2, refusedCount: 0 });
  const { data } = await graph.ask(
    admin,
    `{ customers(search: "GOLDDEX") { nodes { legalName normalizedName domains parent { legalName children { nodes { legalName } } } identityKeys { kind value } } } }`,
  );
  expect(data.customers.nodes).toEqual([
    {
      legalName: 'Golddex GmbH',
      normalizedName: 'golddex',
      domains: ['golddex.example'],
      parent: { legalName: 'Acme Corporation', children: { nodes: [{ legalName: 'Golddex GmbH' }] } },
      identityKeys: [
        { kind: 'DOMAIN', value: 'golddex.example' },
        { kind: 'NAME_COUNTRY', value: 'golddex|' },
      ],
    },
  ]);
  expect(
    codes(
      await send('customerUpsertMany', [
        { externalReference: crm('mother'), parent: { externalReference: crm('child') } },
      ]),
    ),
  ).toEqual([['PARENT_CYCLE']]);
  expect(
    codes(
      await send('customerUpsertMany', [
        { externalReference: crm('c'), legalName: 'C', parent: { externalReference: crm('b') } },
        { externalReference: crm('b'), legalName: 'B', parent: { externalReference: crm('a') } },
        { externalReference: crm('a'), legalName: 'A', duns: '12' },
      ]),
    ),
  ).toEqual([['PARENT_REFUSED'], ['PARENT_REFUSED'], ['INVALID_DUNS']]);
});

test('what leans on a refused row is refused with it, and the rest is stored', async () => {
  const parent = (externalId: string, of: string) => ({
    externalReference: crm(externalId),
    legalName: externalId,
    parent: { externalReference: crm(of) },
  });
  const result = await send('customerUpsertMany', [
    parent('x', 'y'),
    parent('y', 'x'),
    parent('z', 'y'),
    parent('zz', 'z'),
    { externalReference: crm('sound'), legalName: 'Sound' },
  ]);
  expect(codes(result)).toEqual([
    ['PARENT_CYCLE'],
    ['PARENT_CYCLE'],
    ['PARENT_REFUSED'],
    ['PARENT_REFUSED'],
    [],
  ]);
});

test('a chain of contracts is imported in any order, its movements follow, and a second run changes nothing', async () => {
  const rows = [
    contract('renewed', {
      termStart: '2026-01-01',
      mrr: usd('900'),
      contractedSeats: 90,
      predecessor: { externalReference: crm('first') },
    }),
    contract('first', {
      status: 'ENDED_RENEWED',
      decidedOn: '2025-11-20',
      amendments: [{ effectiveOn: '2025-06-01', mrr: usd('1200'), contractedSeats: 120 }],
    }),
  ];
  expect(await send('managedContractUpsertMany', rows)).toMatchObject({ createdCount: 2, refusedCount: 0 });
  expect(await send('managedContractUpsertMany', rows)).toMatchObject({
    createdCount: 0,
    updatedCount: 0,
    unchangedCount: 2,
  });
  const { data } = await graph.ask(
    admin,
    `{ managedContracts(filter: { partnerId: { eq: "prt_a" } }) { nodes { status termEnd mrr { amount } daysUntilTermEnd renewalWindow isInDecisionWindow noticeDeadline predecessor { id } successor { mrr { amount } } mrrMovements { nodes { kind effectiveOn amount { amount } } } } } }`,
  );
  expect(data.managedContracts.nodes).toEqual([
    {
      status: 'ENDED_RENEWED', termEnd: '2026-01-01', mrr: { amount: '1200.00' }, daysUntilTermEnd: -287, renewalWindow: null,
      isInDecisionWindow: false, noticeDeadline: '2025-12-02', predecessor: null, successor: { mrr: { amount: '900.00' } },
      mrrMovements: { nodes: [
        { kind: 'NEW', effectiveOn: '2025-01-01', amount: { amount: '1000.00' } },
        { kind: 'EXPANSION', effectiveOn: '2025-06-01', amount: { amount: '200.00' } },
      ] },
    },
    {
      status: 'ACTIVE', termEnd: '2027-01-01', mrr: { amount: '900.00' }, daysUntilTermEnd: 78, renewalWindow: 'D61_90',
      isInDecisionWindow: true, noticeDeadline: '2026-12-02', predecessor: { id: expect.any(String) }, successor: null,
      mrrMovements: { nodes: [{ kind: 'CONTRACTION', effectiveOn: '2026-01-01', amount: { amount: '-300.00' } }] },
    },
  ]); // prettier-ignore
});

test('coming renewals are counted by the end of their terms until they are decided', async () => {
  const renewals = async (asOf: string) => {
    const { data } = await graph.ask(
      admin,
      `{ pipeline(filter: { partnerIds: ["prt_a"] }, asOf: "${asOf}") { renewals { window contractCount mrr { amount } isDecisionWindow } } }`,
    );
    return data.pipeline.renewals;
  };
  const bucket = (window: string, amount: string, isDecisionWindow: boolean) => [
    { window, contractCount: 1, mrr: { amount }, isDecisionWindow },
  ];
  expect(await renewals('2025-05-31')).toEqual(bucket('D181_PLUS', '1000.00', false));
  expect(await renewals('2025-10-03')).toEqual(bucket('D61_90', '1200.00', true));
  expect(await renewals('2025-11-19')).toEqual(bucket('D31_60', '1200.00', true));
  expect(await renewals('2025-11-20')).toEqual([]);
  expect(await renewals('2026-12-02')).toEqual(bucket('D0_30', '900.00', true));
  expect(await renewals('2027-01-31')).toEqual(bucket('OVERDUE', '900.00', false));
  expect(await renewals('2027-02-01')).toEqual([]);
});

test('contradictory contracts are refused row by row', async () => {
  expect(
    codes(
      await send('managedContractUpsertMany', [
        contract('x1', { termMonths: 0 }),
        contract('x2', { termMonths: 12, termEnd: '2026-06-30' }),
        contract('x3', { mrr: usd('-1') }),
        contract('x4', { predecessor: { externalReference: crm('first') }, termStart: '2026-02-01' }),
        contract('x5', { status: 'SUSPENDED' }),
        contract('x6', { amendments: [{ effectiveOn: '2024-12-31', mrr: usd('1') }] }),
        contract('x7', { predecessor: { externalReference: crm('renewed') }, termStart: '2026-06-01' }),
        contract('x8', { customer: { externalReference: crm('nobody') } }),
        contract('x9', { predecessor: { externalReference: crm('x7') }, termStart: '2028-06-01' }),
        contract('x10', { mrr: usd('10000000000000.01') }),
        contract('x11', { mrr: usd('92233720368547758.08') }),
      ]),
    ),
  ).toEqual([
    ['TERM_OUT_OF_RANGE'],
    ['TERM_CONTRADICTION'],
    ['NEGATIVE_AMOUNT'],
    ['PREDECESSOR_TAKEN'],
    ['REQUIRED'],
    ['BEFORE_TERM'],
    ['OVERLAPPING_CONTRACT'],
    ['NOT_FOUND'],
    ['PREDECESSOR_REFUSED'],
    ['OUT_OF_RANGE'],
    ['OUT_OF_RANGE'],
  ]);
});

test('a known contract keeps its currency, because its months are billed and paid in it', async () => {
  const eur = { amount: '1000', currency: 'EUR' };
  expect(await send('managedContractUpsertMany', [contract('first', { mrr: eur })])).toMatchObject({
    updatedCount: 0,
    rows: [{ issues: [{ code: 'CURRENCY_FIXED', path: ['input', 'items', '0', 'mrr', 'currency'] }] }],
  });
});

test('a partner records seats of its own contracts only, marked as its own report, and a restatement is a new count', async () => {
  const technical = partnerUser('prt_a', 'TECHNICAL');
  const seats = (billable: number) => [
    {
      contract: { externalReference: crm('renewed') },
      date: '2026-03-01',
      provisioned: 95,
      active: 90,
      billable,
      provenance: 'VERIFIED',
    },
  ];
  expect(await send('seatSnapshotRecordMany', seats(92), technical)).toMatchObject({ createdCount: 1 });
  expect(await send('seatSnapshotRecordMany', seats(92), technical)).toMatchObject({ unchangedCount: 1 });
  expect(await send('seatSnapshotRecordMany', seats(93), technical)).toMatchObject({ createdCount: 1 });
  const counts = [...seats(-1), ...seats(2_147_483_647), ...seats(95)];
  expect(codes(await send('seatSnapshotRecordMany', counts, technical))).toEqual([
    ['NEGATIVE_NUMBER'],
    ['OUT_OF_RANGE'],
    [],
  ]);
  expect(codes(await send('seatSnapshotRecordMany', seats(92), partnerUser('prt_b', 'ADMIN')))).toEqual([
    ['NOT_FOUND'],
  ]);
  const refused = await graph.ask(
    partnerUser('prt_a', 'FINANCE'),
    bulk('seatSnapshotRecordMany', 'SeatSnapshotRecordMany'),
    { input: { items: seats(1) } },
  );
  expect(refused.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  const list = (args: string) =>
    `{ managedContracts(filter: { isDecided: false }) { nodes { seatSnapshots${args} { totalCount nodes { billable provenance } } } } }`;
  expect((await graph.ask(technical, list(''))).data.managedContracts.nodes[0].seatSnapshots).toEqual({
    totalCount: 1,
    nodes: [{ billable: 95, provenance: 'PARTNER_REPORTED' }],
  });
  expect(
    (await graph.ask(technical, list('(includeRestated: true)'))).data.managedContracts.nodes[0].seatSnapshots
      .totalCount,
  ).toBe(3);
  const base = await graph.ask(
    technical,
    `{ _entities(representations: [{ __typename: "Partner", id: "prt_a" }]) { ... on Partner { before: managedBase(asOf: "2025-07-01") { contracts customers seats { unit count } mrr { amount } } now: managedBase { seats { count } mrr { amount } } } } }`,
  );
  expect(base.data._entities[0]).toEqual({
    before: {
      contracts: 1,
      customers: 1,
      seats: [{ unit: 'SEAT', count: 120 }],
      mrr: [{ amount: '1200.00' }],
    },
    now: { seats: [{ count: 95 }], mrr: [{ amount: '900.00' }] },
  });
});

test('a partner sees a customer only through its own deals and contracts, and not its parent', async () => {
  const read = `{ customers { nodes { legalName parent { legalName } externalReferences { system } } } }`;
  expect((await graph.ask(partnerUser('prt_a', 'SALES'), read)).data.customers.nodes).toEqual([
    { legalName: 'Golddex GmbH', parent: null, externalReferences: [] },
  ]);
  expect((await graph.ask(partnerUser('prt_b', 'ADMIN'), read)).data.customers.nodes).toEqual([]);
  expect((await graph.ask(cam('stf_carla'), read)).data.customers.nodes).toHaveLength(1);
  expect((await graph.ask(cam('stf_marc'), read)).data.customers.nodes).toEqual([]);
});

test('an account manager renews early: the successor waits, the predecessor stays in force, and nobody else may', async () => {
  const { data } = await graph.ask(
    admin,
    `{ managedContracts(filter: { isDecided: false, partnerId: { eq: "prt_a" } }) { nodes { id version } } }`,
  );
  const [{ id, version }] = data.managedContracts.nodes;
  const renew = `mutation ($id: ID!, $input: ManagedContractRenewInput) { managedContractRenew(id: $id, input: $input) { __typename
    ... on ManagedContractRenewSuccess { managedContract { status endsOn decidedOn renewalWindow successor { status termStart termEnd mrr { amount } contractedSeats } availableActions { action isAllowed } } }
    ... on UserError { code message } } }`;
  const renewBy = async (viewer: typeof admin, input: object = {}) =>
    (await graph.ask(viewer, renew, { id, input })).data.managedContractRenew;
  expect(await renewBy(partnerUser('prt_a', 'ADMIN'))).toMatchObject({ __typename: 'PolicyViolationError' });
  expect(await renewBy(partnerUser('prt_b', 'ADMIN'))).toMatchObject({ __typename: 'NotFoundError' });
  expect(await renewBy(cam('stf_marc'))).toMatchObject({ __typename: 'NotFoundError' });
  expect(await renewBy(cam('stf_carla'), { expectedVersion: version + 1 })).toMatchObject({
    __typename: 'VersionMismatchError',
  });
  const renewed = await renewBy(cam('stf_carla'), {
    mrr: usd('950'),
    termMonths: 24,
    expectedVersion: version,
  });
  expect(renewed.managedContract).toMatchObject({
    status: 'ACTIVE',
    endsOn: '2027-01-01',
    decidedOn: '2026-10-15',
    renewalWindow: null,
    successor: {
      status: 'DRAFT',
      termStart: '2027-01-01',
      termEnd: '2029-01-01',
      mrr: { amount: '950.00' },
      contractedSeats: 90,
    },
  });
  expect(
    renewed.managedContract.availableActions.every(({ isAllowed }: { isAllowed: boolean }) => !isAllowed),
  ).toBe(true);
  expect(await renewBy(admin)).toMatchObject({ __typename: 'InvalidTransitionError' });
});

test('of two renewals at the same moment one succeeds', async () => {
  await send('managedContractUpsertMany', [contract('raced', { termStart: '2026-02-01' })]);
  const { data } = await graph.ask(
    admin,
    '{ managedContracts(filter: { termStart: { eq: "2026-02-01" } }) { nodes { id } } }',
  );
  const { id } = data.managedContracts.nodes[0];
  const renew = `mutation { managedContractRenew(id: "${id}") { __typename } }`;
  const answers = await Promise.all([1, 2, 3, 4].map(() => graph.ask(admin, renew)));
  const names = answers.map((answer): string => answer.data.managedContractRenew.__typename);
  expect(names.filter((name) => name === 'ManagedContractRenewSuccess')).toHaveLength(1);
  expect(names.filter((name) => name === 'InvalidTransitionError')).toHaveLength(3);
  const end = `mutation { managedContractEnd(id: "${id}") { __typename ... on InvalidTransitionError { fromState allowedActions } } }`;
  expect((await graph.ask(admin, end)).data.managedContractEnd).toEqual({
    __typename: 'InvalidTransitionError',
    fromState: 'ENDED_RENEWED',
    allowedActions: [],
  });
});

test('a contract is drafted, activated, amended, suspended, resumed and terminated early', async () => {
  await send('managedContractUpsertMany', [
    contract('lived', { partner: { id: 'prt_b' }, termStart: '2026-06-01', status: 'DRAFT' }),
  ]);
  const { data } = await graph.ask(
    admin,
    '{ managedContracts(filter: { status: { eq: DRAFT }, partnerId: { eq: "prt_b" } }) { nodes { id } } }',
  );
  const { id } = data.managedContracts.nodes[0];
  const act = async (name: string, input: string) => {
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const answer = await graph.ask(
      admin,
      `mutation { ${name}(id: "${id}", input: ${input}) { __typename ... on ${title}Success { managedContract { status mrr { amount } } } ... on UserError { message } ... on ValidationError { issues { code } } } }`,
    );
    const result = answer.data[name];
    return result.managedContract
      ? `${result.managedContract.status} ${result.managedContract.mrr.amount}`
      : result.message;
  };
  expect(await act('managedContractActivate', '{}')).toBe('ACTIVE 1000.00');
  expect(
    await act('managedContractAmend', '{ on: "2026-07-01", mrr: { amount: "1100", currency: "USD" } }'),
  ).toBe('ACTIVE 1100.00');
  expect(await act('managedContractSuspend', '{ on: "2026-08-01" }')).toBe('SUSPENDED 1100.00');
  expect(await act('managedContractResume', '{ on: "2026-07-31" }')).toBe(
    'The status was last set from 2026-08-01 on.',
  );
  expect(await act('managedContractResume', '{ on: "2026-09-01" }')).toBe('ACTIVE 1100.00');
  expect(await act('managedContractTerminateEarly', '{ on: "2026-10-01", reason: "insolvency" }')).toBe(
    'TERMINATED_EARLY 1100.00',
  );
  const moved = await graph.ask(
    admin,
    `{ managedContract(id: "${id}") { endsOn mrrMovements { nodes { effectiveOn kind amount { amount } } } } }`,
  );
  expect(moved.data.managedContract).toEqual({
    endsOn: '2026-10-01',
    mrrMovements: { nodes: [
      { effectiveOn: '2026-06-01', kind: 'NEW', amount: { amount: '1000.00' } },
      { effectiveOn: '2026-07-01', kind: 'EXPANSION', amount: { amount: '100.00' } },
      { effectiveOn: '2026-08-01', kind: 'CHURN', amount: { amount: '-1100.00' } },
      { effectiveOn: '2026-09-01', kind: 'REACTIVATION', amount: { amount: '1100.00' } },
      { effectiveOn: '2026-10-01', kind: 'CHURN', amount: { amount: '-1100.00' } },
    ] },
  }); // prettier-ignore
});

test('facts and closed months are sent once, and again where a correction changes them', async () => {
  await graph.settle();
  const facts = () =>
    graph.delivered.flatMap((event) =>
      event.type === 'deals.metrics.recorded' && event.subject === 'prt_a'
        ? (
            event.data as unknown as {
              facts: { kpi: string; asOf: string; numerator: string; denominator: string; status: string }[];
            }
          ).facts
        : [],
    );
  const inForce = (kpi: string, day: string) => {
    const own = facts()
      .map((fact, order) => ({ ...fact, order }))
      .filter((fact) => fact.kpi === kpi && fact.asOf <= day);
    return own.sort((a, b) => (a.asOf === b.asOf ? a.order - b.order : a.asOf < b.asOf ? -1 : 1)).at(-1);
  };
  const forA = graph.delivered.filter((event) => event.subject === 'prt_a');
  expect(forA.length).toBeGreaterThan(0);
  expect(inForce('NET_REVENUE_RETENTION', '2026-01-31')).toMatchObject({
    status: 'OK',
    numerator: '900.00',
    denominator: '1000.00',
  });
  expect(inForce('RENEWAL_RATE', '2026-01-15')).toMatchObject({
    status: 'OK',
    numerator: '1',
    denominator: '1',
  });
  const months = () =>
    graph.delivered
      .filter(({ type }) => type === 'deals.contract.months_closed')
      .flatMap(({ data }) => (data as unknown as { months: { month: string; mrr: string }[] }).months);
  expect(months().map(({ month, mrr }) => `${month} ${mrr}`).sort().slice(0, 7)).toEqual([
    '2025-01-01 1000.00', '2025-02-01 1000.00', '2025-03-01 1000.00', '2025-04-01 1000.00', '2025-05-01 1000.00', '2025-06-01 1200.00', '2025-07-01 1200.00',
  ]); // prettier-ignore
  const told = months().length;
  const factsTold = facts().length;
  await graph.settle();
  expect([months().length, facts().length]).toEqual([told, factsTold]);
  graph.delivered.length = 0;
  await send('managedContractUpsertMany', [
    contract('first', { status: 'ENDED_RENEWED', decidedOn: '2025-11-20', mrr: usd('1100') }),
  ]);
  await graph.settle();
  expect(months().map(({ month, mrr }) => `${month} ${mrr}`)).toEqual([
    '2025-01-01 1100.00',
    '2025-02-01 1100.00',
    '2025-03-01 1100.00',
    '2025-04-01 1100.00',
    '2025-05-01 1100.00',
  ]);
  expect(inForce('NET_REVENUE_RETENTION', '2026-01-15')).toMatchObject({
    numerator: '900.00',
    denominator: '1100.00',
  });
});

test('when a month is over, the daily task closes it once for every contract in force', async () => {
  graph.delivered.length = 0;
  graph.setTime('2026-11-02T09:00:00Z');
  const runDaily = async () => {
    await tasks['close_month']?.(graph.createContext(serviceViewer('deals')), {});
    await graph.settle();
  };
  await runDaily();
  const closed = graph.delivered.filter(({ type }) => type === 'deals.contract.months_closed');
  const months = closed.flatMap(({ data }) => (data as unknown as { months: { month: string }[] }).months);
  expect(new Set(months.map(({ month }) => month))).toEqual(new Set(['2026-10-01']));
  await runDaily();
  expect(graph.delivered.filter(({ type }) => type === 'deals.contract.months_closed')).toHaveLength(
    closed.length,
  );
  graph.setTime('2026-10-15T09:00:00Z');
});

test('what was known before a correction can still be asked for', async () => {
  graph.setTime('2026-10-16T09:00:00Z');
  const result = await graph.ask(
    admin,
    `mutation { opportunityUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "known" }, partner: { id: "prt_b" }, name: "K", stage: QUALIFIED, openedOn: "2026-10-01", oneTime: { amount: "10", currency: "USD" } }] }) { ... on OpportunityUpsertManySuccess { createdCount } } }`,
  );
  expect(result.data.opportunityUpsertMany.createdCount).toBe(1);
  graph.setTime('2026-10-17T09:00:00Z');
  await graph.ask(
    admin,
    `mutation { opportunityUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "known" }, openedOn: "2026-10-05" }] }) { ... on OpportunityUpsertManySuccess { updatedCount } } }`,
  );
  const count = async (args: string) =>
    (
      await graph.ask(
        admin,
        `{ pipeline(filter: { partnerIds: ["prt_b"] }, asOf: "2026-10-02"${args}) { opportunityCount } }`,
      )
    ).data.pipeline.opportunityCount;
  expect(await count('')).toBe(0);
  expect(await count(', knownAt: "2026-10-16T12:00:00Z"')).toBe(1);
  expect(await count(', knownAt: "2026-10-16T08:00:00Z"')).toBe(0);
});

test('the audit trail of every change is whole', async () => {
  const broken = await graph.database.for(admin, 'test').read
    .$queryRaw`SELECT * FROM channelgraph.verify_audit()`;
  expect(broken).toEqual([]);
  const { data } = await graph.ask(
    partnerUser('prt_b', 'ADMIN'),
    '{ dealsAuditEvents(first: 2) { nodes { action partnerId } } }',
  );
  expect(data.dealsAuditEvents.nodes).toEqual([
    { action: 'opportunity.updated', partnerId: 'prt_b' },
    { action: 'opportunity.created', partnerId: 'prt_b' },
  ]);
});

test('seats beyond what the API can count fail for the partner that has them, and for no other', async () => {
  const vast = (externalId: string) =>
    contract(externalId, {
      partner: { id: 'prt_b' },
      termStart: '2026-01-01',
      contractedSeats: 2_147_483_647,
    });
  expect(await send('managedContractUpsertMany', [vast('vast-1'), vast('vast-2')])).toMatchObject({
    createdCount: 2,
  });
  const { data } = await graph.ask(
    admin,
    `{ _entities(representations: [{ __typename: "Partner", id: "prt_a" }, { __typename: "Partner", id: "prt_b" }]) {
      ... on Partner { managedBase(asOf: "2025-07-01") { contracts } today: managedBase { contracts seats { count } } } } }`,
  );
  expect(data._entities).toEqual([
    { managedBase: { contracts: expect.any(Number) }, today: expect.any(Object) },
    { managedBase: { contracts: 0 }, today: null },
  ]);
});

test('the same count sent by several at once is stored once', async () => {
  await send('managedContractUpsertMany', [contract('counted')]);
  const count = {
    contract: { externalReference: crm('counted') },
    date: '2025-06-30',
    provisioned: 90,
    active: 90,
    billable: 90,
  };
  const answers = await Promise.all(Array.from({ length: 6 }, () => send('seatSnapshotRecordMany', [count])));
  expect(answers.filter(({ createdCount }) => createdCount === 1)).toHaveLength(1);
});

test('an account manager changes the open month on, and only an administrator a closed one', async () => {
  await send('managedContractUpsertMany', [contract('closed-months', { termMonths: 36 })]);
  const found = await graph.ask(
    admin,
    `{ managedContracts(filter: { partnerId: { eq: "prt_a" } }, first: 100) { nodes { id externalReferences { externalId } } } }`,
  );
  const { id } = found.data.managedContracts.nodes.find(
    (node: { externalReferences: { externalId: string }[] }) =>
      node.externalReferences[0]?.externalId === 'closed-months',
  );
  const amend = async (viewer: typeof admin, on: string) => {
    const answer = await graph.ask(
      viewer,
      `mutation { managedContractAmend(id: "${id}", input: { on: "${on}", mrr: { amount: "2000", currency: "USD" } }) {
        __typename ... on PolicyViolationError { rule } } }`,
    );
    return answer.data.managedContractAmend;
  };
  const revisions = async () =>
    (await graph.ask(admin, `{ managedContract(id: "${id}") { version mrrMovements { totalCount } } }`)).data;
  const before = await revisions();
  expect(await amend(cam('stf_carla'), '2026-09-30')).toEqual({
    __typename: 'PolicyViolationError',
    rule: 'managedContract.closedMonth',
  });
  expect(await revisions()).toEqual(before);
  expect(await amend(cam('stf_carla'), '2026-10-01')).toEqual({ __typename: 'ManagedContractAmendSuccess' });
  expect(await amend(admin, '2026-09-30')).toEqual({ __typename: 'ManagedContractAmendSuccess' });
});
