import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { type GatewayLimits, limitRefusal } from './limits.ts';
import { requireStorableText } from './variable-limits.ts';

const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);
const introspectionFields = new Set(['__schema', '__type']);

/** Sizes of a selection set, fragments expanded. */
interface Measure {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  /** Fields on the first level. */
  readonly direct: number;
}

const nothing: Measure = { depth: 0, aliases: 0, fields: 0, direct: 0 };

/** What a document within the limits asks for. */
export interface CheckedOperation {
  readonly name: string | null;
  readonly isMutation: boolean;
}

/**
 * Refuses a document that breaks a limit, before it is validated or planned, and returns its one
 * operation.
 *
 * @remarks These rules need no schema and run first, because validation and query planning are what
 * hostile documents attack.
 * @throws GraphQLError with `extensions.rule`
 */
export function checkDocument(source: string, limits: GatewayLimits): CheckedOperation {
  const document = parseBounded(source, limits.maxTokens);
  const operation = requireOneOperation(document);
  requireHarmlessTexts(document);
  checkSizes(measureDocument(document, operation), operation, limits);
  return { name: operation.name?.value ?? null, isMutation: operation.operation === 'mutation' };
}

function parseBounded(source: string, maxTokens: number): DocumentNode {
  try {
    return parse(source, { maxTokens });
  } catch (error) {
    if (error instanceof RangeError) {
      throw limitRefusal('DEPTH', 'The document is nested too deeply to read. Flatten it.');
    }
    if (!(error instanceof GraphQLError)) throw error;
    if (error.message.includes('Parsing aborted')) {
      throw limitRefusal(
        'TOKENS',
        `The document has more than ${maxTokens} tokens. Split it, or move values into variables.`,
      );
    }
    throw limitRefusal('SYNTAX', error.message, {
      source: error.source,
      positions: error.positions,
    });
  }
}

function requireOneOperation(document: DocumentNode): OperationDefinitionNode {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation] = operations;
  if (operation === undefined || operations.length > 1) {
    throw limitRefusal(
      'ONE_OPERATION',
      `The document holds ${operations.length} operations. Send exactly one per request.`,
    );
  }
  if (operation.operation === 'subscription') {
    throw limitRefusal('SUBSCRIPTION', 'Subscriptions are not offered. Poll a query.');
  }
  return operation;
}

function requireHarmlessTexts(document: DocumentNode): void {
  visit(document, {
    Name(node) {
      if (!forbiddenNames.has(node.value)) return;
      throw limitRefusal('FORBIDDEN_NAME', `The name "${node.value}" is reserved. Rename it.`, {
        nodes: node,
      });
    },
    StringValue: ({ value }) => requireStorableText(value),
  });
}

function measureDocument(document: DocumentNode, operation: OperationDefinitionNode): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Measure | 'in progress'>();

  function measureFragment(name: string): Measure {
    const known = measured.get(name);
    if (known === 'in progress') {
      throw limitRefusal('FRAGMENT_CYCLE', `The fragment "${name}" contains itself. Break the cycle.`);
    }
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    // An unknown fragment is validation's to report, with its location.
    if (fragment === undefined) return nothing;
    measured.set(name, 'in progress');
    const measure = measureSet(fragment.selectionSet);
    measured.set(name, measure);
    return measure;
  }

  function measureSelection(selection: SelectionNode): Measure {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return measureFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return measureSet(selection.selectionSet);
    const inner = selection.selectionSet ? measureSet(selection.selectionSet) : nothing;
    return {
      depth: 1 + (introspectionFields.has(selection.name.value) ? 0 : inner.depth),
      aliases: (selection.alias ? 1 : 0) + inner.aliases,
      fields: 1 + inner.fields,
      direct: 1,
    };
  }

  function measureSet(set: SelectionSetNode): Measure {
    return set.selections.map(measureSelection).reduce(
      (sum, part) => ({
        depth: Math.max(sum.depth, part.depth),
        aliases: sum.aliases + part.aliases,
        fields: sum.fields + part.fields,
        direct: sum.direct + part.direct,
      }),
      nothing,
    );
  }

  return measureSet(operation.selectionSet);
}

function checkSizes(sizes: Measure, operation: OperationDefinitionNode, limits: GatewayLimits): void {
  const maxRoots = operation.operation === 'mutation' ? limits.maxMutationFields : limits.maxRootFields;
  if (sizes.depth > limits.maxDepth) {
    throw limitRefusal(
      'DEPTH',
      `The operation is ${sizes.depth} levels deep; ${limits.maxDepth} are allowed. Fetch the inner objects by id in a second operation.`,
    );
  }
  if (sizes.aliases > limits.maxAliases) {
    throw limitRefusal(
      'ALIASES',
      `The operation has ${sizes.aliases} aliases; ${limits.maxAliases} are allowed. Use a list field with a filter, or several operations.`,
    );
  }
  if (sizes.direct > maxRoots) {
    throw limitRefusal(
      'ROOT_FIELDS',
      `The ${operation.operation} has ${sizes.direct} root fields; ${maxRoots} ${maxRoots === 1 ? 'is' : 'are'} allowed. Send the others in operations of their own.`,
    );
  }
  if (sizes.fields > limits.maxFields) {
    throw limitRefusal(
      'FIELDS',
      `The operation selects ${sizes.fields} fields; ${limits.maxFields} are allowed. Select only the fields that are read.`,
    );
  }
}
