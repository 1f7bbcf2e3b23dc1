import { ConflictError, DomainError } from '@channelgraph/core/domain-errors.ts';
import { ServiceUnavailableError } from '@channelgraph/server/request-errors.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeCustomers } from '../src/modules/customer/customer.merge.ts';
import { approveRegistration } from '../src/modules/deal-registration/deal-registration.decisions.ts';
import { admin, rival, seller, underReview } from './deal-registration.support.ts';
import { createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

const rounds = 12;
let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  graph.setTime('2026-10-15T14:00:00Z');
});
afterAll(() => graph[Symbol.asyncDispose]());

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const rows = <Row>(sql: string, ...values: string[]) =>
  graph.database.for(admin, 'test').write((tx) => tx.$queryRawUnsafe<Row[]>(sql, ...values));
const customer = async (name: string): Promise<string> => {
  const { data } = await graph.ask(
    admin,
    `mutation { customerUpsertMany(input: { items: [{ externalReference: { system: "crm", externalId: "${name}" }, legalName: "${name}", domains: ["${name}.example"] }] }) { ... on CustomerUpsertManySuccess { rows { id } } } }`,
  );
  return data.customerUpsertMany.rows[0].id;
};

/** Tries until the database is not busy, as its answer asks for. */
async function outcomeOf(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
    return 'done';
  } catch (error) {
    if (error instanceof ServiceUnavailableError) return outcomeOf(attempt);
    if (error instanceof ConflictError) return error.rule;
    return error instanceof DomainError ? error.constructor.name : String(error);
  }
}
const merge = (survivorId: string, duplicateId: string) =>
  outcomeOf(() =>
    mergeCustomers(graph.createContext(admin), { survivorId, duplicateId, reason: 'One company.' }),
  );
const approve = (id: string) => outcomeOf(() => approveRegistration(graph.createContext(admin), id, {}));

/** Two partners that hold one customer, product line and region at one time. */
const overlaps = () =>
  rows(`SELECT a.registration_id FROM protection_claim a JOIN protection_claim b ON a.customer_node_id = b.customer_node_id
    AND a.product_line_id = b.product_line_id AND a.region && b.region AND a.during && b.during AND a.partner_id < b.partner_id`);
/** Records that lead nowhere: to a customer that was merged, or round in a circle. */
const lost = () =>
  rows(`SELECT r.id FROM deal_registration r JOIN customer c ON c.id = r.customer_id WHERE c.merged_into_id IS NOT NULL
    UNION ALL SELECT c.id FROM customer c JOIN customer s ON s.id = c.merged_into_id WHERE s.merged_into_id IS NOT NULL
    UNION ALL SELECT c.id FROM customer c JOIN customer p ON p.id = c.parent_id WHERE p.merged_into_id IS NOT NULL`);

test('of two merges that contradict each other one happens', async () => {
  for (const round of numbers(rounds)) {
    const [one, other] = [await customer(`one-${round}`), await customer(`other-${round}`)];
    const outcomes = await Promise.all([merge(one, other), merge(other, one)]);
    expect(outcomes.toSorted((a, b) => a.localeCompare(b))).toEqual(['done', 'NotFoundError']);
    expect(await lost()).toEqual([]);
  }
}, 120_000);

test('merges that follow each other lead to one survivor, in whatever order they come through', async () => {
  for (const round of numbers(rounds)) {
    const [top, middle, bottom] = [await customer(`top-${round}`), await customer(`mid-${round}`), await customer(`low-${round}`)]; // prettier-ignore
    const outcomes = await Promise.all([merge(top, middle), merge(middle, bottom)]);
    expect(['done', 'NotFoundError']).toContain(outcomes[1]);
    expect(outcomes[0]).toBe('done');
    if (outcomes[1] !== 'done') expect(await merge(top, bottom)).toBe('done');
    expect(
      await rows(
        `SELECT merged_into_id AS into FROM customer WHERE id = ANY(ARRAY[$1, $2]::text[])`,
        middle,
        bottom,
      ),
    ).toEqual([{ into: top }, { into: top }]);
    expect(await lost()).toEqual([]);
  }
}, 120_000);

test('approvals that race with a merge leave at most one protected, and a case about the others', async () => {
  for (const round of numbers(rounds)) {
    const describe = (name: string) => ({ customerName: name, customerDomains: [`${name}.example`] });
    const [early, late] = [`early-${round}`, `late-${round}`];
    const first = await underReview(graph, seller, describe(early));
    const second = await underReview(graph, rival, describe(late));
    const ids = await rows<{ customer_id: string }>(
      `SELECT customer_id FROM deal_registration WHERE id = ANY(ARRAY[$1, $2]::text[]) ORDER BY submitted_at, id`,
      first,
      second,
    );
    const [survivor = '', duplicate = ''] = ids.map(({ customer_id }) => customer_id);
    const outcomes = await Promise.all([approve(second), merge(survivor, duplicate), approve(first)]);
    expect(outcomes[1]).toBe('done');
    for (const outcome of outcomes) expect(['done', 'protection.claimed', 'InvalidTransitionError', 'PolicyViolationError']).toContain(outcome); // prettier-ignore
    const after = await rows<{ status: string; customer_id: string }>(
      `SELECT status::text, customer_id FROM deal_registration WHERE id = ANY(ARRAY[$1, $2]::text[])`,
      first,
      second,
    );
    expect(after.map(({ customer_id }) => customer_id)).toEqual([survivor, survivor]);
    expect(after.filter(({ status }) => status === 'APPROVED').length).toBeLessThanOrEqual(1);
    expect(after.every(({ status }) => status === 'APPROVED' || status === 'CONFLICTED')).toBe(true);
    expect(
      await rows(
        `SELECT k.status::text, count(*)::int AS parties FROM conflict_case k JOIN conflict_party p ON p.case_id = k.id
         WHERE p.registration_id = ANY(ARRAY[$1, $2]::text[]) GROUP BY k.id`,
        first,
        second,
      ),
    ).toEqual([{ status: 'OPEN', parties: 2 }]);
    expect([await overlaps(), await lost()]).toEqual([[], []]);
  }
}, 240_000);
