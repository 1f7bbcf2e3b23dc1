import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as rules from './schema-rules.ts';

const api = buildSchema(readFileSync(new URL('../../gateway/api.graphql', import.meta.url), 'utf8'));

/** What breaks a rule for a reason. */
const exceptions: Partial<Record<keyof typeof rules, readonly string[]>> = {
  // The lists are another service's answer, or null says "not for you" where empty would say "none".
  holeyLists: [
    'ConflictCase.productLines',
    'DealRegistration.productLines',
    'IncentivePlanVersion.includedPartners',
    'Lead.productLines',
    'Lead.routingTrace',
    'ManagedContract.productLines',
    'Opportunity.productLines',
    'Partner.incentiveBalance',
  ],
  // The instant of which an answer speaks, not of an event.
  misnamedFields: ['Pipeline.knownAt', 'Scorecard.knownAt'],
};

describe('the API', () => {
  it.each(Object.entries(rules))('has no %s', (name, rule) => {
    const allowed = exceptions[name as keyof typeof rules] ?? [];
    expect(rule(api).filter((coordinate) => !allowed.includes(coordinate))).toEqual([]);
  });
});

describe('the rules', () => {
  const bad = buildSchema(`
    type Query { things(first: Int): ThingConnection! list: [String] price: Float! done: Boolean! when: DateTime }
    scalar DateTime
    "A page."
    type ThingConnection { nodes: [Thing!]! edges: [ThingEdge!]! }
    type ThingEdge { node: Thing! }
    type Thing { id: ID! old: String @deprecated(reason: "Gone soon.") }
    enum ColourEnum { red UNKNOWN }
    input Wrong { a: Int }
    type Mutation { createThing(id: ID!, name: String, wrong: Wrong): CreateThingResult! }
    union CreateThingResult = Thing | Other
    type Other { id: Int! }
  `);
  it.each(Object.entries(rules))('find %s', (_name, rule) => {
    expect(rule(bad)).not.toEqual([]);
  });
});
