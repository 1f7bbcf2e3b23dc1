import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isCompositeType,
  isLeafType,
  isListType,
  isObjectType,
  isInterfaceType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type GatewayLimits, limitRefusal } from './limits.ts';

const pageArguments = ['first', 'last', 'limit'];
const mutationCost = 10;

/** A validated operation with what is needed to estimate it. */
export interface EstimatedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An estimate, and whether it holds for any variables. */
export interface CostEstimate {
  readonly cost: number;
  readonly dependsOnVariables: boolean;
}

/**
 * Estimates how many objects an operation makes.
 *
 * @remarks An object costs 1, a mutation 10, a leaf nothing, and so does a value such as `Money`, which
 * is an object of leaves only. A field with `first`, `last` or `limit`
 * is a page: the lists inside a connection (`nodes`, `edges`), or the field itself where it is a
 * list, count as many objects as the argument says, 25 where it says nothing. Any other list is one
 * of the API's small bounded sets and counts as 5. Alternatives of a union are added up.
 * @throws GraphQLError with `extensions.rule` = `PAGE_SIZE` where a page is larger than allowed
 */
export function estimateCost(estimated: EstimatedOperation, limits: GatewayLimits): CostEstimate {
  const { schema, document, operation } = estimated;
  const root = schema.getRootType(operation.operation);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const pages = createPageReader(estimated, limits);

  function setCost(set: SelectionSetNode, parent: GraphQLCompositeType, pageSize: number | null): number {
    let sum = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        sum += fieldCost(selection, parent, pageSize);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      const type = isCompositeType(condition) ? condition : parent;
      sum += setCost(fragment.selectionSet, type, pageSize);
    }
    return sum;
  }

  function fieldCost(node: FieldNode, parent: GraphQLCompositeType, pageSize: number | null): number {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return 0;
    const field = parent.getFields()[node.name.value];
    if (field === undefined) return 0;
    const ownPage = pages.read(node, field);
    const type = getNamedType(field.type);
    if (isLeafType(type) || node.selectionSet === undefined || !isCompositeType(type)) return 0;
    if (!isListType(getNullableType(field.type))) {
      return isValue(type) ? 0 : 1 + setCost(node.selectionSet, type, ownPage);
    }
    const size = ownPage ?? pageSize ?? limits.assumedListSize;
    return size * (1 + setCost(node.selectionSet, type, null));
  }

  if (!root) return { cost: 0, dependsOnVariables: false };
  const base = operation.operation === 'mutation' ? mutationCost : 0;
  const cost = base + setCost(operation.selectionSet, root, null);
  return { cost, dependsOnVariables: pages.readVariable() };
}

/** Tells whether an object is a value: it has no identity and nothing below it. */
function isValue(type: GraphQLCompositeType): boolean {
  return (
    isObjectType(type) &&
    type.getInterfaces().length === 0 &&
    Object.values(type.getFields()).every((field) => isLeafType(getNamedType(field.type)))
  );
}

/** Reads the page size of fields, and remembers whether a variable decided one. */
function createPageReader({ operation, variables }: EstimatedOperation, limits: GatewayLimits) {
  let hasReadVariable = false;

  function argumentSize(node: FieldNode, name: string): number | null {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (value?.kind === Kind.INT) return Number(value.value);
    if (value?.kind !== Kind.VARIABLE) return null;
    hasReadVariable = true;
    if (Object.hasOwn(variables, value.name.value)) {
      const given = variables[value.name.value];
      return typeof given === 'number' ? given : null;
    }
    const definition = operation.variableDefinitions?.find(
      (candidate) => candidate.variable.name.value === value.name.value,
    );
    return definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : null;
  }

  return {
    readVariable: () => hasReadVariable,
    /** Returns the page size of a field that has one, or null. */
    read(node: FieldNode, field: GraphQLField<unknown, unknown>): number | null {
      const names = pageArguments.filter((name) => field.args.some((argument) => argument.name === name));
      if (names.length === 0) return null;
      let size: number | null = null;
      for (const name of names) {
        const stated = argumentSize(node, name);
        if (stated === null) continue;
        if (stated > limits.maxPageSize) throw pageRefusal(node, name, stated, limits.maxPageSize);
        size = Math.max(size ?? 0, stated);
      }
      return size ?? limits.defaultPageSize;
    },
  };
}

function pageRefusal(node: FieldNode, name: string, stated: number, max: number) {
  return limitRefusal(
    'PAGE_SIZE',
    `"${name}: ${stated}" on ${node.name.value} is more than ${max}. Ask for ${max} or fewer and follow pageInfo.endCursor.`,
    { nodes: node },
  );
}
