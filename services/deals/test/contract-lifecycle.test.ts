import { afterAll, beforeAll, expect, test } from 'vitest';
import { admin, cam, createDealsGraph, partner, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await graph.consume('partners.partner.changed', 'prt_b', {
    ...partner('prt_b', ['stf_carla']),
    version: 2,
  });
  await graph.ask(
    admin,
    `mutation { customerUpsertMany(input: { items: [${customers.map(
      (name) => `{ externalReference: { system: "crm", externalId: "${name}" }, legalName: "${name}" }`,
    )}] }) { ... on CustomerUpsertManySuccess { createdCount } } }`,
  );
  // An account manager knows the customers that a partner of the portfolio has dealt with.
  await graph.ask(
    admin,
    `mutation { opportunityUpsertMany(input: { items: [${customers.map(
      (name) =>
        `{ externalReference: { system: "crm", externalId: "${name}" }, customer: { externalReference: { system: "crm", externalId: "${name}" } }, partner: { id: "prt_a" }, name: "${name}", stage: QUALIFIED, openedOn: "2026-10-01", oneTime: { amount: "10", currency: "USD" } }`,
    )}] }) { ... on OpportunityUpsertManySuccess { createdCount } } }`,
  );
  const { data } = await graph.ask(admin, '{ customers(first: 50) { nodes { id legalName } } }');
  for (const { id, legalName } of data.customers.nodes) customerIds.set(legalName, id);
});
const customerIds = new Map<string, string>();
afterAll(() => graph[Symbol.asyncDispose]());

const customers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
const carla = cam('stf_carla');
const crm = (externalId: string) => ({ externalReference: { system: 'crm', externalId } });
const usd = (amount: string) => ({ amount, currency: 'USD' });

const terms = (customer: string, over: object = {}) => ({
  partner: { id: 'prt_a' },
  customer: { id: customerIds.get(customer) },
  productLines: [{ id: 'pln_x' }],
  termStart: '2026-10-01',
  termMonths: 12,
  mrr: usd('1000'),
  contractedSeats: 100,
  ...over,
});

const outcome = `__typename ... on UserError { code message path } ... on ValidationError { issues { code path } }
  ... on PolicyViolationError { rule policyVersionId } ... on ConflictError { rule }`;
const create = async (input: object, viewer = admin) =>
  (
    await graph.ask(
      viewer,
      `mutation ($input: ManagedContractCreateInput!) { managedContractCreate(input: $input) { ${outcome}
        ... on ManagedContractCreateSuccess { managedContract { id version status termEnd noticeDays usageAggregation monthlyMinimum priceLockReference priceLockedUntil slaPolicyReference mrrMovements { nodes { kind amount { amount } } } } } } }`,
      { input },
    )
  ).data.managedContractCreate;
const act = async (name: string, id: string, { viewer = admin, ...input }: Record<string, unknown> = {}) => {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const field = name.startsWith('contractChange') ? 'changeRequest' : 'managedContract';
  const type = { managedContractAmend: 'ManagedContractAmend', managedContractRenew: 'ManagedContractRenew', managedContractTransfer: 'ManagedContractTransfer' }[name] ?? (field === 'changeRequest' ? 'ContractChangeRequestAction' : 'ManagedContractAction'); // prettier-ignore
  const shown = field === 'changeRequest' ? 'id status version' : 'id status version endsOn';
  const requested =
    field === 'managedContract' && name !== 'managedContractTransfer'
      ? '... on ContractChangeRequestedError { changeRequest { id status action mrrChange { amount } reason requestedBy availableActions { action isAllowed } } }'
      : '';
  const isRequired = name === 'managedContractAmend' || name === 'managedContractTransfer' ? '!' : '';
  const answer = await graph.ask(
    viewer as typeof admin,
    `mutation ($id: ID!, $input: ${type}Input${isRequired}) { ${name}(id: $id, input: $input) { ${outcome} ${requested} ... on ${title}Success { ${field} { ${shown} } } } }`,
    { id, input },
  );
  expect(answer.errors).toEqual([]);
  return answer.data[name];
};
const stored = async () => {
  const { read } = graph.database.for(admin, 'test');
  return JSON.stringify([
    await read.managedContract.findMany({ orderBy: { id: 'asc' } }),
    await read.managedContractRevision.findMany({ orderBy: { id: 'asc' } }),
    await read.mrrMovement.findMany({ orderBy: { id: 'asc' } }),
    await read.contractChangeRequest.findMany({ orderBy: { id: 'asc' } }),
    await read.usageRecord.findMany({ orderBy: { id: 'asc' } }),
  ], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)); // prettier-ignore
};
const movements = async (id: string) =>
  (await graph.ask(admin, `{ managedContract(id: "${id}") { mrrMovements { nodes { kind effectiveOn amount { amount } } } } }`))
    .data.managedContract.mrrMovements.nodes.map(
      ({ kind, effectiveOn, amount }: { kind: string; effectiveOn: string; amount: { amount: string } }) => `${effectiveOn} ${kind} ${amount.amount}`,
    ); // prettier-ignore

test('a contract is created with all that was agreed, and its revenue begins', async () => {
  const made = await create(
    terms('two', {
      usageAggregation: 'AVERAGE',
      monthlyMinimum: 50,
      priceLockReference: 'LOCK-7',
      priceLockedUntil: '2027-04-01',
      slaPolicyReference: 'GOLD',
    }),
    carla,
  );
  expect(made).toEqual({
    __typename: 'ManagedContractCreateSuccess',
    managedContract: {
      id: expect.any(String), version: 1, status: 'ACTIVE', termEnd: '2027-10-01', noticeDays: 30,
      usageAggregation: 'AVERAGE', monthlyMinimum: 50, priceLockReference: 'LOCK-7', priceLockedUntil: '2027-04-01',
      slaPolicyReference: 'GOLD', mrrMovements: { nodes: [{ kind: 'NEW', amount: { amount: '1000.00' } }] },
    },
  }); // prettier-ignore
  const draft = await create(terms('two', { status: 'DRAFT', termStart: '2028-01-01' }));
  expect(draft.managedContract).toMatchObject({ status: 'DRAFT', mrrMovements: { nodes: [] } });
});

test('what contradicts itself or another contract is refused with its path, and nothing is stored', async () => {
  const before = await stored();
  const refusals: readonly (readonly [object, string, string])[] = [
    [{ termMonths: 0 }, 'TERM_OUT_OF_RANGE', 'termMonths'],
    [{ termMonths: 121 }, 'TERM_OUT_OF_RANGE', 'termMonths'],
    [{ termMonths: undefined, termEnd: '2026-09-01' }, 'END_BEFORE_START', 'termEnd'],
    [{ termMonths: 12, termEnd: '2027-03-31' }, 'TERM_CONTRADICTION', 'termEnd'],
    [{ mrr: usd('-1') }, 'NEGATIVE_AMOUNT', 'mrr'],
    [{ mrr: usd('1.001') }, 'INVALID_AMOUNT', 'mrr'],
    [{ mrr: usd('10000000000000.01') }, 'OUT_OF_RANGE', 'mrr'],
    [{ contractedSeats: -1 }, 'NEGATIVE_NUMBER', 'contractedSeats'],
    [{ contractedSeats: 1_000_001 }, 'OUT_OF_RANGE', 'contractedSeats'],
    [{ noticeDays: -1 }, 'NEGATIVE_NUMBER', 'noticeDays'],
    [{ noticeDays: 366 }, 'NOTICE_EXCEEDS_TERM', 'noticeDays'],
    [{ monthlyMinimum: -1 }, 'OUT_OF_RANGE', 'monthlyMinimum'],
    [{ productLines: [] }, 'REQUIRED', 'productLines'],
    [{ productLines: [{ id: 'pln_none' }] }, 'NOT_FOUND', 'productLines.0'],
    [{ customer: crm('nobody') }, 'NOT_FOUND', 'customer'],
    [{ partner: { id: 'prt_none' } }, 'NOT_FOUND', 'partner'],
    [{ registration: { id: 'reg_none' } }, 'NOT_FOUND', 'registration'],
    [{ priceLockedUntil: '2027-01-01' }, 'PRICE_LOCK_UNNAMED', 'priceLockedUntil'],
    [{ priceLockReference: 'L', priceLockedUntil: '2027-10-02' }, 'PRICE_LOCK_BEYOND_TERM', 'priceLockedUntil'],
    [{ priceLockReference: 'L', priceLockedUntil: '2026-10-01' }, 'BEFORE_TERM', 'priceLockedUntil'],
    [{ slaPolicyReference: 'x'.repeat(301) }, 'TOO_LONG', 'slaPolicyReference'],
    [{ termStart: '1900-01-01' }, 'OUT_OF_RANGE', 'termStart'],
  ]; // prettier-ignore
  for (const [over, code, path] of refusals) {
    const answer = await create(terms('three', over));
    expect(answer.issues, JSON.stringify(over)).toEqual(
      expect.arrayContaining([{ code, path: ['input', ...path.split('.')] }]),
    );
  }
  expect(await create(terms('two'))).toMatchObject({
    __typename: 'ConflictError',
    rule: 'managedContract.overlap',
  });
  expect(await create(terms('three', { termMonths: 48 }), carla)).toMatchObject({
    __typename: 'PolicyViolationError',
    rule: 'contract.usualTermMonths',
    policyVersionId: expect.stringContaining('pol_'),
  });
  expect(await create(terms('three', { mrr: usd('5000.01') }), carla)).toMatchObject({
    rule: 'contract.mrrChangeLimits',
  });
  expect(await create(terms('three', { termStart: '2026-09-30' }), carla)).toMatchObject({
    rule: 'managedContract.closedMonth',
  });
  expect(await stored()).toBe(before);
});

test('one contract under two names of other systems is one too many, in an import as anywhere', async () => {
  const item = { ...terms('four'), ...crm('named once') };
  const send = async (items: object[]) =>
    (
      await graph.ask(
        admin,
        `mutation ($items: [ManagedContractUpsertItem!]!) { managedContractUpsertMany(input: { items: $items }) { ... on ManagedContractUpsertManySuccess { rows { action issues { code } } } } }`,
        { items },
      )
    ).data.managedContractUpsertMany.rows;
  expect(await send([item, { ...item, ...crm('named twice') }])).toEqual([
    { action: 'CREATED', issues: [] },
    { action: 'REFUSED', issues: [{ code: 'OVERLAPPING_CONTRACT' }] },
  ]);
  expect(await send([{ ...item, ...crm('named twice') }])).toMatchObject([{ action: 'REFUSED' }]);
  expect(await send([{ ...item, ...crm('named later'), termStart: '2027-10-01' }])).toMatchObject([
    { action: 'CREATED' },
  ]);
});

test('of two contracts for the same that are created at once, one stands', async () => {
  const answers = await Promise.all([1, 2, 3, 4].map(() => create(terms('five'))));
  const names = answers.map(({ __typename }) => __typename as string);
  expect(names.filter((name) => name === 'ManagedContractCreateSuccess')).toHaveLength(1);
  expect(names.filter((name) => name === 'ConflictError')).toHaveLength(3);
});

test('what an account manager may not do alone is requested, decided by another, and done once', async () => {
  const { id } = (await create(terms('one'))).managedContract;
  const asked = await act('managedContractAmend', id, { viewer: carla, mrr: usd('7000') });
  expect(asked).toMatchObject({
    __typename: 'ContractChangeRequestedError',
    code: 'POLICY_VIOLATION',
    changeRequest: {
      status: 'REQUESTED', action: 'AMEND', mrrChange: { amount: '6000.00' }, requestedBy: 'stf_carla',
      availableActions: [
        { action: 'APPROVE', isAllowed: false },
        { action: 'REFUSE', isAllowed: false },
        { action: 'WITHDRAW', isAllowed: true },
      ],
    },
  }); // prettier-ignore
  expect(await movements(id)).toEqual(['2026-10-01 NEW 1000.00']);
  const request = asked.changeRequest.id as string;
  expect(await act('contractChangeRequestApprove', request, { viewer: carla })).toMatchObject({
    __typename: 'PolicyViolationError',
  });
  expect(await act('contractChangeRequestApprove', request, { expectedVersion: 1 })).toMatchObject({
    changeRequest: { status: 'APPROVED', version: 2 },
  });
  expect(await movements(id)).toEqual(['2026-10-01 NEW 1000.00', '2026-10-15 EXPANSION 6000.00']);
  expect(await act('contractChangeRequestApprove', request)).toMatchObject({
    __typename: 'InvalidTransitionError',
  });
  const unusual = await act('managedContractRenew', id, { viewer: carla, termMonths: 48 });
  expect(unusual.changeRequest.reason).toBe('Terms usually run for 12 to 36 months, not 48.');
  const withdrawn = await act('contractChangeRequestWithdraw', unusual.changeRequest.id, { viewer: carla });
  expect(withdrawn.changeRequest.status).toBe('WITHDRAWN');
});

test('a request that would bring something else by now is not approved', async () => {
  const { id } = (await create(terms('six'))).managedContract;
  const asked = await act('managedContractAmend', id, { viewer: carla, mrr: usd('9000') });
  expect(await act('managedContractAmend', id, { mrr: usd('2000') })).toMatchObject({
    __typename: 'ManagedContractAmendSuccess',
  });
  const before = await stored();
  expect(await act('contractChangeRequestApprove', asked.changeRequest.id)).toMatchObject({
    rule: 'contractChangeRequest.stale',
  });
  expect(await stored()).toBe(before);
  expect(await act('contractChangeRequestRefuse', asked.changeRequest.id)).toMatchObject({
    issues: [{ code: 'REQUIRED' }],
  });
  const refused = await act('contractChangeRequestRefuse', asked.changeRequest.id, { note: 'Ask anew.' });
  expect(refused.changeRequest.status).toBe('REFUSED');
});

test('a transfer takes revenue and seats from the one partner to the other, and is nobody’s loss or gain', async () => {
  const { id } = (await create(terms('seven'))).managedContract;
  const transfer = { partner: { id: 'prt_b' }, on: '2026-10-10', reason: 'The customer chose.' };
  expect(await act('managedContractTransfer', id, { ...transfer, viewer: carla })).toMatchObject({
    __typename: 'PolicyViolationError',
  });
  expect(await act('managedContractTransfer', id, { ...transfer, partner: { id: 'prt_a' } })).toMatchObject({
    issues: [{ code: 'SAME_PARTNER' }],
  });
  const moved = await act('managedContractTransfer', id, transfer);
  expect(moved.managedContract).toMatchObject({ status: 'ACTIVE' });
  expect(await movements(id)).toEqual(['2026-10-01 NEW 1000.00', '2026-10-10 TRANSFER_OUT -1000.00']);
  expect(await movements(moved.managedContract.id)).toEqual(['2026-10-10 TRANSFER_IN 1000.00']);
  const amended = await act('managedContractAmend', moved.managedContract.id, {
    viewer: carla,
    mrr: usd('1100'),
  });
  expect(amended.__typename).toBe('ManagedContractAmendSuccess');
  expect(await movements(moved.managedContract.id)).toEqual([
    '2026-10-10 TRANSFER_IN 1000.00',
    '2026-10-15 EXPANSION 100.00',
  ]);
  const { data } = await graph.ask(
    admin,
    `{ managedContract(id: "${moved.managedContract.id}") { termEnd termMonths transferredFrom { id status } }
       _entities(representations: [{ __typename: "Partner", id: "prt_b" }]) { ... on Partner { managedBase { contracts seats { count } }
         mrrHealth(asOf: "2026-11-01", months: 2) { isInDistress months { month opening { amount } transferredIn { amount } expansion { amount } net { amount } closing { amount } } } } } }`,
  ); // prettier-ignore
  expect(data).toEqual({
    managedContract: { termEnd: '2027-10-01', termMonths: 12, transferredFrom: { id, status: 'TRANSFERRED' } },
    _entities: [
      {
        managedBase: { contracts: 1, seats: [{ count: 100 }] },
        mrrHealth: {
          isInDistress: false,
          months: [
            { month: '2026-09-01', opening: { amount: '0.00' }, transferredIn: { amount: '0.00' }, expansion: { amount: '0.00' }, net: { amount: '0.00' }, closing: { amount: '0.00' } },
            { month: '2026-10-01', opening: { amount: '0.00' }, transferredIn: { amount: '1000.00' }, expansion: { amount: '100.00' }, net: { amount: '100.00' }, closing: { amount: '1100.00' } },
          ],
        },
      },
    ],
  }); // prettier-ignore
});

test('of an amendment, a renewal, an end and a transfer at the same moment, what stands adds up', async () => {
  const { id } = (await create(terms('eight'))).managedContract;
  const names = (
    await Promise.all([
      act('managedContractAmend', id, { mrr: usd('1200') }),
      act('managedContractRenew', id),
      act('managedContractEnd', id),
      act('managedContractTransfer', id, { partner: { id: 'prt_b' }, reason: 'Off-boarding.' }),
    ])
  ).map(({ __typename }) => __typename as string);
  const ended = names.slice(1).filter((name) => name.endsWith('Success'));
  expect(ended).toHaveLength(1);
  expect(names.slice(1).filter((name) => name === 'InvalidTransitionError')).toHaveLength(2);
  const rows = await graph.database
    .for(admin, 'test')
    .read.mrrMovement.findMany({ where: { contractId: id } });
  const sum = rows.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  expect([0n, 100_000n, 120_000n]).toContain(sum);
});

test('usage is told by the partner for its own contracts, corrected by revisions, and billed by the rule', async () => {
  const technical = partnerUser('prt_a', 'TECHNICAL');
  const send = async (items: object[], viewer = technical) =>
    (
      await graph.ask(
        viewer,
        `mutation ($items: [UsageRecordRecordItem!]!) { usageRecordRecordMany(input: { items: $items }) { ... on UsageRecordRecordManySuccess { rows { action issues { code } } } } }`,
        { items },
      )
    ).data.usageRecordRecordMany.rows.map(
      ({ action, issues }: { action: string; issues: { code: string }[] }) =>
        [action, ...issues.map(({ code }) => code)].join(' '),
    );
  const item = (date: string, quantity: number, over: object = {}) => ({
    contract: crm('named once'),
    productLine: { id: 'pln_x' },
    date,
    quantity,
    ...over,
  });
  expect(await send([item('2026-10-01', 10), item('2026-10-11', 40)])).toEqual(['CREATED', 'CREATED']);
  expect(await send([item('2026-10-01', 10), item('2026-10-11', 60)])).toEqual(['UNCHANGED', 'CREATED']);
  expect(await send([item('2026-10-11', 50, { provenance: 'VERIFIED' })], admin)).toEqual(['CREATED']);
  const before = await stored();
  expect(
    await send([
      item('2026-10-16', 1),
      item('2026-09-30', 1),
      item('2026-10-02', -1),
      item('2026-10-02', 100_000_001),
      item('2026-10-02', 1, { contract: crm('nobody') }),
      item('2026-10-02', 1, { productLine: { id: 'pln_none' } }),
    ]),
  ).toEqual([
    'REFUSED FUTURE_DATE',
    'REFUSED BEFORE_TERM',
    'REFUSED OUT_OF_RANGE',
    'REFUSED OUT_OF_RANGE',
    'REFUSED NOT_FOUND',
    'REFUSED NOT_FOUND',
  ]);
  expect(await send([item('2026-10-02', 1)], partnerUser('prt_b', 'ADMIN'))).toEqual(['REFUSED NOT_FOUND']);
  expect(await stored()).toBe(before);
  const { data } = await graph.ask(
    technical,
    `{ managedContracts(filter: { termStart: { eq: "2026-10-01" } }, first: 100) { nodes { externalReferences { externalId } usage { month unit aggregation quantity billable daysTold provenance isOver } } } }`,
  );
  const months = data.managedContracts.nodes.flatMap(({ usage }: { usage: { daysTold: number }[] }) =>
    usage.filter(({ daysTold }) => daysTold > 0),
  );
  expect(months).toEqual([
    {
      month: '2026-10-01', unit: 'SEAT', aggregation: 'LAST_DAY_SNAPSHOT', quantity: 50, billable: 50, daysTold: 2,
      provenance: 'PARTNER_REPORTED', isOver: false,
    },
  ]); // prettier-ignore
});
