import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, admin, complete, rival, seller } from './deal-registration.support.ts';
import { createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  graph.setTime('2026-10-15T14:00:00Z');
});
afterAll(() => graph[Symbol.asyncDispose]());

/** What becomes of a column that names a customer when the customer is merged into another. */
const columns = {
  'conflict_case.customer_id': 'moves',
  'customer.merged_into_id': 'moves',
  'customer.parent_id': 'moves',
  'customer_identity_key.customer_id': 'moves',
  'customer_identity_key.merged_from_id': 'remembers',
  'customer_partner.customer_id': 'stays beside',
  'customer_survey.customer_id': 'moves',
  'deal_registration.customer_id': 'moves',
  'direct_engagement.customer_id': 'moves',
  'managed_contract.customer_id': 'moves',
  'managed_contract_revision.customer_id': 'is history',
  'mrr_movement.customer_id': 'is history',
  'opportunity.customer_id': 'moves',
  'opportunity_revision.customer_id': 'is history',
  'protection_claim.customer_node_id': 'is history',
  'renewal.customer_id': 'moves',
} as const;
const columnsOf = (fate: string) =>
  Object.entries(columns).flatMap(([name, each]) => (each === fate ? [name] : []));

const rows = <Row>(sql: string, ...values: string[]) =>
  graph.database.for(admin, 'test').write((tx) => tx.$queryRawUnsafe<Row[]>(sql, ...values));

test('every column that names a customer has its place in a merge', async () => {
  const found = await rows<{ name: string }>(`
    SELECT c.table_name || '.' || c.column_name AS name FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name ~ '^(customer|customer_node|merged_into|merged_from)_ids?$'
    UNION
    SELECT f.conrelid::regclass::text || '.' || a.attname FROM pg_constraint f
    JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = ANY(f.conkey)
    WHERE f.contype = 'f' AND f.confrelid = 'customer'::regclass`);
  const names = found.map(({ name }) => name).toSorted((a, b) => Number(a > b) - Number(a < b));
  expect(names).toEqual(Object.keys(columns));
});

let made = 0;
const change = async (source: string) => {
  const { data, errors } = await graph.ask(admin, `mutation { ${source} }`);
  expect([errors, JSON.stringify(data).includes('Error"')]).toEqual([[], false]);
  return data;
};
const customer = async (domain: string): Promise<string> => {
  const { customerUpsertMany } = await change(
    `customerUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "${domain}" }, legalName: "Company ${domain}", country: "GB", domains: ["${domain}"] }] }) { __typename ... on CustomerUpsertManySuccess { rows { id } } }`,
  );
  return customerUpsertMany.rows[0].id;
};

/** What a customer may have; each writes a row or several. */
const belongings: Readonly<Record<string, (id: string, domain: string) => Promise<unknown>>> = {
  opportunity: (id) =>
    change(
      `opportunityUpsertMany(input: { items: [{ partner: { id: "prt_b" }, name: "Deal", stage: QUALIFIED, openedOn: "2026-01-05", customer: { id: "${id}" }, oneTime: { amount: "1", currency: "USD" } }] }) { __typename }`,
    ),
  contract: async (id) => {
    const { managedContractUpsertMany } = await change(
      `managedContractUpsertMany(input: { items: [{ partner: { id: "prt_a" }, customer: { id: "${id}" }, termStart: "2026-01-01", termMonths: 12, mrr: { amount: "10", currency: "USD" }, contractedSeats: 5 }] }) { __typename ... on ManagedContractUpsertManySuccess { rows { id } } }`,
    );
    const contract = managedContractUpsertMany.rows[0].id as string;
    await change(
      `customerSurveyUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "${contract}" }, contract: { id: "${contract}" }, sentOn: "2026-03-01" }] }) { __typename }`,
    );
  },
  engagement: (id) =>
    change(
      `directEngagementUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "sale ${id}" }, customer: { id: "${id}" }, openedOn: "2026-03-01" }] }) { __typename }`,
    ),
  child: async (id, domain) => {
    const child = await customer(`child-of-${domain}`);
    await change(
      `customerUpsertMany(input: { items: [{ id: "${child}", parent: { id: "${id}" } }] }) { __typename }`,
    );
  },
  merged: async (id, domain) => {
    const earlier = await customer(`earlier-${domain}`);
    await change(`customerMerge(input: { survivorId: "${id}", duplicateId: "${earlier}", reason: "One company." }) { __typename }`); // prettier-ignore
  },
  registration: async (_, domain) => {
    const input = complete({ customerName: 'Any', customerDomains: [domain] });
    const { dealRegistration } = await act(graph, seller, { action: 'Create', input });
    await act(graph, seller, { action: 'Submit', id: dealRegistration.id });
  },
  rivalry: async (_, domain) => {
    for (const viewer of [seller, rival]) {
      const input = complete({ kind: 'CUSTOMER_ENGAGEMENT', customerName: 'Any', customerDomains: [domain] });
      const { dealRegistration } = await act(graph, viewer, { action: 'Create', input });
      await act(graph, viewer, { action: 'Submit', id: dealRegistration.id });
    }
  },
};

const everything = Object.keys(belongings);
const some = fc.uniqueArray(fc.constantFrom(...everything), { maxLength: 4 });
const cases = [
  { survivors: [] as string[], duplicates: everything },
  { survivors: everything, duplicates: everything },
  ...fc.sample(fc.record({ survivors: some, duplicates: some }), 8),
];

test('of whatever two customers have nothing is lost when they are merged, and every name is told', async () => {
  const moving = columnsOf('moves');
  for (const { survivors, duplicates } of cases) {
    made += 1;
    const [domain, other] = [`s${made}.example`, `d${made}.example`];
    const [survivor, duplicate] = [await customer(domain), await customer(other)];
    for (const name of survivors) await belongings[name]?.(survivor, domain);
    for (const name of duplicates) await belongings[name]?.(duplicate, other);
    const count = async (id: string) => {
      const parts = Object.keys(columns).map((name) => {
        const [table = '', column = ''] = name.split('.');
        return `SELECT '${name}' AS name, count(*)::int AS count FROM ${table} WHERE ${column} = $1`;
      });
      const found = await rows<{ name: string; count: number }>(parts.join(' UNION ALL '), id);
      return new Map(found.map((each) => [each.name, each.count]));
    };
    const totals = () =>
      rows<{ name: string; count: number }>(
        Object.keys(columns)
          .map((name) => name.split('.')[0])
          .map((table) => `SELECT '${table}' AS name, count(*)::int AS count FROM ${table}`)
          .join(' UNION '),
      );
    const [all, keptBefore, givenBefore] = [await totals(), await count(survivor), await count(duplicate)];
    await change(`customerMerge(input: { survivorId: "${survivor}", duplicateId: "${duplicate}", reason: "One company." }) { __typename }`); // prettier-ignore
    const [kept, given] = [await count(survivor), await count(duplicate)];
    for (const name of moving.filter((each) => each !== 'customer.merged_into_id')) {
      const sum = (keptBefore.get(name) ?? 0) + (givenBefore.get(name) ?? 0);
      expect([survivors, duplicates, name, kept.get(name), given.get(name)]).toEqual([
        survivors,
        duplicates,
        name,
        sum,
        0,
      ]);
    }
    const merged = 'customer.merged_into_id';
    expect(kept.get(merged)).toBe((keptBefore.get(merged) ?? 0) + (givenBefore.get(merged) ?? 0) + 1);
    for (const name of columnsOf('is history'))
      expect([name, given.get(name)]).toEqual([name, givenBefore.get(name)]);
    const before = new Map(all.map((each) => [each.name, each.count]));
    const fewer = (await totals()).filter((each) => each.count < (before.get(each.name) ?? 0));
    expect(fewer).toEqual([]);
    expect(
      await rows(
        `SELECT action, entity_id AS id, reason FROM channelgraph.audit_event WHERE action LIKE 'customer.merged%' AND entity_id = ANY(ARRAY[$1, $2]::text[]) ORDER BY sequence DESC LIMIT 2`,
        survivor,
        duplicate,
      ),
    ).toEqual([
      { action: 'customer.mergedAway', id: duplicate, reason: 'One company.' },
      { action: 'customer.merged', id: survivor, reason: 'One company.' },
    ]);
    const undone = await graph.ask(admin, `mutation { customerUpsertMany(input: { items: [{ id: "${duplicate}", legalName: "Back" }] }) { ... on CustomerUpsertManySuccess { rows { issues { code } } } } }`); // prettier-ignore
    expect(undone.data.customerUpsertMany.rows[0].issues).toEqual([{ code: 'MERGED' }]);
  }
}, 240_000);
