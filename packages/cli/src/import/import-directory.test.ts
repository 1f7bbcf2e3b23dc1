import { expect, test } from 'vitest';
import { ApiFailure } from '../graphql/executor.ts';
import { importDirectory, type ImportOptions } from './import-directory.ts';
import { MappingError } from './mapping-problem.ts';
import { parseMapping } from './parse-mapping.ts';
import type { ImportReport } from './report.ts';
import { MemoryProgram, testSchema } from './testing/memory-program.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const mapping = parseMapping({
  version: 1,
  title: 'Dirty CRM',
  system: 'crm',
  formats: {
    date: 'DD-MM-YY',
    twoDigitYearPivot: 70,
    currency: 'USD',
    groupSeparator: ',',
    emptyValues: ['n/a'],
  },
  valueMaps: {
    stage: { values: { Engaging: 'QUALIFIED', Won: 'WON', Lost: 'LOST', Prospecting: 'PROSPECT' } },
    product: { aliases: { GTXPro: 'GTX Pro' }, otherwise: 'keep' },
    country: { values: { 'United States': 'US', Philippines: 'PH' }, aliases: { Philipines: 'Philippines' } },
    sector: { values: { retail: 'Retail' }, otherwise: 'leaveEmpty', ignoreCase: true },
  },
  files: {
    'products.csv': {},
    'accounts.csv': { ignoredColumns: { revenue: 'no field holds it' } },
    'teams.csv': {},
    'pipeline.csv': {},
  },
  steps: [
    {
      name: 'Opportunities',
      entity: 'opportunity',
      file: 'pipeline.csv',
      key: { column: 'id' },
      fields: {
        name: { template: '{product} for {account}' },
        partner: { reference: { entity: 'partner', key: { column: 'agent' } } },
        customer: { reference: { entity: 'customer', key: { column: 'account' } } },
        stage: { column: 'stage', map: 'stage' },
        oneTime: {
          choose: [
            { when: { column: 'stage', in: ['Won'] }, value: { column: 'value', whenEmpty: 'refuse' } },
          ],
          otherwise: {
            lookup: {
              file: 'products.csv',
              where: 'product',
              equals: { column: 'product', map: 'product' },
              column: 'price',
            },
          },
        },
        openedOn: { column: 'opened' },
        closedOn: { column: 'closed' },
      },
    },
    {
      name: 'Customers',
      entity: 'customer',
      file: 'accounts.csv',
      key: { column: 'account' },
      fields: {
        legalName: { column: 'account' },
        country: { column: 'country', map: 'country' },
        industry: { column: 'sector', map: 'sector' },
        parent: { reference: { entity: 'customer', key: { column: 'parent' } } },
      },
    },
    {
      name: 'Programs',
      entity: 'program',
      file: 'teams.csv',
      rows: 'distinct',
      key: { column: 'program' },
      fields: { name: { column: 'program' }, currency: { constant: 'USD' } },
    },
    {
      name: 'Partners',
      entity: 'partner',
      file: 'teams.csv',
      key: { column: 'agent' },
      fields: {
        legalName: { column: 'agent' },
        types: { constant: ['RESELLER'] },
        regions: { list: [{ column: 'office' }] },
        program: { reference: { entity: 'program', key: { column: 'program' } } },
      },
    },
  ],
});

const files = {
  'products.csv': 'product,price\r\nGTX Pro,"4,821"\r\nMG Special,55\r\n',
  'accounts.csv':
    '\uFEFFaccount,sector,revenue,country,parent,colour\r\n' +
    'Bluth,Retail,1,United States,Acme,red\r\n' +
    'Acme,retail,2,Philipines,,red\r\n' +
    'Atlantis,retail,3,Atlantis,,red\r\n' +
    'Ghost,ghosts,4,United States,Nowhere,red\r\n' +
    'Egg,retail,5,,Hen,red\r\n' +
    'Hen,retail,6,,Egg,red\r\n' +
    'Below Atlantis,retail,7,,Atlantis,red\r\n',
  'teams.csv': 'agent,program,office\nAnna,Resellers,East\nBob,Resellers,West\nAnna,Resellers,East\n',
  'pipeline.csv':
    'id,agent,product,account,stage,value,opened,closed\r\n' +
    'A1,Anna,GTXPro,Acme,Won,"4,514",20-10-16,01-03-17\r\n' +
    '\r\n' +
    'A2,Anna,"MG\r\nSpecial",Acme,Engaging,,21-10-16,\r\n' +
    'A3,Bob,MG Special,n/a,Engaging,,31-02-17,\r\n' +
    'A4,Bob,MG Special,,Engaging,,29-02-16,\r\n' +
    'A5,Bob,GTXPro,Bluth,Qualifying,,01-01-17,\r\n' +
    'A6,Carl,GTX Pro,Atlantis,Won,12.5.1,01-01-99,\r\n' +
    'A7,Bob,GTX Pro,Atlantis,Won,12.505,01-01-99,\r\n' +
    'A1,Anna,GTX Pro,Acme,Lost,0,20-10-16,01-03-17\r\n' +
    'A8,Carl,GTX Pro,Atlantis,Lost,0,01-01-17,02-01-17\r\n' +
    'A9,Bob\r\n',
};

async function run(
  program: MemoryProgram,
  options: Partial<ImportOptions> & { content?: Record<string, string> } = {},
): Promise<ImportReport> {
  await using directory = await temporaryDirectory(options.content ?? files);
  return await importDirectory({
    directory: directory.path,
    mapping,
    schema: testSchema,
    executor: program,
    ...options,
  });
}

function counts(report: ImportReport): unknown {
  return Object.fromEntries(
    report.steps.map(({ step, read, created, updated, unchanged, refused }) => [
      step,
      { read, created, updated, unchanged, refused },
    ]),
  );
}

function reasons(report: ImportReport): string[] {
  return report.refusals.flatMap(({ file, line, problems }) =>
    problems.map(({ column, value, code }) => `${file}:${line} ${column ?? '-'}=${value ?? '-'} ${code}`),
  );
}

test('every row of a dirty export is imported or refused with its place, cell and reason', async () => {
  const program = new MemoryProgram();
  const report = await run(program);
  expect(counts(report)).toEqual({
    Customers: { read: 7, created: 2, updated: 0, unchanged: 0, refused: 5 },
    Programs: { read: 3, created: 1, updated: 0, unchanged: 2, refused: 0 },
    Partners: { read: 3, created: 2, updated: 0, unchanged: 0, refused: 1 },
    Opportunities: { read: 10, created: 2, updated: 0, unchanged: 0, refused: 8 },
  });
  expect(reasons(report).toSorted()).toEqual(
    [
      'accounts.csv:4 country=Atlantis UNKNOWN_VALUE',
      'accounts.csv:5 parent=Nowhere NOT_FOUND',
      'accounts.csv:6 parent=Hen CIRCULAR_PARENTS',
      'accounts.csv:7 parent=Egg CIRCULAR_PARENTS',
      'accounts.csv:8 parent=Atlantis NOT_FOUND',
      'teams.csv:4 agent=Anna DUPLICATE_KEY',
      'pipeline.csv:4 product=MG\nSpecial LOOKUP_NOT_FOUND',
      'pipeline.csv:6 opened=31-02-17 NOT_A_DATE',
      'pipeline.csv:8 stage=Qualifying UNKNOWN_VALUE',
      'pipeline.csv:9 value=12.5.1 NOT_A_NUMBER',
      'pipeline.csv:10 value=12.505 TOO_MANY_DECIMALS',
      'pipeline.csv:11 id=A1 DUPLICATE_KEY',
      'pipeline.csv:12 account=Atlantis NOT_FOUND',
      'pipeline.csv:12 agent=Carl NOT_FOUND',
      'pipeline.csv:13 -=- WRONG_NUMBER_OF_CELLS',
    ].toSorted(),
  );
  expect(program.get('opportunity', 'A1')).toEqual({
    externalReference: { system: 'crm', externalId: 'A1' },
    name: 'GTXPro for Acme',
    partner: { externalReference: { system: 'crm', externalId: 'Anna' } },
    customer: { externalReference: { system: 'crm', externalId: 'Acme' } },
    stage: 'WON',
    oneTime: { amount: '4514', currency: 'USD' },
    openedOn: '2016-10-20',
    closedOn: '2017-03-01',
  });
  expect(program.get('opportunity', 'A4')).toEqual({
    externalReference: { system: 'crm', externalId: 'A4' },
    name: 'MG Special for',
    partner: { externalReference: { system: 'crm', externalId: 'Bob' } },
    stage: 'QUALIFIED',
    oneTime: { amount: '55', currency: 'USD' },
    openedOn: '2016-02-29',
  });
});

test('the report names corrections, empty fields, unexpected columns and files', async () => {
  const report = await run(new MemoryProgram(), { content: { ...files, 'notes.csv': 'a\n1\n' } });
  const customers = report.steps.find(({ step }) => step === 'Customers');
  expect(customers?.corrections).toEqual([
    { column: 'country', from: 'Philipines', to: 'Philippines', count: 1 },
  ]);
  expect(customers?.leftEmpty).toEqual([
    { field: 'country', column: 'country', count: 3 },
    { field: 'industry', column: 'sector', count: 1 },
    { field: 'parent', column: 'parent', count: 2 },
  ]);
  expect(report.unexpectedFiles).toEqual(['notes.csv']);
  expect(report.files.find(({ file }) => file === 'accounts.csv')?.columns).toEqual({
    used: ['account', 'sector', 'country', 'parent'],
    ignored: [{ column: 'revenue', reason: 'no field holds it' }],
    unexpected: ['colour'],
  });
});

test('a refused parent is named as the remedy of its child', async () => {
  const report = await run(new MemoryProgram());
  const child = report.refusals.find(({ key }) => key === 'Below Atlantis');
  expect(child?.problems[0]?.remedy).toBe('Correct accounts.csv:4 first: it was refused in this run.');
});

test('a second run changes nothing', async () => {
  const program = new MemoryProgram();
  await run(program);
  const stored = new Map(program.records);
  const report = await run(program);
  expect(report.totals).toEqual({ read: 23, created: 0, updated: 0, unchanged: 9, refused: 14 });
  expect(program.records).toEqual(stored);
});

test('a dry run stores nothing and foretells what the run then does, references within the run included', async () => {
  const program = new MemoryProgram();
  const dry = await run(program, { isDryRun: true });
  expect(program.records.size).toBe(0);
  expect(program.batches.every(({ isDryRun }) => isDryRun)).toBe(true);
  const real = await run(program);
  expect(counts(dry)).toEqual(counts(real));
  expect(reasons(dry)).toEqual(reasons(real));
});

test('one row that the API refuses as malformed does not take its batch with it', async () => {
  const program = new MemoryProgram();
  program.onBatch = (items) => {
    if (items.some((item) => item.legalName === 'Acme'))
      throw new ApiFailure('Malformed.', { code: 'BAD_USER_INPUT', isInputFault: true });
  };
  const report = await run(program, {
    content: {
      ...files,
      'accounts.csv': 'account,sector,revenue,country,parent\nAcme,,,,\nB,,,,\nC,,,,\nD,,,,\n',
    },
  });
  expect(program.keys('customer')).toEqual(['B', 'C', 'D']);
  expect(reasons(report)).toContain('accounts.csv:2 -=- BAD_USER_INPUT');
});

test('a rule of the program refuses the row with the column it concerns', async () => {
  const program = new MemoryProgram();
  program.rule = (item) =>
    item.stage === 'WON'
      ? { code: 'CLOSED_TOO_EARLY', message: 'No.', path: ['items', '0', 'closedOn'], remedy: 'Wait.' }
      : null;
  const report = await run(program);
  expect(report.refusals.find(({ key, line }) => key === 'A1' && line === 2)?.problems).toEqual([
    { column: 'closed', value: '01-03-17', code: 'CLOSED_TOO_EARLY', reason: 'No.', remedy: 'Wait.' },
  ]);
});

test('an API that cannot go on stops the run, and the rows done so far are reported', async () => {
  const program = new MemoryProgram();
  program.onBatch = () => {
    if (program.batches.at(-1)?.mutation === 'partner')
      throw new ApiFailure('Down.', { code: 'SERVICE_UNAVAILABLE' });
  };
  const report = await run(program);
  expect(report.state).toBe('stopped');
  expect(report.message).toBe(
    'The API could not go on: Down. (SERVICE_UNAVAILABLE). Run the same command again to go on: rows that are already imported stay unchanged.',
  );
  expect(program.keys('program')).toEqual(['Resellers']);
  expect(program.keys('opportunity')).toEqual([]);
});

test('a batch that is too much for the API is sent in halves', async () => {
  const many = `agent,program,office\n${Array.from({ length: 250 }, (_, index) => `P${index},Resellers,East`).join('\n')}\n`;
  const program = new MemoryProgram();
  program.onBatch = (items) => {
    if (items.length > 100) throw new ApiFailure('Too slow.', { code: 'SERVICE_UNAVAILABLE' });
  };
  const report = await run(program, { content: { ...files, 'teams.csv': many } });
  expect(report.steps.find(({ step }) => step === 'Partners')).toMatchObject({
    read: 250,
    created: 250,
    refused: 0,
  });
  const sizes = program.batches.filter(({ mutation }) => mutation === 'partner').map(({ size }) => size);
  expect(sizes).toEqual([250, 125, 63, 62, 125, 63, 62]);
});

test('an interrupted run stops between two batches and the next run finishes it', async () => {
  const many = `agent,program,office\n${Array.from({ length: 600 }, (_, index) => `P${index},Resellers,East`).join('\n')}\n`;
  const content = { ...files, 'teams.csv': many };
  const program = new MemoryProgram();
  const controller = new AbortController();
  program.onBatch = () => {
    if (program.batches.filter(({ mutation }) => mutation === 'partner').length === 1) controller.abort();
  };
  const first = await run(program, { content, signal: controller.signal });
  expect(first.state).toBe('interrupted');
  expect(program.keys('partner')).toHaveLength(250);
  const second = await run(program, { content });
  const partners = second.steps.find(({ step }) => step === 'Partners');
  expect(partners).toMatchObject({ read: 600, created: 350, unchanged: 250, refused: 0 });
});

test('batches hold at most 250 rows', async () => {
  const many = `agent,program,office\n${Array.from({ length: 501 }, (_, index) => `P${index},Resellers,East`).join('\n')}\n`;
  const program = new MemoryProgram();
  await run(program, { content: { ...files, 'teams.csv': many } });
  expect(program.batches.filter(({ mutation }) => mutation === 'partner').map(({ size }) => size)).toEqual([
    250, 250, 1,
  ]);
});

test('rows that repeat a record with other content are refused, and repeats of a refused record too', async () => {
  const program = new MemoryProgram();
  program.rule = (item) =>
    item.name === 'Bad' ? { code: 'BAD', message: 'Bad.', path: ['name'], remedy: 'Rename.' } : null;
  const distinct = parseMapping({
    version: 1,
    title: 'Programs',
    system: 'crm',
    files: { 'p.csv': {} },
    steps: [
      {
        name: 'Programs',
        entity: 'program',
        file: 'p.csv',
        rows: 'distinct',
        key: { column: 'id' },
        fields: { name: { column: 'name' }, currency: { column: 'currency' } },
      },
    ],
  });
  const report = await run(program, {
    mapping: distinct,
    content: { 'p.csv': 'id,name,currency\n1,A,USD\n1,A,USD\n1,A,EUR\n2,Bad,USD\n2,Bad,USD\n' },
  });
  expect(counts(report)).toEqual({ Programs: { read: 5, created: 1, updated: 0, unchanged: 1, refused: 3 } });
  expect(reasons(report)).toEqual([
    'p.csv:4 id=1 CONTRADICTS_EARLIER_ROW',
    'p.csv:5 name=Bad BAD',
    'p.csv:6 id=2 REPEATS_REFUSED_ROW',
  ]);
});

test('nothing is sent when a file turns out to be broken in its last line', async () => {
  const program = new MemoryProgram();
  const content = { ...files, 'pipeline.csv': `${files['pipeline.csv']}A10,"Bob\r\n` };
  await expect(run(program, { content })).rejects.toMatchObject({ name: 'CsvFileError', line: 14 });
  expect(program.batches).toEqual([]);
});

test('a record that another service is about to know is waited for; one that nobody made is not', async () => {
  const program = new MemoryProgram();
  const waits: number[] = [];
  const late = new Set(['Anna', 'Bob']);
  program.rule = (item) => {
    const partner =
      (item.partner as { externalReference: { externalId: string } } | undefined)?.externalReference
        .externalId ?? '';
    return late.has(partner)
      ? {
          code: 'NOT_FOUND',
          message: `No Partner is known as crm:${partner}.`,
          path: ['partner'],
          remedy: 'Wait.',
        }
      : null;
  };
  const wait = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    if (waits.length === 10) late.clear();
    return Promise.resolve();
  };
  const report = await run(program, { wait });
  expect(waits).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600]);
  expect(report.steps.find(({ step }) => step === 'Opportunities')).toMatchObject({ created: 2, refused: 8 });
});

test('a file that may be missing leaves its steps without rows; one that may not stops the import', async () => {
  const step = (entity: string, file: string, fields: object) => ({
    name: entity,
    entity,
    file,
    key: { column: 'id' },
    fields,
  });
  const mappingOf = (optional: boolean) =>
    parseMapping({
      version: 1,
      title: 'Optional',
      system: 's',
      files: { 'c.csv': {}, 'p.csv': { optional } },
      steps: [
        step('customer', 'c.csv', { legalName: { column: 'id' } }),
        step('partner', 'p.csv', { legalName: { column: 'id' }, types: { constant: ['MSP'] } }),
      ],
    });
  await using directory = await temporaryDirectory({ 'c.csv': 'id\nAcme\n' });
  const run = (optional: boolean) =>
    importDirectory({
      directory: directory.path,
      mapping: mappingOf(optional),
      schema: testSchema,
      executor: new MemoryProgram(),
    });
  const report = await run(true);
  expect(report.steps.map(({ step: name, read, created }) => [name, read, created])).toEqual([
    ['customer', 1, 1],
    ['partner', 0, 0],
  ]);
  await expect(run(false)).rejects.toThrow(MappingError);
});
