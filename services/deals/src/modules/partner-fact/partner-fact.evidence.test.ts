import { extendSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../schema.ts';
import { evidenceQuery } from './partner-fact.evidence.ts';
import { dealsKpis } from './partner-fact.values.ts';

// The entry point to a partner is told by the partners subgraph.
const graph = extendSchema(schema, parse('extend type Query { partner(id: ID!): Partner }'));

test.each(dealsKpis)('the evidence of %s is a query that the graph answers', (kpi) => {
  const query = evidenceQuery(kpi, {
    partnerId: 'prt_a',
    periodStart: '2025-10-16',
    periodEnd: '2026-10-16',
    asOf: '2026-10-15',
  });
  expect(validate(graph, parse(query))).toEqual([]);
});
