/** The part of a GraphQL document node that tells it apart; `graphql`, `@0no-co/graphql.web` and gql.tada all make it. */
export interface ExecutableDocument {
  readonly kind: 'Document';
  readonly definitions: readonly unknown[];
}

/** Any node of a syntax tree, read by name. */
interface SyntaxNode {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** What stands before a node of that kind. */
const prefixes: Readonly<Record<string, string>> = {
  Directive: '@',
  FragmentDefinition: 'fragment ',
  FragmentSpread: '...',
  InlineFragment: '...',
  Variable: '$',
};

/** The parts of any node in the order of the grammar, each with what encloses it. */
const parts: readonly (readonly [key: string, before: string, after: string])[] = [
  ['operation', '', ' '],
  ['alias', '', ':'],
  ['variable', '', ''],
  ['name', '', ''],
  ['variableDefinitions', '(', ')'],
  ['typeCondition', ' on ', ''],
  ['type', ':', ''],
  ['value', ':', ''],
  ['defaultValue', '=', ''],
  ['arguments', '(', ')'],
  ['directives', ' ', ''],
  ['selectionSet', '', ''],
  ['selections', '{', '}'],
];

function print(part: unknown): string {
  if (Array.isArray(part)) return part.map(print).join(' ');
  if (typeof part !== 'object' || part === null) return String(part ?? '');
  const node = part as SyntaxNode;
  const { kind, value, type, values, fields } = node;
  // Every escape of JSON is one of GraphQL, so block strings need no form of their own.
  if (kind === 'StringValue') return JSON.stringify(value);
  if (kind === 'NullValue') return 'null';
  if (kind === 'ListValue') return `[${print(values)}]`;
  if (kind === 'ObjectValue') return `{${print(fields)}}`;
  if (kind === 'ListType') return `[${print(type)}]`;
  if (kind === 'NonNullType') return `${print(type)}!`;
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  const text = parts.map(([key, before, after]) => {
    const inner = print(node[key]);
    return inner === '' ? '' : before + inner + after;
  });
  return (prefixes[kind] ?? '') + text.join('');
}

/** Prints a parsed document as text, without the `graphql` package. */
export function printDocument(document: ExecutableDocument): string {
  return document.definitions.map(print).join('\n');
}
