import type { ServiceName } from '@channelgraph/server/service-names.ts';
import { execute, isObjectType, isUnionType, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestGraph, type Answer, type Ask, type TestGraph } from '../../testkit/graph.ts';
import { api, entityTypes, fieldsOf } from './coordinates.ts';
import { entityRows, type EntityRow } from './entities.table.ts';
import { fieldRows } from './fields.table.ts';
import {
  askAnonymously,
  askers,
  isNothing,
  principalNames,
  principals,
  sightOf,
  type Principal,
  type Sights,
} from './principals.ts';
import { queryRows } from './queries.table.ts';
import { absentId, findWorld, type World } from './world.ts';

let graph: TestGraph;
let ask: Readonly<Record<Principal, Ask>>;
let world: World;
let checks = 0;

beforeAll(async () => {
  graph = await createTestGraph({ demo: true });
  ask = await askers(graph);
  world = await findWorld(ask.PROGRAM_ADMIN, ask.CAM);
  await prepare();
}, 120_000);
afterAll(async () => {
  process.stderr.write(
    `authorization: ${checks} readings by ${principalNames.length} principals and nobody\n`,
  );
  await graph[Symbol.asyncDispose]();
});

// The demo leaves these two empty, and what is empty for everybody proves nothing.
async function prepare(): Promise<void> {
  const { partner } = world;
  const updated = await ask.PROGRAM_ADMIN(
    `mutation ($id: ID!) { partnerUpdate(id: $id, input: { secondarySegments: [CLOUD] }) { __typename } }`,
    { id: partner },
  );
  const suspended = await ask.PROGRAM_ADMIN(
    `mutation ($id: ID!) { partnerSuspend(input: { id: $id, reason: "An overdue agreement." }) { __typename } }`,
    { id: partner },
  );
  expect([updated.data, suspended.data]).toEqual([
    { partnerUpdate: { __typename: 'PartnerUpdateSuccess' } },
    { partnerSuspend: { __typename: 'PartnerSuspendSuccess' } },
  ]);
}

/** Asks as everybody and gives what each one got. */
async function sightsOf(query: string): Promise<Sights<string>> {
  checks += principalNames.length + 1;
  expect(validate(api, parse(query)), query).toEqual([]);
  const answers = await Promise.all(
    principalNames.map(async (name) => [name, sightOf(await ask[name](query), (data) => data)] as const),
  );
  return Object.fromEntries(answers) as Sights<string>;
}

async function expectNothingWithoutToken(query: string): Promise<void> {
  expect(await askAnonymously(graph, query)).toEqual({
    status: 401,
    code: 'UNAUTHENTICATED',
    hasData: false,
  });
}

describe('the tables', () => {
  it('have a row for every root field, every entity type and every field of Partner', () => {
    expect(queryRows.map(({ field }) => field).toSorted()).toEqual(fieldsOf('Query').toSorted());
    expect(entityRows.map(({ type }) => type).toSorted()).toEqual(entityTypes.toSorted());
    const partnerFields = fieldRows.filter(({ field }) => field.startsWith('Partner.'));
    expect(partnerFields.map(({ field }) => field).toSorted()).toEqual(
      fieldsOf('Partner')
        .map((name) => `Partner.${name}`)
        .toSorted(),
    );
  });

  it('have a row for every field that a service restricts by scopes of its own', () => {
    const restricted = graph.platform.subgraphs.flatMap(({ schema }) =>
      Object.values(schema.getTypeMap())
        .filter((type) => isObjectType(type))
        .flatMap((type) =>
          Object.values(type.getFields())
            .filter(
              ({ extensions }) =>
                (extensions['pothosOptions'] as { authScopes?: unknown } | undefined)?.authScopes,
            )
            .map(({ name }) => `${type.name}.${name}`),
        ),
    );
    expect(restricted.length).toBeGreaterThan(10);
    const rows = new Set([
      ...fieldRows.map(({ field }) => field),
      ...queryRows.map(({ field }) => `Query.${field}`),
    ]);
    expect(restricted.filter((name) => !name.startsWith('Mutation.') && !rows.has(name))).toEqual([]);
  });
});

describe('root fields', () => {
  it.each(queryRows)('$field', async ({ query, sees }) => {
    const text = query(world);
    await expectNothingWithoutToken(text);
    expect(await sightsOf(text)).toEqual(sees);
  });
});

describe('fields', () => {
  it.each(fieldRows)('$field', async ({ query, sees }) => {
    const text = query(world);
    await expectNothingWithoutToken(text);
    expect(await sightsOf(text)).toEqual(sees);
  });
});

/** The ways to one record by its id; each is sent as the only root field of a query. */
function waysById({ type, root, fields }: EntityRow): readonly ((id: string) => string)[] {
  const roots = root === undefined ? [] : [root];
  return [
    (id) => `{ node(id: "${id}") { ... on ${type} { ${fields} } } }`,
    (id) => `{ node(id: "${id}") { ... on Node { ... on ${type} { ${fields} } } } }`,
    (id) =>
      `query ($yes: Boolean! = true) { other: node(id: "${id}") { ...Some @include(if: $yes) } } fragment Some on ${type} { ${fields} }`,
    ...roots.flatMap((field) => [
      (id: string) => `{ ${field}(id: "${id}") { ${fields} } }`,
      (id: string) =>
        `{ alias: ${field}(id: "${id}") { ... on ${type} { same: __typename ...Rest } } } fragment Rest on ${type} { ${fields} }`,
    ]),
  ];
}

describe('entities', () => {
  it.each(entityRows)('$type, whichever way it is reached by its id', async (row) => {
    for (const way of waysById(row)) {
      const query = way(world[row.id]);
      await expectNothingWithoutToken(query);
      expect(await sightsOf(query), query).toEqual(row.sees);
    }
  });

  it.each(entityRows.filter(({ list, nested }) => list ?? nested))(
    '$type, by a list and through other objects',
    async (row) => {
      for (const way of [...(row.list ? [row.list] : []), ...(row.nested ?? [])]) {
        const query = way(world);
        await expectNothingWithoutToken(query);
        const seen = await sightsOf(query);
        // Through an object that the viewer does not see there is nothing, whatever the type itself would answer.
        for (const name of principalNames) {
          if (seen[name] !== 'empty' || row.sees[name] === 'empty')
            expect([query, name, seen[name]]).toEqual([query, name, row.sees[name]]);
        }
        expect(seen.PROGRAM_ADMIN, query).toBe('allowed');
        expect(seen.OTHER_COMPANY, query).toBe(row.sees.OTHER_COMPANY);
      }
    },
  );

  it.each(entityRows)(
    '$type, as a representation in the service that owns it, if it is one there',
    async ({ type, owner, id, fields, sees }) => {
      if (!isRepresentable(owner, type)) return;
      const seen = await Promise.all(
        principalNames.map(
          async (name) =>
            [
              name,
              sightOf(
                await askEntities(owner, name, { __typename: type, id: world[id] }, fields),
                ({ _entities }) => _entities,
              ),
            ] as const,
        ),
      );
      checks += seen.length;
      const wanted = principalNames.map((name) => [name, sees[name]] as const);
      expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(wanted));
    },
  );
});

/** Tells whether other services may refer to a type of a service. */
function isRepresentable(owner: ServiceName, type: string): boolean {
  const entities = graph.subgraph(owner).schema.getType('_Entity');
  return isUnionType(entities) && entities.getTypes().some(({ name }) => name === type);
}

async function askEntities(
  owner: ServiceName,
  name: Principal,
  representation: { readonly __typename: string; readonly id: string },
  fields: string,
): Promise<Answer> {
  const { schema, createContext } = graph.subgraph(owner);
  const document = parse(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${representation.__typename} { ${fields} } } }`,
  );
  const result = await execute({
    schema,
    document,
    contextValue: createContext({ viewer: await graph.viewer(principals[name]) }),
    variableValues: { representations: [representation] },
  });
  return JSON.parse(JSON.stringify(result)) as Answer;
}

describe('what a viewer may not see', () => {
  const hidden = entityRows.flatMap((row) =>
    principalNames
      .filter((name) => row.sees[name] === 'empty')
      .map((name) => ({ type: row.type, name, row })),
  );

  it.each(hidden)('$type answers $name exactly as an id that nothing has', async ({ row, name }) => {
    const id = world[row.id];
    for (const way of waysById(row)) {
      const [foreign, absent] = await Promise.all([ask[name](way(id)), ask[name](way(absentId(id)))]);
      expect(masked(foreign, id)).toBe(masked(absent, absentId(id)));
      checks += 2;
    }
    if (!isRepresentable(row.owner, row.type)) return;
    const [foreign, absent] = await Promise.all(
      [id, absentId(id)].map((each) =>
        askEntities(row.owner, name, { __typename: row.type, id: each }, row.fields),
      ),
    );
    expect(masked(foreign!, id)).toBe(masked(absent!, absentId(id)));
  });

  it('is not there for a filter, a search or a count either', async () => {
    const { partner, opportunity, customer } = world;
    const queries = [
      `{ partners(filter: { id: { eq: "${partner}" } }) { totalCount nodes { id } } }`,
      `{ partners(search: "Harbor") { totalCount nodes { id } } }`,
      `{ partners(filter: { displayName: { startsWith: "Harbor" } }) { totalCount nodes { id } } }`,
      `{ opportunities(filter: { id: { eq: "${opportunity}" } }) { totalCount nodes { id } } }`,
      `{ opportunities(filter: { customerId: { eq: "${customer}" } }) { totalCount nodes { id } } }`,
      `{ customers(search: "Alder Dental") { totalCount nodes { id } } }`,
      `{ managedContracts(filter: { partnerId: { eq: "${partner}" } }) { totalCount nodes { id } } }`,
      `{ accruals(filter: { partnerId: { eq: "${partner}" } }) { totalCount nodes { id } } }`,
      `{ certificationAwards(filter: { partnerId: { eq: "${partner}" } }) { totalCount nodes { id } } }`,
      `{ pipeline(filter: { partnerIds: ["${partner}"] }) { opportunityCount cells { count } } }`,
      `{ partnersAuditEvents(partnerId: "${partner}") { totalCount nodes { id } } }`,
    ];
    for (const query of queries) {
      const { data, errors } = await ask.OTHER_COMPANY(query);
      expect([query, errors, isNothing(data)]).toEqual([query, undefined, true]);
    }
  });

  it('cannot be found out by an account manager of others through filters on what is hidden', async () => {
    const { partner } = world;
    const secrets = [
      'hqCountry: { eq: "US" }',
      'segment: { eq: PURE_PLAY }',
      'region: { eq: "East" }',
      'deliveredScope: { eq: SECURITY_OPERATIONS }',
    ];
    for (const secret of secrets) {
      const query = `{ partners(filter: { id: { eq: "${partner}" }, ${secret} }) { totalCount nodes { id } } }`;
      const { data, errors } = await ask.OTHER_CAM(query);
      expect([secret, errors, isNothing(data)]).toEqual([secret, undefined, true]);
    }
  });
});

describe('what an account manager may not see of others’ partners', () => {
  it('does not come out through an order or its cursors', async () => {
    for (const field of ['CREATED_AT', 'UPDATED_AT']) {
      const query = `{ partners(first: 100, orderBy: { field: ${field} }) { totalCount edges { cursor node { id createdAt updatedAt } } } }`;
      const { data, errors } = await ask.OTHER_CAM<{
        readonly partners: {
          readonly edges: readonly {
            readonly cursor: string;
            readonly node: { readonly id: string; readonly createdAt: string | null };
          }[];
        };
      }>(query);
      expect(errors).toBeUndefined();
      const edges = data?.partners.edges ?? [];
      expect(edges.length).toBeGreaterThan(0);
      expect(edges.filter(({ node }) => node.createdAt === null || node.id === world.partner)).toEqual([]);
    }
  });
});

function masked(answer: Answer, id: string): string {
  return JSON.stringify(answer)
    .replaceAll(id, '<id>')
    .replaceAll(/"requestId":"[^"]+"/g, '"requestId":"<request>"');
}
