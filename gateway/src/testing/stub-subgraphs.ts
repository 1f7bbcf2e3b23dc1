import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { parse } from 'graphql';
import type { LocalSubgraph } from '../data-sources/local-transport.ts';

/** Two small subgraphs for tests: partners owns the entity, deals adds fields to it. */
export const stubSdl = {
  partners: /* GraphQL */ `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    "A node."
    interface Node {
      "The id."
      id: ID!
    }
    "A partner."
    type Partner implements Node @key(fields: "id") {
      id: ID!
      "The name shown to people."
      displayName: String!
      "The partners below it."
      children: [Partner!]!
      secret: String
    }
    type Deal implements Node @key(fields: "id", resolvable: false) {
      id: ID!
    }
    type PartnerConnection {
      nodes: [Partner!]!
      totalCount: Int
    }
    "Who is asking."
    type Viewer {
      userId: ID!
    }
    scalar Date
    type Query {
      viewer: Viewer!
      node(id: ID!): Node
      partner(id: ID!): Partner
      partners(first: Int, last: Int, after: String): PartnerConnection!
      partnersAsOf(day: Date!): [Partner!]!
      broken: String
      forbidden: String
    }
    type Mutation {
      partnerRename(id: ID!, name: String!): Partner
      partnerTouch(id: ID!): Partner
    }
  `,
  deals: /* GraphQL */ `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
    type Partner @key(fields: "id") {
      id: ID!
      "The deals in progress."
      openDealCount: Int
      deals(first: Int): DealConnection
    }
    type DealConnection {
      nodes: [Deal!]!
    }
    "A deal."
    type Deal @key(fields: "id") {
      id: ID!
      name: String
      partner: Partner
    }
    type Query {
      deal(id: ID!): Deal
    }
  `,
};

/** What the resolvers of the stubs see. */
export interface StubContext {
  readonly viewer: Viewer;
  readonly requestId: string;
}

const partners = ['prt_1', 'prt_2', 'prt_3'].map((id) => ({
  __typename: 'Partner',
  id,
  displayName: `Partner ${id.at(-1)}`,
  children: [],
}));
const partnerById = (id: string) => partners.find((partner) => partner.id === id) ?? null;

class CodedError extends Error {
  readonly extensions: { code: string };

  constructor(code: string, message: string) {
    super(message);
    this.extensions = { code };
  }
}

const partnersResolvers = {
  Node: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
  Partner: {
    __resolveReference: ({ id }: { id: string }) => partnerById(id),
    secret() {
      throw new CodedError('FORBIDDEN', 'Only the partner may read this.');
    },
  },
  Query: {
    viewer: (_: unknown, __: unknown, { viewer }: StubContext) => ({ userId: viewer.userId }),
    node: (_: unknown, { id }: { id: string }) =>
      id.startsWith('prt_') ? partnerById(id) : { __typename: 'Deal', id },
    partner: (_: unknown, { id }: { id: string }) => partnerById(id),
    partners: (_: unknown, { first }: { first?: number }) => ({
      nodes: partners.slice(0, first ?? 3),
      totalCount: 3,
    }),
    partnersAsOf: () => partners,
    broken() {
      throw new Error('pg://user:password@host refused select * from partner');
    },
    forbidden() {
      throw new CodedError('FORBIDDEN', 'Administrators only.');
    },
  },
  Mutation: {
    partnerRename: (_: unknown, { id, name }: { id: string; name: string }) => ({
      ...partnerById(id),
      displayName: name,
    }),
    partnerTouch: (_: unknown, { id }: { id: string }) => partnerById(id),
  },
};

const dealsResolvers = {
  Partner: {
    openDealCount: ({ id }: { id: string }) => Number(id.at(-1)),
    deals: ({ id }: { id: string }) => ({ nodes: [{ id: `opp_${id.at(-1)}` }] }),
  },
  Deal: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    name: ({ id }: { id: string }) => `Deal ${id.at(-1)}`,
    partner: ({ id }: { id: string }) => ({ __typename: 'Partner', id: `prt_${id.at(-1)}` }),
  },
  Query: { deal: (_: unknown, { id }: { id: string }) => ({ id }) },
};

/** Creates the stubs as subgraphs that run in process. */
export function createStubSubgraphs({ partnersSdl = stubSdl.partners } = {}): {
  partners: LocalSubgraph;
  deals: LocalSubgraph;
} {
  const createContext = (context: StubContext): StubContext => context;
  const partnersSchema = buildSubgraphSchema({
    typeDefs: parse(partnersSdl),
    resolvers: partnersResolvers as never,
  });
  const date = partnersSchema.getType('Date') as unknown as { parseValue: unknown; parseLiteral: unknown };
  date.parseValue = requireDay;
  date.parseLiteral = ({ value }: { value: string }) => requireDay(value);
  return {
    partners: { name: 'partners', schema: partnersSchema, createContext },
    deals: {
      name: 'deals',
      schema: buildSubgraphSchema({ typeDefs: parse(stubSdl.deals), resolvers: dealsResolvers as never }),
      createContext,
    },
  };
}

function requireDay(value: unknown): string {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return value;
  throw new Error('A date is written like 2026-10-15.');
}
