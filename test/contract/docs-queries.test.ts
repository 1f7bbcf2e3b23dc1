import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { readExamples, parseExample } from '@channelgraph/gateway/explorer/examples.ts';
import { serviceNames } from '@channelgraph/server/service-names.ts';
import { parse, print } from 'graphql';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksIn, blocksOf, readText, root } from '../docs/markdown.ts';
import { isNothing } from '../graph/authorization/principals.ts';
import { createTestGraph, type TestGraph } from '../testkit/graph.ts';

let graph: TestGraph;
beforeAll(async () => {
  graph = await createTestGraph({ demo: true });
}, 120_000);
afterAll(() => graph[Symbol.asyncDispose]());

const first = 'docs/queries/one-partner-four-services.graphql';
const blockOf = (language: string) =>
  blocksOf('README.md').find((block) => block.language === language)?.text ?? '';
const stored = globSync('docs/queries/*.graphql', { cwd: root })
  .toSorted()
  .map((path) => parseExample(basename(path), readText(path)));

describe('the first query of the README', () => {
  it('is the stored one', () => {
    expect(print(parse(blockOf('graphql')))).toBe(print(parse(readText(first))));
  });

  it('answers exactly what is printed below it', async () => {
    const ask = await graph.ask('ada.admin');
    expect(await ask(blockOf('graphql'))).toEqual(JSON.parse(blockOf('json')));
  });

  it('answers nothing to somebody of another partner', async () => {
    const ask = await graph.ask('ridgeline.sales');
    expect(await ask(blockOf('graphql'))).toEqual({ data: { partners: { nodes: [] } } });
  });
});

describe('the stored queries', () => {
  it('are at least six, and those of the explorer have other names', () => {
    expect(stored.length).toBeGreaterThanOrEqual(6);
    const taken = readExamples().map(({ name }) => name);
    expect(stored.filter(({ name }) => taken.includes(name))).toEqual([]);
  });

  it.each(
    stored.flatMap(({ name, query, personas }) => personas.map((persona) => ({ name, query, persona }))),
  )('$name tells $persona something, without an error', async ({ query, persona }) => {
    const ask = await graph.ask(persona);
    const answer = await ask(query);
    expect(answer.errors).toBeUndefined();
    expect(Object.values(answer.data ?? {}).filter(isNothing)).toEqual([]);
  });
});

describe('operations in documents', () => {
  const operations = blocksIn('graphql')
    .filter(({ info, document }) => info === '' && document.startsWith('docs/'))
    .map((block) => [block.place, block] as const);

  it.each(operations)('%s are answered without an error', async (_place, { text }) => {
    const ask = await graph.ask('ada.admin');
    const answer = await ask(text);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toBeTruthy();
  });
});

describe('SQL in documents', () => {
  const statements = blocksIn('sql').map((block) => [block.place, block] as const);

  it.each(statements)('%s runs in every database', async (_place, { text }) => {
    for (const service of serviceNames) {
      const client = new Client({ connectionString: graph.urls[service] });
      await client.connect();
      try {
        expect(await client.query(text)).toBeTruthy();
      } finally {
        await client.end();
      }
    }
  });
});

describe('addresses in documents', () => {
  it('are served by the gateway', async () => {
    const paths = new Set(
      blocksIn('sh')
        .flatMap(({ text }) => [
          ...text.matchAll(/curl (?:-\S+ )*(?:'[^']*' )*http:\/\/127\.0\.0\.1:4000(\/\S*)/g),
        ])
        .map(([, path = '']) => path),
    );
    expect(paths.size).toBeGreaterThanOrEqual(3);
    for (const url of paths) {
      const { statusCode } = await graph.platform.gateway.app.inject({ method: 'GET', url });
      expect([url, statusCode]).toEqual([url, 200]);
    }
  });
});
