import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  act,
  admin,
  approved,
  carla,
  complete,
  rival,
  seller,
  underReview,
} from './deal-registration.support.ts';
import { createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  graph.setTime('2026-10-15T14:00:00Z');
});
afterAll(() => graph[Symbol.asyncDispose]());

const crm = (externalId: string) => ({ system: 'crm', externalId });
const rows = <Row>(sql: string, ...values: string[]) =>
  graph.database.for(admin, 'test').write((tx) => tx.$queryRawUnsafe<Row[]>(sql, ...values));
const customers = async (...items: object[]): Promise<string[]> => {
  const { data } = await graph.ask(
    admin,
    `mutation ($items: [CustomerUpsertItem!]!) { customerUpsertMany(input: { items: $items }) { ... on CustomerUpsertManySuccess { rows { id action issues { code } } } } }`,
    { items },
  );
  return data.customerUpsertMany.rows.map(({ id }: { id: string }) => id);
};
const merge = async (survivorId: string, duplicateId: string, viewer = admin) => {
  const { data, errors } = await graph.ask(
    viewer,
    `mutation ($input: CustomerMergeInput!) { customerMerge(input: $input) { __typename
      ... on CustomerMergeSuccess { customer { id version legalName domains identityKeys { kind value } } }
      ... on UserError { code message path } ... on ConflictError { rule } } }`,
    { input: { survivorId, duplicateId, reason: 'The same company.' } },
  );
  return data?.customerMerge ?? errors[0]?.extensions?.['code'];
};
const cases = `{ conflictCases { nodes { id version status kind origin outcome customer { legalName } decision { winnerPartyId }
  parties { id role partner { id } registration { id status } } timeline { kind summary } proposal { winnerPartyId trace { rule isApplied } }
  availableActions { action isAllowed } } totalCount } }`;
const claimants = async (): Promise<readonly string[]> =>
  (
    await rows<{ partner_id: string }>(
      `SELECT DISTINCT partner_id || '/' || customer_node_id AS partner_id FROM protection_claim WHERE upper(during) > '2026-10-15T14:00:00Z' ORDER BY 1`,
    )
  ).map(({ partner_id }) => partner_id);

test('a merge loses no row, keeps the past and leads the old id to the survivor', async () => {
  const [survivor = '', duplicate = '', child = ''] = await customers(
    { externalReference: crm('m1'), legalName: 'Merger AG', domains: ['merger.example'] },
    {
      externalReference: crm('m2'),
      legalName: 'Merger Old AG',
      country: 'CH',
      domains: ['old-merger.example'],
      duns: '111222333',
    },
    { externalReference: crm('m3'), legalName: 'Merger Child AG', parent: { externalReference: crm('m2') } },
  );
  await graph.ask(
    admin,
    `mutation { opportunityUpsertMany(input: { items: [{ partner: { id: "prt_b" }, name: "A", stage: QUALIFIED, openedOn: "2026-01-05", customer: { id: "${duplicate}" }, oneTime: { amount: "1", currency: "USD" } }] }) { __typename }
      managedContractUpsertMany(input: { items: [{ partner: { id: "prt_a" }, customer: { id: "${duplicate}" }, termStart: "2026-01-01", termMonths: 12, mrr: { amount: "10", currency: "USD" }, contractedSeats: 5 }] }) { __typename } }`,
  );
  const registration = await underReview(graph, seller, {
    customerName: 'Merger Old AG',
    customerCountry: 'CH',
    customerDomains: ['old-merger.example'],
  });
  await rows(
    `UPDATE deal_registration SET customer_id = $1 WHERE id = $2 RETURNING id`,
    duplicate,
    registration,
  );
  expect(await merge(survivor, duplicate, seller)).toBe('FORBIDDEN');
  expect(await merge(survivor, survivor)).toMatchObject({ __typename: 'ValidationError' });
  expect(await merge(child, duplicate)).toMatchObject({
    __typename: 'ConflictError',
    rule: 'customer.mergeCycle',
    path: ['input', 'survivorId'],
  });
  const merged = await merge(survivor, duplicate);
  expect(merged).toMatchObject({
    __typename: 'CustomerMergeSuccess',
    customer: { id: survivor, version: 2, domains: ['merger.example', 'old-merger.example'] },
  });
  expect(merged.customer.identityKeys).toEqual([
    { kind: 'DUNS', value: '111222333' },
    { kind: 'DOMAIN', value: 'merger.example' },
    { kind: 'DOMAIN', value: 'old-merger.example' },
    { kind: 'NAME_COUNTRY', value: 'merger old|CH' },
    { kind: 'NAME_COUNTRY', value: 'merger|' },
  ]);
  const stored = (table: string) =>
    rows<{ customer_id: string }>(
      `SELECT customer_id FROM ${table} WHERE customer_id = ANY(ARRAY[$1, $2]::text[]) ORDER BY 1`,
      survivor,
      duplicate,
    );
  for (const table of ['opportunity', 'managed_contract', 'deal_registration'] as const) {
    expect([table, await stored(table)]).toEqual([table, [{ customer_id: survivor }]]);
  }
  expect(
    await rows(
      `SELECT customer_id = $1 AS "isSurvivor", superseded_at IS NULL AS "isBelieved" FROM opportunity_revision WHERE customer_id = ANY(ARRAY[$1, $2]::text[]) ORDER BY 1`,
      survivor,
      duplicate,
    ),
  ).toEqual([
    { isSurvivor: false, isBelieved: false },
    { isSurvivor: true, isBelieved: true },
  ]);
  for (const viewer of [admin, rival]) {
    const { data } = await graph.ask(
      viewer,
      `{ customer(id: "${duplicate}") { id legalName } customers(search: "merger") { nodes { id } } }`,
    );
    expect(data.customer).toEqual({ id: survivor, legalName: 'Merger AG' });
    expect(data.customers.nodes.map(({ id }: { id: string }) => id)).not.toContain(duplicate);
  }
  const { data } = await graph.ask(admin, `{ customer(id: "${child}") { parent { id } } }`);
  expect(data.customer.parent.id).toBe(survivor);
  expect(await merge(survivor, duplicate)).toMatchObject({
    __typename: 'NotFoundError',
    path: ['input', 'duplicateId'],
  });
});

test('two partners that register one company under two names are found to be rivals when the customers are merged, and each sees its own side alone', async () => {
  const first = await underReview(graph, seller, {
    customerName: 'Acme',
    customerCountry: 'GB',
    customerDomains: ['acme.co.uk'],
  });
  graph.setTime('2026-10-15T14:04:00Z');
  const second = await underReview(graph, rival, {
    customerName: 'Acme Limited Holdings UK',
    customerCountry: 'GB',
    customerDomains: ['acme-ltd.example'],
  });
  const ids = await rows<{ customer_id: string }>(
    `SELECT customer_id FROM deal_registration WHERE id = ANY(ARRAY[$1, $2]::text[]) ORDER BY submitted_at`,
    first,
    second,
  );
  expect(await merge(ids[0]?.customer_id ?? '', ids[1]?.customer_id ?? '')).toMatchObject({
    __typename: 'CustomerMergeSuccess',
  });
  const { data } = await graph.ask(admin, cases);
  expect(data.conflictCases.nodes).toMatchObject([
    {
      status: 'OPEN',
      kind: 'PARTNER_VS_PARTNER',
      origin: 'CUSTOMER_MERGE',
      outcome: null,
      parties: [
        { role: 'REGISTRANT', partner: { id: 'prt_a' }, registration: { id: first, status: 'CONFLICTED' } },
        { role: 'REGISTRANT', partner: { id: 'prt_b' }, registration: { id: second, status: 'CONFLICTED' } },
      ],
      timeline: [{ kind: 'REGISTRATION' }, { kind: 'REGISTRATION' }],
      proposal: {
        trace: [
          { rule: 'INCUMBENT_CONTRACT', isApplied: false },
          { rule: 'EXCLUSIVE_TERRITORY', isApplied: false },
          { rule: 'EARLIEST_SUBMISSION', isApplied: true },
          { rule: 'CUSTOMER_CHOICE', isApplied: false },
          { rule: 'ACCOUNT_MANAGER', isApplied: false },
        ],
      },
    },
  ]);
  const [conflict] = data.conflictCases.nodes;
  expect(conflict.proposal.winnerPartyId).toBe(conflict.parties[0].id);
  const own = await graph.ask(rival, cases);
  expect(own.data.conflictCases.nodes).toMatchObject([
    {
      id: conflict.id,
      kind: null,
      origin: null,
      outcome: 'PENDING',
      customer: null,
      decision: null,
      proposal: null,
      parties: [{ partner: { id: 'prt_b' }, registration: { id: second } }],
      timeline: [{ kind: 'REGISTRATION' }],
    },
  ]);
  expect(JSON.stringify(own.data)).not.toContain('prt_a');
  const move = async (viewer: typeof admin, name: string, input: object) => {
    const answer = await graph.ask(
      viewer,
      `mutation ($id: ID!, $input: ${name === 'Appeal' || name === 'Close' ? 'ConflictCaseReasonInput' : name.startsWith('Decide') ? 'ConflictCaseDecideInput' : `ConflictCase${name}Input`}!) { result: conflictCase${name}(id: $id, input: $input) { __typename ... on ConflictCase${name}Success { conflictCase { status outcome decision { isOverride } appealableUntil } } ... on UserError { code message } ... on PolicyViolationError { rule } } }`,
      { id: conflict.id, input },
    );
    return answer.data?.result ?? answer.errors[0];
  };
  expect(await move(admin, 'Decide', { winnerPartyId: conflict.parties[0].id })).toMatchObject({
    code: 'INVALID_TRANSITION',
  });
  expect(await move(carla, 'Investigate', { note: 'Looked at it.' })).toMatchObject({
    conflictCase: { status: 'INVESTIGATING' },
  });
  expect(
    await move(rival, 'AddEvidence', {
      kind: 'CUSTOMER_STATEMENT',
      happenedAt: '2026-10-14T00:00:00Z',
      summary: 'They want us.',
      url: 'https://files.example/letter.pdf',
    }),
  ).toMatchObject({ conflictCase: { status: 'INVESTIGATING' } });
  expect(
    await move(rival, 'AddEvidence', {
      kind: 'NOTE',
      happenedAt: '2026-10-14T00:00:00Z',
      summary: 'x',
      partyId: conflict.parties[0].id,
    }),
  ).toMatchObject({ code: 'NOT_FOUND' });
  expect(await move(admin, 'Decide', { winnerPartyId: conflict.parties[0].id })).toMatchObject({
    code: 'VALIDATION_FAILED',
  });
  expect(
    await move(admin, 'Decide', { winnerPartyId: conflict.parties[0].id, reason: 'The letter is forged.' }),
  ).toMatchObject({
    conflictCase: { status: 'DECIDED', decision: { isOverride: true }, appealableUntil: '2026-10-29' },
  });
  const states = () =>
    rows<{ id: string; status: string }>(
      `SELECT id, status::text FROM deal_registration WHERE id = ANY(ARRAY[$1, $2]::text[]) ORDER BY submitted_at`,
      first,
      second,
    );
  expect(await states()).toEqual([
    { id: first, status: 'APPROVED' },
    { id: second, status: 'REJECTED' },
  ]);
  const rivalAdmin = { ...rival, capabilities: ['ADMIN' as const] };
  expect(
    await move({ ...seller, capabilities: ['ADMIN' as const] }, 'Appeal', { reason: 'x' }),
  ).toMatchObject({ rule: 'conflictCase.appeal.side' });
  expect(await move(admin, 'Close', { reason: 'x' })).toMatchObject({ rule: 'conflictCase.close.deadline' });
  expect(await move(rivalAdmin, 'Appeal', { reason: 'It is genuine.' })).toMatchObject({
    conflictCase: { status: 'APPEALED', outcome: 'NOT_AWARDED' },
  });
  expect(await move(admin, 'DecideAppeal', { winnerPartyId: conflict.parties[1].id })).toMatchObject({
    rule: 'conflictCase.appeal.judge',
  });
  const other = { ...admin, userId: 'stf_other' };
  expect(await move(other, 'DecideAppeal', { winnerPartyId: conflict.parties[1].id })).toMatchObject({
    conflictCase: { status: 'FINAL', decision: { isOverride: false } },
  });
  expect(await states()).toEqual([
    { id: first, status: 'REVOKED' },
    { id: second, status: 'APPROVED' },
  ]);
  expect((await graph.ask(rival, cases)).data.conflictCases.nodes).toMatchObject([
    { status: 'FINAL', outcome: 'AWARDED' },
  ]);
});

test('of two protected registrations the later gives way to the earlier when their customers are merged', async () => {
  const first = await approved(graph, seller, {
    customerName: 'Pro One',
    customerDomains: ['pro-one.example'],
  });
  const second = await approved(graph, rival, {
    customerName: 'Pro Two',
    customerDomains: ['pro-two.example'],
  });
  const [one = '', two = ''] = (
    await rows<{ customer_id: string }>(
      `SELECT customer_id FROM deal_registration WHERE id = ANY(ARRAY[$1, $2]::text[]) ORDER BY submitted_at, id`,
      first,
      second,
    )
  ).map(({ customer_id }) => customer_id);
  const before = (await claimants()).filter((each) => each.includes(one) || each.includes(two));
  expect(before).toEqual([`prt_a/${one}`, `prt_b/${two}`]);
  await merge(two, one);
  expect((await claimants()).filter((each) => each.includes(one) || each.includes(two))).toEqual([
    `prt_a/${two}`,
  ]);
  const states = await rows(
    `SELECT status::text, protected_to IS NOT NULL AS "hasDays" FROM deal_registration WHERE id = ANY(ARRAY[$1, $2]::text[]) ORDER BY submitted_at, id`,
    first,
    second,
  );
  expect(states).toEqual([
    { status: 'APPROVED', hasDays: true },
    { status: 'CONFLICTED', hasDays: true },
  ]);
});

test('a customer that comes to belong to a protected one is protected with it', async () => {
  await approved(graph, seller, { customerName: 'Group', customerDomains: ['group.example'] });
  const [group] = await rows<{ id: string }>(`SELECT id FROM customer WHERE legal_name = 'Group'`);
  const [child = ''] = await customers({
    externalReference: crm('g1'),
    legalName: 'Group Child',
    parent: { id: group?.id },
  });
  expect(await claimants()).toContain(`prt_a/${child}`);
  await customers({ id: child, parent: null });
  expect(await claimants()).not.toContain(`prt_a/${child}`);
  const refused = await act(graph, rival, { action: 'Create', input: complete({ customerName: '' }) });
  expect(refused.__typename).toBe('DealRegistrationCreateSuccess');
});
