import {
  type DefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  print,
  stripIgnoredCharacters,
  typeFromAST,
  isInputType,
  visit,
} from 'graphql';
import type { Plugin } from './plugin.ts';
import { docComment, inputType, leafType, listOf } from './print-types.ts';

interface World {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Prints each fragment and operation as types whose fields carry the schema's descriptions, and each operation as a document. */
export const plugin: Plugin = (schema, documents) => {
  const definitions = documents
    .flatMap(({ document }) => document?.definitions ?? [])
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  const operations = definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const world = { schema, fragments: new Map(fragments.map((one) => [one.name.value, one])) };
  return [
    "import type { Operation } from '../document.ts';",
    ...fragments.map((fragment) => printFragment(world, fragment)),
    ...operations.map((operation) => printOperation(world, operation)),
    printIndex(operations),
  ].join('\n\n');
};

function nameOf(definition: DefinitionNode): string {
  return ('name' in definition && definition.name?.value) || '';
}

function compositeType(world: World, name: string): GraphQLCompositeType {
  const type = world.schema.getType(name);
  if (!isCompositeType(type)) throw new TypeError(`${name} is not a type with fields.`);
  return type;
}

function printFragment(world: World, fragment: FragmentDefinitionNode): string {
  const type = compositeType(world, fragment.typeCondition.name.value);
  const body = printSelection(world, type, fragment.selectionSet, '');
  const text = `const ${constantOf(fragment)} = \` ${templateText(fragment)}\`;`;
  return `${docComment(type.description)}export type ${fragment.name.value} = ${body};\n\n${text}`;
}

function printOperation(world: World, operation: OperationDefinitionNode): string {
  const name = nameOf(operation);
  const root = world.schema.getRootType(operation.operation);
  if (root === null || root === undefined) throw new TypeError(`The schema has no ${operation.operation}.`);
  const variables = (operation.variableDefinitions ?? []).map((definition) => {
    const type = typeFromAST(world.schema, definition.type);
    if (!isInputType(type))
      throw new TypeError(`${name}: $${definition.variable.name.value} is not an input.`);
    const optional = !isNonNullType(type) || definition.defaultValue !== undefined;
    return `  readonly ${definition.variable.name.value}${optional ? '?' : ''}: ${inputType(type, optional)};`;
  });
  return [
    `/** The variables of \`${name}\`. */`,
    `export interface ${name}Variables {\n${variables.join('\n')}\n}`,
    '',
    `/** The result of \`${name}\`. */`,
    `export type ${name}Data = ${printSelection(world, root, operation.selectionSet, '')};`,
    '',
    `/** The document of \`${name}\`. */`,
    `export const ${name}: Operation<${name}Data, ${name}Variables> = {`,
    `  kind: '${operation.operation}',`,
    `  name: '${name}',`,
    `  text: ${documentText(world, operation)},`,
    '};',
  ].join('\n');
}

// Each fragment is one constant that all its documents end with, so that a bundle carries it once.
function documentText(world: World, operation: OperationDefinitionNode): string {
  const needed = new Set<FragmentDefinitionNode>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread: (spread) => {
        const fragment = requireFragment(world, spread.name.value);
        if (needed.has(fragment)) return;
        needed.add(fragment);
        follow(fragment);
      },
    });
  };
  follow(operation);
  const parts = [...needed].map((fragment) => `\${${constantOf(fragment)}}`);
  return `\`${templateText(operation)}${parts.join('')}\``;
}

const constantOf = (fragment: FragmentDefinitionNode): string => `fragment${fragment.name.value}`;

function templateText(node: DefinitionNode): string {
  return stripIgnoredCharacters(print(node)).replaceAll(/[\\`]|\$\{/g, String.raw`\$&`);
}

function requireFragment(world: World, name: string): FragmentDefinitionNode {
  const fragment = world.fragments.get(name);
  if (fragment === undefined) throw new TypeError(`There is no fragment ${name}.`);
  return fragment;
}

function printIndex(operations: readonly OperationDefinitionNode[]): string {
  const lines = operations.map((one) => `  readonly ${nameOf(one)}: typeof ${nameOf(one)};`);
  return `/** Every operation of the SDK by name. */\nexport interface Operations {\n${lines.join('\n')}\n}`;
}

function printSelection(
  world: World,
  type: GraphQLCompositeType,
  set: SelectionSetNode,
  indent: string,
): string {
  if (isAbstractType(type) && needsMembers(set)) return printMembers(world, type, set, indent);
  const spreads = new Set<string>();
  const fields = new Map<string, string>();
  collect(world, { type, set, indent, spreads, fields, isFlat: hasTypename(set) });
  const own = fields.size === 0 ? [] : [`{\n${[...fields.values()].join('\n')}\n${indent}}`];
  return [...spreads, ...own].join(' & ');
}

interface Collection {
  readonly type: GraphQLCompositeType;
  readonly set: SelectionSetNode;
  readonly indent: string;
  readonly spreads: Set<string>;
  readonly fields: Map<string, string>;
  /** Whether fragments are spelled out, because a member of a union reads best as one list of fields. */
  readonly isFlat: boolean;
}

function collect(world: World, into: Collection): void {
  for (const selection of into.set.selections) {
    if (selection.kind === Kind.FIELD) {
      const field = printField(world, into.type, selection, `${into.indent}  `);
      into.fields.set((selection.alias ?? selection.name).value, field);
    } else if (selection.kind === Kind.FRAGMENT_SPREAD && !into.isFlat) {
      into.spreads.add(selection.name.value);
    } else {
      const [condition, set] =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? fragmentParts(requireFragment(world, selection.name.value))
          : [selection.typeCondition?.name.value, selection.selectionSet];
      if (appliesTo(world, condition, into.type)) collect(world, { ...into, set });
    }
  }
}

const fragmentParts = (fragment: FragmentDefinitionNode): [string, SelectionSetNode] => [
  fragment.typeCondition.name.value,
  fragment.selectionSet,
];

function appliesTo(world: World, condition: string | undefined, type: GraphQLCompositeType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = compositeType(world, condition);
  return isAbstractType(wanted) && isObjectType(type) && world.schema.isSubType(wanted, type);
}

const needsMembers = (set: SelectionSetNode): boolean =>
  set.selections.some((one) => one.kind !== Kind.FIELD);

const hasTypename = (set: SelectionSetNode): boolean =>
  set.selections.some((one) => one.kind === Kind.FIELD && one.name.value === '__typename');

function printMembers(
  world: World,
  type: GraphQLAbstractType,
  set: SelectionSetNode,
  indent: string,
): string {
  const members = world.schema
    .getPossibleTypes(type)
    .map((member) => printSelection(world, member, set, `${indent}  `));
  return members.map((member) => `\n${indent}  | ${member}`).join('');
}

function printField(world: World, parent: GraphQLCompositeType, node: FieldNode, indent: string): string {
  const name = (node.alias ?? node.name).value;
  if (node.name.value === '__typename') return `${indent}readonly ${name}: '${parent.name}';`;
  const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
  if (field === undefined) throw new TypeError(`${parent.name} has no field ${node.name.value}.`);
  const isConditional = (node.directives ?? []).some(
    ({ name: { value } }) => value === 'include' || value === 'skip',
  );
  const doc = docComment(field.description, field.deprecationReason, indent);
  return `${doc}${indent}readonly ${name}${isConditional ? '?' : ''}:${spaced(outputType(world, field.type, node, indent))};`;
}

const spaced = (type: string): string => (type.startsWith('\n') ? type : ` ${type}`);

function outputType(world: World, type: GraphQLOutputType, node: FieldNode, indent: string): string {
  const required = requiredType(world, type, node, indent);
  return isNonNullType(type) ? required : `${required} | null`;
}

function requiredType(world: World, type: GraphQLOutputType, node: FieldNode, indent: string): string {
  if (isNonNullType(type)) return requiredType(world, type.ofType, node, indent);
  if (isListType(type)) return listOf(outputType(world, type.ofType, node, indent));
  if (!isCompositeType(type)) return leafType(type);
  if (node.selectionSet === undefined) throw new TypeError(`${node.name.value} needs a selection.`);
  return printSelection(world, type, node.selectionSet, indent);
}
