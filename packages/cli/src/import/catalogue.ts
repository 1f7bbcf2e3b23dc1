import {
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** One kind of record that can be imported: its mutation and the input of one row. */
export interface ImportableEntity {
  /** The name used in mappings, e.g. `opportunity`. */
  readonly name: string;
  readonly mutation: string;
  readonly inputTypeName: string;
  readonly item: GraphQLInputObjectType;
  /** The operation that sends rows; it takes `$input`. */
  readonly document: string;
}

const bulkSuffixes = ['UpsertMany', 'RecordMany'];

/**
 * Lists what the API takes in bulk, by entity name.
 *
 * @remarks The importer knows no entity by itself: it offers exactly the bulk mutations of the API's schema,
 * with their fields, so that a mapping is checked against what the services accept.
 */
export function importableEntities(schema: GraphQLSchema): ReadonlyMap<string, ImportableEntity> {
  const entities = new Map<string, ImportableEntity>();
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const suffix = bulkSuffixes.find((candidate) => field.name.endsWith(candidate));
    const entity = suffix === undefined ? null : describe(field, field.name.slice(0, -suffix.length));
    if (entity) entities.set(entity.name, entity);
  }
  return entities;
}

function describe(field: GraphQLField<unknown, unknown>, name: string): ImportableEntity | null {
  const input = field.args.find((argument) => argument.name === 'input');
  const inputType = input ? getNamedType(input.type) : null;
  if (!isInputObjectType(inputType)) return null;
  const items = inputType.getFields().items;
  const item = items ? getNamedType(items.type) : null;
  const success = successType(field);
  if (!isInputObjectType(item) || !success) return null;
  return {
    name,
    mutation: field.name,
    inputTypeName: inputType.name,
    item,
    document: bulkDocument(field, inputType.name, success),
  };
}

function successType(field: GraphQLField<unknown, unknown>): GraphQLObjectType | null {
  const result = getNamedType(field.type);
  const types = isUnionType(result) ? result.getTypes() : isObjectType(result) ? [result] : [];
  return types.find((type) => 'rows' in type.getFields()) ?? null;
}

function bulkDocument(
  field: GraphQLField<unknown, unknown>,
  inputType: string,
  success: GraphQLObjectType,
): string {
  const name = field.name.charAt(0).toUpperCase() + field.name.slice(1);
  return `mutation Import${name}($input: ${inputType}!) {
  ${field.name}(input: $input) {
    __typename
    ... on ${success.name} { rows { index id action issues { code message path remedy } } }
    ... on UserError { code message path }
    ... on ValidationError { issues { code message path remedy } }
  }
}`;
}

/** Gives the type of an input field without its non-null marker. */
export function nullableType(type: GraphQLInputType): GraphQLInputType {
  return isNonNullType(type) ? (type.ofType as GraphQLInputType) : type;
}

/** Tells whether the API insists on a value for the field. */
export function isRequiredField(field: { type: GraphQLInputType; defaultValue?: unknown }): boolean {
  return isNonNullType(field.type) && field.defaultValue === undefined;
}

/** Tells whether the input type is a reference to another record. */
export function isReferenceType(type: GraphQLInputType): boolean {
  return isInputObjectType(type) && type.name === 'ReferenceInput';
}

/** Tells whether the input type is an amount of money. */
export function isMoneyType(type: GraphQLInputType): boolean {
  return isInputObjectType(type) && type.name === 'MoneyInput';
}
