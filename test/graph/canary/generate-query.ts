import {
  getNamedType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** A source of numbers that repeats itself from its seed. */
export type Random = () => number;

/** Creates a generator of numbers from 0 to 1 (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What queries are made of. */
export interface GeneratorOptions {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  /** Ids of every kind of record, the viewer's own and others', for arguments. */
  readonly ids: readonly string[];
  /** Words for searches and names in other systems. */
  readonly words: readonly string[];
  /** The root fields to begin with. @defaultValue all */
  readonly roots?: readonly string[] | undefined;
}

const maxDepth = 7;
const maxFields = 60;
const mostFieldsOfAnObject = 6;

/** Writes one valid query within the gateway's limits. */
export function generateQuery(options: GeneratorOptions): string {
  const writer = createWriter(options);
  const { roots } = options;
  const all = Object.values(options.schema.getQueryType()?.getFields() ?? {});
  const fields = all.filter(({ name }) => roots?.includes(name) ?? true);
  return `{ ${writer.field(pick(options.random, fields), 0) ?? 'viewer { userId }'} }`;
}

function createWriter({ schema, random, ids, words }: GeneratorOptions) {
  let left = maxFields;
  let aliases = 0;

  function field(definition: GraphQLField<unknown, unknown>, depth: number): string | null {
    const type = getNamedType(definition.type);
    const chosen = definition.args.flatMap((argument) => {
      const value = argumentValue(argument);
      return value === null ? [] : [`${argument.name}: ${value}`];
    });
    const isAnswerable = definition.args.every(
      (argument) =>
        !isNonNullType(argument.type) || chosen.some((text) => text.startsWith(`${argument.name}:`)),
    );
    if (!isAnswerable) return null;
    left -= 1;
    const selection = isLeafType(type) ? '' : selectionOf(type, depth + 1);
    if (selection === null) return null;
    // Two choices of one field with other arguments do not merge, so each with arguments has a name of its own.
    const alias = chosen.length > 0 && depth > 0 && aliases < 20 ? `a${(aliases += 1)}: ` : '';
    return `${alias}${definition.name}${chosen.length > 0 ? `(${chosen.join(', ')})` : ''}${selection}`;
  }

  function selectionOf(type: GraphQLNamedType, depth: number): string | null {
    if (depth > maxDepth) return null;
    if (isInterfaceType(type) || isUnionType(type)) {
      const member = pick(random, schema.getPossibleTypes(type));
      const selection = selectionOf(member, depth);
      return selection === null ? null : ` { __typename ... on ${member.name}${selection} }`;
    }
    if (!isObjectType(type)) return null;
    const candidates = shuffle(random, Object.values(type.getFields())).toSorted(
      (a, b) => weight(a) - weight(b),
    );
    const seen = new Set<string>();
    const parts: string[] = [];
    for (const candidate of candidates) {
      if (parts.length >= mostFieldsOfAnObject || left <= 0) break;
      if (seen.has(candidate.name)) continue;
      seen.add(candidate.name);
      const text = field(candidate, depth);
      if (text !== null) parts.push(text);
    }
    if (parts.length === 0) parts.push('__typename');
    return ` { ${parts.join(' ')} }`;
  }

  // Pages are walked to their nodes; a page without them would say nothing.
  function weight({ name, type }: GraphQLField<unknown, unknown>): number {
    if (name === 'nodes') return -1;
    return getNamedType(type).name === 'String' ? random() * 0.7 : random();
  }

  function argumentValue(argument: GraphQLArgument): string | null {
    const type = isNonNullType(argument.type) ? argument.type.ofType : argument.type;
    const isRequired = isNonNullType(argument.type) && argument.defaultValue === undefined;
    const { name } = getNamedType(type);
    if (argument.name === 'first') return String(1 + Math.floor(random() * 4));
    if (!isRequired && random() < 0.6) return null;
    if (argument.name === 'from' && name === 'Date') return '"2025-01-01"';
    if (argument.name === 'to' && name === 'Date') return '"2026-10-15"';
    if (name === 'Date') return `"2026-${pick(random, ['01', '06', '09', '10'])}-14"`;
    if (name === 'ID' && !isListType(type)) return JSON.stringify(pick(random, ids));
    if (name === 'String' && !isListType(type) && ['search', 'externalId'].includes(argument.name))
      return JSON.stringify(pick(random, words));
    if (argument.name === 'system') return '"demo"';
    if (argument.name === 'currency') return '"USD"';
    if (argument.name === 'normalization') return 'ACV';
    return null;
  }

  return { field };
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('There is nothing to choose from.');
  return item;
}

function shuffle<Item>(random: Random, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
