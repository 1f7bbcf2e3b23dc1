import {
  eventTypes,
  serviceNames,
  type EventEnvelope,
  type EventType,
  type ServiceName,
} from '@channelgraph/core/event-types.ts';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestGraph, type TestGraph } from '../testkit/graph.ts';

let graph: TestGraph;
beforeAll(async () => {
  graph = await createTestGraph();
}, 60_000);
afterAll(() => graph[Symbol.asyncDispose]());

const types = Object.keys(eventTypes) as EventType[];

/** Offers a service an event without a body and tells whether somebody there takes that type. */
async function takes(service: ServiceName, type: EventType): Promise<boolean> {
  const event = {
    id: `evt_${type}`,
    type,
    subject: 'none',
    sequence: 1,
    occurredAt: '2026-10-15T09:00:00.000Z',
    version: 1,
    actor: 'test',
    data: null,
  };
  const refusal = await graph
    .subgraph(service)
    .consume(event as unknown as EventEnvelope)
    .then(() => '', String);
  return !refusal.includes(`No consumer for ${type}`);
}

describe('the map of events', () => {
  it('names for each event the services that take it, and no other', async () => {
    for (const type of types) {
      const takers = await Promise.all(
        serviceNames.map(async (name) => ((await takes(name, type)) ? [name] : [])),
      );
      expect([type, takers.flat()]).toEqual([type, [...eventTypes[type].consumers]]);
    }
  });

  it('is what each producer delivers by', async () => {
    for (const service of serviceNames) {
      const client = new Client({ connectionString: graph.urls[service] });
      await client.connect();
      const { rows } = await client.query<{ route: string }>(
        `SELECT event_type || ' to ' || consumer AS route FROM channelgraph.subscription`,
      );
      await client.end();
      const wanted = types
        .filter((type) => eventTypes[type].producer === service)
        .flatMap((type) => eventTypes[type].consumers.map((consumer) => `${type} to ${consumer}`));
      expect(rows.map(({ route }) => route).toSorted()).toEqual(wanted.toSorted());
    }
  });

  it('names producers by the first word of a type', () => {
    expect(types.filter((type) => type.split('.')[0] !== eventTypes[type].producer)).toEqual([]);
  });
});
