import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isListType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** One rule of the API: what it says of a schema, as the coordinates that break it. */
export type SchemaRule = (schema: GraphQLSchema) => string[];

function ownTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(
    ({ name }) => !name.startsWith('__') && !builtIn.has(name),
  );
}
const builtIn = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);

function fieldsOf(type: GraphQLNamedType) {
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}

function mutationsOf(schema: GraphQLSchema) {
  return Object.values(schema.getMutationType()?.getFields() ?? {});
}

const capitalised = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Whatever clients can name is described in a complete sentence. */
export const undescribed: SchemaRule = (schema) =>
  ownTypes(schema).flatMap((type) => [
    ...(isSentence(type.description) ? [] : [type.name]),
    ...fieldsOf(type).flatMap((field) => [
      ...(isSentence(field.description) ? [] : [`${type.name}.${field.name}`]),
      ...field.args
        .filter(({ description }) => !isSentence(description))
        .map(({ name }) => `${type.name}.${field.name}(${name}:)`),
    ]),
    ...(isInputObjectType(type)
      ? Object.values(type.getFields())
          .filter(({ description }) => !isSentence(description))
          .map(({ name }) => `${type.name}.${name}`)
      : []),
    ...(isEnumType(type)
      ? type
          .getValues()
          .filter(({ description }) => !isSentence(description))
          .map(({ name }) => `${type.name}.${name}`)
      : []),
  ]);

function isSentence(text: string | null | undefined): boolean {
  return text != null && /^[A-Z`‘“0-9]/.test(text) && /[.!?)]$/.test(text.trim());
}

/** A mutation takes `input`, or `id` and `input`, and gives its own result union. */
export const misshapenMutations: SchemaRule = (schema) =>
  mutationsOf(schema).flatMap(({ name, args, type }) => {
    const names = args
      .map((argument) => argument.name)
      .toSorted()
      .join();
    const result = getNamedType(type);
    const isUnion = isUnionType(result) && result.name === `${capitalised(name)}Result`;
    return (names === 'input' || names === 'id,input') && isUnion && isNonNullType(type) ? [] : [name];
  });

/** A mutation's name begins with the object that it changes: a type of the API, its first letter small. */
export const verbFirstMutations: SchemaRule = (schema) => {
  const objects = ownTypes(schema)
    .filter(isObjectType)
    .map(({ name }) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`);
  return mutationsOf(schema)
    .map(({ name }) => name)
    .filter(
      (name) =>
        !objects.some((object) => name.startsWith(object)) &&
        !objectPrefixes.some((prefix) => name.startsWith(prefix)),
    );
};
// Objects whose type carries a longer name, a CamAssignment, a CertificationAward, and one that is only written: a direct
// engagement of the vendor is told to nobody, it stands behind conflicts.
const objectPrefixes = ['camAssign', 'certification', 'directEngagement'];

/** A result union has one success with one object or counted rows, and errors that are user errors. */
export const untidyResults: SchemaRule = (schema) =>
  ownTypes(schema)
    .filter(isUnionType)
    .filter(({ name }) => name.endsWith('Result'))
    .flatMap((union) => {
      const base = union.name.slice(0, -'Result'.length);
      const [successes, failures] = [
        union.getTypes().filter(({ name }) => name === `${base}Success`),
        union.getTypes().filter(({ name }) => name !== `${base}Success`),
      ];
      const areErrors = failures.every(
        (type) =>
          type.name.endsWith('Error') && type.getInterfaces().some(({ name }) => name === 'UserError'),
      );
      const isValidated = failures.some(({ name }) => name === 'ValidationError');
      return successes.length === 1 && areErrors && isValidated ? [] : [union.name];
    });

/** Members of a union use a field's name for one type only, or clients could not select it twice. */
export const clashingMembers: SchemaRule = (schema) =>
  ownTypes(schema)
    .filter(isUnionType)
    .flatMap((union) => {
      const seen = new Map<string, string>();
      return union.getTypes().flatMap((member) =>
        Object.values(member.getFields()).flatMap((field) => {
          const earlier = seen.get(field.name);
          seen.set(field.name, String(field.type));
          return earlier === undefined || earlier === String(field.type)
            ? []
            : [`${union.name}: ${member.name}.${field.name}`];
        }),
      );
    });

/** Names say no more than what a thing is. */
export const suffixedNames: SchemaRule = (schema) =>
  ownTypes(schema).flatMap((type) => [
    ...(/(Enum|Type|Object|Interface|Union)$/.test(type.name) && !allowedSuffixes.has(type.name)
      ? [type.name]
      : []),
    ...(isInputObjectType(type) && !/(Input|Filter|Order|Item)$/.test(type.name) ? [type.name] : []),
    ...(isEnumType(type)
      ? type
          .getValues()
          .filter(({ name }) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(name) || name === 'UNKNOWN')
          .map(({ name }) => `${type.name}.${name}`)
      : []),
    ...fieldsOf(type)
      .filter(({ name }) => !/^[a-z][A-Za-z0-9]*$/.test(name))
      .map(({ name }) => `${type.name}.${name}`),
  ]);
const allowedSuffixes = new Set(['PartnerType']);

/** A connection has edges, nodes, pageInfo and totalCount, and the name of its nodes; fields of it page both ways. */
export const misshapenConnections: SchemaRule = (schema) =>
  ownTypes(schema).flatMap((type) => {
    const broken: string[] = [];
    if (isObjectType(type) && type.name.endsWith('Connection')) {
      const fields = type.getFields();
      const base = type.name.slice(0, -'Connection'.length);
      const node = fields['nodes'] && getNamedType(fields['nodes'].type).name;
      const isWhole = Object.keys(fields).toSorted().join() === 'edges,nodes,pageInfo,totalCount';
      const isNamed =
        node !== undefined &&
        (base === node || base.endsWith(node)) &&
        getNamedType(fields['edges']!.type).name === `${base}Edge`;
      if (!isWhole || !isNamed || isNonNullType(fields['totalCount']!.type)) broken.push(type.name);
    }
    for (const field of fieldsOf(type)) {
      const isConnection = getNamedType(field.type).name.endsWith('Connection');
      const arguments_ = field.args.map(({ name }) => name);
      const pages = ['after', 'before', 'first', 'last'].every((name) => arguments_.includes(name));
      if (isConnection !== pages) broken.push(`${type.name}.${field.name}`);
    }
    return broken;
  });

/** A list is never null nor has holes, except where another service answers for it; an error need not name a place. */
export const holeyLists: SchemaRule = (schema) =>
  ownTypes(schema).flatMap((type) =>
    fieldsOf(type)
      .filter((field) => {
        if (field.name === 'path') return false;
        const inner = isNonNullType(field.type) ? field.type.ofType : field.type;
        return isListType(inner) && (!isNonNullType(field.type) || !isNonNullType(inner.ofType));
      })
      .map(({ name }) => `${type.name}.${name}`),
  );

/** A field names what it is: no abbreviations of the trade's units, booleans as questions, instants and days apart. */
export const misnamedFields: SchemaRule = (schema) =>
  ownTypes(schema).flatMap((type) =>
    fieldsOf(type)
      .filter(({ name, type: fieldType }) => {
        const named = getNamedType(fieldType).name;
        if (named === 'Boolean') return !/^(is|has|can|viewerCan|autoRenew)/.test(name);
        if (named === 'Float') return true;
        if (named === 'DateTime') return !/(At|^at)$/.test(name);
        return false;
      })
      .map(({ name }) => `${type.name}.${name}`),
  );

/** A deprecation says what to use and until when. */
export const openEndedDeprecations: SchemaRule = (schema) =>
  ownTypes(schema).flatMap((type) =>
    fieldsOf(type)
      .filter(
        ({ deprecationReason }) =>
          deprecationReason != null &&
          !/Use `.+` instead\. Removal on \d{4}-\d{2}-\d{2}\.$/.test(deprecationReason),
      )
      .map(({ name }) => `${type.name}.${name}`),
  );

/** Whoever changes something can say so once: each mutation takes an idempotency key, and money moves only with one. */
export const unrepeatableMutations: SchemaRule = (schema) =>
  mutationsOf(schema).flatMap(({ name, args }) => {
    const input = args.find((argument) => argument.name === 'input');
    const type = input && getNamedType(input.type);
    if (!isInputObjectType(type)) return [name];
    const key = type.getFields()['idempotencyKey'];
    if (!key) return [name];
    return moneyMoves.has(name) && !isNonNullType(key.type) ? [name] : [];
  });
const moneyMoves = new Set(['accrualReverse']);
