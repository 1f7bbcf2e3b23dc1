import { afterAll, beforeAll, expect, test } from 'vitest';
import { admin, createDealsGraph, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await graph.ask(
    admin,
    `mutation { opportunityUpsertMany(input: { items: [{ partner: { id: "prt_a" }, name: "A", stage: QUALIFIED, oneTime: { amount: "1", currency: "USD" } }] }) { __typename } }`,
  );
});
afterAll(() => graph[Symbol.asyncDispose]());

test('every table is behind forced row-level security', async () => {
  const open = await graph.database.for(admin, 'test').read.$queryRaw`
    SELECT relname::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> '_prisma_migrations'
      AND NOT (relrowsecurity AND relforcerowsecurity)`;
  expect(open).toEqual([]);
});

test.each([
  'UPDATE opportunity_revision SET one_time_minor = 0',
  'DELETE FROM opportunity_revision',
  "UPDATE opportunity_revision SET superseded_at = now(), stage = 'WON'",
])('the history cannot be rewritten: %s', async (statement) => {
  const { write } = graph.database.for(admin, 'test');
  await expect(write((tx) => tx.$executeRawUnsafe(statement))).rejects.toThrow(
    'history is corrected by new rows',
  );
});

test.each(['seat_snapshot', 'mrr_movement', 'contract_month_close', 'partner_fact'])(
  'rows of %s are written once',
  async (table) => {
    const { write } = graph.database.for(admin, 'test');
    await expect(write((tx) => tx.$executeRawUnsafe(`DELETE FROM ${table}`))).rejects.toThrow(
      /permission denied/,
    );
  },
);

test('a partner writes no row of another partner, whatever the code above would let through', async () => {
  const { write } = graph.database.for(partnerUser('prt_b', 'ADMIN'), 'test');
  expect(await write((tx) => tx.$executeRaw`UPDATE opportunity SET name = 'mine'`)).toBe(0);
  await expect(
    write(
      (tx) =>
        tx.$executeRaw`INSERT INTO customer_partner (customer_id, partner_id) VALUES ('cus_1', 'prt_a')`,
    ),
  ).rejects.toThrow(/row-level security/);
  await expect(
    write(
      (
        tx,
      ) => tx.$executeRaw`INSERT INTO customer (id, legal_name, normalized_name, created_at, created_by, updated_at, updated_by)
      VALUES ('cus_1', 'x', 'x', now(), 'x', now(), 'x')`,
    ),
  ).rejects.toThrow(/permission denied/);
});

test.each([
  'UPDATE managed_contract_revision SET mrr_minor = 1',
  "INSERT INTO mrr_movement (id, partner_id) VALUES ('mov_1', 'prt_b')",
  "INSERT INTO contract_month_close (contract_id, partner_id) VALUES ('ctr_1', 'prt_b')",
  "INSERT INTO partner_fact (partner_id) VALUES ('prt_b')",
  "INSERT INTO managed_contract (id, partner_id) VALUES ('ctr_1', 'prt_b')",
  'UPDATE channelgraph.partner_tier SET rank = 9',
  "UPDATE channelgraph.partner_directory SET currency = 'EUR'",
  "UPDATE channelgraph.member SET status = 'ACTIVE'",
  "UPDATE channelgraph.external_name SET entity_id = 'x'",
])('a partner writes nothing of its own that decides what it earns: %s', async (statement) => {
  const { write } = graph.database.for(partnerUser('prt_b', 'ADMIN'), 'test');
  await expect(write((tx) => tx.$executeRawUnsafe(statement))).rejects.toThrow(/permission denied/);
});

test('two truths about one day of a deal are refused by the database', async () => {
  const { write } = graph.database.for(admin, 'test');
  await expect(
    write(
      (tx) => tx.$executeRaw`
        INSERT INTO opportunity_revision
        SELECT n.* FROM opportunity_revision o, jsonb_populate_record(o, '{"id": "orv_second"}') AS n`,
    ),
  ).rejects.toThrow(/opportunity_revision_no_overlap/);
});
