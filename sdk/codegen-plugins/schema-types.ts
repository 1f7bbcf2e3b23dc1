import {
  type DocumentNode,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
  TypeInfo,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { docComment, inputType } from './print-types.ts';
import type { Plugin } from './plugin.ts';

/** Prints the enums and input types that the operations use, enums open and every member documented. */
export const plugin: Plugin = (schema, documents) => {
  const used = new Map<string, GraphQLEnumType | GraphQLInputObjectType>();
  for (const { document } of documents) if (document !== undefined) collectUsed(schema, document, used);
  const sorted = [...used.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.map((type) => (isEnumType(type) ? printEnum(type) : printInput(type))).join('\n\n');
};

function collectUsed(
  schema: GraphQLSchema,
  document: DocumentNode,
  used: Map<string, GraphQLEnumType | GraphQLInputObjectType>,
): void {
  const add = (type: GraphQLNamedType | null | undefined): void => {
    if (type === null || type === undefined || used.has(type.name)) return;
    if (isEnumType(type)) used.set(type.name, type);
    if (!isInputObjectType(type)) return;
    used.set(type.name, type);
    for (const field of Object.values(type.getFields())) add(getNamedType(field.type));
  };
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: () => add(getNamedType(info.getType())),
      VariableDefinition: () => add(getNamedType(info.getInputType())),
    }),
  );
}

function printEnum(type: GraphQLEnumType): string {
  const doc = docComment(type.description);
  const members = type
    .getValues()
    .map(
      (value) =>
        `${docComment(value.description, value.deprecationReason, '  ')}  ${value.name}: '${value.name}',`,
    );
  const known = type.getValues().map((value) => `'${value.name}'`);
  return [
    `${doc}export const ${type.name} = {`,
    ...members,
    '} as const;',
    '',
    `${doc}export type ${type.name} = ${[...known, '(string & {})'].join(' | ')};`,
  ].join('\n');
}

function printInput(type: GraphQLInputObjectType): string {
  const fields = Object.values(type.getFields()).map((field) => {
    const optional = !isNonNullType(field.type) || field.defaultValue !== undefined;
    const doc = docComment(field.description, field.deprecationReason, '  ');
    return `${doc}  readonly ${field.name}${optional ? '?' : ''}: ${inputType(field.type, optional)};`;
  });
  return [`${docComment(type.description)}export interface ${type.name} {`, ...fields, '}'].join('\n');
}
