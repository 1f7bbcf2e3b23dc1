import { afterAll, beforeAll, expect, test } from 'vitest';
import { admin, createDealsGraph, partnerUser } from './support.ts';
import type { Answer, DealsGraph } from './support.ts';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
});
afterAll(() => graph[Symbol.asyncDispose]());

const upsert = `mutation ($input: OpportunityUpsertManyInput!) { opportunityUpsertMany(input: $input) {
  __typename ... on OpportunityUpsertManySuccess { createdCount updatedCount unchangedCount refusedCount isDryRun
    rows { index externalId id action issues { code path message remedy } } }
  ... on UserError { code message } } }`;
const importRows = async (items: object[], rest: object = {}) =>
  (await graph.ask(admin, upsert, { input: { items, ...rest } })).data.opportunityUpsertMany;
const usd = (amount: string) => ({ amount, currency: 'USD' });
const won = (externalId: string, over: object = {}) => ({
  externalReference: { system: 'crm', externalId },
  partner: { externalReference: { system: 'crm', externalId: 'name of prt_a' } },
  name: `Deal ${externalId}`,
  stage: 'WON',
  sourceRole: 'SOURCED',
  productLines: [{ externalReference: { system: 'crm', externalId: 'GTX' } }],
  oneTime: usd('517'),
  expectedOneTime: usd('550'),
  openStage: 'QUALIFIED',
  openedOn: '2016-10-20',
  closedOn: '2017-03-01',
  ...over,
});

test('an imported deal answers for any day between its opening and its closing', async () => {
  const result = await importRows([won('1C1I7A6R')]);
  expect(result).toMatchObject({ createdCount: 1, refusedCount: 0 });
  const pipelineOn = async (asOf: string) =>
    (
      await graph.ask(
        admin,
        `{ pipeline(filter: { partnerIds: ["prt_a"] }, asOf: "${asOf}") { opportunityCount cells { stage count oneTime { amount currency } weightedOneTime { amount } } total(normalization: ACV, currency: "USD") { amount { amount } weightedAmount { amount } leftOutCurrencies } } }`,
      )
    ).data.pipeline;
  expect((await pipelineOn('2016-10-19')).opportunityCount).toBe(0);
  expect(await pipelineOn('2016-10-20')).toEqual({
    opportunityCount: 1,
    cells: [{ stage: 'QUALIFIED', count: 1, oneTime: usd('550.00'), weightedOneTime: { amount: '137.50' } }],
    total: { amount: { amount: '550.00' }, weightedAmount: { amount: '137.50' }, leftOutCurrencies: [] },
  });
  expect((await pipelineOn('2017-02-28')).opportunityCount).toBe(1);
  expect((await pipelineOn('2017-03-01')).opportunityCount).toBe(0);
});

test('the same rows a second time change nothing and say so, and a dry run writes nothing', async () => {
  expect(await importRows([won('1C1I7A6R')])).toMatchObject({
    createdCount: 0,
    updatedCount: 0,
    unchangedCount: 1,
  });
  const dry = await importRows([won('DRY'), won('1C1I7A6R', { oneTime: usd('600') })], { dryRun: true });
  expect(dry).toMatchObject({ isDryRun: true, createdCount: 1, updatedCount: 1 });
  expect(dry.rows[0].id).toBeNull();
  expect(await importRows([won('1C1I7A6R')])).toMatchObject({ unchangedCount: 1 });
});

test('a refused row names path, code and remedy, and does not stop the others', async () => {
  const result = await importRows([
    won('R1', { partner: { id: 'prt_unknown' } }),
    won('R2', { closedOn: '2016-01-01' }),
    won('R3', { oneTime: usd('1.234') }),
    won('R4', { mrr: usd('10') }),
    won('R5', { stage: 'QUOTED' }),
    won('R6', { closedOn: '2026-10-16' }),
    won('R7', { oneTime: { amount: '1', currency: 'EUR' } }),
    won('R8'),
  ]);
  expect(
    result.rows.map((row: { issues: { code: string; path: string[] }[] }) =>
      row.issues.map(({ code, path }) => `${path.join('.')} ${code}`),
    ),
  ).toEqual([
    ['input.items.0.partner NOT_FOUND'],
    ['input.items.1.closedOn CLOSED_BEFORE_OPENED'],
    ['input.items.2.oneTime INVALID_AMOUNT'],
    ['input.items.3.termMonths TERM_OUT_OF_RANGE'],
    ['input.items.4.stage STAGE_OF_OTHER_MOTION', 'input.items.4.closedOn NOT_CLOSED'],
    ['input.items.5.closedOn FUTURE_DATE'],
    ['input.items.6.currency MIXED_CURRENCIES', 'input.items.6.expectedOneTime OTHER_CURRENCY'],
    [],
  ]);
  expect(result).toMatchObject({ createdCount: 1, refusedCount: 7 });
});

test('a partner moves its own open deal, does not close it by a move, and sees nothing of another partner', async () => {
  const { rows } = await importRows([
    won('M1', { stage: 'PROSPECT', closedOn: null, openedOn: '2026-10-01', openStage: null }),
    won('M2', {
      partner: { id: 'prt_b' },
      stage: 'PROSPECT',
      closedOn: null,
      openedOn: '2026-10-01',
      openStage: null,
    }),
  ]);
  const [own, foreign] = rows.map((row: { id: string }) => row.id);
  const move = `mutation ($id: ID!, $input: OpportunityMoveInput!) { opportunityMove(id: $id, input: $input) { __typename
    ... on OpportunityMoveSuccess { opportunity { version stage probability stageHistory { from to stage } availableActions { action isAllowed } } }
    ... on UserError { code message path } ... on ValidationError { issues { code path remedy } } } }`;
  const sales = partnerUser('prt_a', 'SALES');
  const moved = await graph.ask(sales, move, {
    id: own,
    input: { stage: 'COMMITTED', expectedVersion: 1, idempotencyKey: 'k'.repeat(16) },
  });
  expect(moved.data.opportunityMove).toEqual({
    __typename: 'OpportunityMoveSuccess',
    opportunity: {
      version: 2,
      stage: 'COMMITTED',
      probability: '0.9000',
      stageHistory: [
        { from: '2026-10-01', to: '2026-10-15', stage: 'PROSPECT' },
        { from: '2026-10-15', to: null, stage: 'COMMITTED' },
      ],
      availableActions: [
        { action: 'UPDATE', isAllowed: true },
        { action: 'MOVE', isAllowed: true },
        { action: 'WIN', isAllowed: false },
        { action: 'LOSE', isAllowed: false },
        { action: 'REOPEN', isAllowed: false },
        { action: 'SET_CREDITS', isAllowed: false },
      ],
    },
  });
  const replayed = await graph.ask(sales, move, {
    id: own,
    input: { stage: 'COMMITTED', expectedVersion: 1, idempotencyKey: 'k'.repeat(16) },
  });
  expect(replayed.data.opportunityMove.opportunity.version).toBe(2);
  const answer = async (viewer: typeof sales, id: string, input: object) =>
    (await graph.ask(viewer, move, { id, input })).data.opportunityMove;
  expect(await answer(sales, own, { stage: 'WON' })).toMatchObject({
    __typename: 'ValidationError',
    issues: [{ code: 'NOT_OPEN', path: ['input', 'stage'], remedy: 'Use opportunityWin.' }],
  });
  expect(await answer(partnerUser('prt_a', 'FINANCE'), own, { stage: 'QUALIFIED' })).toMatchObject({
    __typename: 'PolicyViolationError',
  });
  expect(await answer(sales, own, { stage: 'QUALIFIED', expectedVersion: 1 })).toMatchObject({
    __typename: 'VersionMismatchError',
  });
  const denied = await answer(sales, foreign, { stage: 'QUALIFIED' });
  expect(denied).toEqual(await answer(sales, 'opp_00000000000000000000000000', { stage: 'QUALIFIED' }));
  expect(denied.__typename).toBe('NotFoundError');
  const hidden = await graph.ask(
    sales,
    `{ opportunity(id: "${foreign}") { id } opportunities(filter: { partnerId: { eq: "prt_b" } }) { totalCount nodes { id } } }`,
  );
  expect(hidden.data).toEqual({ opportunity: null, opportunities: { totalCount: 0, nodes: [] } });
  const entities = await graph.ask(
    sales,
    `{ _entities(representations: [{ __typename: "Opportunity", id: "${foreign}" }, { __typename: "Partner", id: "prt_b" }]) { __typename ... on Partner { pipeline { opportunityCount } managedBase { contracts } opportunities { nodes { id } } } } }`,
  );
  expect(entities.data._entities).toEqual([
    null,
    { __typename: 'Partner', pipeline: null, managedBase: null, opportunities: { nodes: [] } },
  ]);
});

test('lists page by key in the order asked for, filtered', async () => {
  await importRows(
    Array.from({ length: 5 }, (_, index) => won(`L${index}`, { name: `List ${index}`, region: 'West' })),
  );
  const page = `query ($after: String) { opportunities(first: 2, after: $after, filter: { region: { eq: "West" }, isOpen: false }, orderBy: { field: NAME, direction: ASC }) { totalCount nodes { name productLines { id } externalReferences { system externalId } } pageInfo { hasNextPage endCursor } } }`;
  const names: string[] = [];
  let after: string | null = null;
  do {
    const answer: Answer = await graph.ask(admin, page, { after });
    const { opportunities } = answer.data;
    expect(opportunities.totalCount).toBe(5);
    names.push(...opportunities.nodes.map(({ name }: { name: string }) => name));
    after = opportunities.pageInfo.hasNextPage ? opportunities.pageInfo.endCursor : null;
  } while (after !== null);
  expect(names).toEqual(['List 0', 'List 1', 'List 2', 'List 3', 'List 4']);
});

test('the statements of a list and of pipelines do not depend on their length', async () => {
  const counted = async (source: string) => {
    graph.statements.length = 0;
    const { errors } = await graph.ask(admin, source);
    expect(errors).toEqual([]);
    return graph.statements.length;
  };
  const list = (first: number) =>
    `{ opportunities(first: ${first}) { nodes { id customer { id parent { id } } stageHistory { stage } externalReferences { system } } } }`;
  expect(await counted(list(1))).toBeLessThanOrEqual(3);
  expect(await counted(list(20))).toBe(await counted(list(5)));
  const partners = (count: number) =>
    `{ _entities(representations: [${Array.from({ length: count }, (_, n) => `{ __typename: "Partner", id: "prt_${'abcdefghij'[n % 10]}${n < 10 ? '' : n}" }`).join(', ')}]) { ... on Partner { pipeline { opportunityCount renewals { contractCount } } opportunities(first: 3) { nodes { id } } managedContracts(first: 3) { nodes { id } } managedBase { contracts } } } }`;
  expect(await counted(partners(1))).toBe(8);
  expect(await counted(partners(20))).toBe(8);
  expect(await counted(partners(100))).toBe(8);
});
