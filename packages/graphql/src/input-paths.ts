import { getNamedType, isInputObjectType, responsePathAsArray } from 'graphql';
import type { GraphQLArgument, GraphQLResolveInfo } from 'graphql';

/**
 * Gives the path of a value as the caller of a mutation knows it: one that came in the argument
 * `input` begins with `input`.
 *
 * @remarks Rules name the values that they judge, and neither know nor care in which argument they came.
 * What is no argument and no field of the input, such as a stored value, keeps its path.
 */
export function callersPath(path: readonly string[], info: GraphQLResolveInfo): string[] {
  const [first] = path;
  if (first === undefined) return [];
  const args = argumentsOf(info);
  const isArgument = args.some(({ name }) => name === first);
  const input = getNamedType(args.find(({ name }) => name === 'input')?.type);
  const isInInput = isInputObjectType(input) && first in input.getFields();
  return isInInput && !isArgument ? ['input', ...path] : [...path];
}

function argumentsOf({ operation, path, schema }: GraphQLResolveInfo): readonly GraphQLArgument[] {
  const [key] = responsePathAsArray(path);
  const names = operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === 'Field' && (selection.alias ?? selection.name).value === key
      ? selection.name.value
      : [],
  );
  const [name = String(key)] = names;
  return schema.getRootType(operation.operation)?.getFields()[name]?.args ?? [];
}
