import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { compileMapping } from './compile-mapping.ts';
import { mappingJsonSchema } from './mapping.ts';
import { MappingError, type MappingProblem } from './mapping-problem.ts';
import { parseMapping } from './parse-mapping.ts';
import { testSchema } from './testing/memory-program.ts';

const headers = new Map([
  ['a.csv', ['id', 'name', 'country', 'when', 'amount']],
  ['b.csv', ['id', 'price']],
]);

const good = {
  version: 1,
  title: 'T',
  system: 's',
  files: { 'a.csv': {}, 'b.csv': {} },
  steps: [
    {
      name: 'Customers',
      entity: 'customer',
      file: 'a.csv',
      key: { column: 'id' },
      fields: { legalName: { column: 'name' } },
    },
  ],
};

function problemsOf(
  change: (mapping: ReturnType<typeof structuredClone<Record<string, unknown>>>) => void,
): readonly MappingProblem[] {
  const mapping = structuredClone(good) as Record<string, unknown>;
  change(mapping);
  try {
    compileMapping(parseMapping(mapping), testSchema, headers);
    return [];
  } catch (error) {
    if (error instanceof MappingError) return error.problems;
    throw error;
  }
}

function withFields(fields: Record<string, unknown>, entity = 'customer'): readonly MappingProblem[] {
  return problemsOf((mapping) => {
    mapping.steps = [{ ...good.steps[0], entity, fields }];
  });
}

test('the published JSON Schema says what the importer checks', async () => {
  const published = await readFile(new URL('mapping.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(published)).toEqual(mappingJsonSchema());
  const accepts = new Ajv2020({ strict: false }).compile(JSON.parse(published) as object);
  expect(accepts(good)).toBe(true);
  expect(accepts({ ...good, steps: [{ ...good.steps[0], fields: { legalName: { colum: 'name' } } }] })).toBe(
    false,
  );
});

test('a correct mapping has no problems', () => {
  expect(problemsOf(() => undefined)).toEqual([]);
});

test.each<[string, Record<string, unknown>, string, string, string]>([
  [
    'a misspelt field',
    { legalNam: { column: 'name' }, legalName: { column: 'name' } },
    'steps[0].fields.legalNam',
    'CustomerUpsertItem has no field "legalNam".',
    'Did you mean "legalName"?',
  ],
  [
    'a missing field',
    {},
    'steps[0].fields',
    'CustomerUpsertItem needs the field "legalName".',
    'Add "legalName" to the fields.',
  ],
  [
    'a misspelt column',
    { legalName: { column: 'nmae' } },
    'steps[0].fields.legalName.column',
    'a.csv has no column "nmae".',
    'Did you mean "name"?',
  ],
  [
    'an unknown map',
    { legalName: { column: 'name', map: 'x' } },
    'steps[0].fields.legalName.map',
    'There is no value map "x".',
    'None is defined.',
  ],
  [
    'a reference to nothing',
    { legalName: { column: 'name' }, parent: { reference: { entity: 'custmer', key: { column: 'id' } } } },
    'steps[0].fields.parent.reference.entity',
    'There is no entity "custmer".',
    'Did you mean "customer"?',
  ],
  [
    'a text where a reference belongs',
    { legalName: { column: 'name' }, parent: { column: 'id' } },
    'steps[0].fields.parent',
    'This field refers to another record.',
    'Use "reference" with the entity and its key.',
  ],
  [
    'an unknown lookup file',
    { legalName: { lookup: { file: 'c.csv', where: 'id', equals: { column: 'id' }, column: 'x' } } },
    'steps[0].fields.legalName.lookup.file',
    'The mapping knows no file "c.csv".',
    'Did you mean "a.csv"?',
  ],
  [
    'a template without a column',
    { legalName: { template: 'same' } },
    'steps[0].fields.legalName.template',
    'The template names no {column}.',
    'Use a constant instead.',
  ],
  [
    'a rule that says nothing',
    { legalName: { colum: 'name' } },
    'steps[0].fields.legalName',
    'This does not say where the value comes from.',
    'Give an object with one of: column, constant, template, lookup, reference, list, object, choose.',
  ],
  [
    'an unknown option',
    { legalName: { column: 'name', mapp: 'x' } },
    'steps[0].fields.legalName.mapp',
    '"mapp" is not known here.',
    'Remove it or correct its name; the JSON Schema lists what is allowed.',
  ],
])('%s is named with its JSON path and remedy', (_case, fields, path, message, remedy) => {
  expect(withFields(fields)).toEqual([{ path, message, remedy }]);
});

test('amounts need a currency and short years a pivot', () => {
  const problems = withFields(
    {
      name: { column: 'name' },
      partner: { reference: { entity: 'partner', key: { column: 'id' } } },
      stage: { constant: 'WON' },
      oneTime: { column: 'amount' },
      openedOn: { column: 'when', date: 'DD-MM-YY' },
    },
    'opportunity',
  );
  expect(problems.map(({ path }) => path)).toEqual([
    'steps[0].fields.oneTime',
    'steps[0].fields.openedOn.date',
  ]);
});

test('a constant that the API does not know is found before any row is read', () => {
  const problems = withFields(
    {
      name: { column: 'name' },
      partner: { reference: { entity: 'partner', key: { column: 'id' } } },
      stage: { constant: 'WONN' },
      oneTime: { column: 'amount', currency: 'USD' },
    },
    'opportunity',
  );
  expect(problems).toEqual([
    {
      path: 'steps[0].fields.stage.constant',
      message: '"WONN" is not one of PROSPECT, QUALIFIED, WON, LOST.',
      remedy: 'Give a value of type Stage.',
    },
  ]);
});

test('every mistake of a file is reported at once', () => {
  const problems = problemsOf((mapping) => {
    mapping.steps = [
      { name: 'A', entity: 'custmer', file: 'a.csv' },
      {
        name: 'B',
        entity: 'customer',
        file: 'z.csv',
        key: { column: 'id' },
        fields: { legalName: { column: 'name' } },
      },
      { name: 'C', entity: 'customer', file: 'a.csv', fields: { legalName: { column: 'name' } } },
    ];
  });
  expect(problems.map(({ path }) => path)).toEqual(['steps[0].entity', 'steps[2]', 'steps[1].file']);
});

test('a mapping must read a file or state records, not both', () => {
  const problems = problemsOf((mapping) => {
    mapping.steps = [{ name: 'A', entity: 'customer', file: 'a.csv', records: [{ fields: {} }] }];
  });
  expect(problems).toEqual([
    {
      path: 'steps[0]',
      message: 'Give either "file" or "records".',
      remedy: 'Correct the value; the JSON Schema says what is allowed.',
    },
  ]);
});
