import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountsOf } from '../opportunity/opportunity.amounts.ts';
import { groupOf, pipelineTotal, shapePipeline, sourceRoles } from './pipeline.shape.ts';
import type { PipelineDeal, PipelineGroup } from './pipeline.shape.ts';

const deal = (over: Partial<PipelineDeal>): PipelineDeal => ({
  partnerId: 'prt_1',
  motion: 'NEW',
  revenueModel: 'TRANSACTIONAL',
  stage: 'QUALIFIED',
  sourceRole: 'SOURCED',
  currency: 'USD',
  probabilityBps: 2500,
  oneTimeMinor: 0n,
  mrrMinor: 0n,
  termMonths: 0,
  ...over,
});

test('a mixed deal is a transactional and a recurring line, and one deal', () => {
  const shape = shapePipeline([
    groupOf(deal({ revenueModel: 'MIXED', oneTimeMinor: 300_00n, mrrMinor: 10_00n, termMonths: 24 })),
  ]);
  expect(shape.opportunityCount).toBe(1);
  expect(shape.cells).toEqual([
    {
      motion: 'NEW', revenueModel: 'RECURRING', stage: 'QUALIFIED', sourceRole: 'SOURCED', currency: 'USD',
      count: 1, mixedCount: 1, oneTime: 0n, mrr: 1000n, arr: 12_000n, acv: 12_000n, tcv: 24_000n,
      weightedOneTime: 0n, weightedMrr: 250n, weightedArr: 3000n, weightedAcv: 3000n, weightedTcv: 6000n,
    },
    {
      motion: 'NEW', revenueModel: 'TRANSACTIONAL', stage: 'QUALIFIED', sourceRole: 'SOURCED', currency: 'USD',
      count: 1, mixedCount: 1, oneTime: 30_000n, mrr: 0n, arr: 0n, acv: 30_000n, tcv: 30_000n,
      weightedOneTime: 7500n, weightedMrr: 0n, weightedArr: 0n, weightedAcv: 7500n, weightedTcv: 7500n,
    },
  ]); // prettier-ignore
});

test('weighted amounts are rounded half to even once per line, not once per deal', () => {
  const half = groupOf(deal({ oneTimeMinor: 2n }));
  expect(shapePipeline([half]).cells[0]?.weightedOneTime).toBe(0n);
  expect(shapePipeline([half, half, half]).cells[0]?.weightedOneTime).toBe(2n);
});

test('a total names its normalisation and takes only its currency', () => {
  const { cells } = shapePipeline([
    groupOf(deal({ oneTimeMinor: 1000n })),
    groupOf(deal({ revenueModel: 'RECURRING', mrrMinor: 100n, termMonths: 36, probabilityBps: 5000 })),
    groupOf(deal({ currency: 'EUR', oneTimeMinor: 7n })),
  ]);
  expect(pipelineTotal(cells, 'ACV', 'USD')).toEqual({ amountMinor: 2200n, weightedMinor: 850n });
  expect(pipelineTotal(cells, 'TCV', 'USD')).toEqual({ amountMinor: 4600n, weightedMinor: 2050n });
  expect(pipelineTotal(cells, 'MRR', 'USD')).toEqual({ amountMinor: 100n, weightedMinor: 50n });
  expect(pipelineTotal(cells, 'ACV', 'JPY')).toEqual({ amountMinor: 0n, weightedMinor: 0n });
});

const anyDeal: fc.Arbitrary<PipelineDeal> = fc
  .record({
    partnerId: fc.constantFrom('prt_1', 'prt_2'),
    motion: fc.constantFrom('NEW', 'EXPANSION', 'WIN_BACK'),
    revenueModel: fc.constantFrom('TRANSACTIONAL', 'RECURRING', 'MIXED'),
    stage: fc.constantFrom('PROSPECT', 'QUALIFIED', 'COMMITTED'),
    sourceRole: fc.constantFrom(...sourceRoles, null),
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

test('the lines of a pipeline hold every deal once and every amount to the minor unit', () => {
  fc.assert(
    fc.property(fc.array(anyDeal, { maxLength: 40 }), (deals) => {
      const { cells, opportunityCount } = shapePipeline(deals.map(groupOf));
      expect(opportunityCount).toBe(deals.length);
      const lines = cells.reduce((sum, cell) => sum + cell.count, 0);
      const mixedLines = cells.reduce((sum, cell) => sum + cell.mixedCount, 0);
      expect(lines - mixedLines / 2).toBe(deals.length);
      for (const currency of ['USD', 'EUR']) {
        const own = deals.filter((each) => each.currency === currency).map(amountsOf);
        expect(pipelineTotal(cells, 'ACV', currency).amountMinor).toBe(
          own.reduce((sum, each) => sum + each.acvMinor, 0n),
        );
        expect(pipelineTotal(cells, 'TCV', currency).amountMinor).toBe(
          own.reduce((sum, each) => sum + each.tcvMinor, 0n),
        );
        expect(pipelineTotal(cells, 'MRR', currency).amountMinor).toBe(
          own.reduce((sum, each) => sum + each.mrrMinor, 0n),
        );
      }
      for (const cell of cells) {
        expect(cell.revenueModel === 'RECURRING' ? cell.oneTime : cell.mrr).toBe(0n);
        expect(cell.weightedTcv <= cell.tcv && cell.weightedAcv <= cell.acv).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('groups summed by the database give the same lines as the deals themselves', () => {
  fc.assert(
    fc.property(fc.array(anyDeal, { maxLength: 40 }), (deals) => {
      expect(shapePipeline(summed(deals))).toEqual(shapePipeline(deals.map(groupOf)));
    }),
    { numRuns: 1000 },
  );
});

/** Adds deals of equal dimensions the way a GROUP BY does. */
function summed(deals: readonly PipelineDeal[]): PipelineGroup[] {
  const groups = new Map<string, PipelineDeal[]>();
  for (const each of deals) {
    const key = [
      each.partnerId,
      each.motion,
      each.revenueModel,
      each.stage,
      each.sourceRole,
      each.currency,
    ].join();
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((own) => {
    const total = (pick: (each: PipelineDeal) => bigint) => own.reduce((sum, each) => sum + pick(each), 0n);
    const weighted = (pick: (each: PipelineDeal) => bigint) =>
      total((each) => pick(each) * BigInt(each.probabilityBps));
    const firstYear = (each: PipelineDeal) => BigInt(Math.min(12, each.termMonths)) * each.mrrMinor;
    const wholeTerm = (each: PipelineDeal) => BigInt(each.termMonths) * each.mrrMinor;
    return {
      ...own[0]!,
      count: own.length,
      oneTime: total((each) => each.oneTimeMinor),
      mrr: total((each) => each.mrrMinor),
      firstYear: total(firstYear),
      wholeTerm: total(wholeTerm),
      weightedOneTime: weighted((each) => each.oneTimeMinor),
      weightedMrr: weighted((each) => each.mrrMinor),
      weightedFirstYear: weighted(firstYear),
      weightedWholeTerm: weighted(wholeTerm),
    };
  });
}
