import { readText } from './markdown.ts';

interface Schema {
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Writes the reference of mapping files from their JSON Schema. */
export function mappingReference(): string {
  const schema = JSON.parse(readText('packages/cli/src/import/mapping.schema.json')) as Schema;
  const inside = (name: string): Schema => schema.properties?.[name] ?? {};
  const values = schema.$defs?.['ValueRule']?.anyOf ?? [];
  return (
    [
      '<!-- Generated from packages/cli/src/import/mapping.schema.json: pnpm test test/contract/docs.test.ts -u -->',
      '# Reference of mapping files',
      'What each part may hold. [importing.md](importing.md) shows it by example. A field without "yes" may be left out.',
      '## The file',
      table(schema),
      '## `formats`, of the mapping or of one file',
      table(inside('formats')),
      '## A map in `valueMaps`',
      table(itemOf(inside('valueMaps'))),
      '## A file in `files`',
      table(itemOf(inside('files'))),
      '## A step in `steps`',
      table(inside('steps').items ?? {}),
      '## A record in `records`',
      table(inside('steps').items?.properties?.['records']?.items ?? {}),
      '## A value',
      ...values.flatMap(valueRule),
    ].join('\n\n') + '\n'
  );
}

function valueRule(rule: Schema): string[] {
  const [name = '', ...rest] = Object.entries(rule.properties ?? {});
  const [key, body] = name === '' ? ['', {}] : name;
  const parts = key === 'choose' ? (body.items ?? {}) : body;
  const inner = parts.properties ? [`Inside \`${key}\`:`, table(parts)] : [];
  const condition = parts.properties?.['when'];
  const when = condition?.properties ? ['Inside `when`:', table(condition)] : [];
  const beside = rest.length === 0 ? [] : [`Beside \`${key}\`:`, tableOf(rest, rule.required ?? [])];
  return [`### \`${key}\``, rule.description ?? '', ...inner, ...when, ...beside];
}

function itemOf({ additionalProperties }: Schema): Schema {
  return typeof additionalProperties === 'object' ? additionalProperties : {};
}

function table({ properties = {}, required = [] }: Schema): string {
  return tableOf(Object.entries(properties), required);
}

function tableOf(entries: readonly (readonly [string, Schema])[], required: readonly string[]): string {
  const rows = entries.map(
    ([name, { description = '', ...rest }]) =>
      `| \`${name}\` | ${required.includes(name) ? 'yes' : ''} | ${kindOf(rest)} | ${description.replaceAll('|', '\\|')} |`,
  );
  return ['| name | required | holds | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function kindOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum)
    return schema.enum.map((each) => `\`${JSON.stringify(each).replaceAll('|', '\\|')}\``).join(', ');
  if (schema.type === 'array') return 'a list';
  if (schema.type === 'object') return 'an object';
  if (schema.type === 'string') return 'text';
  if (schema.type === 'integer' || schema.type === 'number') return 'a whole number';
  if (schema.type === 'boolean')
    return schema.default === undefined
      ? 'true or false'
      : `true or false; default ${String(schema.default)}`;
  return schema.anyOf ? 'text, or an object' : 'a value';
}
