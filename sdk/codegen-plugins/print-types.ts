import {
  type GraphQLInputType,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

const builtIn: Readonly<Record<string, string>> = {
  Int: 'number',
  Float: 'number',
  Boolean: 'boolean',
  JSON: 'unknown',
};

/** Names the TypeScript type of a leaf: scalars that JavaScript cannot hold exactly stay strings. */
export function leafType(type: GraphQLNamedType): string {
  if (isEnumType(type) || isInputObjectType(type)) return type.name;
  return builtIn[type.name] ?? 'string';
}

/** Prints the TypeScript type of an input; `undefined` is as good as leaving an optional one out. */
export function inputType(type: GraphQLInputType, isOptional = !isNonNullType(type)): string {
  const inner = isNonNullType(type) ? type.ofType : type;
  const text = isListType(inner)
    ? listOf(inputType(inner.ofType, !isNonNullType(inner.ofType)))
    : leafType(inner);
  return isOptional ? `${text} | null | undefined` : text;
}

/** Prints a read-only list of a type. */
export function listOf(item: string): string {
  return /[|&]/.test(item) ? `readonly (${item})[]` : `readonly ${item}[]`;
}

/** Prints a description as a doc comment, or nothing. */
export function docComment(description?: string | null, deprecation?: string | null, indent = ''): string {
  const lines = (description ?? '')
    .replaceAll('*/', '*\\/')
    .split('\n')
    .map((line) => line.trim());
  if (deprecation !== undefined && deprecation !== null) lines.push(`@deprecated ${deprecation}`);
  const kept = lines.filter((line, index) => line !== '' || (index > 0 && index < lines.length - 1));
  if (kept.length === 0) return '';
  if (kept.length === 1) return `${indent}/** ${kept[0]} */\n`;
  return `${indent}/**\n${kept.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
