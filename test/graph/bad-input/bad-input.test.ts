import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabaseHash } from '../../testkit/database-hash.ts';
import { createTestGraph, type TestGraph } from '../../testkit/graph.ts';
import { api, fieldsOf } from '../authorization/coordinates.ts';
import { extendWorld, findWorld } from '../authorization/world.ts';
import { documentOf, refusalOf, withIds } from './answers.ts';
import type { BadInput, Known } from './bad-input.ts';
import { coSellInputs } from './co-sell-requests.table.ts';
import { conflictInputs } from './conflicts.table.ts';
import { contractChangeInputs, contractInputs } from './contracts.table.ts';
import { customerInputs } from './customers.table.ts';
import { leadInputs } from './leads.table.ts';
import { listInputs } from './lists.table.ts';
import { metricInputs } from './metrics.table.ts';
import { opportunityInputs } from './opportunities.table.ts';
import { pipelineInputs } from './pipelines.table.ts';
import { policyInputs } from './policies.table.ts';
import { findRecords } from './records.ts';
import { registrationInputs } from './registrations.table.ts';
import { renewalInputs } from './renewals.table.ts';
import { openRowVersions } from './row-versions.ts';
import { serviceInputs } from './services.table.ts';

const inputs: readonly BadInput[] = [
  ...registrationInputs,
  ...customerInputs,
  ...conflictInputs,
  ...leadInputs,
  ...opportunityInputs,
  ...contractInputs,
  ...contractChangeInputs,
  ...serviceInputs,
  ...renewalInputs,
  ...coSellInputs,
  ...pipelineInputs,
  ...metricInputs,
  ...policyInputs,
  ...listInputs,
];

let graph: TestGraph;
let versions: Awaited<ReturnType<typeof openRowVersions>>;
let hash: Awaited<ReturnType<typeof openDatabaseHash>>;
let known: Known;
let atFirst: Readonly<Record<string, string>>;

beforeAll(async () => {
  graph = await createTestGraph({ demo: true });
  versions = await openRowVersions(graph.urls.deals);
  hash = await openDatabaseHash(graph.urls);
  const ask = await graph.ask('ada.admin');
  const world = await extendWorld(ask, await findWorld(ask, await graph.ask('carla.cam')));
  known = { ...world, ...(await findRecords(ask, world)) };
  await graph.settle();
  atFirst = await hash.read();
}, 240_000);
afterAll(async () => {
  process.stderr.write(`bad input: ${inputs.length} inputs refused\n`);
  await versions[Symbol.asyncDispose]();
  await hash[Symbol.asyncDispose]();
  await graph[Symbol.asyncDispose]();
});

// A refusal stores nothing at all: no audit event, and no idempotency key, so that the same key may be sent
// again with the input corrected.
describe('a bad input', () => {
  it.each(inputs)('$about: $what', async ({ by, call, variables, code, paths, says }) => {
    const before = await versions.read();
    const ask = await graph.ask(by);
    const refusal = refusalOf(await ask(documentOf(call), withIds(variables, known)));
    expect(refusal).toMatchObject({ code, paths });
    expect(refusal?.text).toContain(says);
    expect(await versions.read()).toEqual(before);
  });

  it('changed no row of any of the four databases', async () => {
    expect(await hash.read()).toEqual(atFirst);
  });
});

describe('the table', () => {
  it('spoils the input of every mutation of deals in at least one way', () => {
    const spoiledOnes = new Set(inputs.map(({ about }) => about));
    const ofDeals = fieldsOf('Mutation').filter((name) => isOfDeals.test(name));
    expect(ofDeals.filter((name) => !spoiledOnes.has(name))).toEqual([]);
    expect(ofDeals.length).toBeGreaterThan(50);
  });

  it('names each input once', () => {
    const names = inputs.map(({ about, what }) => `${about}: ${what}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.length).toBeGreaterThanOrEqual(200);
  });

  it('speaks of no field that the API does not have', () => {
    expect(
      inputs.filter(({ call }) => !call.includes('{') && !api.getMutationType()?.getFields()[call]),
    ).toEqual([]);
  });
});

const isOfDeals =
  /^(customer|opportunity|managedContract|contractChangeRequest|seatSnapshot|usageRecord|deal|conflictCase|directEngagement|lead|renewal|coSell|pipeline)/;

describe('the detector', () => {
  it('sees one row written, changed without being different, and deleted; a lock is no change', async () => {
    const client = new Client({ connectionString: graph.urls.deals });
    await client.connect();
    const changedBy = async (sql: string): Promise<string[]> => {
      const before = await versions.read();
      await client.query(sql);
      const after = await versions.read();
      return Object.keys(after).filter((table) => after[table] !== before[table]);
    };
    const row = `ctid = (SELECT min(ctid) FROM external_reference)`;
    expect(await changedBy(`SELECT 1 FROM external_reference WHERE ${row} FOR UPDATE`)).toEqual([]);
    expect(await changedBy(`UPDATE external_reference SET system = system WHERE ${row}`)).toEqual([
      'public.external_reference',
    ]);
    expect(await changedBy(`DELETE FROM external_reference WHERE ${row}`)).toEqual([
      'public.external_reference',
    ]);
    expect(
      await changedBy(
        `INSERT INTO external_reference (entity_type, system, external_id, entity_id) VALUES ('Customer', 'seen', '1', 'cus_1')`,
      ),
    ).toEqual(['public.external_reference']);
    await client.end();
  });
});
