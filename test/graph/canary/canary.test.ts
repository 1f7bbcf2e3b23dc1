import { serviceNames } from '@channelgraph/server/service-names.ts';
import { parse, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestGraph, type TestGraph } from '../../testkit/graph.ts';
import { api } from '../authorization/coordinates.ts';
import { createRandom, generateQuery } from './generate-query.ts';
import { marked, markOf, plantCanaries, type Marked } from './plant.ts';

const seed = Number(process.env['CANARY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const queriesPerPersona = Number(process.env['CANARY_QUERIES'] ?? 100);

const personas: Readonly<Record<string, Marked>> = {
  'harbor.admin': 'harbor',
  'harbor.sales': 'harbor',
  'harbor.tech': 'harbor',
  'harbor.finance': 'harbor',
  'ridgeline.admin': 'ridgeline',
  'ridgeline.sales': 'ridgeline',
  'ridgeline.finance': 'ridgeline',
};

let graph: TestGraph;
let ids: string[];
let words: string[];
let planted: number;

beforeAll(async () => {
  process.stderr.write(`canary hunt: CANARY_SEED=${seed}\n`);
  graph = await createTestGraph({ demo: true });
  const client = new Client({ connectionString: graph.urls.partners });
  await client.connect();
  const { rows } = await client.query<{ id: string; external_id: string }>(
    `SELECT entity_id AS id, external_id FROM external_reference WHERE entity_type = 'Partner' AND external_id = ANY ($1)`,
    [marked],
  );
  await client.end();
  const partners = Object.fromEntries(rows.map(({ id, external_id: key }) => [key, id])) as Record<
    Marked,
    string
  >;
  ids = await collectIds(partners);
  words = [...marked, ...marked.map(markOf), 'harbor-contract-20', 'ridgeline.sales', 'Managed', 'Bank', '@'];
  planted = await plantCanaries(graph, partners);
}, 120_000);
afterAll(() => graph[Symbol.asyncDispose]());

/** Gathers ids of the records of both partners, some of each table. */
async function collectIds(partners: Readonly<Record<Marked, string>>): Promise<string[]> {
  const found: string[] = Object.values(partners);
  for (const service of serviceNames) {
    const client = new Client({ connectionString: graph.urls[service] });
    await client.connect();
    const { rows } = await client.query<{ table: string }>(
      `SELECT format('%I', c.table_name) AS table FROM information_schema.columns c JOIN information_schema.columns i USING (table_schema, table_name)
       WHERE table_schema = 'public' AND c.column_name = 'partner_id' AND i.column_name = 'id'`,
    );
    for (const { table } of rows) {
      for (const partner of Object.values(partners)) {
        const some = await client.query<{ id: string }>(
          `SELECT id FROM ${table} WHERE partner_id = $1 ORDER BY id LIMIT 3`,
          [partner],
        );
        found.push(...some.rows.map(({ id }) => id));
      }
    }
    await client.end();
  }
  return found;
}

interface Catch {
  readonly persona: string;
  readonly query: string;
}

interface Hunt {
  readonly queries: number;
  readonly answered: number;
  readonly owns: number;
  readonly foreign: readonly Catch[];
  readonly faults: readonly string[];
  /** The fields that were asked for, as coordinates. */
  readonly coordinates: ReadonlySet<string>;
}

/** Sends generated queries as every persona and collects the answers in which another partner's mark stands. */
async function hunt(count: number, from: number, roots?: readonly string[]): Promise<Hunt> {
  const foreign: Catch[] = [];
  const faults: string[] = [];
  const coordinates = new Set<string>();
  let [queries, answered, owns] = [0, 0, 0];
  for (const [index, [persona, own]] of Object.entries(personas).entries()) {
    const ask = await graph.ask(persona);
    const random = createRandom(from + index);
    const marks = marked.filter((partner) => partner !== own).map(markOf);
    const texts = Array.from({ length: count }, () =>
      generateQuery({ schema: api, random, ids, words, roots }),
    );
    for (const query of texts) {
      queries += 1;
      noteCoordinates(query, coordinates);
      const problems = validate(api, parse(query));
      expect(problems, `${query} of seed ${from}`).toEqual([]);
      const answer = await ask(query);
      const codes = (answer.errors ?? []).map(({ extensions }) => String(extensions?.['code']));
      // A refusal by a limit proves nothing; an internal error is a fault of its own.
      if (answer.data !== undefined && answer.data !== null) answered += 1;
      if (codes.includes('INTERNAL_SERVER_ERROR'))
        faults.push(`${persona}: ${query} ${JSON.stringify(answer.errors)}`);
      // What the caller typed may come back; only what it did not type is a leak.
      const text = JSON.stringify(answer);
      if (marks.some((mark) => text.includes(mark) && !query.includes(mark)))
        foreign.push({ persona, query });
      if (text.includes(markOf(own))) owns += 1;
    }
  }
  return { queries, answered, owns, foreign, faults, coordinates };
}

function noteCoordinates(query: string, into: Set<string>): void {
  const types = new TypeInfo(api);
  visit(
    parse(query),
    visitWithTypeInfo(types, {
      Field: () => void into.add(`${types.getParentType()?.name ?? ''}.${types.getFieldDef()?.name ?? ''}`),
    }),
  );
}

describe('generated queries', () => {
  it('are asked of a program in which every partner’s texts are marked', () => {
    expect(planted).toBeGreaterThan(500);
  });

  it(
    'bring no partner a word of another’s, neither in data nor in errors',
    { timeout: 120_000 },
    async () => {
      const { queries, answered, owns, foreign, faults, coordinates } = await hunt(queriesPerPersona, seed);
      process.stderr.write(
        `canary hunt: ${queries} queries, ${answered} answered with data, ${coordinates.size} fields, own marks in ${owns}\n`,
      );
      expect(foreign).toEqual([]);
      expect(faults).toEqual([]);
      expect(answered / queries).toBeGreaterThan(0.6);
      // The positive control: marks are where they could be seen.
      expect(owns / queries).toBeGreaterThan(0.06);
    },
  );

  it('find a leak as soon as the one wall of a table is gone', { timeout: 60_000 }, async () => {
    const customers = ['customers', 'customer'];
    await withoutPolicies('customer', async () => {
      expect((await hunt(10, 7, customers)).foreign.length).toBeGreaterThan(0);
    });
    expect((await hunt(10, 7, customers)).foreign).toEqual([]);
  });

  it('find none where a second wall stands behind the policy', { timeout: 60_000 }, async () => {
    const ask = await graph.ask('ridgeline.sales');
    await withoutPolicies('opportunity', async () => {
      const { data, errors = [] } = await ask('{ opportunities(first: 50) { nodes { name } } }');
      expect(JSON.stringify(data)).not.toContain(markOf('harbor'));
      expect(errors.length).toBeGreaterThan(0);
      expect((await hunt(10, 11, ['opportunities', 'opportunity'])).foreign).toEqual([]);
    });
  });

  async function withoutPolicies(table: string, work: () => Promise<void>): Promise<void> {
    const client = new Client({ connectionString: graph.urls.deals });
    await client.connect();
    try {
      await client.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
      await work();
    } finally {
      await client.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await client.end();
    }
  }
});
