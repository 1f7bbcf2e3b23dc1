import { createRequire } from 'node:module';
import { existsSync, globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { apiSchema } from '@channelgraph/cli/connect.ts';
import { compileMapping } from '@channelgraph/cli/import/compile-mapping.ts';
import { parseMapping } from '@channelgraph/cli/import/parse-mapping.ts';
import {
  buildSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  print,
  type DefinitionNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { commandsOf, problemOf } from '../docs/commands.ts';
import { mappingReference } from '../docs/mapping-reference.ts';
import { blocksIn, blocksOf, documents, inlineCodeOf, linksOf, readText, root } from '../docs/markdown.ts';

const named = <Item extends { readonly place: string }>(items: readonly Item[]) =>
  items.map((item) => [item.place, item] as const);

describe('links and paths', () => {
  it.each(documents)('of %s lead to files of the repository', (document) => {
    const missing = linksOf(document).filter((target) => !existsSync(join(root, target)));
    expect(missing).toEqual([]);
  });

  it.each(documents.filter((name) => !name.includes('/') || name.startsWith('docs/')))(
    'in the code of %s name files of the repository',
    (document) => {
      const tops = readdirSync(root).filter((name) => !name.includes('.') || name === '.env.example');
      const paths = inlineCodeOf(document).filter(
        (code) => /^[\w.@/-]+$/.test(code) && code.includes('/') && tops.includes(code.split('/')[0] ?? ''),
      );
      expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    },
  );
});

describe('shell commands', () => {
  const commands = ['sh', 'bash', 'shell']
    .flatMap(blocksIn)
    .flatMap(({ place, text }) =>
      commandsOf(text).map((command) => ({ place: `${place}: ${command}`, command })),
    );

  it('are found', () => expect(commands.length).toBeGreaterThan(20));

  it.each(named(commands))('%s', async (_place, { command }) => {
    expect(await problemOf(command)).toBeNull();
  });

  it('in prose are commands that exist', async () => {
    const problems = await Promise.all(
      documents
        .flatMap((document) => inlineCodeOf(document).map((code) => ({ document, code })))
        .filter(({ code }) => /^(npm|pnpm) /.test(code) && !/[<…[]|\.\.\./.test(code))
        .map(async ({ document, code }) => ({ document, code, problem: await problemOf(code) })),
    );
    // What the SDK's README says of pnpm belongs to its own folder.
    const own = problems.filter(
      ({ document }) => !document.startsWith('sdk/') && !document.startsWith('services/'),
    );
    expect(own.filter(({ problem }) => problem !== null)).toEqual([]);
  });
});

describe('excerpts of the code', () => {
  const excerpts = blocksIn('ts').filter(({ info }) => info !== '');

  it.each(named(excerpts))('%s stand in the file that they name', (_place, { info, text }) => {
    const squeezed = (source: string): string => source.replaceAll(/\s+/g, ' ');
    const file = squeezed(readText(info));
    const missing = text.split(/^\s*\/\/ …\n/m).filter((part) => !file.includes(squeezed(part).trim()));
    expect(missing).toEqual([]);
  });
});

describe('SDL in documents', () => {
  const api = buildSchema(readText('gateway/api.graphql'), { assumeValidSDL: true });
  const fragments = blocksIn('graphql').filter(({ info }) => info === 'sdl');

  it.each(named(fragments))('%s is that of the API', (_place, { text }) => {
    for (const definition of parse(text).definitions)
      expect(fieldsInApi(definition)).toEqual(fieldsIn(definition));
  });

  function fieldsIn(definition: DefinitionNode): Record<string, string> {
    if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
      return {
        members: (definition.types ?? [])
          .map(({ name }) => name.value)
          .toSorted()
          .join(' | '),
      };
    }
    if (!('fields' in definition)) throw new Error(`${definition.kind} is not expected in documents`);
    return Object.fromEntries((definition.fields ?? []).map(({ name, type }) => [name.value, print(type)]));
  }

  function fieldsInApi(definition: DefinitionNode): Record<string, string> {
    const name = 'name' in definition ? (definition.name?.value ?? '') : '';
    const type = api.getType(name);
    if (type && 'getTypes' in type) {
      return {
        members: type
          .getTypes()
          .map((member) => member.name)
          .toSorted()
          .join(' | '),
      };
    }
    if (!isObjectType(type) && !isInputObjectType(type) && !isInterfaceType(type)) return {};
    const shown = Object.keys(fieldsIn(definition));
    const fields = type.getFields();
    return Object.fromEntries(shown.map((field) => [field, String(fields[field]?.type)]));
  }
});

interface Validator {
  readonly Ajv2020: new (options: object) => {
    addSchema(schema: unknown, name: string): void;
    validate(reference: string, data: unknown): boolean;
    errorsText(): string;
  };
}

describe('mappings in documents', () => {
  // The validator belongs to the command line, whose tests are the only others that need it.
  const { Ajv2020 } = createRequire(join(root, 'packages/cli/package.json'))('ajv/dist/2020.js') as Validator;
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(JSON.parse(readText('packages/cli/src/import/mapping.schema.json')), 'mapping');
  const problemIn = (reference: string, data: unknown): string =>
    ajv.validate(reference, data) ? '' : ajv.errorsText();
  const blocks = ['docs/importing.md', 'docs/operations.md', 'packages/cli/README.md']
    .flatMap(blocksOf)
    .filter(({ language, text }) => language === 'json' && text.includes('"version": 1'));

  it('are found', () => expect(blocks.length).toBeGreaterThanOrEqual(3));

  it.each(named(blocks))('%s follow the JSON Schema and fit the API', async (_place, { text }) => {
    const mapping = JSON.parse(text) as { readonly steps: readonly { readonly file?: string }[] };
    expect(problemIn('mapping', mapping)).toBe('');
    const files = new Set(mapping.steps.flatMap(({ file }) => file ?? []));
    const headers = new Map([...files].map((file) => [file, columnsIn(mapping)]));
    const compiled = compileMapping(parseMapping(mapping), await apiSchema(), headers);
    expect(compiled.steps).toHaveLength(mapping.steps.length);
  });

  it('give values as the JSON Schema has them', () => {
    const values = inlineCodeOf('docs/importing.md').filter((code) => code.startsWith('{ "'));
    expect(values.length).toBeGreaterThan(8);
    const problems = values.map((code) => [code, problemIn('mapping#/$defs/ValueRule', JSON.parse(code))]);
    expect(problems.filter(([, problem]) => problem !== '')).toEqual([]);
  });

  it('have a reference that is generated from the JSON Schema', async () => {
    await expect(mappingReference()).toMatchFileSnapshot(join(root, 'docs/mapping-reference.md'));
  });

  /** Every column that a mapping mentions; a document has no files to read headers from. */
  function columnsIn(value: unknown): string[] {
    if (Array.isArray(value)) return value.flatMap(columnsIn);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]): string[] => {
      if (key === 'column' && typeof inner === 'string') return [inner];
      if (key === 'template' && typeof inner === 'string') {
        return [...inner.matchAll(/\{([^}|]+)(\|[^}]+)?\}/g)].map(([, column = '']) => column);
      }
      if (key === 'ignoredColumns') return Object.keys(inner as object);
      return columnsIn(inner);
    });
  }
});

describe('decisions', () => {
  const records = documents.filter((name) => name.startsWith('docs/adr/'));

  it('are numbered without gaps, carry their number and fit on a page', () => {
    const numbers = records.map((name) => Number(/(\d{4})-/.exec(name)?.[1]));
    expect(numbers).toEqual(records.map((_, index) => index + 1));
    for (const [index, name] of records.entries()) {
      const text = readText(name);
      expect(text, name).toMatch(new RegExp(`^# ${index + 1}\\. `));
      expect(text.split('\n').length, name).toBeLessThanOrEqual(45);
      for (const part of ['**Decision.**', '**Reason.**', '**Consequence.**'])
        expect(text, name).toContain(part);
    }
  });
});

describe('licences', () => {
  it('that are not permissive are named in the README', () => {
    const elastic = globSync('node_modules/.pnpm/*/node_modules/{@*/*,*}/package.json', { cwd: root })
      .map((path) => JSON.parse(readText(path)) as { readonly name?: string; readonly license?: unknown })
      .filter(({ license }) => String(license).startsWith('Elastic'))
      .map(({ name }) => name ?? '');
    const named = inlineCodeOf('README.md').filter(
      (code) => code.startsWith('@apollo/') && code !== '@apollo/subgraph',
    );
    expect([...new Set(elastic)].toSorted()).toEqual([...new Set(named)].toSorted());
  });
});

describe('settings', () => {
  it('that documents name are in .env.example', () => {
    const known = new Set([...readText('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name));
    const prefixes =
      /^(OIDC|GATEWAY|INTERNAL_(KEY|TRUSTED)|CHANNELGRAPH|POSTGRES|DATA|BUSINESS|TIME|LOG|GRAPHQL|NODE)_?[A-Z_]*$|^[A-Z]+_DATABASE_URL$/;
    const mentioned = [
      'README.md',
      'CONTRIBUTING.md',
      'docs/operations.md',
      'docs/scaling.md',
      'gateway/README.md',
    ]
      .flatMap(inlineCodeOf)
      .filter((code) => prefixes.test(code));
    expect(mentioned.length).toBeGreaterThan(5);
    expect(mentioned.filter((name) => !known.has(name))).toEqual([]);
  });
});
