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

const nodes = (value: unknown): readonly SyntaxNode[] => (value ?? []) as readonly SyntaxNode[];
const one = (value: unknown): string => (value === undefined || value === null ? '' : print(value as SyntaxNode));
const list = (value: unknown, before: string, after: string): string => {
  const parts = nodes(value);
  return parts.length === 0 ? '' : before + parts.map(print).join(' ') + after;
};
const pair = (node: SyntaxNode): string => `${one(node['name'])}:${one(node['value'])}`;
const tail = (node: SyntaxNode): string => list(node['directives'], ' ', '') + one(node['selectionSet']);
const literal = (node: SyntaxNode): string => String(node['value']);

const printers: Readonly<Record<string, (node: SyntaxNode) => string>> = {
  Name: literal,
  IntValue: literal,
  FloatValue: literal,
  EnumValue: literal,
  BooleanValue: literal,
  NullValue: () => 'null',
  // Every escape of JSON is one of GraphQL, so block strings need no form of their own.
  StringValue: (node) => JSON.stringify(node['value']),
  Variable: (node) => `$${one(node['name'])}`,
  ListValue: (node) => `[${list(node['values'], '', '')}]`,
  ObjectValue: (node) => `{${list(node['fields'], '', '')}}`,
  ObjectField: pair,
  Argument: pair,
  Directive: (node) => `@${one(node['name'])}${list(node['arguments'], '(', ')')}`,
  NamedType: (node) => one(node['name']),
  ListType: (node) => `[${one(node['type'])}]`,
  NonNullType: (node) => `${one(node['type'])}!`,
  VariableDefinition: (node) =>
    `${one(node['variable'])}:${one(node['type'])}${node['defaultValue'] === undefined ? '' : `=${one(node['defaultValue'])}`}${list(node['directives'], ' ', '')}`,
  SelectionSet: (node) => list(node['selections'], '{', '}'),
  Field: (node) =>
    `${node['alias'] === undefined ? '' : `${one(node['alias'])}:`}${one(node['name'])}${list(node['arguments'], '(', ')')}${tail(node)}`,
  FragmentSpread: (node) => `...${one(node['name'])}${tail(node)}`,
  InlineFragment: (node) =>
    `...${node['typeCondition'] === undefined ? '' : ` on ${one(node['typeCondition'])}`}${tail(node)}`,
  FragmentDefinition: (node) => `fragment ${one(node['name'])} on ${one(node['typeCondition'])}${tail(node)}`,
  OperationDefinition: (node) =>
    `${String(node['operation'])} ${one(node['name'])}${list(node['variableDefinitions'], '(', ')')}${tail(node)}`,
};

function print(node: SyntaxNode): string {
  const printer = printers[node.kind];
  if (printer === undefined) throw new TypeError(`A document cannot hold a ${node.kind}.`);
  return printer(node);
}

/** Prints a parsed document as text, without the `graphql` package. */
export function printDocument(document: ExecutableDocument): string {
  return nodes(document.definitions).map(print).join('\n');
}
