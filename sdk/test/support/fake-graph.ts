// Loaded before a program: it answers every request of the program from the schema, by type alone.
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  graphql,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

const leaves: Readonly<Record<string, unknown>> = {
  Boolean: false,
  CountryCode: 'US',
  CurrencyCode: 'USD',
  Date: '2026-10-15',
  DateTime: '2026-10-15T09:00:00.000Z',
  Decimal: '71.28',
  Float: 1,
  Int: 1,
};

function sample(type: GraphQLOutputType): unknown {
  if (isNonNullType(type)) return sample(type.ofType);
  if (isListType(type)) return [sample(type.ofType)];
  const named = getNamedType(type);
  if (isObjectType(named) || isAbstractType(named)) return {};
  return isEnumType(named) ? named.getValues()[0]?.value : (leaves[named.name] ?? named.name);
}

const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (_source, _args, _context, info) =>
  sample(info.returnType);

globalThis.fetch = async (_url, init) => {
  const { query, variables, operationName } = JSON.parse(String(init?.body)) as {
    query: string;
    variables: Record<string, unknown>;
    operationName?: string;
  };
  const result = await graphql({
    schema,
    source: query,
    variableValues: variables,
    ...(operationName === undefined ? {} : { operationName }),
    fieldResolver,
    typeResolver: (_value, _context, _info, type) =>
      schema.getPossibleTypes(type).find(({ name }) => name.endsWith('Success'))?.name ??
      schema.getPossibleTypes(type)[0]?.name,
  });
  return Response.json(result);
};
