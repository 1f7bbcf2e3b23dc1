import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** A path inside a subgraph's answer. */
export type ResponsePath = readonly (string | number)[];

/**
 * Lists the fields that a failed subgraph call leaves empty, as paths in the answer it owed.
 *
 * @remarks For an entity fetch that is each selected field of each representation
 * (`['_entities', 3, 'pipeline']`): the gateway turns the index into the entity's place in the
 * client's answer, so that every blanked field has an error that points at it.
 */
export function lostFields(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>> | undefined,
): ResponsePath[] {
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (operation === undefined) return [];
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const [first] = operation.selectionSet.selections;
  const representations = variables?.['representations'];
  const isEntityFetch = first?.kind === Kind.FIELD && first.name.value === '_entities';
  if (!isEntityFetch || !first.selectionSet || !Array.isArray(representations)) {
    return [...responseKeys(operation.selectionSet, null, fragments)].map((key) => [key]);
  }
  const entitySelection = first.selectionSet;
  return representations.flatMap((representation: { __typename?: string }, index) => {
    const keys = responseKeys(entitySelection, representation.__typename ?? null, fragments);
    return [...keys].map((key) => ['_entities', index, key]);
  });
}

/** Collects the response keys selected on a type; a null type takes every fragment. */
function responseKeys(
  set: SelectionSetNode,
  typename: string | null,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Set<string> {
  const keys = new Set<string>();
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value === '__typename') continue;
      keys.add(selection.alias?.value ?? selection.name.value);
      continue;
    }
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    if (fragment === undefined) continue;
    const condition = fragment.typeCondition?.name.value ?? null;
    if (typename !== null && condition !== null && condition !== typename) continue;
    for (const key of responseKeys(fragment.selectionSet, typename, fragments)) keys.add(key);
  }
  return keys;
}
