import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiSchema } from '@channelgraph/cli/connect.ts';
import { sdkExecutor } from '@channelgraph/cli/graphql/sdk-executor.ts';
import { importDirectory } from '@channelgraph/cli/import/import-directory.ts';
import { parseMapping } from '@channelgraph/cli/import/parse-mapping.ts';
import type { ImportReport } from '@channelgraph/cli/import/report.ts';
import { inProcessClient } from '@channelgraph/cli/start/in-process.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blocksOf } from '../docs/markdown.ts';
import { createTestGraph, type TestGraph } from '../testkit/graph.ts';

let graph: TestGraph;
beforeAll(async () => {
  graph = await createTestGraph({ demo: true });
}, 120_000);
afterAll(() => graph[Symbol.asyncDispose]());

async function importWith(document: string, files: Readonly<Record<string, string>>): Promise<ImportReport> {
  const text = blocksOf(document).find((block) => block.language === 'json')?.text ?? '';
  const directory = mkdtempSync(join(tmpdir(), 'channelgraph-docs-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
    return await importDirectory({
      directory,
      mapping: parseMapping(JSON.parse(text)),
      schema: await apiSchema(),
      executor: sdkExecutor(inProcessClient(graph.platform.gateway)),
      wait: () => graph.settle(),
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

it('the mapping of the first administrator makes somebody who may sign in', async () => {
  const report = await importWith('docs/operations.md', {});
  expect(report.refusals).toEqual([]);
  expect(await graph.viewer('auth0|5f7c8ec7c33c6c004bbafe82')).toMatchObject({
    role: 'PROGRAM_ADMIN',
    displayName: 'Ada Lindqvist',
  });
});

it('the mapping of the guide imports what it is written for', async () => {
  const report = await importWith('docs/importing.md', {
    'agents.csv': 'agent,office\nBluefin Systems,Boston/Portland\n',
    'deals.csv': [
      'number,agent,account,product,stage,opened,closed,value,probability %',
      '1,Bluefin Systems,Juniper Dental,Firewall,Won,03-02-26,15-04-26,1200.00,100',
      '2,Bluefin Systems,Juniper Dental,Backup,Sirious,10-09-26,,800.00,50',
      '3,Bluefin Systems,Juniper Dental,Backup,Dreaming,10-09-26,,n/a,5',
    ].join('\n'),
  });
  const rows = report.steps.map(({ step, created, refused }) => [step, created, refused]);
  expect(rows).toEqual([
    ['Resellers', 1, 0],
    ['Deals', 2, 1],
  ]);
  expect(report.refusals.map(({ file, line }) => `${file}:${line}`)).toEqual(['deals.csv:4']);
  const ask = await graph.ask('ada.admin');
  const answer = await ask(
    `{ partnerByExternalReference(system: "old-crm", externalId: "Bluefin Systems") {
      regions
      opportunities(orderBy: { field: CREATED_AT, direction: ASC }) {
        nodes { name stage openedOn closedOn amounts { oneTime { amount currency } } }
      }
    } }`,
  );
  const oneTime = (amount: string) => ({ oneTime: { amount, currency: 'USD' } });
  expect(answer).toEqual({
    data: {
      partnerByExternalReference: {
        regions: ['Boston', 'Portland'],
        opportunities: {
          nodes: [
            {
              name: 'Firewall for Juniper Dental',
              stage: 'WON',
              openedOn: '2026-02-03',
              closedOn: '2026-04-15',
              amounts: oneTime('1200.00'),
            },
            {
              name: 'Backup for Juniper Dental',
              stage: 'QUALIFIED',
              openedOn: '2026-09-10',
              closedOn: null,
              amounts: oneTime('800.00'),
            },
          ],
        },
      },
    },
  });
});
