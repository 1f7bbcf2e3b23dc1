import { addDays } from '@channelgraph/core/calendar.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeMonthlySnapshots } from '../src/modules/pipeline-snapshot/pipeline-snapshot.tasks.ts';
import { motions } from '../src/modules/opportunity/opportunity.stages.ts';
import { readWaterfall } from '../src/modules/pipeline/pipeline.waterfall.loaders.ts';
import {
  addAmounts,
  movementsBetween,
  noAmounts,
  waterfallSteps,
} from '../src/modules/pipeline/pipeline.waterfall.ts';
import type { WaterfallAmounts, WaterfallRange } from '../src/modules/pipeline/pipeline.waterfall.ts';
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
const importDeal = async (externalId: string, over: object = {}, partnerId = 'prt_a') => {
  const item = {
    externalReference: { system: 'crm', externalId },
    partner: { id: partnerId },
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
const amounts = 'count oneTime { amount }';
const waterfall = (viewer: Viewer, args: string) =>
  graph.ask(
    viewer,
    `{ pipelineWaterfall(${args}) { lines { currency opening { ${amounts} } closing { ${amounts} } steps { kind amounts { ${amounts} } changes(first: 1) { totalCount nodes { on opportunity { name } } pageInfo { hasNextPage } } } } } }`,
  );

test('a month of a pipeline, step by step, down to the deals', async () => {
  graph.setTime('2026-10-15T14:00:00Z');
  await importDeal('stays');
  await importDeal('grows');
  await importDeal('wins');
  graph.setTime('2026-10-20T14:00:00Z');
  await importDeal('comes', { oneTime: usd('7.00') });
  await importDeal('comes too', { oneTime: usd('8.00') });
  await importDeal('grows', { oneTime: usd('150.00') });
  await importDeal('wins', { stage: 'WON', closedOn: '2026-10-20' });
  const { data, errors } = await waterfall(
    admin,
    'scope: { partnerId: "prt_a" }, from: "2026-10-15", to: "2026-10-31"',
  );
  expect(errors).toEqual([]);
  const [line] = data.pipelineWaterfall.lines;
  expect(line).toMatchObject({
    currency: 'USD',
    opening: { count: 3, oneTime: { amount: '300.00' } },
    closing: { count: 4, oneTime: { amount: '265.00' } },
  });
  const occurred = line.steps.filter(
    ({ changes }: { changes: { totalCount: number } }) => changes.totalCount > 0,
  );
  expect(occurred).toEqual([
    {
      kind: 'CREATED',
      amounts: { count: 2, oneTime: { amount: '15.00' } },
      changes: {
        totalCount: 2,
        nodes: [{ on: '2026-10-20', opportunity: { name: expect.stringContaining('comes') } }],
        pageInfo: { hasNextPage: true },
      },
    },
    {
      kind: 'UPSIZED',
      amounts: { count: 0, oneTime: { amount: '50.00' } },
      changes: {
        totalCount: 1,
        nodes: [{ on: '2026-10-20', opportunity: { name: 'grows' } }],
        pageInfo: { hasNextPage: false },
      },
    },
    {
      kind: 'WON',
      amounts: { count: -1, oneTime: { amount: '-100.00' } },
      changes: {
        totalCount: 1,
        nodes: [{ on: '2026-10-20', opportunity: { name: 'wins' } }],
        pageInfo: { hasNextPage: false },
      },
    },
  ]);
});

test.each([
  ['from: "2026-10-31", to: "2026-10-31"', 'from is 2026-10-31, to is 2026-10-31: to must be a later day.'],
  ['from: "2010-01-01", to: "2026-10-31"', '2010-01-01 to 2026-10-31 is more than 10 years: ask for less.'],
  [
    'from: "2026-10-01", to: "2026-10-31", closesFrom: "2026-10-02", closesBefore: "2026-10-02"',
    'closesFrom is 2026-10-02, closesBefore is 2026-10-02: no day lies in that window.',
  ],
])('%s is refused', async (period, message) => {
  const { errors } = await waterfall(admin, `scope: { isWholeProgram: true }, ${period}`);
  expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('nobody reads the waterfall of others', async () => {
  const period = 'from: "2026-10-01", to: "2026-10-31"';
  for (const viewer of [partnerUser('prt_b', 'SALES'), partnerUser('prt_b', 'ADMIN')]) {
    const { errors } = await waterfall(viewer, `scope: { partnerId: "prt_a" }, ${period}`);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const mrr = await graph.ask(
      viewer,
      `{ mrrWaterfall(scope: { partnerId: "prt_a" }, ${period}) { lines { currency } } }`,
    );
    expect(mrr.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  }
  const { data } = await waterfall(cam('stf_other'), `scope: { partnerId: "prt_a" }, ${period}`);
  expect(data.pipelineWaterfall.lines).toEqual([]);
});

test('snapshots tell again what was known, whatever is corrected later', async () => {
  graph.setTime('2026-10-25T14:00:00Z');
  const take = (viewer: Viewer, input: object) =>
    graph.ask(
      viewer,
      `mutation ($input: PipelineSnapshotTakeInput!) { pipelineSnapshotTake(input: $input) { __typename ... on PipelineSnapshotTakeSuccess { snapshot { id asOf knownAt isMonthly opportunityCount takenBy cells { ${cells} } renewalCells { contractCount } contentHash } } ... on ValidationError { issues { code path } } ... on UserError { code } } }`,
      { input },
    );
  const cells = 'stage count oneTime { amount } weightedAcv { amount } defaultWeightedAcv { amount }';
  const taken = await take(cam('stf_carla'), { scope: { partnerId: 'prt_a' } });
  expect(taken.errors).toEqual([]);
  const { snapshot } = taken.data.pipelineSnapshotTake;
  expect(snapshot).toMatchObject({
    asOf: '2026-10-25',
    knownAt: '2026-10-25T14:00:00.000Z',
    isMonthly: false,
    opportunityCount: 4,
    takenBy: 'stf_carla',
    cells: [
      { stage: 'QUALIFIED', count: 4, oneTime: { amount: '265.00' }, weightedAcv: { amount: '66.25' } },
    ],
  });
  graph.setTime('2026-11-02T14:00:00Z');
  await importDeal('stays', { oneTime: usd('1.00'), openedOn: '2026-01-01' });
  await importDeal('found later', { oneTime: usd('9.00'), openedOn: '2026-01-01' });
  const again = await graph.ask(
    admin,
    `{ now: pipeline(scope: { partnerId: "prt_a" }, asOf: "2026-10-25") { opportunityCount } then: pipeline(scope: { partnerId: "prt_a" }, asOf: "2026-10-25", knownAt: "${snapshot.knownAt}") { opportunityCount cells { ${cells} } } }`,
  );
  expect(again.data.now.opportunityCount).toBe(5);
  expect(again.data.then).toEqual({ opportunityCount: 4, cells: snapshot.cells });
  const later = await take(admin, { scope: { partnerId: 'prt_a' }, asOf: '2026-10-25' });
  expect(later.data.pipelineSnapshotTake.snapshot.contentHash).not.toBe(snapshot.contentHash);
  expect(
    (await take(admin, { scope: { partnerId: 'prt_a' }, asOf: '2026-11-03' })).data.pipelineSnapshotTake,
  ).toMatchObject({
    issues: [{ code: 'IN_FUTURE', path: ['input', 'asOf'] }],
  });
  expect((await take(cam('stf_other'), { scope: { partnerId: 'prt_a' } })).data.pipelineSnapshotTake).toEqual(
    {
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
    },
  );
  for (const viewer of [partnerUser('prt_a', 'ADMIN'), { ...admin, role: 'ANALYST' } as const]) {
    expect((await take(viewer, { scope: { partnerId: 'prt_a' } })).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  }
  const listed = (viewer: Viewer) => graph.ask(viewer, '{ pipelineSnapshots { totalCount nodes { asOf } } }');
  expect((await listed(partnerUser('prt_a', 'SALES'))).data.pipelineSnapshots.totalCount).toBe(2);
  expect((await listed(partnerUser('prt_b', 'SALES'))).data.pipelineSnapshots).toEqual({
    totalCount: 0,
    nodes: [],
  });
});

test('months without the scheduler are caught up, once, each as it was known at its end', async () => {
  graph.setTime('2026-12-15T14:00:00Z');
  const monthly = async () => {
    const { data, errors } = await graph.ask(
      admin,
      '{ pipelineSnapshots(filter: { scope: { eq: PARTNER }, isMonthly: true }, orderBy: { field: TAKEN_AT, direction: ASC }) { nodes { asOf knownAt opportunityCount contentHash partner { id } } } }',
    );
    expect(errors).toEqual([]);
    return data.pipelineSnapshots.nodes.sort((a: { asOf: string }, b: { asOf: string }) =>
      a.asOf < b.asOf ? -1 : 1,
    );
  };
  const run = async () => {
    await graph.database.for({ ...admin, role: 'SERVICE' }, 'job').write(async (tx) => {
      await tx.$executeRaw`SELECT channelgraph.enqueue('take_pipeline_snapshots', NULL, 'all', 'all', now())`;
    });
    await graph.settle();
  };
  await run();
  const taken = await monthly();
  expect(taken).toMatchObject([
    {
      asOf: '2026-10-31',
      knownAt: '2026-11-01T04:00:00.000Z',
      opportunityCount: 4,
      partner: { id: 'prt_a' },
    },
    {
      asOf: '2026-11-30',
      knownAt: '2026-12-01T05:00:00.000Z',
      opportunityCount: 5,
      partner: { id: 'prt_a' },
    },
  ]);
  await run();
  expect(await monthly()).toEqual(taken);
});

test('of schedulers that race one takes the snapshot, which a restated month leaves as it is', async () => {
  graph.setTime('2027-01-10T14:00:00Z');
  const december = async () => {
    const { data } = await graph.ask(
      admin,
      '{ pipelineSnapshots(filter: { partnerId: { eq: "prt_a" }, isMonthly: true, asOf: { eq: "2026-12-31" } }) { nodes { id knownAt opportunityCount contentHash } } }',
    );
    return data.pipelineSnapshots.nodes;
  };
  const job = () => graph.createContext(serviceViewer('jobs'));
  await Promise.all(Array.from({ length: 4 }, () => takeMonthlySnapshots(job(), { partnerId: 'prt_a' })));
  const taken = await december();
  expect(taken).toMatchObject([{ knownAt: '2027-01-01T05:00:00.000Z', opportunityCount: 5 }]);
  await importDeal('told late', { oneTime: usd('11.00'), openedOn: '2026-12-01' });
  await takeMonthlySnapshots(job(), { partnerId: 'prt_a' });
  expect(await december()).toEqual(taken);
  const told = async (knownAt: string) => {
    const args = `scope: { partnerId: "prt_a" }, from: "2026-11-30", to: "2026-12-31"${knownAt}`;
    const [line] = (await waterfall(admin, args)).data.pipelineWaterfall.lines;
    return [line.opening.count, line.steps[0].kind, line.steps[0].amounts, line.closing.count];
  };
  const created = (count: number, amount: string) => ({ count, oneTime: { amount } });
  expect(await told(`, knownAt: "${taken[0].knownAt}"`)).toEqual([5, 'CREATED', created(0, '0.00'), 5]);
  expect(await told('')).toEqual([5, 'CREATED', created(1, '11.00'), 6]);
}, 30_000);

test('without a scope a waterfall is about the partners that the viewer sees', async () => {
  const period = 'from: "2026-11-30", to: "2026-12-31"';
  const closing = async (viewer: Viewer) => {
    const { data } = await waterfall(viewer, period);
    return data.pipelineWaterfall.lines.map((line: { closing: { count: number } }) => line.closing.count);
  };
  expect(await closing(partnerUser('prt_a', 'SALES'))).toEqual([6]);
  expect(await closing(cam('stf_carla'))).toEqual([6]);
  expect(await closing(partnerUser('prt_b', 'SALES'))).toEqual([]);
});

test('the waterfall of the database is that of the rule, on any histories, and closes', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyHistory, { maxLength: 12 }),
      fc.record({
        closesFrom: fc.option(anyDay),
        closesBefore: fc.option(anyDay),
        motions: fc.option(fc.subarray([...motions])),
      }),
      fc.uniqueArray(anyDay, { minLength: 2, maxLength: 2 }),
      async (histories, range, days) => {
        run += 1;
        const partnerId = `prt_fall_${run}`;
        const [from, to] = [...days].sort((a, b) => (a < b ? -1 : 1)) as [string, string];
        await storeHistories(graph, partnerId, histories);
        const lines = await readWaterfall(graph.createContext(admin).db.read, {
          ...range,
          selection: { partnerIds: [partnerId] },
          from,
          to,
          knownAt: null,
        });
        for (const currency of ['USD', 'EUR']) {
          const line = lines.find((each) => each.currency === currency);
          const sums = stepsOf(histories, { from, to, range, currency });
          for (const step of waterfallSteps) {
            expect([step, pick(line?.steps.find((each) => each.step === step))]).toEqual([
              step,
              pick(sums.get(step)),
            ]);
          }
          const steps = (line?.steps ?? []).reduce(addAmounts, noAmounts);
          expect(pick(addAmounts(line?.opening ?? noAmounts, steps))).toEqual(pick(line?.closing));
        }
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

const pick = ({ count, oneTime, mrr, acv, tcv }: WaterfallAmounts = noAmounts) => ({
  count,
  oneTime,
  mrr,
  acv,
  tcv,
});

function stepsOf(
  histories: readonly (readonly Spell[])[],
  { from, to, range, currency }: { from: string; to: string; range: WaterfallRange; currency: string },
): Map<string, WaterfallAmounts> {
  const sums = new Map<string, WaterfallAmounts>();
  for (const spells of histories) {
    const changes = [...new Set(spells.flatMap((each) => [each.from, each.to ?? []].flat()))].sort();
    for (const day of changes.filter((each) => each > from && each <= to)) {
      for (const { step, amounts: moved, ...movement } of movementsBetween(
        stateOn(spells, addDays(day, -1)),
        stateOn(spells, day),
        range,
      )) {
        if (movement.currency === currency) sums.set(step, addAmounts(sums.get(step) ?? noAmounts, moved));
      }
    }
  }
  return sums;
}
