import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountsOf } from '../opportunity/opportunity.amounts.ts';
import { defaultPipelinePolicy } from '../opportunity/opportunity.stages.ts';
import { closeWindows, everyDimension, usualDimensions } from './pipeline.dimensions.ts';
import type { PipelineDimension } from './pipeline.dimensions.ts';
import { defaultBps } from './pipeline.policy.ts';
import { groupsOf, pipelineTotal, shapePipeline, sourceRoles } from './pipeline.shape.ts';
import type { PipelineDeal, PipelineGroup } from './pipeline.shape.ts';

const bps = defaultBps(defaultPipelinePolicy);
const shapeOf = (
  deals: readonly PipelineDeal[],
  dimensions: readonly PipelineDimension[] = usualDimensions,
) =>
  shapePipeline(
    deals.flatMap((each) => groupsOf(each, dimensions)),
    { dimensions, defaultBps: bps },
  );

const deal = (over: Partial<PipelineDeal>): PipelineDeal => ({
  partnerId: 'prt_1',
  motion: 'NEW',
  revenueModel: 'TRANSACTIONAL',
  stage: 'QUALIFIED',
  sourceRole: 'SOURCED',
  productLineIds: [],
  segment: null,
  closeWindow: 'NO_DATE',
  currency: 'USD',
  probabilityBps: 2500,
  oneTimeMinor: 0n,
  mrrMinor: 0n,
  termMonths: 0,
  ...over,
});

test('a mixed deal is a transactional and a recurring line, and one deal', () => {
  const shape = shapeOf([
    deal({
      revenueModel: 'MIXED',
      oneTimeMinor: 300_00n,
      mrrMinor: 10_00n,
      termMonths: 24,
      probabilityBps: 5000,
    }),
  ]);
  expect(shape.opportunityCount).toBe(1);
  const shared = { motion: 'NEW', stage: 'QUALIFIED', sourceRole: 'SOURCED', productLineId: null, segment: null, closeWindow: null, currency: 'USD', count: 1, mixedCount: 1, sharedCount: 0 }; // prettier-ignore
  expect(shape.cells).toEqual([
    {
      ...shared, revenueModel: 'RECURRING', oneTime: 0n, mrr: 1000n, arr: 12_000n, acv: 12_000n, tcv: 24_000n,
      weightedOneTime: 0n, weightedMrr: 500n, weightedArr: 6000n, weightedAcv: 6000n, weightedTcv: 12_000n,
      defaultWeightedOneTime: 0n, defaultWeightedMrr: 250n, defaultWeightedArr: 3000n,
      defaultWeightedAcv: 3000n, defaultWeightedTcv: 6000n,
    },
    {
      ...shared, revenueModel: 'TRANSACTIONAL', oneTime: 30_000n, mrr: 0n, arr: 0n, acv: 30_000n, tcv: 30_000n,
      weightedOneTime: 15_000n, weightedMrr: 0n, weightedArr: 0n, weightedAcv: 15_000n, weightedTcv: 15_000n,
      defaultWeightedOneTime: 7500n, defaultWeightedMrr: 0n, defaultWeightedArr: 0n,
      defaultWeightedAcv: 7500n, defaultWeightedTcv: 7500n,
    },
  ]); // prettier-ignore
});

test('without the revenue model a mixed deal is one line, and without any dimension there is one per currency', () => {
  const deals = [
    deal({ revenueModel: 'MIXED', oneTimeMinor: 100n, mrrMinor: 10n, termMonths: 12 }),
    deal({ motion: 'EXPANSION', oneTimeMinor: 5n }),
    deal({ currency: 'EUR', oneTimeMinor: 7n }),
  ];
  expect(shapeOf(deals, []).cells).toMatchObject([
    { motion: null, revenueModel: null, stage: null, currency: 'EUR', count: 1, oneTime: 7n, mrr: 0n },
    { currency: 'USD', count: 2, mixedCount: 1, oneTime: 105n, mrr: 10n, acv: 225n },
  ]);
});

test('a deal about three product lines counts in each, is divided among them to the minor unit, and is one deal', () => {
  const { cells, opportunityCount } = shapeOf(
    [
      deal({ productLineIds: ['pln_a', 'pln_b', 'pln_c'], oneTimeMinor: 100n }),
      deal({ productLineIds: ['pln_b'], oneTimeMinor: 10n }),
      deal({ oneTimeMinor: 1n }),
    ],
    ['PRODUCT_LINE'],
  );
  expect(opportunityCount).toBe(3);
  expect(
    cells.map(({ productLineId, count, sharedCount, oneTime }) => [
      productLineId,
      count,
      sharedCount,
      oneTime,
    ]),
  ).toEqual([
    ['pln_a', 1, 1, 34n],
    ['pln_b', 2, 1, 43n],
    ['pln_c', 1, 1, 33n],
    [null, 1, 0, 1n],
  ]);
});

test('weighted amounts are rounded half to even once per line, not once per deal', () => {
  const [line] = shapeOf([
    deal({ oneTimeMinor: 1n, probabilityBps: 5000 }),
    deal({ oneTimeMinor: 2n, probabilityBps: 5000 }),
  ]).cells;
  expect(line?.weightedOneTime).toBe(2n);
  const [half] = shapeOf([deal({ oneTimeMinor: 5n, probabilityBps: 5000 })]).cells;
  expect(half?.weightedOneTime).toBe(2n);
});

test('a total names its normalisation and takes only its currency', () => {
  const { cells } = shapeOf([
    deal({ oneTimeMinor: 1000n }),
    deal({ revenueModel: 'RECURRING', mrrMinor: 100n, termMonths: 36, probabilityBps: 5000 }),
    deal({ currency: 'EUR', oneTimeMinor: 7n }),
  ]);
  expect(pipelineTotal(cells, 'ACV', 'USD')).toEqual({
    amountMinor: 2200n,
    weightedMinor: 850n,
    defaultWeightedMinor: 550n,
  });
  expect(pipelineTotal(cells, 'TCV', 'USD')).toEqual({
    amountMinor: 4600n,
    weightedMinor: 2050n,
    defaultWeightedMinor: 1150n,
  });
  expect(pipelineTotal(cells, 'MRR', 'USD')).toEqual({
    amountMinor: 100n,
    weightedMinor: 50n,
    defaultWeightedMinor: 25n,
  });
  expect(pipelineTotal(cells, 'ACV', 'JPY')).toEqual({
    amountMinor: 0n,
    weightedMinor: 0n,
    defaultWeightedMinor: 0n,
  });
});

const anyDeal: fc.Arbitrary<PipelineDeal> = fc
  .record({
    partnerId: fc.constantFrom('prt_1', 'prt_2'),
    motion: fc.constantFrom('NEW', 'EXPANSION', 'WIN_BACK'),
    revenueModel: fc.constantFrom('TRANSACTIONAL', 'RECURRING', 'MIXED'),
    stage: fc.constantFrom('PROSPECT', 'QUALIFIED', 'COMMITTED'),
    sourceRole: fc.constantFrom(...sourceRoles, null),
    productLineIds: fc.subarray(['pln_a', 'pln_b', 'pln_c']),
    segment: fc.constantFrom('PURE_PLAY', 'MSSP', null),
    closeWindow: fc.constantFrom(...closeWindows),
    currency: fc.constantFrom('USD', 'EUR'),
    probabilityBps: fc.integer({ min: 0, max: 10_000 }),
    oneTimeMinor: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    mrrMinor: fc.bigInt({ min: 0n, max: 10n ** 10n }),
    termMonths: fc.integer({ min: 1, max: 60 }),
  })
  .map((each) => ({
    ...each,
    oneTimeMinor: each.revenueModel === 'RECURRING' ? 0n : each.oneTimeMinor,
    mrrMinor: each.revenueModel === 'TRANSACTIONAL' ? 0n : each.mrrMinor,
    termMonths: each.revenueModel === 'TRANSACTIONAL' ? 0 : each.termMonths,
  })) as fc.Arbitrary<PipelineDeal>;

const anyDimensions = fc.subarray([...everyDimension]);

test('however they are grouped, the lines hold every deal once and every amount to the minor unit', () => {
  fc.assert(
    fc.property(fc.array(anyDeal, { maxLength: 40 }), anyDimensions, (deals, dimensions) => {
      const { cells, opportunityCount } = shapeOf(deals, dimensions);
      expect(opportunityCount).toBe(deals.length);
      for (const currency of ['USD', 'EUR']) {
        const own = deals.filter((each) => each.currency === currency).map(amountsOf);
        const total = (normalization: 'ACV' | 'TCV' | 'MRR') =>
          pipelineTotal(cells, normalization, currency).amountMinor;
        expect(total('ACV')).toBe(own.reduce((sum, each) => sum + each.acvMinor, 0n));
        expect(total('TCV')).toBe(own.reduce((sum, each) => sum + each.tcvMinor, 0n));
        expect(total('MRR')).toBe(own.reduce((sum, each) => sum + each.mrrMinor, 0n));
      }
      for (const cell of cells) {
        if (cell.revenueModel) expect(cell.revenueModel === 'RECURRING' ? cell.oneTime : cell.mrr).toBe(0n);
        expect(cell.weightedTcv <= cell.tcv && cell.defaultWeightedAcv <= cell.acv).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('by revenue model, lines less half the mixed ones are the deals', () => {
  fc.assert(
    fc.property(fc.array(anyDeal, { maxLength: 40 }), (deals) => {
      const { cells } = shapeOf(deals);
      const lines = cells.reduce((sum, cell) => sum + cell.count, 0);
      const mixedLines = cells.reduce((sum, cell) => sum + cell.mixedCount, 0);
      expect(lines - mixedLines / 2).toBe(deals.length);
    }),
    { numRuns: 1000 },
  );
});

test('groups summed by the database give the same lines as the deals themselves', () => {
  fc.assert(
    fc.property(fc.array(anyDeal, { maxLength: 40 }), anyDimensions, (deals, dimensions) => {
      const groups = deals.flatMap((each) => groupsOf(each, dimensions));
      expect(shapePipeline(summed(groups), { dimensions, defaultBps: bps })).toEqual(
        shapeOf(deals, dimensions),
      );
    }),
    { numRuns: 1000 },
  );
});

/** Adds groups of equal dimensions the way a GROUP BY does. */
function summed(groups: readonly PipelineGroup[]): PipelineGroup[] {
  const byKey = Map.groupBy(groups, (each) =>
    Object.values(each)
      .filter((value) => value === null || typeof value === 'string')
      .join(),
  );
  return [...byKey.values()].map((own) => {
    const entries = Object.entries(own[0]!).map(([name, value]) => {
      const values = own.map((each) => each[name as keyof PipelineGroup]);
      if (typeof value === 'number') return [name, (values as number[]).reduce((sum, each) => sum + each, 0)];
      if (typeof value === 'bigint')
        return [name, (values as bigint[]).reduce((sum, each) => sum + each, 0n)];
      return [name, value];
    });
    return Object.fromEntries(entries) as PipelineGroup;
  });
}
