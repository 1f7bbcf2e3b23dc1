import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { addDays } from '@channelgraph/core/calendar.ts';
import { csvLines, type CsvRecord } from '../src/export/csv-text.ts';
import { exportDirectory } from '../src/export/export-directory.ts';
import { exportEntities } from '../src/export/export-entities.ts';
import type { Naming } from '../src/export/export-records.ts';
import { importDirectory } from '../src/import/import-directory.ts';
import { loadMapping } from '../src/import/parse-mapping.ts';
import type { ImportReport } from '../src/import/report.ts';
import { sdkExecutor } from '../src/graphql/sdk-executor.ts';
import { apiSchema } from '../src/connect.ts';
import { temporaryDirectory } from '../src/import/testing/temporary-directory.ts';
import { exampleFile, openTestPlatform, type TestPlatform } from './test-platform.ts';

const mapping = exampleFile('channelgraph-export/mapping.json');
const imported = exportEntities.filter(({ name }) => !['renewals', 'scorecards'].includes(name));

type Rows = Readonly<Record<string, readonly CsvRecord[]>>;
const named = (externalId: string) => ({ externalReference: { system: 'source', externalId } });
const credit = (partner: string, role: string, creditBps: number) => ({
  partner: named(partner),
  role,
  creditBps,
});
const line = { productLine: named('L1'), quantity: 10, oneTime: { amount: '5000.00', currency: 'EUR' } };

/** What the first program is told, in the columns of an export. */
const told: Rows = {
  partners: [
    { id: 'P1', legalName: 'Northwind MSP GmbH', displayName: 'Northwind', types: 'MSP', segment: 'PURE_PLAY', tracks: 'SOLUTION', status: 'ACTIVE', regions: 'EMEA/DE; EMEA/AT', hqCountry: 'DE', domains: 'northwind.example', deliveredScopes: 'CLOUD_MANAGEMENT; SECURITY_OPERATIONS', currency: 'EUR' },
    { id: 'P2', legalName: 'Ferris, Reed & Co', displayName: 'Ferris "VAR"', types: 'VAR; RESELLER', status: 'ACTIVE', hqCountry: 'AT', currency: 'EUR' },
  ],
  productLines: [
    { id: 'L1', code: 'GTX', name: 'Firewall', series: 'G', currency: 'EUR', listPrice: '550.00', isActive: true },
    { id: 'L2', code: 'MG', name: 'Backup', isActive: true },
  ],
  customers: [
    { id: 'C2', legalName: 'Acorn Tochter', parentId: 'C1', country: 'AT', domains: 'tochter.example' },
    { id: 'C1', legalName: 'Acorn Holding', country: 'DE', industry: 'retail', domains: 'acorn.example; acorn-group.example', duns: '150483782', taxIds: 'DE811569869', isDirectNamedAccount: true },
  ],
  opportunities: [
    { id: 'O1', name: 'Firewalls, "new"', partnerId: 'P1', customerId: 'C1', productLineIds: 'L1; L2', motion: 'NEW', revenueModel: 'TRANSACTIONAL', stage: 'WON', credits: JSON.stringify([credit('P1', 'SOURCED', 6000), credit('P2', 'INFLUENCED', 4000)]), openedOn: '2026-01-10', closeDate: '2026-03-15', closedOn: '2026-03-01', competitors: 'Rival; Other', orderReference: 'PO-7', region: 'EMEA/DE', currency: 'EUR', oneTime: '5170.00', openStage: 'QUALIFIED', expectedOneTime: '5500.00' },
    { id: 'O2', name: 'Backup', partnerId: 'P2', customerId: 'C2', productLineIds: 'L2', motion: 'NEW', revenueModel: 'MIXED', stage: 'COMMITTED', probabilityOverride: '0.7500', openedOn: '2026-09-01', closeDate: '2026-12-31', currency: 'EUR', oneTime: '100.00', mrr: '90.50', termMonths: 24 },
    { id: 'O3', name: 'Lost one', partnerId: 'P1', stage: 'LOST', motion: 'NEW', revenueModel: 'RECURRING', lossReason: 'PRICE', openedOn: '2026-02-01', closedOn: '2026-02-28', currency: 'EUR', mrr: '10.00', termMonths: 12, openStage: 'PROSPECT' },
  ],
  contracts: [
    { id: 'K2', partnerId: 'P1', customerId: 'C1', productLineIds: 'L2', predecessorId: 'K1', status: 'ACTIVE', termStart: '2026-03-01', termMonths: 24, billing: 'MONTHLY', currency: 'EUR', mrr: '1200.50', contractedSeats: 120, seatUnit: 'SEAT', autoRenew: true, noticeDays: 60, monthlyMinimum: 50, usageAggregation: 'AVERAGE', priceLockReference: 'LOCK-1', priceLockedUntil: '2027-03-01', slaPolicyReference: 'SLA-24x7' },
    { id: 'K1', partnerId: 'P1', customerId: 'C1', productLineIds: 'L2', status: 'ENDED_RENEWED', termStart: '2025-03-01', termMonths: 12, billing: 'ANNUAL', currency: 'EUR', mrr: '1000.00', contractedSeats: 100, seatUnit: 'SEAT', autoRenew: false, noticeDays: 30, decidedOn: '2026-02-01', endsOn: '2026-03-01' },
    { id: 'K3', partnerId: 'P2', customerId: 'C2', productLineIds: 'L1', status: 'SUSPENDED', statusSince: '2026-06-01', termStart: '2026-01-01', termMonths: 12, billing: 'MONTHLY', currency: 'EUR', mrr: '300.00', contractedSeats: 30, seatUnit: 'SEAT', autoRenew: false, noticeDays: 30 },
  ],
  registrations: [
    { id: 'R1', partnerId: 'P1', customerId: 'C1', kind: 'OPPORTUNITY', name: 'Firewalls', status: 'APPROVED', customerName: 'Acorn Holding', customerCountry: 'DE', customerDomains: 'acorn.example', currency: 'EUR', lines: JSON.stringify([line]), region: 'EMEA/DE', expectedCloseDate: '2026-12-15', customerNeed: 'More', submittedAt: '2026-09-01T08:00:00.000Z', decidedAt: '2026-09-02T09:30:00.000Z', protectedFrom: '2026-09-02', protectedTo: '2026-12-02' },
    { id: 'R2', partnerId: 'P2', customerId: 'C2', kind: 'OPPORTUNITY', name: 'Refused', status: 'REJECTED', customerName: 'Acorn Tochter', customerCountry: 'AT', currency: 'EUR', lines: JSON.stringify([line]), submittedAt: '2026-08-01T08:00:00.000Z', decidedAt: '2026-08-02T08:00:00.000Z', rejectionReasons: 'BELOW_MINIMUM; OTHER', decisionNote: 'Not yet.' },
    { id: 'R4', partnerId: 'P1', customerId: 'C2', kind: 'OPPORTUNITY', name: 'Ran out', status: 'EXPIRED', customerName: 'Acorn Tochter', customerCountry: 'AT', currency: 'EUR', lines: JSON.stringify([line]), submittedAt: '2026-01-05T08:00:00.000Z', decidedAt: '2026-01-06T08:00:00.000Z', protectedFrom: '2026-01-06', protectedTo: '2026-04-06', closedOn: '2026-04-06' },
    { id: 'R3', partnerId: 'P2', kind: 'OPPORTUNITY', name: 'A draft', status: 'DRAFT', customerName: 'Somebody', currency: 'EUR', lines: JSON.stringify([line]) },
  ],
  // More than a page of one contract.
  usage: Array.from({ length: 130 }, (_, index) => ({ contractId: 'K2', productLineId: 'L2', date: addDays('2026-04-01', index), quantity: 100 + index, unit: 'SEAT', provenance: index === 0 ? 'VERIFIED' : 'IMPORT' })),
  seats: [
    { contractId: 'K1', date: '2025-12-31', provisioned: 100, active: 90, billable: 95, unit: 'SEAT', provenance: 'IMPORT' },
    { contractId: 'K2', date: '2026-09-30', provisioned: 130, active: 120, billable: 125, unit: 'SEAT', provenance: 'SYSTEM' },
  ],
  surveys: [
    { id: 'S1', contractId: 'K2', sentOn: '2026-06-01', respondedOn: '2026-06-03', score: 4, comment: 'Good; "mostly"', provenance: 'IMPORT' },
    { id: 'S2', contractId: 'K2', sentOn: '2026-09-01', provenance: 'IMPORT' },
  ],
  slaResults: [
    { contractId: 'K2', month: '2026-08-01', severity: 1, metCount: 9, breachedCount: 1, openBreachedCount: 0, currency: 'EUR', credit: '25.00', provenance: 'IMPORT' },
    { contractId: 'K2', month: '2026-09-01', severity: 2, metCount: 5, breachedCount: 0, openBreachedCount: 0, currency: 'EUR', credit: '0.00', provenance: 'IMPORT' },
  ],
}; // prettier-ignore

async function filesOf(rows: Rows): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const { name, columns } of imported) {
    let text = '';
    for await (const each of csvLines(rows[name] ?? [], Object.keys(columns))) text += each;
    files[`${name}.csv`] = text;
  }
  return files;
}

async function exported({ client }: TestPlatform, naming: Naming): Promise<Rows> {
  await using directory = await temporaryDirectory();
  await exportDirectory({
    client,
    directory: directory.path,
    entities: exportEntities.filter(({ name }) => name !== 'scorecards'),
    format: 'csv',
    asOf: null,
    naming,
  });
  const rows: Record<string, readonly CsvRecord[]> = {};
  for (const { name } of imported) {
    const text = await readFile(join(directory.path, `${name}.csv`), 'utf8');
    rows[name] = parse(text, { columns: true }) as CsvRecord[];
  }
  return rows;
}

const inOrder = (cell: CsvRecord[string]) =>
  String(cell ?? '')
    .split('; ')
    .toSorted()
    .join('; ');

/** The rows without their names in other systems; the order of rows and of product lines follows from ids. */
function comparable(rows: Rows): Rows {
  return Object.fromEntries(
    Object.entries(rows).map(([name, list]) => [
      name,
      list
        .map(({ externalReferences: _, productLineIds, productLines, ...rest }) => ({
          ...rest,
          productLineIds: inOrder(productLineIds),
          productLines: inOrder(productLines),
        }))
        .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ]),
  );
}

const refusedIn = ({ refusals }: ImportReport) =>
  refusals.flatMap(({ file, line, problems }) =>
    problems.map(({ column, value, code, reason }) => `${file}:${line} ${column}=${value} ${code} ${reason}`),
  );
const createdIn = ({ steps }: ImportReport) =>
  Object.fromEntries(steps.map(({ step, created, refused }) => [step, [created, refused]]));

test('what is exported and read in elsewhere is there as it was, and stays when it comes again', async () => {
  await using origin = await openTestPlatform();
  await using source = await temporaryDirectory(await filesOf(told));
  const first = await importDirectory({
    directory: source.path,
    mapping: { ...(await loadMapping(mapping)), system: 'source' },
    schema: await apiSchema(),
    executor: sdkExecutor(origin.client),
    wait: () => origin.settle(),
  });
  expect(refusedIn(first)).toEqual([]);
  const counts = {
    Partners: [2, 0], 'Product lines': [2, 0], Customers: [2, 0], Opportunities: [3, 0], Contracts: [3, 0], Registrations: [4, 0],
    Usage: [130, 0], Seats: [2, 0], Surveys: [2, 0], 'Service levels': [2, 0],
  }; // prettier-ignore
  expect(createdIn(first)).toEqual(counts);
  await origin.settle();
  const before = await exported(origin, { system: null });
  expect(Object.entries(before).map(([name, rows]) => [name, rows.length])).toEqual(
    imported.map(({ name }) => [name, told[name]?.length]),
  );

  await using copy = await openTestPlatform();
  await using carried = await temporaryDirectory(await filesOf(before));
  const dry = await copy.importExample(carried.path, mapping, { isDryRun: true });
  expect(refusedIn(dry)).toEqual([]);
  expect(createdIn(dry)).toEqual(counts);
  const report = await copy.importExample(carried.path, mapping);
  expect(refusedIn(report)).toEqual([]);
  expect(createdIn(report)).toEqual(counts);
  await copy.settle();
  expect(comparable(await exported(copy, { system: 'channelgraph' }))).toEqual(comparable(before));
  const again = await copy.importExample(carried.path, mapping);
  expect(again.totals).toEqual({ read: 152, created: 0, updated: 0, unchanged: 152, refused: 0 });
}, 300_000);
