import { readFileSync } from 'node:fs';
import { buildSchema, isObjectType, type GraphQLSchema } from 'graphql';

/** The API as clients see it. */
export const api: GraphQLSchema = buildSchema(
  readFileSync(new URL('../../../gateway/api.graphql', import.meta.url), 'utf8'),
);

/** The names of a type's fields. */
export function fieldsOf(typeName: string): string[] {
  const type = api.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type of the API.`);
  return Object.keys(type.getFields());
}

/** The names of the types that have an id of their own. */
export const entityTypes: readonly string[] = Object.values(api.getTypeMap())
  .filter((type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'))
  .map(({ name }) => name);
