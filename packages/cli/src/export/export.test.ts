import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCoreClient, type CoreClient } from '@channelgraph/sdk/client.ts';
import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../import/testing/temporary-directory.ts';
import { csvLines, neutralise } from './csv-text.ts';
import { exportDirectory, type ExportManifest } from './export-directory.ts';
import { exportEntities } from './export-entities.ts';
import type { ExportEntity } from './export-entity.ts';
import { recordsOf } from './export-records.ts';
import { flattenAnswer } from './flatten-answer.ts';

/** A client whose graph serves a list in pages of two. */
function pagedClient(field: string, nodes: readonly unknown[], requests: unknown[] = []): CoreClient {
  return createCoreClient({
    url: 'http://test.invalid/graphql',
    fetch: async (_url, init) => {
      const { variables } = JSON.parse(String(init.body)) as { variables: { after: string | null } };
      requests.push(variables);
      const start = Number(variables.after ?? 0);
      const page = nodes.slice(start, start + 2);
      const end = start + page.length;
      const data = {
        [field]: { nodes: page, pageInfo: { hasNextPage: end < nodes.length, endCursor: String(end) } },
      };
      return new Response(JSON.stringify({ data }), { headers: { 'content-type': 'application/json' } });
    },
  });
}

function entity(name: string): ExportEntity {
  const found = exportEntities.find((candidate) => candidate.name === name);
  if (!found) throw new Error(name);
  return found;
}

const partners = ['=cmd|calc', 'Bob, Inc', 'Zoë "Z"'].map((displayName, index) => ({
  id: `prt_${index}`,
  displayName,
  types: ['MSP', 'VAR'],
  status: 'ACTIVE',
  tier: index === 0 ? { rank: 2, label: 'Silver' } : null,
  externalReferences: [{ system: 'crm', externalId: String(index) }],
}));

test('an export writes every page, and a manifest with the rows and the hash of each file', async () => {
  await using directory = await temporaryDirectory();
  const requests: unknown[] = [];
  const manifest = await exportDirectory({
    client: pagedClient('partners', partners, requests),
    directory: directory.path,
    entities: [entity('partners')],
    format: 'csv',
    asOf: '2017-06-30',
    now: () => new Date('2026-10-15T09:00:00Z'),
  });
  const content = await readFile(join(directory.path, 'partners.csv'));
  expect(manifest).toEqual({
    formatVersion: 1,
    exportedAt: '2026-10-15T09:00:00.000Z',
    format: 'csv',
    files: [
      {
        file: 'partners.csv',
        entity: 'partners',
        rows: 3,
        records: 3,
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        asOf: '2017-06-30',
      },
    ],
  });
  expect(JSON.parse(await readFile(join(directory.path, 'manifest.json'), 'utf8')) as ExportManifest).toEqual(
    manifest,
  );
  expect(requests).toEqual([
    { first: 100, after: null, asOf: '2017-06-30' },
    { first: 100, after: '2', asOf: '2017-06-30' },
  ]);
  const rows = parseCsv(content, { columns: true }) as Record<string, string>[];
  expect(
    rows.map(({ displayName, types, tier, tierRank, externalReferences }) => [
      displayName,
      types,
      tier,
      tierRank,
      externalReferences,
    ]),
  ).toEqual([
    ["'=cmd|calc", 'MSP; VAR', 'Silver', '2', 'crm:0'],
    ['Bob, Inc', 'MSP; VAR', '', '', 'crm:1'],
    ['Zoë "Z"', 'MSP; VAR', '', '', 'crm:2'],
  ]);
});

test('JSON lines keep the records as the API gives them', async () => {
  await using directory = await temporaryDirectory();
  await exportDirectory({
    client: pagedClient('partners', partners),
    directory: directory.path,
    entities: [entity('partners')],
    format: 'jsonl',
    asOf: null,
  });
  const lines = (await readFile(join(directory.path, 'partners.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(partners);
});

test('a failed export leaves no file that looks complete', async () => {
  await using directory = await temporaryDirectory({ 'manifest.json': '{}' });
  const client = createCoreClient({
    url: 'http://test.invalid/graphql',
    fetch: () => Promise.reject(new Error('down')),
    retry: false,
  });
  const failing = exportDirectory({
    client,
    directory: directory.path,
    entities: [entity('partners')],
    format: 'csv',
    asOf: null,
  });
  await expect(failing).rejects.toThrow();
  expect((await readdir(directory.path)).filter((name) => !name.startsWith('.'))).toEqual([]);
});

test('a scorecard makes one row of each of its lines, and none where there is no scorecard', () => {
  const card = {
    asOf: '2017-06-30',
    total: '71.28',
    lines: [
      { kpi: 'CSAT', status: 'AMBER' },
      { kpi: 'NET_REVENUE_RETENTION', status: null },
    ],
  };
  const { columns } = entity('scorecards');
  const rows = recordsOf({ id: 'prt_1', displayName: 'Harbor', scorecard: card }, columns);
  expect(rows.map(({ partner, total, kpi, status }) => [partner, total, kpi, status])).toEqual([
    ['Harbor', '71.28', 'CSAT', 'AMBER'],
    ['Harbor', '71.28', 'NET_REVENUE_RETENTION', null],
  ]);
  expect(recordsOf({ id: 'prt_1', scorecard: null }, columns)).toEqual([]);
});

test('records are called by their names in the system asked for, and by their ids where they have none', () => {
  const named = (id: string, externalId: string) => ({
    id,
    externalReferences: [
      { system: 'erp', externalId: `erp ${id}` },
      { system: 'crm', externalId },
    ],
  });
  const deal = {
    ...named('opp_1', 'D-1'),
    partner: named('prt_1', 'P-1'),
    customer: { id: 'cus_1', externalReferences: [] },
    productLines: [named('pln_1', 'L-1'), { id: 'pln_2', externalReferences: [] }],
    roles: [{ role: 'SOURCED', creditBps: 10_000, partner: named('prt_1', 'P-1') }],
  };
  const { columns } = entity('opportunities');
  const [row] = recordsOf(deal, columns, { system: 'crm' });
  expect(row).toMatchObject({
    id: 'D-1',
    partnerId: 'P-1',
    customerId: 'cus_1',
    productLineIds: 'L-1; pln_2',
    externalReferences: 'erp:erp opp_1',
    credits:
      '[{"partner":{"externalReference":{"system":"crm","externalId":"P-1"}},"role":"SOURCED","creditBps":10000}]',
  });
  const [plain] = recordsOf(deal, columns);
  expect(plain).toMatchObject({
    id: 'opp_1',
    partnerId: 'prt_1',
    productLineIds: 'pln_1; pln_2',
    externalReferences: 'erp:erp opp_1; crm:D-1',
  });
});

test.each([
  ['=1+1', "'=1+1"],
  ['+49 40 1234', "'+49 40 1234"],
  ['-1+1', "'-1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\rx', "'\rx"],
  ['-12.50', '-12.50'],
  ['12.50', '12.50'],
  [-3, '-3'],
  ['a=b', 'a=b'],
  [null, ''],
  [true, 'true'],
])('the cell %o is written as %o', (value, text) => {
  expect(neutralise(value)).toBe(text);
});

test('no text written to a CSV file begins like a formula when it is read back, and nothing else is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme-composite', minLength: 1 }), { minLength: 1, maxLength: 5 }),
      async (texts) => {
        let csv = '';
        for await (const line of csvLines(texts.map((text) => ({ text, end: 'x' })))) csv += line;
        const rows = parseCsv(csv, { columns: true }) as Record<string, string>[];
        for (const [index, row] of rows.entries()) {
          expect(/^[=+@\t\r]/.test(row.text ?? '')).toBe(false);
          expect([texts[index], `'${texts[index] ?? ''}`]).toContain(row.text);
        }
        expect(rows).toHaveLength(texts.length);
      },
    ),
  );
});

test('an answer becomes rows of its first list, nested objects becoming columns', () => {
  expect(
    flattenAnswer({
      partners: {
        nodes: [
          { id: 1, tier: { label: 'Gold' }, types: ['A', 'B'] },
          { id: 2, tier: null, extra: 'x' },
        ],
        totalCount: 2,
      },
    }),
  ).toEqual([
    { id: 1, 'tier.label': 'Gold', types: 'A; B', tier: null, extra: null },
    { id: 2, 'tier.label': null, types: null, tier: null, extra: 'x' },
  ]);
  expect(flattenAnswer({ partner: { edges: [{ cursor: 'c', node: { id: 1 } }] } })).toEqual([{ id: 1 }]);
  expect(flattenAnswer({ viewer: { name: 'Ada' } })).toEqual([{ 'viewer.name': 'Ada' }]);
});
