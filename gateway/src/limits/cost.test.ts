import { buildSchema, GraphQLError, parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { estimateCost } from './cost.ts';
import { createCostCheck } from './limits-plugin.ts';
import { defaultLimits } from './limits.ts';

const schema = buildSchema(/* GraphQL */ `
  type Query {
    partners(first: Int = 25, last: Int, after: String): PartnerConnection!
    partner(id: ID!): Partner
    top(limit: Int): [Partner!]!
    node(id: ID!): Node
  }
  type Mutation {
    partnerSuspend(id: ID!): Result
  }
  union Result = Success | Failure
  type Success {
    partner: Partner!
  }
  type Failure {
    issues: [Issue!]!
  }
  type Issue {
    code: String!
  }
  interface Node {
    id: ID!
  }
  type PartnerConnection {
    nodes: [Partner!]!
    edges: [PartnerEdge!]!
    pageInfo: PageInfo!
    totalCount: Int
  }
  type PartnerEdge {
    cursor: String!
    node: Partner!
  }
  type PageInfo {
    hasNextPage: Boolean!
  }
  type Partner implements Node {
    id: ID!
    names: [String!]!
    tier: Tier
    lines: [Line!]!
    children(first: Int): PartnerConnection!
  }
  type Tier implements Node {
    id: ID!
    label: String!
    fee: Money
  }
  type Money {
    amount: String!
    currency: String!
  }
  type Line {
    kpi: String!
  }
`);

function cost(query: string, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  const operation = document.definitions[0] as OperationDefinitionNode;
  return estimateCost({ schema, document, operation, variables }, defaultLimits);
}

describe('estimateCost', () => {
  it.each([
    ['leaves nothing', '{ __typename }', 0],
    ['an object 1', '{ partner(id: "1") { id names } }', 1],
    ['an object in an object 2', '{ partner(id: "1") { tier { label } } }', 2],
    ['a value nothing', '{ partner(id: "1") { tier { fee { amount currency } } } }', 2],
    ['a bounded list 5', '{ partner(id: "1") { lines { kpi } } }', 1 + 5],
    ['a page what it asks for', '{ partners(first: 20) { nodes { id } } }', 1 + 20],
    ['a page from the end too', '{ partners(last: 7) { nodes { id } } }', 1 + 7],
    ['a page of unstated size 25', '{ partners { nodes { id } } }', 1 + 25],
    ['an edge and its node', '{ partners(first: 10) { edges { node { id } } } }', 1 + 10 * 2],
    [
      'nodes and edges both',
      '{ partners(first: 10) { nodes { id } edges { cursor } pageInfo { hasNextPage } } }',
      1 + 10 + 10,
    ],
    ['a limited list what it asks for', '{ top(limit: 3) { id } }', 3],
    [
      'pages in pages their product',
      '{ partners(first: 10) { nodes { children(first: 20) { nodes { id } } } } }',
      1 + 10 * (1 + 1 + 20),
    ],
    [
      'fragments like fields',
      'query { partners(first: 10) { ...c } } fragment c on PartnerConnection { nodes { ... on Partner { lines { kpi } } } }',
      1 + 10 * (1 + 5),
    ],
    [
      'a type of an interface like the interface',
      '{ node(id: "1") { ... on Partner { tier { label } } } }',
      2,
    ],
    [
      'a mutation 10 more, its alternatives together',
      'mutation { partnerSuspend(id: "1") { ... on Success { partner { id } } ... on Failure { issues { code } } } }',
      10 + 1 + 1 + 5,
    ],
    ['introspection nothing', '{ __schema { types { name } } }', 0],
  ])('counts %s', (_what, query, expected) => {
    expect(cost(query)).toEqual({ cost: expected, dependsOnVariables: false });
  });

  it('reads page sizes from variables and their defaults', () => {
    const query = 'query($n: Int = 4) { partners(first: $n) { nodes { id } } }';
    expect(cost(query, { n: 9 })).toEqual({ cost: 10, dependsOnVariables: true });
    expect(cost(query)).toEqual({ cost: 5, dependsOnVariables: true });
    expect(cost(query, { n: null })).toEqual({ cost: 26, dependsOnVariables: true });
  });

  it('reads the default of a variable that is named like a member of every object', () => {
    const query = 'query($toString: Int = 100) { partners(first: $toString) { nodes { id } } }';
    expect(cost(query)).toEqual({ cost: 101, dependsOnVariables: true });
  });

  it.each([
    ['first: 101', '{ partners(first: 101) { totalCount } }', {}],
    ['last: 101', '{ partners(last: 101) { totalCount } }', {}],
    ['limit: 99999999', '{ top(limit: 99999999) { id } }', {}],
    ['a variable of 101', 'query($n: Int) { partners(first: $n) { totalCount } }', { n: 101 }],
    ['a default of 101', 'query($n: Int = 101) { partners(first: $n) { totalCount } }', {}],
    [
      'a page inside a fragment',
      'query { ...f } fragment f on Query { partners(first: 101) { totalCount } }',
      {},
    ],
  ])('refuses %s', (_what, query, variables) => {
    expect(() => cost(query, variables)).toThrow(GraphQLError);
    expect(() => cost(query, variables)).toThrow(/Ask for 100 or fewer/);
  });

  it('lets a page of 100 pass', () => {
    expect(cost('{ partners(first: 100) { totalCount } }').cost).toBe(1);
  });
});

describe('createCostCheck', () => {
  const nested = (outer: number, inner: number) =>
    `{ partners(first: ${outer}) { nodes { children(first: ${inner}) { nodes { id } } } } }`;
  const check = createCostCheck(defaultLimits);
  const run = (document: ReturnType<typeof parse>, variables = {}) =>
    check({ schema, document, operation: document.definitions[0] as OperationDefinitionNode, variables });

  it('refuses what costs more than 5,000, and says so', () => {
    expect(() => run(parse(nested(100, 47)))).not.toThrow();
    expect(() => run(parse(nested(100, 48)))).toThrow(
      'The operation may make 5001 objects; 5000 are allowed.',
    );
  });

  it('estimates again when only the variables differ', () => {
    const document = parse(
      'query($n: Int) { partners(first: 100) { nodes { children(first: $n) { nodes { id } } } } }',
    );
    expect(() => run(document, { n: 1 })).not.toThrow();
    expect(() => run(document, { n: 100 })).toThrow(/5000 are allowed/);
    expect(() => run(document, { n: 1 })).not.toThrow();
  });
});
