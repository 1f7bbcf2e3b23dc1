import { getNamedType, isLeafType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLNamedType, GraphQLObjectType } from 'graphql';

// Hashes and cursors are made of ids, which differ from world to world, and say nothing beside.
const opaque = new Set([
  'beforeHash',
  'afterHash',
  'previousHash',
  'hash',
  'cursor',
  'startCursor',
  'endCursor',
]);
// What nodes say, edges say again.
const repeated = new Set(['edges', '_entities', '_service']);

/** Writes a selection of everything that an object says, down to some depth. */
export function wholeSelection(type: GraphQLNamedType, depth: number): string {
  if (!isObjectType(type)) return '{ __typename }';
  const fields = fieldsOf(type).flatMap((field) => selectionOf(field, depth) ?? []);
  return `{ __typename ${fields.join(' ')} }`;
}

/** Writes a question for a field of the query type with everything that it says. */
export function wholeQuestion(queryType: GraphQLObjectType, name: string, call = name): string {
  const field = queryType.getFields()[name];
  if (!field) throw new Error(`There is no question ${name}.`);
  return `${call} ${wholeSelection(getNamedType(field.type), 4)}`;
}

function fieldsOf(type: GraphQLObjectType): readonly GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields()).filter(({ name, args }) => {
    const isCallable = args.every(
      ({ type: each, defaultValue }) => !isNonNullType(each) || defaultValue !== undefined,
    );
    return isCallable && !opaque.has(name) && !repeated.has(name);
  });
}

function selectionOf({ name, type }: GraphQLField<unknown, unknown>, depth: number): string | null {
  const named = getNamedType(type);
  if (isLeafType(named)) return name;
  return depth <= 1 ? null : `${name} ${wholeSelection(named, depth - 1)}`;
}
