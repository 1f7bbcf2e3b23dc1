import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { normalizeIdentityKeys } from '../src/modules/customer/identity-key.normalization.ts';
import { act, admin, carla, complete, rival, seller, underReview } from './deal-registration.support.ts';
import { createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  graph.setTime('2026-10-15T14:00:00Z');
  for (const code of ['y', 'z']) {
    await graph.consume('partners.product_line.changed', `pln_${code}`, {
      productLineId: `pln_${code}`, code: code.toUpperCase(), name: code, isActive: true, version: 1, externalReferences: [],
    } as never); // prettier-ignore
  }
});
afterAll(() => graph[Symbol.asyncDispose]());

const rows = <Row>(sql: string, ...values: string[]) =>
  graph.database.for(admin, 'test').write((tx) => tx.$queryRawUnsafe<Row[]>(sql, ...values));
const ask = async (viewer: Viewer, source: string, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await graph.ask(viewer, source, variables);
  expect(errors).toEqual([]);
  return data;
};
const customers = async (...items: object[]): Promise<string[]> => {
  const data = await ask(
    admin,
    `mutation ($items: [CustomerUpsertItem!]!) { customerUpsertMany(input: { items: $items }) { ... on CustomerUpsertManySuccess { rows { id } } } }`,
    { items },
  );
  return data.customerUpsertMany.rows.map(({ id }: { id: string }) => id);
};
const cases = `{ conflictCases { totalCount nodes { id version status kind origin outcome openedAt customer { legalName }
  parties { id role claimedAt partner { id } registration { id status } } timeline { kind summary }
  proposal { winnerPartyId trace { rule isApplied facts } } decision { isOverride } } } }`;
const lines = (...codes: string[]) => ({
  lines: codes.map((code) => ({
    productLine: { id: `pln_${code}` },
    quantity: 1,
    oneTime: { amount: '5000.00', currency: 'USD' },
  })),
});

test('keys that were stored as they were sent are brought into the form that matching compares', async () => {
  const [first = '', second = ''] = await customers(
    { externalReference: { system: 'crm', externalId: 'n1' }, legalName: 'Normal plc', domains: ['shop.normal.co.uk'] },
    { externalReference: { system: 'crm', externalId: 'n2' }, legalName: 'Sound AG', domains: ['sound.example'] },
  ); // prettier-ignore
  const keys = () =>
    rows(
      `SELECT customer_id = $1 AS "isFirst", value, merged_from_id FROM customer_identity_key WHERE kind = 'DOMAIN' AND customer_id = ANY(ARRAY[$1, $2]::text[]) ORDER BY 1, 2`,
      first,
      second,
    );
  const sound = [
    { isFirst: false, value: 'sound.example', merged_from_id: null },
    { isFirst: true, value: 'normal.co.uk', merged_from_id: null },
    { isFirst: true, value: 'old.example', merged_from_id: 'cus_gone' },
  ];
  await rows(
    `UPDATE customer_identity_key SET value = 'shop.normal.co.uk' WHERE value = 'normal.co.uk' RETURNING 1`,
  );
  await rows(
    `INSERT INTO customer_identity_key VALUES ($1, 'DOMAIN', 'mail.old.example', 'cus_gone') RETURNING 1`,
    first,
  );
  const matches = async () => {
    const input = { name: 'Someone', domains: ['www.normal.co.uk'] };
    const { customerMatches } = await ask(
      admin,
      `query ($input: CustomerProspectInput!) { customerMatches(input: $input) { strength customer { id } } }`,
      { input },
    );
    return customerMatches;
  };
  expect(await matches()).toEqual([]);
  const context = graph.createContext(serviceViewer('jobs'));
  await normalizeIdentityKeys(context);
  expect(await keys()).toEqual(sound);
  expect(await matches()).toEqual([{ strength: 'STRONG', customer: { id: first } }]);
  const before = graph.statements.length;
  await normalizeIdentityKeys(context);
  expect(await keys()).toEqual(sound);
  expect(graph.statements.slice(before).filter((sql) => /^(INSERT|UPDATE|DELETE)/.test(sql))).toEqual([]);
});

test('a description whose numbers name two companies is a conflict of identity, decided by people', async () => {
  const [byDuns = '', byTax = ''] = await customers(
    { externalReference: { system: 'crm', externalId: 'i1' }, legalName: 'Number One', duns: '123456789' },
    { externalReference: { system: 'crm', externalId: 'i2' }, legalName: 'Tax Two', taxIds: ['GB 42'] },
  );
  const described = { customerName: 'One or two', customerDomains: [], customerDuns: '12-345-6789', customerTaxId: 'gb42' }; // prettier-ignore
  const { name: _, ...input } = complete(described);
  const { dealRegistrationCheck: check } = await ask(
    seller,
    `query ($input: DealRegistrationCheckInput!) { dealRegistrationCheck(input: $input) { outcome blockingRule { rule code verdict } } }`,
    { input },
  );
  // A check would tell, number by number, which companies the program knows.
  expect(check).toEqual({ outcome: 'WOULD_BE_ACCEPTED_FOR_REVIEW', blockingRule: null });
  const id = await act(graph, seller, { action: 'Create', input: complete(described) }).then(
    ({ dealRegistration }) => dealRegistration.id,
  );
  expect((await act(graph, seller, { action: 'Submit', id })).dealRegistration.status).toBe('CONFLICTED');
  expect(await rows(`SELECT customer_id FROM deal_registration WHERE id = $1`, id)).toEqual([
    { customer_id: [byDuns, byTax].sort()[0] },
  ]);
  const [conflict] = (await ask(admin, cases)).conflictCases.nodes;
  expect(conflict).toMatchObject({
    status: 'OPEN',
    kind: 'IDENTITY',
    origin: 'SUBMISSION',
    parties: [{ role: 'REGISTRANT', partner: { id: 'prt_a' }, registration: { id } }],
    timeline: [{ kind: 'REGISTRATION', summary: 'The registration was submitted.' }],
    proposal: { winnerPartyId: conflict.parties[0].id },
  });
  expect((await ask(seller, cases)).conflictCases.nodes).toMatchObject([
    { id: conflict.id, kind: null, origin: null, outcome: 'PENDING', customer: null, proposal: null },
  ]);
  await ask(carla, `mutation { conflictCaseInvestigate(id: "${conflict.id}", input: { note: "Tax Two was bought." }) { __typename } }`); // prettier-ignore
  const { conflictCaseDecide } = await ask(
    admin,
    `mutation { conflictCaseDecide(id: "${conflict.id}", input: { winnerPartyId: "${conflict.parties[0].id}" }) { ... on ConflictCaseDecideSuccess { conflictCase { status decision { isOverride } } } } }`,
  );
  expect(conflictCaseDecide.conflictCase).toEqual({ status: 'DECIDED', decision: { isOverride: false } });
  expect(await rows(`SELECT status::text FROM deal_registration WHERE id = $1`, id)).toEqual([
    { status: 'APPROVED' },
  ]);
});

test('two partners register acme.co.uk and Acme Ltd four minutes apart, overlapping in one product', async () => {
  graph.setTime('2026-10-16T14:00:00Z');
  const first = await underReview(graph, seller, {
    name: 'Falcon',
    customerName: 'ACME',
    customerCountry: 'GB',
    customerDomains: ['www.acme.co.uk'],
    ...lines('x', 'y'),
  });
  graph.setTime('2026-10-16T14:04:00Z');
  const second = await underReview(graph, rival, {
    customerName: 'Acme Ltd',
    customerCountry: 'GB',
    customerDomains: [],
    ...lines('x', 'z'),
  });
  const isAbout = ({ parties }: { parties: readonly { registration: { id: string } | null }[] }) =>
    parties.some(({ registration }) => registration?.id === second);
  expect((await ask(admin, cases)).conflictCases.nodes.filter(isAbout)).toEqual([]);
  const [survivor, duplicate] = [await customerOf(first), await customerOf(second)];
  expect(
    await rows(
      `SELECT reason FROM channelgraph.audit_event WHERE action = 'customer.created' AND entity_id = $1`,
      duplicate,
    ),
  ).toEqual([{ reason: `It may be the same company as ${survivor}.` }]);
  const { customerMatches } = await ask(
    admin,
    `{ customerMatches(input: { name: "ACME Limited", country: "GB", domains: ["mail.acme.co.uk"] }) { strength customer { id } keys { kind value } } }`,
  );
  expect(customerMatches).toEqual([
    {
      strength: 'STRONG',
      customer: { id: survivor },
      keys: [{ kind: 'DOMAIN', value: 'acme.co.uk' }, { kind: 'NAME_COUNTRY', value: 'acme|GB' }],
    },
    { strength: 'WEAK', customer: { id: duplicate }, keys: [{ kind: 'NAME_COUNTRY', value: 'acme|GB' }] },
  ]); // prettier-ignore
  await ask(
    admin,
    `mutation { customerMerge(input: { survivorId: "${survivor}", duplicateId: "${duplicate}", reason: "One company." }) { __typename } }`,
  );
  const [conflict] = (await ask(admin, cases)).conflictCases.nodes.filter(isAbout);
  const [own, other] = conflict.parties;
  expect(conflict).toMatchObject({
    kind: 'PARTNER_VS_PARTNER',
    origin: 'CUSTOMER_MERGE',
    parties: [
      { claimedAt: '2026-10-16T14:00:00.000Z', partner: { id: 'prt_a' }, registration: { id: first } },
      { claimedAt: '2026-10-16T14:04:00.000Z', partner: { id: 'prt_b' }, registration: { id: second } },
    ],
    proposal: {
      winnerPartyId: own.id,
      trace: [
        { rule: 'INCUMBENT_CONTRACT', isApplied: false, facts: '0 of 2 sides with a contract in force.' },
        {
          rule: 'EXCLUSIVE_TERRITORY',
          isApplied: false,
          facts: '0 of 2 sides with the exclusive territory.',
        },
        {
          rule: 'EARLIEST_SUBMISSION',
          isApplied: true,
          facts: 'prt_a: 2026-10-16T14:00:00.000Z; prt_b: 2026-10-16T14:04:00.000Z.',
        },
        {
          rule: 'CUSTOMER_CHOICE',
          isApplied: false,
          facts: 'The customer documented its choice of 0 of 2 sides.',
        },
        { rule: 'ACCOUNT_MANAGER', isApplied: false, facts: 'The rules before it decided.' },
      ],
    },
  });
  await ask(carla, `mutation { conflictCaseInvestigate(id: "${conflict.id}") { __typename } }`);
  await ask(admin, `mutation { conflictCaseDecide(id: "${conflict.id}", input: { winnerPartyId: "${own.id}" }) { __typename } }`); // prettier-ignore
  expect(
    await rows(
      `SELECT id, status::text, rejection_reasons::text[] AS reasons FROM deal_registration WHERE id = ANY(ARRAY[$1, $2]::text[]) ORDER BY submitted_at`,
      first,
      second,
    ),
  ).toEqual([
    { id: first, status: 'APPROVED', reasons: [] },
    { id: second, status: 'REJECTED', reasons: ['DUPLICATE_ACTIVE'] },
  ]);
  const seen = await ask(
    rival,
    `{ dealRegistration(id: "${second}") { status rejectionReasons submittedAt customer { id } decisions { action outcome ruleTrace { rule code verdict message } } }
      ${cases.slice(1, -1)} customer(id: "${survivor}") { id } customers { totalCount }
      dealsAuditEvents(partnerId: "prt_b") { nodes { action actor entityType entityId reason chain sequence } } }`,
  );
  expect(seen.dealRegistration).toMatchObject({
    status: 'REJECTED',
    customer: null,
    rejectionReasons: ['DUPLICATE_ACTIVE'],
  });
  expect(seen.conflictCases.nodes).toMatchObject([
    {
      outcome: 'NOT_AWARDED',
      parties: [{ id: other.id }],
      timeline: [{ kind: 'REGISTRATION' }],
      proposal: null,
      decision: null,
    },
  ]);
  expect([seen.customer, seen.customers.totalCount]).toEqual([null, 0]);
  const told = JSON.stringify(seen);
  for (const secret of [
    'prt_a',
    first,
    own.id,
    survivor,
    duplicate,
    'Falcon',
    'acme.co.uk',
    '2026-10-16T14:00',
  ]) {
    expect([secret, told.includes(secret)]).toEqual([secret, false]);
  }
});

async function customerOf(registrationId: string): Promise<string> {
  const [row] = await rows<{ customer_id: string }>(
    `SELECT customer_id FROM deal_registration WHERE id = $1`,
    registrationId,
  );
  return row?.customer_id ?? '';
}
