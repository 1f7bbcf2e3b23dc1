import { serviceNames } from '@channelgraph/server/service-names.ts';
import { getNamedType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestGraph, type Ask, type TestGraph } from '../../testkit/graph.ts';
import { api } from '../authorization/coordinates.ts';
import { crowdRegion, crowdStory } from './crowd.story.ts';
import { listRows } from './lists.table.ts';
import { registerDeals } from './registrations.ts';

let graph: TestGraph;
let ask: Ask;
beforeAll(async () => {
  graph = await createTestGraph({ story: crowdStory });
  ask = await graph.ask('ada.admin');
  await requestChanges(await graph.ask('carla.cam'));
  await registerDeals(ask);
}, 180_000);
afterAll(() => graph[Symbol.asyncDispose]());

// The story tells what stands; what waits for a second person is asked for here.
async function requestChanges(askAsCam: Ask): Promise<void> {
  const { data } = await askAsCam(
    '{ managedContracts(first: 100, filter: { termStart: { eq: "2026-08-01" } }) { nodes { id } } }',
  );
  const contracts = data?.['managedContracts'] as { nodes: { id: string }[] } | undefined;
  for (const { id } of contracts?.nodes ?? []) {
    await askAsCam(
      'mutation ($id: ID!) { managedContractAmend(id: $id, input: { mrr: { amount: "999999", currency: "USD" } }) { __typename } }',
      { id },
    );
  }
}

const crowd = `filter: { region: { eq: "${crowdRegion}" } }`;

interface Measured {
  readonly items: number;
  readonly statements: Readonly<Record<string, number>>;
}

/** Runs a query and counts the statements in each service and the items of its only root list. */
async function measure(query: string): Promise<Measured> {
  let items = 0;
  const statements = await graph.statements.count(async () => {
    const { data, errors } = await ask(query);
    expect(errors, query).toBeUndefined();
    const [root] = Object.values(data ?? {}) as { readonly nodes: readonly unknown[] }[];
    items = root?.nodes.length ?? 0;
  });
  return { items, statements };
}

function partnersIn<Partner>(data: Record<string, unknown> | null | undefined): readonly Partner[] {
  const { nodes = [] } = (data?.['partners'] ?? {}) as { readonly nodes?: readonly Partner[] };
  return nodes;
}

describe('the number of statements', () => {
  it('of the query over all four services is the same for 1, 20 and 100 partners', async () => {
    const query = (
      size: number,
    ) => `{ partners(first: ${size}, filter: { region: { eq: "${crowdRegion}" } }) { nodes {
      displayName tier { label } scorecard { total } managedBase { contracts } pipeline { opportunityCount }
      certificationCoverage { value } incentiveBalance { currency payable { amount } }
    } } }`;
    const [one, twenty, hundred] = [
      await measure(query(1)),
      await measure(query(20)),
      await measure(query(100)),
    ];
    process.stderr.write(`statements of the four-service query: ${JSON.stringify(hundred.statements)}\n`);
    expect([one.items, twenty.items, hundred.items]).toEqual([1, 20, 100]);
    expect(serviceNames.filter((service) => (one.statements[service] ?? 0) === 0)).toEqual([]);
    expect([twenty.statements, hundred.statements]).toEqual([one.statements, one.statements]);
  });

  it('of a pipeline and its parts is the same for 1, 20 and 100 partners', async () => {
    const { data } = await ask(`{ partners(first: 100, ${crowd}) { nodes { id } } }`);
    const ids = partnersIn<{ id: string }>(data).map(({ id }) => id);
    const query = (size: number) => `{ partners(first: ${size}, ${crowd}) { nodes { id } }
      pipeline(filter: { partnerIds: ${JSON.stringify(ids.slice(0, size))} }, asOf: "2027-06-01") {
        opportunityCount cells { count } renewalCells { contractCount } delays { count } velocity { sampleCount }
        coverage(target: { amount: "100.00", currency: "USD" }, normalization: TCV, closesFrom: "2026-01-01", closesBefore: "2028-01-01") { ratio }
        delayedDeals(kind: STUCK, first: 100) { totalCount nodes { opportunity { name customer { legalName } } } }
        expiringProtections(first: 100) { totalCount nodes { registration { name } } }
      } }`;
    const measured = [await measure(query(1)), await measure(query(20)), await measure(query(100))];
    expect(measured.map(({ items }) => items)).toEqual([1, 20, 100]);
    const [one] = measured;
    for (const { statements } of measured) expect(statements).toEqual(one?.statements);
  });

  it('of waterfalls is the same for a partner, a portfolio and the program', async () => {
    const { data } = await ask(
      `{ partners(first: 1, ${crowd}) { nodes { id channelAccountManager { id } } } }`,
    );
    const [partner] = partnersIn<{ id: string; channelAccountManager: { id: string } }>(data);
    const period = 'from: "2020-01-01", to: "2026-10-15"';
    const query = (scope: string) => `{ partners(first: 1, ${crowd}) { nodes { id } }
      pipelineWaterfall(scope: { ${scope} }, ${period}) { lines { opening { count } steps { amounts { count } } closing { count } } }
      mrrWaterfall(scope: { ${scope} }, ${period}) { lines { sums { steps { amount { amount } } } } } }`;
    const measured = [
      await measure(query(`partnerId: "${partner?.id}"`)),
      await measure(query(`accountManagerId: "${partner?.channelAccountManager.id}"`)),
      await measure(query('isWholeProgram: true')),
    ];
    const [one] = measured;
    for (const { statements } of measured) expect(statements).toEqual(one?.statements);
  });

  it('of the calendar of renewals is the same for 1, 20 and 100 of them', async () => {
    const query = (size: number) => `{ partners(first: ${size}, filter: { region: { eq: "${crowdRegion}" } }) { nodes { id } }
      renewalCalendar(first: ${size}) { renewal { stage outcome contract { termEnd } partner { displayName } steps { code } } reasons { code } } }`;
    const measured = [await measure(query(1)), await measure(query(20)), await measure(query(100))];
    expect(measured.map(({ items }) => items)).toEqual([1, 20, 100]);
    expect(new Set(measured.map(({ statements }) => JSON.stringify(statements))).size).toBe(1);
  }); // prettier-ignore

  it('is watched for every list of the API', () => {
    const lists = Object.values(api.getTypeMap())
      .filter((type) => isObjectType(type))
      .flatMap((type) =>
        Object.values(type.getFields())
          .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
          .map(({ name }) => `${type.name}.${name}`),
      );
    expect(listRows.map(({ field }) => field).toSorted()).toEqual(lists.toSorted());
  });

  it.each(listRows)('of $field does not grow with its length', async ({ query, sizes = [1, 20, 100] }) => {
    const measured = [];
    for (const size of sizes) measured.push(await measure(query(size)));
    expect(measured.map(({ items }) => items)).toEqual(sizes);
    const [first] = measured;
    for (const { statements } of measured) expect(statements).toEqual(first?.statements);
  });
});
