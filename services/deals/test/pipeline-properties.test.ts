import { addDays } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amountsOf } from '../src/modules/opportunity/opportunity.amounts.ts';
import { outcomeOf } from '../src/modules/opportunity/opportunity.stages.ts';
import { everyDimension } from '../src/modules/pipeline/pipeline.dimensions.ts';
import { pipelineOf } from '../src/modules/pipeline/pipeline.loaders.ts';
import { addAmounts, heldBy, noAmounts } from '../src/modules/pipeline/pipeline.waterfall.ts';
import type { WaterfallRange } from '../src/modules/pipeline/pipeline.waterfall.ts';
import { readWaterfall } from '../src/modules/pipeline/pipeline.waterfall.loaders.ts';
import { anyDay, anyHistory, firstDay, stateOn, storeHistories } from './deal-histories.support.ts';
import type { Spell } from './deal-histories.support.ts';
import { admin, createDealsGraph } from './support.ts';
import type { DealsGraph } from './support.ts';

const partnerIds = ['prt_1', 'prt_2', 'prt_3', 'prt_4', 'prt_5'];
const histories = new Map<string, Spell[][]>();
let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  const program = fc.array(fc.array(anyHistory, { minLength: 12, maxLength: 12 }), {
    minLength: 5,
    maxLength: 5,
  });
  const [told = []] = fc.sample(program, { numRuns: 1 });
  for (const [index, id] of partnerIds.entries()) {
    histories.set(id, told[index] ?? []);
    await storeHistories(graph, id, told[index] ?? []);
  }
}, 60_000);
afterAll(() => graph[Symbol.asyncDispose]());

const context = () => graph.createContext(admin);
const statesOn = (ids: readonly string[], day: string) =>
  ids.flatMap((id) => histories.get(id) ?? []).flatMap((spells) => stateOn(spells, day) ?? []);
const open = (ids: readonly string[], day: string) =>
  statesOn(ids, day).filter(({ stage }) => outcomeOf(stage) === 'OPEN');
const pipeline = (ids: readonly string[], asOf: string, dimensions = everyDimension.slice(0, 0)) =>
  pipelineOf(context(), { partnerIds: ids }, { asOf, knownAt: null, dimensions });
const anyPartners = fc.subarray(partnerIds);
const measures = ['count', 'oneTime', 'mrr', 'arr', 'acv', 'tcv'] as const;

test('a pipeline of any past day is what a replay of the histories gives', async () => {
  await fc.assert(
    fc.asyncProperty(anyPartners, anyDay, async (ids, asOf) => {
      const deals = open(ids, asOf);
      const { opportunityCount, cells } = await pipeline(ids, asOf);
      expect(opportunityCount).toBe(deals.length);
      for (const currency of ['USD', 'EUR']) {
        const own = deals.filter((deal) => deal.currency === currency).map(amountsOf);
        const sum = (pick: (amounts: (typeof own)[number]) => bigint) => own.reduce((all, each) => all + pick(each), 0n); // prettier-ignore
        const cell = cells.find((each) => each.currency === currency);
        expect([
          cell?.count ?? 0,
          cell?.oneTime ?? 0n,
          cell?.mrr ?? 0n,
          cell?.acv ?? 0n,
          cell?.tcv ?? 0n,
        ]).toEqual([
          own.length,
          sum(({ oneTimeMinor }) => oneTimeMinor),
          sum(({ mrrMinor }) => mrrMinor),
          sum(({ acvMinor }) => acvMinor),
          sum(({ tcvMinor }) => tcvMinor),
        ]);
      }
    }),
    { numRuns: 1000 },
  );
}, 240_000);

test('the pipelines of the partners add up to that of the program, line by line, and no likely amount is above its own', async () => {
  await fc.assert(
    fc.asyncProperty(anyDay, fc.subarray([...everyDimension]), async (asOf, dimensions) => {
      const whole = await pipeline(partnerIds, asOf, dimensions);
      const parts = await Promise.all(partnerIds.map((id) => pipeline([id], asOf, dimensions)));
      const keyOf = (cell: (typeof whole.cells)[number]) => everyName.map((name) => cell[name]).join('|');
      for (const cell of whole.cells) {
        const own = parts.flatMap(({ cells }) => cells).filter((each) => keyOf(each) === keyOf(cell));
        for (const measure of measures) {
          expect(own.reduce((sum, each) => sum + BigInt(each[measure]), 0n)).toBe(BigInt(cell[measure]));
        }
        expect(cell.weightedOneTime <= cell.oneTime && cell.defaultWeightedOneTime <= cell.oneTime).toBe(
          true,
        );
        expect(cell.weightedMrr <= cell.mrr && cell.defaultWeightedMrr <= cell.mrr).toBe(true);
        expect(cell.weightedArr <= cell.arr && cell.defaultWeightedArr <= cell.arr).toBe(true);
        expect(cell.weightedAcv <= cell.acv && cell.defaultWeightedAcv <= cell.acv).toBe(true);
        expect(cell.weightedTcv <= cell.tcv && cell.defaultWeightedTcv <= cell.tcv).toBe(true);
      }
      const keys = new Set(whole.cells.map(keyOf));
      expect(parts.every(({ cells }) => cells.every((cell) => keys.has(keyOf(cell))))).toBe(true);
      expect(parts.reduce((sum, { opportunityCount }) => sum + opportunityCount, 0)).toBe(
        whole.opportunityCount,
      );
    }),
    { numRuns: 250 },
  );
}, 240_000);
const everyName = ['motion', 'revenueModel', 'stage', 'sourceRole', 'productLineId', 'segment', 'closeWindow', 'currency'] as const; // prettier-ignore

test('a waterfall between any two days opens and closes with what a replay holds, and closes by its steps', async () => {
  const anyRange = fc.record({
    closesFrom: fc.option(anyDay),
    closesBefore: fc.option(anyDay),
    motions: fc.constant(null),
  });
  await fc.assert(
    fc.asyncProperty(
      anyPartners,
      fc.uniqueArray(anyDay, { minLength: 2, maxLength: 2 }),
      anyRange,
      async (ids, days, range) => {
        const [from = firstDay, to = addDays(from, 1)] = days.toSorted();
        const query = { ...range, selection: { partnerIds: ids }, from, to, knownAt: null };
        const lines = await readWaterfall(context().db.read, query);
        for (const currency of ['USD', 'EUR']) {
          const line = lines.find((each) => each.currency === currency);
          const steps = (line?.steps ?? []).map(amountsIn).reduce(addAmounts, noAmounts);
          expect(addAmounts(amountsIn(line?.opening), steps)).toEqual(amountsIn(line?.closing));
          expect(amountsIn(line?.opening)).toEqual(heldOn(ids, from, currency, range));
          expect(amountsIn(line?.closing)).toEqual(heldOn(ids, to, currency, range));
        }
      },
    ),
    { numRuns: 1000 },
  );
}, 240_000);

const amountsIn = ({ count, oneTime, mrr, acv, tcv } = noAmounts) => ({ count, oneTime, mrr, acv, tcv });
function heldOn(ids: readonly string[], day: string, currency: string, range: WaterfallRange) {
  return statesOn(ids, day)
    .filter((state) => state.currency === currency)
    .map((state) => heldBy(state, range) ?? noAmounts)
    .reduce(addAmounts, noAmounts);
}

test('the pipeline of today has the deals that are open in the table of today', async () => {
  graph.setTime('2026-10-15T14:00:00Z');
  const anyDeal = fc.record({
    stage: fc.constantFrom('PROSPECT', 'QUALIFIED', 'COMMITTED', 'WON'),
    cents: fc.integer({ min: 0, max: 10 ** 9 }),
  });
  const deals = fc.sample(fc.array(anyDeal, { minLength: 100, maxLength: 100 }), { numRuns: 10 }).flat();
  for (let place = 0; place < deals.length; place += 100) {
    const items = deals.slice(place, place + 100).map(({ stage, cents }, index) => ({
      externalReference: { system: 'crm', externalId: `T${place + index}` }, partner: { id: 'prt_a' }, name: 'Any',
      motion: 'NEW', revenueModel: 'TRANSACTIONAL', stage, currency: 'USD', openedOn: '2026-10-01',
      ...(stage === 'WON' ? { closedOn: '2026-10-14' } : {}), oneTime: { amount: (cents / 100).toFixed(2), currency: 'USD' },
    })); // prettier-ignore
    const { data } = await graph.ask(admin, 'mutation ($input: OpportunityUpsertManyInput!) { opportunityUpsertMany(input: $input) { ... on OpportunityUpsertManySuccess { refusedCount } } }', { input: { items } }); // prettier-ignore
    expect(data.opportunityUpsertMany).toEqual({ refusedCount: 0 });
  }
  const { _count, _sum } = await context().db.read.opportunity.aggregate({
    where: { partnerId: 'prt_a', stage: { notIn: ['WON', 'RENEWED', 'LOST', 'LAPSED'] } },
    _count: true,
    _sum: { oneTimeMinor: true },
  });
  const { opportunityCount, cells } = await pipeline(['prt_a'], '2026-10-15');
  expect([opportunityCount, cells.map(({ oneTime }) => oneTime)]).toEqual([_count, [_sum.oneTimeMinor]]);
}, 60_000);
