import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admin, createDealsGraph, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  const { data } = await graph.ask(
    admin,
    `mutation ($input: OpportunityUpsertManyInput!) { opportunityUpsertMany(input: $input) {
      ... on OpportunityUpsertManySuccess { createdCount } ... on UserError { message } } }`,
    { input: { items: Array.from({ length: 120 }, (_, index) => deal(index)) } },
  );
  if (data.opportunityUpsertMany.createdCount !== 120) throw new Error('The deals were not stored.');
});
afterAll(() => graph[Symbol.asyncDispose]());

const regions = ['East', 'west', 'Über', null];
const stages = ['PROSPECT', 'QUALIFIED', 'COMMITTED', 'WON', 'LOST'];
const day = (index: number) => `2026-0${1 + (index % 9)}-${String(1 + (index % 28)).padStart(2, '0')}`;

function deal(index: number) {
  const stage = stages[index % 5];
  const isClosed = stage === 'WON' || stage === 'LOST';
  return {
    externalReference: { system: 'crm', externalId: `D${index}` },
    partner: { id: index % 3 === 0 ? 'prt_b' : 'prt_a' },
    name: `Deal ${index % 7} of ${index}`,
    stage,
    region: regions[index % 4],
    oneTime: { amount: `${index}.${10 + index % 90}`, currency: index % 6 === 0 ? 'EUR' : 'USD' },
    productLines: index % 2 === 0 ? [{ id: 'pln_x' }] : [],
    ...(index % 4 === 1 ? { sourceRole: 'SOURCED' } : {}),
    openedOn: '2026-01-01',
    ...(isClosed ? { closedOn: day(index) } : { closeDate: day(index) }),
    ...(stage === 'LOST' ? { lossReason: 'PRICE' } : {}),
  };
} // prettier-ignore

const text = fc.constantFrom('East', 'EAST', 'west', 'über', 'e', 'Deal 3', 'deal', '');
const stringFilter = fc.record(
  { eq: text, in: fc.array(text, { maxLength: 2 }), contains: text, startsWith: text },
  { requiredKeys: [] },
);
const enumFilter = (values: readonly string[]) =>
  fc.record(
    { eq: fc.constantFrom(...values), in: fc.array(fc.constantFrom(...values), { maxLength: 3 }) },
    { requiredKeys: [] },
  );
const date = fc.nat(60).map(day);
const dateFilter = fc.record({ eq: date, gt: date, gte: date, lt: date, lte: date }, { requiredKeys: [] });
const simple = fc.record(
  {
    partnerId: enumFilter(['prt_a', 'prt_b', 'prt_none']),
    name: stringFilter,
    region: stringFilter,
    stage: enumFilter(stages),
    sourceRole: enumFilter(['SOURCED', 'REFERRED']),
    productLineIds: fc.array(fc.constantFrom('pln_x', 'pln_none'), { maxLength: 2 }),
    isOpen: fc.boolean(),
    closedOn: dateFilter,
    closeDate: dateFilter,
  },
  { requiredKeys: [], noNullPrototype: true },
);
const filters = fc
  .tuple(simple, fc.record({ and: fc.array(simple, { maxLength: 2 }), or: fc.array(simple, { maxLength: 2 }), not: simple }, { requiredKeys: [] }))
  .map(([own, nested]) => ({ ...own, ...nested })); // prettier-ignore
const dimensions = fc.uniqueArray(
  fc.constantFrom('STAGE', 'OUTCOME', 'PARTNER', 'REGION', 'CURRENCY', 'SOURCE_ROLE', 'LOSS_REASON'),
  { maxLength: 3 },
);

const question = `query Reconcile($filter: OpportunityFilter, $groupBy: [DealDimension!]!, $first: Int) {
  opportunities(filter: $filter, first: 0) { totalCount }
  dealMetrics(filter: $filter, groupBy: $groupBy, first: $first, having: { dealCount: { gt: 1 } }) {
    groups { measures { ...sums } } others { measures { ...sums } } totals { ...sums }
  } }
  fragment sums on DealMeasures { dealCount openCount wonCount lostCount oneTime { amount currency } }`;

interface Sums {
  readonly dealCount: number;
  readonly openCount: number;
  readonly wonCount: number;
  readonly lostCount: number;
  readonly oneTime: readonly { readonly amount: string; readonly currency: string }[];
}

function added(parts: readonly Sums[]) {
  const cents = new Map<string, bigint>();
  for (const { oneTime } of parts) {
    for (const { amount, currency } of oneTime) {
      cents.set(currency, (cents.get(currency) ?? 0n) + BigInt(amount.replace('.', '')));
    }
  }
  const count = (name: 'dealCount' | 'openCount' | 'wonCount' | 'lostCount') =>
    parts.reduce((sum, each) => sum + each[name], 0);
  return [
    count('dealCount'),
    count('openCount'),
    count('wonCount'),
    count('lostCount'),
    Object.fromEntries(cents),
  ];
}

test.each([['all', admin], ['one partner', partnerUser('prt_a', 'SALES')]])(
  'whatever the filter, metrics count what the list counts, and groups and others are the totals: %s',
  async (_, viewer) => {
    await fc.assert(
      fc.asyncProperty(filters, dimensions, fc.integer({ min: 1, max: 5 }), async (filter, groupBy, first) => {
        const { data, errors } = await graph.ask(viewer, question, { filter, groupBy, first });
        expect(errors).toEqual([]);
        const { groups, others, totals } = data.dealMetrics;
        expect(totals.dealCount).toBe(data.opportunities.totalCount);
        const shown = groups.map(({ measures }: { measures: Sums }) => measures);
        expect(added([...shown, others.measures])).toEqual(added([totals]));
      }),
      { numRuns: 100 },
    );
  },
  120_000,
); // prettier-ignore
