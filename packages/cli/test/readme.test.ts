import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { apiSchema } from '../src/connect.ts';
import { compileMapping } from '../src/import/compile-mapping.ts';
import { parseMapping } from '../src/import/parse-mapping.ts';
import { exportEntities } from '../src/export/export-entities.ts';
import { exampleFile } from './test-platform.ts';

async function blocks(file: string, language: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  return [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, name, body]) =>
    name === language && body !== undefined ? [body] : [],
  );
}

test('the mapping in the README fits the API', async () => {
  const [text = ''] = await blocks(join(import.meta.dirname, '../README.md'), 'json');
  const headers = new Map([['customers.csv', ['number', 'name', 'country', 'belongs to', 'fax']]]);
  const compiled = compileMapping(parseMapping(JSON.parse(text)), await apiSchema(), headers);
  expect(compiled.steps.map(({ name }) => name)).toEqual(['Customers']);
  expect(compiled.columns.get('customers.csv')?.unexpected).toEqual([]);
});

test("the operation in the CRM example's README fits the API", async () => {
  const operations = await blocks(exampleFile('crm-sales/README.md'), 'graphql');
  expect(operations).toHaveLength(1);
  const schema = await apiSchema();
  expect(operations.flatMap((operation) => validate(schema, parse(operation)))).toEqual([]);
});

test.each(exportEntities)('the export of $name fits the API', async ({ document }) => {
  expect(validate(await apiSchema(), parse(document))).toEqual([]);
});
