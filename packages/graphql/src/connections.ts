import type { ArgBuilder, InputObjectRef, ObjectRef, SchemaTypes } from '@pothos/core';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import type { SubgraphBuilder } from './builder.ts';
import { defaultPageSize, maxPageSize } from './keyset.ts';
import type { Page } from './keyset.ts';
import { sharedEnumsOf } from './shared-types.ts';
import type { OrderDirection } from './shared-types.ts';

/** The generic parameter that Pothos gives to the refs of a subgraph's builder. */
export type KitSchemaTypes<Context extends RequestContext> =
  SubgraphBuilder<Context> extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never;

/**
 * Adds `<Name>Connection` and `<Name>Edge` for a node type and returns the connection.
 *
 * @remarks A connection belongs to the subgraph that owns the node.
 */
export function connectionOf<Context extends RequestContext, Row>(
  builder: SubgraphBuilder<Context>,
  node: ObjectRef<KitSchemaTypes<Context>, Row>,
  name: string,
): ObjectRef<KitSchemaTypes<Context>, Page<Row>> {
  const shared = builder as unknown as SubgraphBuilder;
  const nodeType = node as unknown as ObjectRef<KitSchemaTypes<RequestContext>, Row>;
  const edge = shared.objectRef<Page<Row>['edges'][number]>(`${name}Edge`).implement({
    description: `A ${name} in a list, with its place.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: 'The place of the item, for `after` and `before`.' }),
      node: t.field({
        type: nodeType,
        description: 'The item.',
        resolve: (parent) => parent.node as never,
      }),
    }),
  });
  const connection = shared.objectRef<Page<Row>>(`${name}Connection`).implement({
    description: `A page of a list of ${name} items.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The items with their places.',
        resolve: (page) => [...page.edges],
      }),
      nodes: t.field({
        type: [nodeType],
        description: 'The items.',
        resolve: (page) => [...page.nodes] as never,
      }),
      pageInfo: t.field({
        type: 'PageInfo',
        description: 'Where the page lies in the list.',
        resolve: (page) => page.pageInfo,
      }),
      totalCount: t.int({
        nullable: true,
        description:
          'The number of items in the whole list. Counted on request, which may be slow on large lists.',
        resolve: (page) => page.totalCount(),
      }),
    }),
  });
  return connection as unknown as ObjectRef<KitSchemaTypes<Context>, Page<Row>>;
}

/** The paging arguments of a connection field. */
export function pageArgs<Types extends SchemaTypes>({ arg: t }: { readonly arg: ArgBuilder<Types> }) {
  return {
    first: t.int({
      description: `How many items after \`after\`; at most ${maxPageSize}. Default ${defaultPageSize}.`,
    }),
    after: t.string({
      description: 'The cursor after which the page starts. Default: the start of the list.',
    }),
    last: t.int({ description: `How many items before \`before\`; at most ${maxPageSize}.` }),
    before: t.string({ description: 'The cursor before which the page ends, when paging backward.' }),
  };
}

/** The order argument of a list as a caller sends it. */
export interface OrderArg<Field extends string> {
  readonly field: Field;
  readonly direction: OrderDirection;
}

/**
 * Adds `<Name>OrderField` and `<Name>Order` and returns the input.
 *
 * @param fields the order fields with their descriptions; only indexed columns.
 */
export function orderInput<Context extends RequestContext, Field extends string>(
  builder: SubgraphBuilder<Context>,
  name: string,
  fields: Readonly<Record<Field, string>>,
) {
  const shared = builder as unknown as SubgraphBuilder;
  const field = shared.enumType(`${name}OrderField`, {
    description: `What a list of ${name} items can be ordered by.`,
    values: Object.fromEntries(
      Object.entries<string>(fields).map(([value, description]) => [
        value,
        { value: value as Field, description },
      ]),
    ),
  });
  const { orderDirection } = sharedEnumsOf(shared);
  return shared.inputType(`${name}Order`, {
    description: `The order of a list of ${name} items.`,
    fields: (t) => ({
      field: t.field({ type: field, required: true, description: 'What to order by.' }),
      direction: t.field({
        type: orderDirection,
        required: true,
        defaultValue: 'DESC',
        description: 'Which way. Default `DESC`.',
      }),
    }),
  }) as unknown as InputObjectRef<KitSchemaTypes<Context>, OrderArg<Field>>;
}
