import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/**
 * Finds fields that would blank an entity of another service when their own service is down.
 *
 * @remarks A service describes the entities that it owns and only those, so an entity without a
 * description belongs to another service. What is added to it must be nullable: a non-null field
 * without an answer turns its whole parent into null.
 */
export function findFragileContributions(service: string, document: DocumentNode): string[] {
  return document.definitions
    .filter(
      (definition): definition is ObjectNode =>
        definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION,
    )
    .flatMap((type) => findInType(service, type));
}

function findInType(service: string, type: ObjectNode): string[] {
  const key = type.directives?.find(({ name }) => name.value === 'key');
  const isOwned = 'description' in type && type.description !== undefined;
  if (key === undefined || isOwned) return [];
  const keyFields = argumentText(key, 'fields').split(/\W+/);
  return (type.fields ?? [])
    .filter((field) => field.type.kind === Kind.NON_NULL_TYPE)
    .filter((field) => !keyFields.includes(field.name.value))
    .filter((field) => !field.directives?.some(({ name }) => name.value === 'external'))
    .map(({ name, loc }) => {
      const place = loc ? ` [${service}:${loc.startToken.line}:${loc.startToken.column}]` : '';
      return `FRAGILE_CONTRIBUTION: ${type.name.value}.${name.value} must be nullable, because ${service} does not own ${type.name.value}; a dead ${service} service would take the whole object away.${place}`;
    });
}

function argumentText(directive: ConstDirectiveNode, name: string): string {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}
