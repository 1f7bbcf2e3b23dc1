import { readFileSync } from 'node:fs';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { execute, type DocumentNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isServiceName } from '@channelgraph/server/service-names.ts';
import { readExamples } from '@channelgraph/gateway/explorer/examples.ts';
import { createTestGraph, type TestGraph } from '../testkit/graph.ts';

interface ExecutionRequest {
  readonly document: DocumentNode;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}
type Executor = (request: ExecutionRequest) => Promise<never>;

let graph: TestGraph;
beforeAll(async () => {
  graph = await createTestGraph({ demo: true });
}, 120_000);
afterAll(() => graph[Symbol.asyncDispose]());

const supergraph = readFileSync(new URL('../../gateway/supergraph.graphql', import.meta.url), 'utf8');

describe('the committed supergraph', () => {
  it('answers a query over all four services in Hive’s gateway (MIT) as in ours', async () => {
    const example = readExamples().find(({ name }) => name === 'whole-partner');
    const query = example?.query ?? '';
    const ours = await (await graph.ask('ada.admin'))(query);
    expect(ours.errors).toBeUndefined();
    await using hive = createGatewayRuntime({
      supergraph,
      logging: false,
      transports: {
        http: { getSubgraphExecutor: ({ subgraphName }) => inProcess(subgraphName, 'ada.admin') },
      },
    });
    const response = await hive.fetch('http://hive.invalid/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(await response.json()).toEqual({ data: ours.data });
  });
});

/** Stands in for the network: carries a subgraph's operation to the subgraph in this process. */
function inProcess(subgraphName: string, persona: string): Executor {
  const service = subgraphName.toLowerCase();
  if (!isServiceName(service)) throw new Error(`The supergraph names ${subgraphName}.`);
  return async ({ document, variables, operationName }: ExecutionRequest) => {
    const { schema, createContext } = graph.subgraph(service);
    return execute({
      schema,
      document,
      contextValue: createContext({ viewer: await graph.viewer(persona) }),
      variableValues: variables,
      operationName,
    }) as never;
  };
}
