import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeMonthlySnapshots } from '../src/modules/pipeline-snapshot/pipeline-snapshot.tasks.ts';
import { admin, cam, createDealsGraph, partner, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

const carla = cam('stf_carla');
const omar = cam('stf_omar');
const analyst: Viewer = { ...admin, userId: 'stf_ana', role: 'ANALYST' };
const portfolio = { accountManagerId: 'stf_carla' };
const program = { isWholeProgram: true };

let graph: DealsGraph;
// Carla looks after prt_a and prt_c, Omar after prt_b; each partner has one deal, worth another sum.
beforeAll(async () => {
  graph = await createDealsGraph();
  await graph.consume('partners.partner.changed', 'prt_b', partner('prt_b', ['stf_omar']));
  await graph.consume('partners.partner.changed', 'prt_c', partner('prt_c', ['stf_carla']));
  graph.setTime('2026-10-15T14:00:00Z');
  await importDeal('prt_a', '1.00');
  await importDeal('prt_b', '10.00');
  await importDeal('prt_c', '100.00');
});
afterAll(() => graph[Symbol.asyncDispose]());

async function importDeal(partnerId: string, amount: string): Promise<void> {
  const item = {
    externalReference: { system: 'crm', externalId: partnerId },
    partner: { id: partnerId },
    name: partnerId,
    motion: 'NEW',
    revenueModel: 'TRANSACTIONAL',
    stage: 'QUALIFIED',
    currency: 'USD',
    oneTime: { amount, currency: 'USD' },
  };
  const { data } = await graph.ask(
    admin,
    'mutation ($input: OpportunityUpsertManyInput!) { opportunityUpsertMany(input: $input) { ... on OpportunityUpsertManySuccess { refusedCount } } }',
    { input: { items: [item] } },
  );
  expect(data).toEqual({ opportunityUpsertMany: { refusedCount: 0 } });
}

const fields =
  'id scope partner { id } accountManager { id } portfolioPartnerIds asOf knownAt isMonthly opportunityCount cells { count oneTime { amount } } contentHash takenBy';
const take = (viewer: Viewer, input: object) =>
  graph.ask(
    viewer,
    `mutation ($input: PipelineSnapshotTakeInput!) { pipelineSnapshotTake(input: $input) { ... on PipelineSnapshotTakeSuccess { snapshot { ${fields} } } ... on ValidationError { issues { code path } } ... on UserError { code path } } }`,
    { input },
  );
const stored = () =>
  graph.database
    .for(serviceViewer('test'), 'rows')
    .write((tx) => tx.pipelineSnapshot.findMany({ orderBy: { id: 'asc' } }));
interface Monthly {
  readonly asOf: string;
  readonly accountManager: { readonly id: string } | null;
}
const monthly = async (scope: 'PORTFOLIO' | 'PROGRAM') => {
  const { data } = await graph.ask(
    admin,
    `{ pipelineSnapshots(filter: { scope: { eq: ${scope} }, isMonthly: true }) { nodes { ${fields} } } }`,
  );
  const key = (each: Monthly) => `${each.accountManager?.id} ${each.asOf}`;
  return (data.pipelineSnapshots.nodes as Monthly[]).toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
};
const run = async () => {
  await graph.database.for(serviceViewer('jobs'), 'job').write(async (tx) => {
    await tx.$executeRaw`SELECT channelgraph.enqueue('take_pipeline_snapshots', NULL, 'all', 'all', now())`;
  });
  await graph.settle();
};

test('a portfolio and the program are kept on demand, and told again by what the snapshot says', async () => {
  const mine = (await take(carla, { scope: portfolio })).data.pipelineSnapshotTake.snapshot;
  expect(mine).toMatchObject({
    scope: 'PORTFOLIO',
    partner: null,
    accountManager: { id: 'stf_carla' },
    portfolioPartnerIds: ['prt_a', 'prt_c'],
    asOf: '2026-10-15',
    knownAt: '2026-10-15T14:00:00.000Z',
    isMonthly: false,
    opportunityCount: 2,
    cells: [{ count: 2, oneTime: { amount: '101.00' } }],
    takenBy: 'stf_carla',
  });
  expect(
    (await take(admin, { scope: program, asOf: '2026-10-15' })).data.pipelineSnapshotTake.snapshot,
  ).toMatchObject({
    scope: 'PROGRAM',
    partner: null,
    accountManager: null,
    portfolioPartnerIds: [],
    opportunityCount: 3,
    cells: [{ count: 3, oneTime: { amount: '111.00' } }],
  });
  const { data } = await graph.ask(
    carla,
    'query ($ids: [ID!], $knownAt: DateTime) { pipeline(filter: { partnerIds: $ids }, asOf: "2026-10-15", knownAt: $knownAt) { cells { count oneTime { amount } } } }',
    { ids: mine.portfolioPartnerIds, knownAt: mine.knownAt },
  );
  expect(data.pipeline.cells).toEqual(mine.cells);
});

test('a call that is repeated with its key takes one snapshot', async () => {
  const before = await stored();
  const input = { scope: portfolio, idempotencyKey: 'one-portfolio-once' };
  const first = await take(carla, input);
  expect(first.data.pipelineSnapshotTake.snapshot.scope).toBe('PORTFOLIO');
  expect(await take(carla, input)).toEqual(first);
  expect(await stored()).toHaveLength(before.length + 1);
});

test('each sees the snapshots of what is theirs', async () => {
  for (const partnerId of ['prt_a', 'prt_b']) {
    const { data } = await take(admin, { scope: { partnerId } });
    expect(data.pipelineSnapshotTake.snapshot.partner).toEqual({ id: partnerId });
  }
  const listed = async (viewer: Viewer) => {
    const { data } = await graph.ask(
      viewer,
      '{ pipelineSnapshots { totalCount nodes { scope partner { id } accountManager { id } } } }',
    );
    const { totalCount, nodes } = data.pipelineSnapshots;
    const names = (nodes as { scope: string; partner: { id: string } | null }[]).map(
      (each) => each.partner?.id ?? each.scope,
    );
    expect(totalCount).toBe(names.length);
    return [...new Set(names)].toSorted();
  };
  expect(await listed(partnerUser('prt_a', 'ADMIN', 'SALES'))).toEqual(['prt_a']);
  expect(await listed(partnerUser('prt_b', 'SALES'))).toEqual(['prt_b']);
  expect(await listed(carla)).toEqual(['PORTFOLIO', 'prt_a']);
  expect(await listed(omar)).toEqual(['prt_b']);
  for (const viewer of [admin, analyst]) {
    expect(await listed(viewer)).toEqual(['PORTFOLIO', 'PROGRAM', 'prt_a', 'prt_b']);
  }
});

test.each([
  ['the portfolio of another', omar, { scope: portfolio }, 'FORBIDDEN'],
  ['the program, by an account manager', carla, { scope: program }, 'FORBIDDEN'],
  ['the program, by a partner', partnerUser('prt_a', 'ADMIN'), { scope: program }, 'FORBIDDEN'],
  ['the program, by an analyst', analyst, { scope: program }, 'FORBIDDEN'],
])('%s is refused and nothing is kept', async (_, viewer, input, code) => {
  const before = await stored();
  expect((await take(viewer, input)).errors).toMatchObject([{ extensions: { code } }]);
  expect(await stored()).toEqual(before);
});

test.each([
  [{ scope: { segment: 'PURE_PLAY' } }, 'NOT_KEPT', ['input', 'scope', 'segment']],
  [{ scope: { partnerType: 'MSP' } }, 'NOT_KEPT', ['input', 'scope', 'partnerType']],
  [{ scope: {} }, 'REQUIRED', ['input', 'scope']],
  [{ scope: { ...portfolio, ...program } }, 'REQUIRED', ['input', 'scope']],
  [{ scope: program, asOf: '2026-10-16' }, 'IN_FUTURE', ['input', 'asOf']],
])('%j is told to be wrong and nothing is kept', async (input, code, path) => {
  const before = await stored();
  expect((await take(admin, input)).data.pipelineSnapshotTake.issues).toEqual([{ code, path }]);
  expect(await stored()).toEqual(before);
});

test('the portfolio of nobody is not found', async () => {
  expect((await take(admin, { scope: { accountManagerId: 'stf_none' } })).data.pipelineSnapshotTake).toEqual({
    code: 'NOT_FOUND',
    path: ['input', 'scope', 'accountManagerId'],
  });
});

test('a snapshot is written once and says whose it is', async () => {
  const before = await stored();
  const change = (viewer: Viewer, sql: string) =>
    graph.database.for(viewer, 'change').write((tx) => tx.$executeRawUnsafe(sql));
  const copy = (scope: string, partnerId: string, managerId: string) =>
    `INSERT INTO pipeline_snapshot (id, scope, partner_id, account_manager_id, portfolio_partner_ids, as_of, known_at, cells, content_hash, taken_at, taken_by)
     SELECT 'pls_copy', '${scope}', ${partnerId}, ${managerId}, portfolio_partner_ids, as_of, known_at, cells, content_hash, taken_at, taken_by
     FROM pipeline_snapshot WHERE scope = 'PORTFOLIO' LIMIT 1`;
  await expect(change(admin, `UPDATE pipeline_snapshot SET cells = '{}'`)).rejects.toThrow('denied');
  await expect(change(admin, 'DELETE FROM pipeline_snapshot')).rejects.toThrow('denied');
  for (const sql of [
    copy('PROGRAM', 'NULL', `'stf_carla'`),
    copy('PORTFOLIO', `'prt_a'`, `'stf_carla'`),
    copy('PARTNER', 'NULL', 'NULL'),
  ]) {
    await expect(change(admin, sql)).rejects.toThrow('pipeline_snapshot_scope');
  }
  for (const sql of [copy('PROGRAM', 'NULL', 'NULL'), copy('PORTFOLIO', 'NULL', `'stf_omar'`)]) {
    await expect(change(carla, sql)).rejects.toThrow('row-level security');
  }
  expect(await stored()).toEqual(before);
});

test('the months of portfolios and of the program are caught up, each as it was known at its end', async () => {
  graph.setTime('2026-11-02T14:00:00Z');
  await run();
  const kept = (asOf: string, knownAt: string, oneTime: string) => ({
    asOf,
    knownAt,
    isMonthly: true,
    cells: [{ oneTime: { amount: oneTime } }],
  });
  const october = ['2026-10-31', '2026-11-01T04:00:00.000Z'] as const;
  expect(await monthly('PROGRAM')).toMatchObject([kept(...october, '111.00')]);
  expect(await monthly('PORTFOLIO')).toMatchObject([
    { ...kept(...october, '101.00'), accountManager: { id: 'stf_carla' } },
    { ...kept(...october, '10.00'), accountManager: { id: 'stf_omar' } },
  ]);
  // The scheduler stands still for more than forty days, in which a deal changes and Omar gets a partner of Carla's.
  graph.setTime('2026-12-10T14:00:00Z');
  await importDeal('prt_a', '2.00');
  await graph.consume('partners.partner.changed', 'prt_c', {
    ...partner('prt_c', ['stf_omar']),
    version: 2,
  });
  graph.setTime('2027-01-12T14:00:00Z');
  await run();
  const november = ['2026-11-30', '2026-12-01T05:00:00.000Z'] as const;
  const december = ['2026-12-31', '2027-01-01T05:00:00.000Z'] as const;
  expect(await monthly('PROGRAM')).toMatchObject([
    kept(...october, '111.00'),
    kept(...november, '111.00'),
    kept(...december, '112.00'),
  ]);
  expect(await monthly('PORTFOLIO')).toMatchObject([
    { ...kept(...october, '101.00'), portfolioPartnerIds: ['prt_a', 'prt_c'] },
    { ...kept(...november, '1.00'), portfolioPartnerIds: ['prt_a'] },
    { ...kept(...december, '2.00'), portfolioPartnerIds: ['prt_a'] },
    { ...kept(...october, '10.00'), portfolioPartnerIds: ['prt_b'] },
    { ...kept(...november, '110.00'), portfolioPartnerIds: ['prt_b', 'prt_c'] },
    { ...kept(...december, '110.00'), portfolioPartnerIds: ['prt_b', 'prt_c'] },
  ]);
  const before = await stored();
  await run();
  expect(await stored()).toEqual(before);
}, 30_000);

test('of schedulers that race one takes the snapshot of each scope and month', async () => {
  graph.setTime('2027-02-03T14:00:00Z');
  const before = await stored();
  const scopes = [program, portfolio, { accountManagerId: 'stf_omar' }];
  await Promise.all(
    Array.from({ length: 4 }, () =>
      scopes.map((scope) => takeMonthlySnapshots(graph.createContext(serviceViewer('jobs')), scope)),
    ).flat(),
  );
  const known = new Set(before.map(({ id }) => id));
  const taken = (await stored()).filter(({ id, scope }) => !known.has(id) && scope !== 'PARTNER');
  const monthOf = ({ scope, accountManagerId, asOf }: (typeof taken)[number]) =>
    `${scope} ${accountManagerId} ${asOf.toISOString().slice(0, 10)}`;
  expect(taken.map(monthOf).toSorted()).toEqual([
    'PORTFOLIO stf_carla 2027-01-31',
    'PORTFOLIO stf_omar 2027-01-31',
    'PROGRAM null 2027-01-31',
  ]);
}, 30_000);

test('a month is kept once of each scope, whatever wrote it', async () => {
  for (const scope of ['PARTNER', 'PORTFOLIO', 'PROGRAM']) {
    const again = graph.database.for(admin, 'again').write((tx) =>
      tx.$executeRawUnsafe(`INSERT INTO pipeline_snapshot
          SELECT (jsonb_populate_record(s, '{"id": "pls_again"}')).* FROM pipeline_snapshot s
          WHERE s.scope = '${scope}' AND s.is_monthly LIMIT 1`),
    );
    await expect(again).rejects.toThrow('pipeline_snapshot_once_a_month');
  }
});
