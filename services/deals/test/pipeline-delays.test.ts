import { addDays } from '@channelgraph/core/calendar.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amountsOf } from '../src/modules/opportunity/opportunity.amounts.ts';
import { coverageSums } from '../src/modules/pipeline/pipeline.coverage.loaders.ts';
import type { CoverageArgs } from '../src/modules/pipeline/pipeline.coverage.loaders.ts';
import { coverageRole } from '../src/modules/pipeline/pipeline.coverage.ts';
import { delayedDealsOf, delaysOf } from '../src/modules/pipeline/pipeline.delays.loaders.ts';
import { delayKinds, delayOf, finishedStays, medianDays } from '../src/modules/pipeline/pipeline.delays.ts';
import type { DealSpell } from '../src/modules/pipeline/pipeline.delays.ts';
import { pipelinePolicy, usualDays } from '../src/modules/pipeline/pipeline.policy.ts';
import { defaultPipelinePolicy } from '../src/modules/opportunity/opportunity.stages.ts';
import { velocityOf } from '../src/modules/pipeline/pipeline.velocity.loaders.ts';
import { anyDay, anyHistory, stateOn, storeHistories } from './deal-histories.support.ts';
import type { Spell } from './deal-histories.support.ts';
import { admin, cam, createDealsGraph, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
});
afterAll(() => graph[Symbol.asyncDispose]());

const usd = (amount: string) => ({ amount, currency: 'USD' });
const importDeal = async (externalId: string, over: object = {}) => {
  const item = {
    externalReference: { system: 'crm', externalId },
    partner: { id: 'prt_a' },
    name: externalId,
    motion: 'NEW',
    revenueModel: 'TRANSACTIONAL',
    stage: 'QUALIFIED',
    currency: 'USD',
    oneTime: usd('100.00'),
    ...over,
  };
  const { data, errors } = await graph.ask(
    admin,
    `mutation ($input: OpportunityUpsertManyInput!) { opportunityUpsertMany(input: $input) { ... on OpportunityUpsertManySuccess { refusedCount rows { issues { message } } } } }`,
    { input: { items: [item] } },
  );
  expect(errors).toEqual([]);
  expect(data.opportunityUpsertMany).toMatchObject({ refusedCount: 0 });
};
const ask = async (selection: string, args = '', viewer: Viewer = admin) => {
  const { data, errors } = await graph.ask(
    viewer,
    `{ pipeline(scope: { partnerId: "prt_a" }${args}) { ${selection} } }`,
  );
  expect(errors).toEqual([]);
  return data.pipeline;
};

test('three deals are late, each in its ways, and were not before', async () => {
  graph.setTime('2026-09-01T14:00:00Z');
  await importDeal('in time', { closeDate: '2026-12-01' });
  await importDeal('slips', { closeDate: '2026-09-20' });
  await importDeal('moves on', {
    closeDate: '2026-10-30',
    revenueModel: 'MIXED',
    mrr: usd('10.00'),
    termMonths: 12,
  });
  graph.setTime('2026-09-10T14:00:00Z');
  await importDeal('slips', { closeDate: '2026-09-30' });
  graph.setTime('2026-10-10T14:00:00Z');
  await importDeal('slips', { closeDate: '2026-10-31' });
  await importDeal('moves on', {
    closeDate: '2026-11-30',
    stage: 'COMMITTED',
    revenueModel: 'MIXED',
    mrr: usd('10.00'),
    termMonths: 12,
  });
  graph.setTime('2026-10-16T14:00:00Z');
  const delays = 'delays { kind currency count oneTime { amount } mrr { amount } }';
  expect(await ask(delays)).toEqual({
    delays: [
      { kind: 'PUSHED', currency: 'USD', count: 2, oneTime: { amount: '200.00' }, mrr: { amount: '10.00' } },
      {
        kind: 'PAST_QUARTER',
        currency: 'USD',
        count: 1,
        oneTime: { amount: '100.00' },
        mrr: { amount: '0.00' },
      },
      { kind: 'SLIPPING', currency: 'USD', count: 1, oneTime: { amount: '100.00' }, mrr: { amount: '0.00' } },
    ],
  });
  // 45 days after the first of September: 30 usual days × 1.5 are not exceeded before the 17th of October.
  expect(await ask(delays, ', asOf: "2026-09-15"')).toEqual({
    delays: [
      { kind: 'PUSHED', currency: 'USD', count: 1, oneTime: { amount: '100.00' }, mrr: { amount: '0.00' } },
    ],
  });
  const deals =
    'delayedDeals(kind: STUCK, first: 1) { totalCount pageInfo { hasNextPage } nodes { opportunity { name } kinds stage stageSince daysInStage usualDays firstCloseDate closeDate pushCount } }';
  expect((await ask(deals)).delayedDeals).toEqual({
    totalCount: 0,
    pageInfo: { hasNextPage: false },
    nodes: [],
  });
  graph.setTime('2026-10-17T14:00:00Z');
  expect(
    (await ask(deals.replace('STUCK', 'SLIPPING'), '', partnerUser('prt_a', 'SALES'))).delayedDeals,
  ).toEqual({
    totalCount: 1,
    pageInfo: { hasNextPage: false },
    nodes: [
      {
        opportunity: { name: 'slips' },
        kinds: ['PUSHED', 'PAST_QUARTER', 'SLIPPING', 'STUCK'],
        stage: 'QUALIFIED',
        stageSince: '2026-09-01',
        daysInStage: 46,
        usualDays: 30,
        firstCloseDate: '2026-09-20',
        closeDate: '2026-10-31',
        pushCount: 2,
      },
    ],
  });
  expect((await ask(deals)).delayedDeals).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
  expect(await ask('velocity { motion stage medianDays sampleCount usualDays }')).toEqual({
    velocity: [{ motion: 'NEW', stage: 'QUALIFIED', medianDays: null, sampleCount: 1, usualDays: 30 }],
  });
}, 30_000);

test('coverage compares what may be won with what the target still lacks', async () => {
  await importDeal('won', {
    stage: 'WON',
    oneTime: usd('400.00'),
    openedOn: '2026-10-01',
    closedOn: '2026-10-17',
  });
  await importDeal('in euro', {
    currency: 'EUR',
    oneTime: { amount: '5.00', currency: 'EUR' },
    closeDate: '2026-11-01',
  });
  const coverage = (target: string, normalization = 'ACV') =>
    ask(
      `coverage(target: { amount: "${target}", currency: "USD" }, normalization: ${normalization}, closesFrom: "2026-10-01", closesBefore: "2027-01-01") { normalization target { amount } closed { amount } remaining { amount } open { amount } weighted { amount } ratio leftOutCurrencies }`,
    );
  // Open: 100 (25 %), 100 (25 %) and 100 + 12 × 10 (90 %).
  expect(await coverage('1000.00')).toEqual({
    coverage: {
      normalization: 'ACV',
      target: { amount: '1000.00' },
      closed: { amount: '400.00' },
      remaining: { amount: '600.00' },
      open: { amount: '420.00' },
      weighted: { amount: '248.00' },
      ratio: '0.4133',
      leftOutCurrencies: ['EUR'],
    },
  });
  expect((await coverage('400.00')).coverage).toMatchObject({ remaining: { amount: '0.00' }, ratio: null });
  expect((await coverage('90.00', 'MRR')).coverage).toMatchObject({ closed: { amount: '0.00' }, weighted: { amount: '9.00' }, ratio: '0.1000' }); // prettier-ignore
});

test.each([
  ['amount: "-1.00", currency: "USD"', 'target is -1.00 USD: it is at least 0.'],
  ['amount: "1.001", currency: "USD"', expect.stringMatching(/^target: .*decimals/)],
])('a target of %s is refused', async (target, message) => {
  const { errors } = await graph.ask(
    admin,
    `{ pipeline { coverage(target: { ${target} }, normalization: ACV, closesFrom: "2026-10-01", closesBefore: "2027-01-01") { ratio } } }`,
  );
  expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('nobody learns how late the deals of others are', async () => {
  const { data } = await graph.ask(
    cam('stf_other'),
    '{ pipeline(scope: { partnerId: "prt_a" }) { delays { count } velocity { sampleCount } delayedDeals(kind: PUSHED) { totalCount } expiringProtections { totalCount } coverage(target: { amount: "1.00", currency: "USD" }, normalization: ACV, closesFrom: "2026-10-01", closesBefore: "2027-01-01") { closed { amount } open { amount } } } }',
  );
  expect(data.pipeline).toEqual({
    delays: [],
    velocity: [],
    delayedDeals: { totalCount: 0 },
    expiringProtections: { totalCount: 0 },
    coverage: { closed: { amount: '0.00' }, open: { amount: '0.00' } },
  });
});

const rules = pipelinePolicy.schema.parse({
  ...defaultPipelinePolicy,
  stageDays: { QUALIFIED: 7, UPCOMING: 20 },
  stuckFactor: 1.15,
  slippingPushes: 1,
  velocityDays: 40,
  velocitySample: 5,
});
interface KnownDeal {
  readonly id: string;
  readonly history: readonly DealSpell[];
  readonly spells: readonly Spell[];
}
const delayRules = { ...rules, usualDays: usualDays(rules) };
const sumBy = <Item, Sum>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  sum: (own: readonly Item[]) => Sum,
): Record<string, Sum> =>
  Object.fromEntries([...Map.groupBy(items, keyOf)].map(([key, own]) => [key, sum(own)]));
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

function delaySums(deals: readonly KnownDeal[], asOf: string) {
  const late = deals.flatMap(({ history, spells }) => {
    const state = stateOn(spells, asOf);
    const kinds = delayOf(history, asOf, delayRules)?.kinds ?? [];
    return state ? kinds.map((kind) => ({ kind, ...state })) : [];
  });
  return sumBy(late, ({ kind, currency }) => `${kind} ${currency}`, (own) => [
    own.length,
    total(own.map(({ oneTimeMinor }) => oneTimeMinor)),
    total(own.map(({ mrrMinor }) => mrrMinor)),
  ]); // prettier-ignore
}

function velocitySums(deals: readonly KnownDeal[], asOf: string) {
  const stays = deals.flatMap(({ history }) => finishedStays(history, asOf, rules.velocityDays));
  return sumBy(stays, ({ motion, stage }) => `${motion} ${stage}`, (own) => [
    own.length,
    medianDays(own.map(({ days }) => days), rules.velocitySample),
  ]); // prettier-ignore
}

function coverageBy(deals: readonly KnownDeal[], asOf: string, args: CoverageArgs) {
  const counted = deals.flatMap(({ history, spells }) => {
    const role = coverageRole(history, asOf, args);
    const state = stateOn(spells, asOf);
    if (role === null || state === null) return [];
    const { acvMinor, tcvMinor, mrrMinor } = amountsOf(state);
    const amount = { ACV: acvMinor, TCV: tcvMinor, MRR: mrrMinor }[args.normalization];
    return [{ role, amount, ...state }];
  });
  return sumBy(counted, ({ currency }) => currency, (own) => {
    const open = own.filter(({ role }) => role === 'OPEN');
    return [
      total(own.filter(({ role }) => role === 'CLOSED').map(({ amount }) => amount)),
      total(open.map(({ amount }) => amount)),
      total(open.map(({ amount, probabilityBps }) => amount * BigInt(probabilityBps))),
    ];
  }); // prettier-ignore
}

test('delays, velocity and coverage of the database are those of the rules, on any histories', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyHistory, { maxLength: 12 }),
      anyDay,
      anyDay,
      fc.constantFrom('ACV', 'TCV', 'MRR'),
      async (histories, asOf, from, normalization) => {
        run += 1;
        const partnerId = `prt_late_${run}`;
        await storeHistories(graph, partnerId, histories);
        const context = graph.createContext(admin);
        const origin = {
          selection: { partnerIds: [partnerId] },
          partnerId: null,
          asOf,
          knownAt: null,
          rules,
        };
        const args = { normalization, from, before: addDays(from, 40) };
        const deals = histories.map((spells, index) => ({
          id: `${partnerId}_${index}`,
          spells,
          history: spells.map(({ state, ...span }): DealSpell => ({ ...span, ...state })),
        }));
        const delays = await delaysOf(context, origin, {});
        expect(
          Object.fromEntries(
            delays.map((row) => [`${row.kind} ${row.currency}`, [row.count, row.oneTimeMinor, row.mrrMinor]]),
          ),
        ).toEqual(delaySums(deals, asOf));
        const velocity = await velocityOf(context, origin, {});
        expect(
          Object.fromEntries(
            velocity.map((row) => [`${row.motion} ${row.stage}`, [row.sampleCount, row.medianDays]]),
          ),
        ).toEqual(velocitySums(deals, asOf));
        const sums = await coverageSums(context, origin, args);
        expect(
          Object.fromEntries(
            sums.map((row) => [row.currency, [row.closedMinor, row.openMinor, row.weighted]]),
          ),
        ).toEqual(coverageBy(deals, asOf, args));
        for (const kind of delayKinds) {
          const late = await delayedDealsOf(context, origin, { kind, first: 50 });
          const expected = deals.flatMap(({ id, history }) => {
            const delay = delayOf(history, asOf, delayRules);
            return delay?.kinds.includes(kind) ? [{ id, ...delay }] : [];
          });
          expect(late.nodes).toMatchObject(
            expected.toSorted((a, b) => (`${a.stageSince} ${a.id}` < `${b.stageSince} ${b.id}` ? -1 : 1)),
          );
        }
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);
