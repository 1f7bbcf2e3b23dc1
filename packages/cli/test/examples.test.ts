import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { exportDirectory } from '../src/export/export-directory.ts';
import { exportEntities } from '../src/export/export-entities.ts';
import type { ImportReport } from '../src/import/report.ts';
import { temporaryDirectory } from '../src/import/testing/temporary-directory.ts';
import { exampleFile, openTestPlatform } from './test-platform.ts';

const crmMapping = exampleFile('crm-sales/mapping.json');

function counts(report: ImportReport): Record<string, readonly number[]> {
  return Object.fromEntries(
    report.steps.map(({ step, created, updated, unchanged, refused }) => [
      step,
      [created, updated, unchanged, refused],
    ]),
  );
}

function reasons(report: ImportReport): string[] {
  return report.refusals.flatMap(({ file, line, problems }) =>
    problems.map(({ column, value, code }) => `${file}:${line} ${column ?? '-'}=${value ?? '-'} ${code}`),
  );
}

test('the MSP portfolio comes in whole, is foretold by a dry run, and stays as it is when it comes again', async () => {
  await using platform = await openTestPlatform();
  const [directory, mapping] = [exampleFile('msp-portfolio'), exampleFile('msp-portfolio/mapping.json')];
  const dry = await platform.importExample(directory, mapping, { isDryRun: true });
  const report = await platform.importExample(directory, mapping);
  expect(reasons(dry)).toEqual([]);
  expect(counts(dry)).toEqual(counts(report));
  expect(counts(report)).toEqual({
    Program: [1, 0, 0, 0],
    'Account managers': [1, 0, 0, 0],
    Partners: [1, 0, 0, 0],
    Enrolments: [1, 0, 0, 0],
    'First tiers': [1, 0, 0, 0],
    'Account manager assignments': [1, 0, 0, 0],
    'Product lines': [3, 0, 0, 0],
    People: [5, 0, 0, 0],
    Customers: [6, 0, 0, 0],
    Contracts: [8, 0, 0, 0],
    'Seat counts': [81, 0, 0, 0],
    'Certification tracks': [3, 0, 0, 0],
    Certifications: [5, 0, 0, 0],
  });
  const again = await platform.importExample(directory, mapping);
  expect(again.totals).toEqual({ read: 117, created: 0, updated: 0, unchanged: 117, refused: 0 });
  await platform.settle();
  const data = await platform.client.query<{ partnerByExternalReference: unknown }>(
    `query Portfolio {
      partnerByExternalReference(system: "brightwater", externalId: "BRW") {
        displayName segment deliveredScopes tier { label } channelAccountManager { displayName }
        managedContracts(first: 20) { totalCount }
        managedBase { customers contracts mrr { amount currency } }
        certificationAwards(first: 10) { totalCount }
      }
    }`,
  );
  expect(data.partnerByExternalReference).toEqual({
    displayName: 'Brightwater',
    segment: 'PURE_PLAY',
    deliveredScopes: ['CLOUD_MANAGEMENT', 'INFRASTRUCTURE_MANAGEMENT', 'SECURITY_OPERATIONS'],
    tier: { label: 'Gold' },
    channelAccountManager: { displayName: 'Jonas Weber' },
    managedContracts: { totalCount: 8 },
    managedBase: { customers: 6, contracts: 6, mrr: [{ amount: '8392.50', currency: 'EUR' }] },
    certificationAwards: { totalCount: 5 },
  });
}, 120_000);

const crmLookAlike = {
  'products.csv': 'product,series,sales_price\r\nGTX Pro,GTX,4821\r\nMG Special,MG,55\r\n',
  'sales_teams.csv':
    'sales_agent,manager,regional_office\r\nAnna Fern,Mona Bell,East\r\nBob Reed,Mona Bell,East\r\nCleo Marsh,Nils Frost,West\r\n',
  'accounts.csv':
    'account,sector,year_established,revenue,employees,office_location,subsidiary_of\r\n' +
    'Acorn,technolgy,1990,1,1,Philipines,Oakwood\r\n' +
    'Oakwood,retail,1991,1,1,United States,\r\n' +
    'Elsewhere,retail,1992,1,1,Atlantis,\r\n',
  'sales_pipeline.csv':
    'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value,engage_quarter,close_quarter,colour\r\n' +
    'A1,Anna Fern,GTXPro,Acorn,Won,20-10-16,01-03-17,4514,Q4 2016,Q1 2017,red\r\n' +
    'A2,Anna Fern,GTXPro,Acorn,Lost,21-10-16,05-07-17,0,Q4 2016,Q3 2017,red\r\n' +
    'A3,Anna Fern,MG Special,,Engaging,30-06-17,,,Q2 2017,,red\r\n' +
    'A4,Anna Fern,MG Special,Acorn,Prospecting,,,,,,red\r\n' +
    'A5,Bob Reed,MG Special,Oakwood,Won,01-01-17,30-02-17,50,,,red\r\n' +
    'A6,Bob Reed,MG Extra,Oakwood,Engaging,01-01-17,,,,,red\r\n' +
    'A7,Dana Lake,MG Special,Elsewhere,Won,01-01-17,01-02-17,50,,,red\r\n' +
    'A8,Bob Reed,MG Special,Oakwood,Won,01-02-17,01-01-17,50,,,red\r\n' +
    'A9,Bob Reed,MG Special,Oakwood,Won,01-01-17,01-02-17,,,,red\r\n',
};

test('a dirty CRM export is imported or refused row by row, and scored for any day', async () => {
  await using platform = await openTestPlatform();
  await using directory = await temporaryDirectory(crmLookAlike);
  const report = await platform.importExample(directory.path, crmMapping);
  expect(counts(report)).toMatchObject({
    Partners: [3, 0, 0, 0],
    'Channel account managers': [2, 0, 1, 0],
    'Account manager assignments': [3, 0, 0, 0],
    Customers: [2, 0, 0, 1],
    Opportunities: [4, 0, 0, 5],
  });
  expect(reasons(report)).toEqual([
    'accounts.csv:4 office_location=Atlantis UNKNOWN_VALUE',
    'sales_pipeline.csv:6 close_date=30-02-17 NOT_A_DATE',
    'sales_pipeline.csv:7 product=MG Extra LOOKUP_NOT_FOUND',
    'sales_pipeline.csv:8 sales_agent=Dana Lake LOOKUP_NOT_FOUND',
    'sales_pipeline.csv:9 close_date=01-01-17 CLOSED_BEFORE_OPENED',
    'sales_pipeline.csv:10 close_value= EMPTY',
  ]);
  expect(report.files.find(({ file }) => file === 'sales_pipeline.csv')?.columns.unexpected).toEqual([
    'colour',
  ]);
  await platform.settle();
  expect(await scored(platform, 'Anna Fern', '2017-06-30')).toEqual({
    pipeline: [{ stage: 'QUALIFIED', count: 2, oneTime: { amount: '4876.00' } }],
    revenue: { factStatus: 'OK', numerator: '4514', denominator: '300000' },
  });
  expect(await scored(platform, 'Anna Fern', '2017-02-28')).toEqual({
    pipeline: [{ stage: 'QUALIFIED', count: 2, oneTime: { amount: '9642.00' } }],
    revenue: { factStatus: 'OK', numerator: '0', denominator: '300000' },
  });
}, 120_000);

interface Reseller {
  readonly scorecard: { readonly lines: readonly { readonly kpi: string }[] };
  readonly pipeline: { readonly cells: readonly unknown[] };
}

async function scored(
  { client }: Awaited<ReturnType<typeof openTestPlatform>>,
  name: string,
  day: string,
): Promise<unknown> {
  const { partnerByExternalReference: reseller } = await client.query<{
    partnerByExternalReference: Reseller;
  }>(
    `query Reseller($name: String!, $day: Date!) {
      partnerByExternalReference(system: "crm-sales", externalId: $name) {
        scorecard(asOf: $day) { lines { kpi factStatus numerator denominator } }
        pipeline(asOf: $day) { cells { stage count oneTime { amount } } }
      }
    }`,
    { name, day },
  );
  const { kpi, ...revenue } = reseller.scorecard.lines.find(
    (line) => line.kpi === 'SOURCED_REVENUE_VS_PLAN',
  ) ?? {
    kpi: '',
  };
  return { pipeline: reseller.pipeline.cells, revenue };
}

// The export is not part of the repository; it lies beside it where it is at hand.
const realExport = process.env.CRM_SALES_EXPORT ?? exampleFile('../../shared/data/crm-sales');
const isAtHand = existsSync(join(realExport, 'sales_pipeline.csv'));

test.skipIf(!isAtHand)(
  'the real CRM export comes in with exactly its counts and its value',
  async () => {
    await using platform = await openTestPlatform();
    await using output = await temporaryDirectory();
    const report = await platform.importExample(realExport, crmMapping);
    expect(report.refusals).toEqual([]);
    expect(counts(report)).toMatchObject({
      Partners: [35, 0, 0, 0],
      'Channel account managers': [6, 0, 29, 0],
      'Product lines': [7, 0, 0, 0],
      Customers: [85, 0, 0, 0],
      Opportunities: [8_800, 0, 0, 0],
    });
    const again = await platform.importExample(realExport, crmMapping);
    expect(again.totals).toEqual({ read: 9_138, created: 0, updated: 0, unchanged: 9_138, refused: 0 });
    const { opportunities, won, value } = await wonIn(platform, output.path);
    expect([opportunities, won, value]).toEqual([8_800, 4_238, 10_005_534]);
    await platform.settle();
    expect(await scored(platform, 'Darcel Schlecht', '2017-06-30')).toEqual({
      pipeline: [{ stage: 'QUALIFIED', count: 85, oneTime: { amount: '297147.00' } }],
      revenue: { factStatus: 'OK', numerator: '422330', denominator: '300000' },
    });
  },
  300_000,
);

async function wonIn(
  { client }: Awaited<ReturnType<typeof openTestPlatform>>,
  directory: string,
): Promise<{ opportunities: number; won: number; value: number }> {
  const entities = exportEntities.filter(({ name }) => name === 'opportunities');
  await exportDirectory({ client, directory, entities, format: 'jsonl', asOf: null });
  const sums = { opportunities: 0, won: 0, value: 0 };
  for await (const line of createInterface({
    input: createReadStream(join(directory, 'opportunities.jsonl')),
  })) {
    const { stage, amounts } = JSON.parse(line) as {
      stage: string;
      amounts: { oneTime: { amount: string } };
    };
    sums.opportunities += 1;
    if (stage !== 'WON') continue;
    sums.won += 1;
    sums.value += Number(amounts.oneTime.amount);
  }
  return sums;
}
