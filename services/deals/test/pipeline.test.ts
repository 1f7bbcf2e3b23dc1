import { addDays } from '@channelgraph/core/calendar.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Motion, OpportunityStage } from '../src/modules/opportunity/opportunity.stages.ts';
import { defaultPipelinePolicy, outcomeOf, stagesOf } from '../src/modules/opportunity/opportunity.stages.ts';
import { closeWindowOf, everyDimension } from '../src/modules/pipeline/pipeline.dimensions.ts';
import { readGroups } from '../src/modules/pipeline/pipeline.groups.ts';
import { defaultBps } from '../src/modules/pipeline/pipeline.policy.ts';
import { groupsOf, shapePipeline, sourceRoles } from '../src/modules/pipeline/pipeline.shape.ts';
import type { PipelineDeal } from '../src/modules/pipeline/pipeline.shape.ts';
import { insertRows } from '../src/stored-rows.ts';
import { admin, cam, createDealsGraph, partner, partnerUser } from './support.ts';
import type { Answer, DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await graph.consume('partners.partner.changed', 'prt_m', {
    ...partner('prt_m', ['stf_carla']),
    segment: 'MSSP',
    types: ['RESELLER'],
  });
});
afterAll(() => graph[Symbol.asyncDispose]());

const analyst: Viewer = { ...admin, userId: 'stf_ana', role: 'ANALYST' };
const usd = (amount: string) => ({ amount, currency: 'USD' });
const deal = (externalId: string, over: object = {}) => ({
  partner: { id: 'prt_a' },
  name: externalId,
  motion: 'NEW',
  revenueModel: 'TRANSACTIONAL',
  stage: 'QUALIFIED',
  currency: 'USD',
  oneTime: usd('100.00'),
  openedOn: '2026-06-01',
  externalReference: { system: 'crm', externalId },
  ...over,
});
const importDeals = async (items: object[]) => {
  const { data, errors } = await graph.ask(
    admin,
    `mutation ($input: OpportunityUpsertManyInput!) { opportunityUpsertMany(input: $input) { ... on OpportunityUpsertManySuccess { createdCount refusedCount rows { issues { code path } } } } }`,
    { input: { items } },
  );
  expect(errors).toEqual([]);
  return data.opportunityUpsertMany;
};
const pipelineOf = async (viewer: Viewer, args: string, selection: string): Promise<Answer> =>
  graph.ask(viewer, `{ pipeline${args} { ${selection} } }`);

test('the overridden and the default likelihood stand beside each other', async () => {
  const result = await importDeals([
    deal('O1', { probabilityOverride: '0.5', closeDate: '2026-10-20', region: 'EMEA/DE' }),
    deal('O2', { partner: { id: 'prt_m' }, oneTime: usd('7.00'), region: 'AMER' }),
    deal('O3', { partner: { id: 'prt_b' }, oneTime: usd('9.00') }),
  ]);
  expect(result).toMatchObject({ createdCount: 3, refusedCount: 0 });
  const { data } = await pipelineOf(
    admin,
    '(scope: { partnerId: "prt_a" }, groupBy: [STAGE, CLOSE_WINDOW])',
    'cells { stage closeWindow motion count oneTime { amount } weightedOneTime { amount } defaultWeightedOneTime { amount } } total(normalization: ACV, currency: "USD") { weightedAmount { amount } defaultWeightedAmount { amount } }',
  );
  expect(data.pipeline).toEqual({
    cells: [
      {
        stage: 'QUALIFIED',
        closeWindow: 'D0_30',
        motion: null,
        count: 1,
        oneTime: { amount: '100.00' },
        weightedOneTime: { amount: '50.00' },
        defaultWeightedOneTime: { amount: '25.00' },
      },
    ],
    total: { weightedAmount: { amount: '50.00' }, defaultWeightedAmount: { amount: '25.00' } },
  });
});

test('each scope has the deals of its partners', async () => {
  const amounts = async (viewer: Viewer, scope: string) => {
    const { data, errors } = await pipelineOf(
      viewer,
      `(scope: { ${scope} }, groupBy: [])`,
      'cells { count oneTime { amount } }',
    );
    expect(errors).toEqual([]);
    return data.pipeline.cells.map(({ oneTime }: { oneTime: { amount: string } }) => oneTime.amount);
  };
  expect(await amounts(admin, 'isWholeProgram: true')).toEqual(['116.00']);
  expect(await amounts(analyst, 'isWholeProgram: true')).toEqual(['116.00']);
  expect(await amounts(admin, 'segment: MSSP')).toEqual(['7.00']);
  expect(await amounts(admin, 'partnerType: MSP')).toEqual(['109.00']);
  expect(await amounts(admin, 'accountManagerId: "stf_carla"')).toEqual(['107.00']);
  expect(await amounts(cam('stf_carla'), 'accountManagerId: "stf_carla"')).toEqual(['107.00']);
  expect(await amounts(cam('stf_carla'), 'partnerId: "prt_b"')).toEqual([]);
  expect(await amounts(cam('stf_carla'), 'partnerId: "prt_unknown"')).toEqual([]);
  expect(await amounts(partnerUser('prt_b', 'SALES'), 'partnerId: "prt_b"')).toEqual(['9.00']);
});

test.each([
  ['a company another one', partnerUser('prt_b', 'SALES'), 'partnerId: "prt_a"'],
  ['a company one that does not exist', partnerUser('prt_b', 'SALES'), 'partnerId: "prt_unknown"'],
  ['a company a segment', partnerUser('prt_b', 'ADMIN'), 'segment: PURE_PLAY'],
  ['a company a type', partnerUser('prt_b', 'ADMIN'), 'partnerType: MSP'],
  ['a company a portfolio', partnerUser('prt_b', 'ADMIN'), 'accountManagerId: "stf_carla"'],
  ['a company the program', partnerUser('prt_b', 'ADMIN'), 'isWholeProgram: true'],
  ['an account manager the portfolio of another', cam('stf_carla'), 'accountManagerId: "stf_other"'],
  ['an account manager the program', cam('stf_carla'), 'isWholeProgram: true'],
  ['an account manager a segment', cam('stf_carla'), 'segment: MSSP'],
])('it refuses %s in the same words', async (_, viewer, scope) => {
  const { data, errors } = await pipelineOf(viewer, `(scope: { ${scope} })`, 'opportunityCount');
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    { message: 'You may not ask for this part of the program.', extensions: { code: 'FORBIDDEN' } },
  ]);
});

test.each(['{}', '{ isWholeProgram: false }', '{ partnerId: "prt_a", segment: MSSP }'])(
  'a scope names exactly one part: %s is refused',
  async (scope) => {
    const { errors } = await pipelineOf(admin, `(scope: ${scope})`, 'opportunityCount');
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  },
);

test('a dimension that is named twice is refused', async () => {
  const { errors } = await pipelineOf(admin, '(groupBy: [STAGE, STAGE])', 'opportunityCount');
  expect(errors).toMatchObject([{ message: 'groupBy names a dimension twice: name each once.' }]);
});

test('a region contains those below it, and what has none is asked for by name', async () => {
  const counted = async (filter: string) =>
    (await pipelineOf(admin, `(filter: { ${filter} })`, 'opportunityCount')).data.pipeline.opportunityCount;
  expect(await counted('regions: ["EMEA"]')).toBe(1);
  expect(await counted('regions: ["EME"]')).toBe(0);
  expect(await counted('regions: ["EMEA/DE", "AMER"]')).toBe(2);
  expect(await counted('regions: ["AMER"], includesNoRegion: true')).toBe(2);
  expect(await counted('regions: [], includesNoRegion: true')).toBe(1);
});

test('the statements of a pipeline do not depend on its scope', async () => {
  const scopes = ['partnerId: "prt_a"', 'accountManagerId: "stf_carla"', 'segment: MSSP', 'partnerType: MSP', 'isWholeProgram: true']; // prettier-ignore
  const counts: number[] = [];
  for (const scope of scopes) {
    graph.statements.length = 0;
    const args = `(scope: { ${scope} }, groupBy: [${everyDimension.join(', ')}], asOf: "2026-10-15")`;
    const { errors } = await pipelineOf(
      admin,
      args,
      'opportunityCount renewals { contractCount } cells { count }',
    );
    expect(errors).toEqual([]);
    counts.push(graph.statements.length);
  }
  expect(counts).toEqual([3, 3, 3, 3, 3]);
});

const asOf = '2026-03-15';
const anyDeal = fc
  .record({
    motion: fc.constantFrom<Motion>('NEW', 'EXPANSION', 'RENEWAL', 'WIN_BACK'),
    stage: fc.nat(),
    revenueModel: fc.constantFrom('TRANSACTIONAL', 'RECURRING', 'MIXED'),
    sourceRole: fc.constantFrom(...sourceRoles, null),
    productLineIds: fc.subarray(['pln_p', 'pln_q', 'pln_r']),
    currency: fc.constantFrom('USD', 'EUR', 'JPY'),
    probabilityBps: fc.integer({ min: 0, max: 10_000 }),
    oneTimeMinor: fc.bigInt({ min: 0n, max: 10n ** 15n }),
    mrrMinor: fc.bigInt({ min: 0n, max: 10n ** 15n }),
    termMonths: fc.integer({ min: 1, max: 120 }),
    closesIn: fc.option(fc.integer({ min: -40, max: 400 })),
    startsIn: fc.constantFrom(-30, 0, 1),
    lasts: fc.option(fc.constantFrom(1, 31, 60)),
    knownSince: fc.constantFrom('2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'),
    doubtedSince: fc.option(fc.constantFrom('2026-03-20T00:00:00Z', '2026-05-01T00:00:00Z')),
  })
  .map((each) => ({
    ...each,
    stage: stagesOf(each.motion)[each.stage % stagesOf(each.motion).length]!,
    oneTimeMinor: each.revenueModel === 'RECURRING' ? 0n : each.oneTimeMinor,
    mrrMinor: each.revenueModel === 'TRANSACTIONAL' ? 0n : each.mrrMinor,
    termMonths: each.revenueModel === 'TRANSACTIONAL' ? 0 : each.termMonths,
  }));
type AnyDeal = typeof anyDeal extends fc.Arbitrary<infer Value> ? Value : never;

test('what the database adds up is what the rule says of the deals themselves', async () => {
  const bps = defaultBps(defaultPipelinePolicy);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyDeal, { maxLength: 60 }),
      fc.subarray([...everyDimension]),
      fc.constantFrom(null, '2026-03-16T00:00:00Z', '2026-04-15T00:00:00Z'),
      async (deals, dimensions, knownAtText) => {
        run += 1;
        const partnerId = `prt_run_${run}`;
        const knownAt = knownAtText === null ? null : new Date(knownAtText);
        await storeDeals(partnerId, deals);
        const groups = await readGroups(graph.createContext(admin).db.read, {
          selection: { partnerIds: [partnerId] },
          moment: { asOf, knownAt },
          dimensions,
          isPerPartner: true,
        });
        const options = { dimensions, defaultBps: bps };
        const own = deals.filter((each) => isThere(each, knownAt)).map((each) => asSeen(partnerId, each));
        expect(shapePipeline(groups, options)).toEqual(
          shapePipeline(
            own.flatMap((each) => groupsOf(each, dimensions)),
            options,
          ),
        );
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

const isThere = (each: AnyDeal, knownAt: Date | null): boolean =>
  each.startsIn <= 0 &&
  (each.lasts === null || each.startsIn + each.lasts > 0) &&
  outcomeOf(each.stage) === 'OPEN' &&
  (knownAt === null
    ? each.doubtedSince === null
    : new Date(each.knownSince) <= knownAt &&
      (each.doubtedSince === null || new Date(each.doubtedSince) > knownAt));

const asSeen = (partnerId: string, each: AnyDeal): PipelineDeal =>
  ({
    ...each,
    partnerId,
    segment: 'PURE_PLAY',
    closeWindow: closeWindowOf(each.closesIn),
  }) as PipelineDeal;

async function storeDeals(partnerId: string, deals: readonly AnyDeal[]): Promise<void> {
  await graph.consume('partners.partner.changed', partnerId, partner(partnerId, []));
  await graph.createContext(admin).db.write(async (tx) => {
    const terms = (each: AnyDeal, stage: OpportunityStage) => ({
      partner_id: partnerId,
      customer_id: null,
      motion: each.motion,
      revenue_model: each.revenueModel,
      stage,
      source_role: each.sourceRole,
      product_line_ids: each.productLineIds,
      region: null,
      currency: each.currency,
      one_time_minor: each.oneTimeMinor.toString(),
      mrr_minor: each.mrrMinor.toString(),
      term_months: each.termMonths,
      probability: (each.probabilityBps / 10_000).toFixed(4),
      close_date: each.closesIn === null ? null : addDays(asOf, each.closesIn),
    });
    const at = '2026-01-01T00:00:00Z';
    await insertRows(
      tx,
      'opportunity',
      deals.map((each, index) => ({
        id: `${partnerId}_${index}`,
        version: 1,
        name: 'Any',
        ...terms(each, each.motion === 'RENEWAL' ? 'UPCOMING' : 'PROSPECT'),
        competitors: [],
        close_date_push_count: 0,
        created_at: at,
        created_by: 'test',
        updated_at: at,
        updated_by: 'test',
      })),
    );
    await insertRows(
      tx,
      'opportunity_revision',
      deals.map((each, index) => ({
        id: `${partnerId}_${index}_r`,
        opportunity_id: `${partnerId}_${index}`,
        ...terms(each, each.stage),
        valid_from: addDays(asOf, each.startsIn),
        valid_to: each.lasts === null ? null : addDays(asOf, each.startsIn + each.lasts),
        recorded_at: each.knownSince,
        recorded_by: 'test',
        superseded_at: each.doubtedSince,
      })),
    );
  });
}
