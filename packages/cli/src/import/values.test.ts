import { expect, test } from 'vitest';
import { importDirectory } from './import-directory.ts';
import { parseMapping } from './parse-mapping.ts';
import { MemoryProgram, testSchema } from './testing/memory-program.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

/** Imports one opportunity per row with the given fields and gives what was sent, or why a row was refused. */
async function sent(fields: Record<string, unknown>, csv: string, formats: object = {}): Promise<unknown[]> {
  await using directory = await temporaryDirectory({ 'o.csv': csv });
  const program = new MemoryProgram();
  program.records.set('partner/P', {});
  const mapping = parseMapping({
    version: 1,
    title: 'Values',
    system: 's',
    formats,
    valueMaps: { yes: { values: { ja: 'true', nein: 'false' } } },
    files: { 'o.csv': {} },
    steps: [
      {
        name: 'Opportunities',
        entity: 'opportunity',
        file: 'o.csv',
        key: { column: 'id' },
        fields: {
          name: { constant: 'N' },
          partner: { reference: { entity: 'partner', key: { constant: 'P' } } },
          stage: { constant: 'WON' },
          oneTime: { constant: { amount: '1', currency: 'USD' } },
          ...fields,
        },
      },
    ],
  });
  const report = await importDirectory({
    directory: directory.path,
    mapping,
    schema: testSchema,
    executor: program,
  });
  const names = Object.keys(fields);
  const stored = program.keys('opportunity').map((key) => program.get('opportunity', key) ?? {});
  const values = stored.map((item) => (names.length === 1 ? item[names[0] ?? ''] : item));
  return [...values, ...report.refusals.map(({ problems }) => problems[0]?.code)];
}

test('whole numbers are read, and anything else is refused', async () => {
  expect(await sent({ seats: { column: 'n' } }, 'id,n\n1,12\n2,1.5\n3,99999999999\n4,x\n')).toEqual([
    12,
    'NOT_A_WHOLE_NUMBER',
    'NOT_A_WHOLE_NUMBER',
    'NOT_A_NUMBER',
  ]);
});

test('yes and no are read in the usual ways, others through a value map', async () => {
  expect(await sent({ isRush: { column: 'b' } }, 'id,b\n1,Yes\n2,0\n3,maybe\n')).toEqual([
    true,
    false,
    'NOT_YES_OR_NO',
  ]);
  expect(await sent({ isRush: { column: 'b', map: 'yes' } }, 'id,b\n1,ja\n2,nein\n')).toEqual([true, false]);
});

test('an amount takes its currency from a column, a rule or the formats, and is never rounded', async () => {
  const csv = 'id,n,c\n1,"1,234.50",usd\n2,100,JPY\n3,100.5,JPY\n4,1,XYZ\n';
  const rule = { column: 'n', currency: { column: 'c' } };
  expect(await sent({ oneTime: rule }, csv, { groupSeparator: ',' })).toEqual([
    { amount: '1234.50', currency: 'USD' },
    { amount: '100', currency: 'JPY' },
    'TOO_MANY_DECIMALS',
    'NOT_A_CURRENCY',
  ]);
  expect(
    await sent({ oneTime: { column: 'n', currency: 'EUR' } }, 'id,n\n1,5\n', { currency: 'USD' }),
  ).toEqual([{ amount: '5', currency: 'EUR' }]);
  expect(await sent({ oneTime: { constant: '300000' } }, 'id\n1\n', { currency: 'USD' })).toEqual([
    { amount: '300000', currency: 'USD' },
  ]);
});

test('an empty cell is left empty, refused, or takes a default in the form of the API', async () => {
  const csv = 'id,d\n1,\n2,01.02.2017\n';
  const formats = { date: 'DD.MM.YYYY' };
  expect(await sent({ openedOn: { column: 'd' } }, csv, formats)).toEqual([undefined, '2017-02-01']);
  expect(await sent({ openedOn: { column: 'd', whenEmpty: 'refuse' } }, csv, formats)).toEqual([
    '2017-02-01',
    'EMPTY',
  ]);
  expect(await sent({ openedOn: { column: 'd', default: '2016-12-31' } }, csv, formats)).toEqual([
    '2016-12-31',
    '2017-02-01',
  ]);
});

test('texts that mean nothing count as empty', async () => {
  expect(await sent({ seats: { column: 'n' } }, 'id,n\n1,N/A\n2,3\n', { emptyValues: ['N/A'] })).toEqual([
    undefined,
    3,
  ]);
});

test('a cell is split into a list, each part read by itself', async () => {
  await using directory = await temporaryDirectory({ 'c.csv': 'id,d\n1,a.example; b.example ;\n2,\n' });
  const program = new MemoryProgram();
  const fields = { legalName: { column: 'id' }, domains: { column: 'd', split: ';' } };
  const step = { name: 'C', entity: 'customer', file: 'c.csv', key: { column: 'id' }, fields };
  const mapping = parseMapping({
    version: 1,
    title: 'T',
    system: 's',
    files: { 'c.csv': {} },
    steps: [step],
  });
  await importDirectory({ directory: directory.path, mapping, schema: testSchema, executor: program });
  expect(program.keys('customer').map((key) => program.get('customer', key)?.domains)).toEqual([
    ['a.example', 'b.example'],
    undefined,
  ]);
});

test('a cell of JSON holds what the API takes, and what it does not take is refused', async () => {
  const csv = 'id,j\n1,"{""amount"":""5.00"",""currency"":""EUR""}"\n2,{\n3,"{""amount"":""5.00""}"\n';
  expect(await sent({ oneTime: { column: 'j', json: true } }, csv)).toEqual([
    { amount: '5.00', currency: 'EUR' },
    'NOT_JSON',
    'NOT_JSON',
  ]);
});
