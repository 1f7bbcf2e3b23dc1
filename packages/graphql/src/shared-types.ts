import type { EnumRef } from '@pothos/core';
import { moneyToDecimal } from '@channelgraph/core/money.ts';
import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { SubgraphBuilder } from './builder.ts';

/** The position of a page in its list. */
export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** The id of an entity in another system. */
export interface ExternalReference {
  readonly system: string;
  readonly externalId: string;
}

/** Names a stored entity by its id or by its id in another system. */
export interface ReferenceInput {
  readonly id?: string | null | undefined;
  readonly externalReference?: ExternalReference | null | undefined;
}

/** What a bulk mutation did, or would do, with one row. */
export const bulkRowActions = ['CREATED', 'UPDATED', 'UNCHANGED', 'REFUSED'] as const;
export type BulkRowAction = (typeof bulkRowActions)[number];

/** The outcome of one row of a bulk mutation. */
export interface BulkRow {
  readonly index: number;
  readonly externalId: string | null;
  readonly id: string | null;
  readonly action: BulkRowAction;
  readonly issues: readonly ValidationIssue[];
}

/** The two directions of an ordering. */
export const orderDirections = ['ASC', 'DESC'] as const;
export type OrderDirection = (typeof orderDirections)[number];

/** Adds the value types that every subgraph returns in the same shape. */
export function addSharedTypes(builder: SubgraphBuilder): void {
  builder.interfaceType('Node', {
    description: 'An entity with an id of its own.',
    fields: (t) => ({
      id: t.exposeID('id', {
        description: 'The global id: a type prefix and a time-sortable part. Opaque to clients.',
      }),
    }),
  });
  builder.objectType('Money', {
    shareable: true,
    description: 'An exact amount of one currency.',
    fields: (t) => ({
      amount: t.field({
        type: 'Decimal',
        description: 'The amount in major units with all decimals of the currency, e.g. `"1234.50"`.',
        resolve: moneyToDecimal,
      }),
      currency: t.field({
        type: 'CurrencyCode',
        description: 'The currency of the amount.',
        resolve: ({ currency }) => currency,
      }),
    }),
  });
  builder.inputType('MoneyInput', {
    description: 'An exact amount of one currency.',
    fields: (t) => ({
      amount: t.field({
        type: 'Decimal',
        required: true,
        description: 'The amount in major units; more decimals than the currency has are refused.',
      }),
      currency: t.field({ type: 'CurrencyCode', required: true, description: 'The currency of the amount.' }),
    }),
  });
  builder.objectType('PageInfo', {
    shareable: true,
    description: 'The position of a page in its list.',
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage', {
        description: 'Whether the list goes on after this page.',
      }),
      hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
        description: 'Whether the list has items before this page.',
      }),
      startCursor: t.exposeString('startCursor', {
        nullable: true,
        description: 'The cursor of the first item; null on an empty page.',
      }),
      endCursor: t.exposeString('endCursor', {
        nullable: true,
        description: 'The cursor of the last item; null on an empty page.',
      }),
    }),
  });
  addReferences(builder);
  addActions(builder);
  const bulkRowAction = addBulkRow(builder);
  const orderDirection = builder.enumType('OrderDirection', {
    description: 'The direction of an ordering.',
    values: {
      ASC: { description: 'From the smallest to the greatest.' },
      DESC: { description: 'From the greatest to the smallest.' },
    },
  });
  sharedEnums.set(builder, { bulkRowAction, orderDirection });
}

interface SharedEnums {
  readonly bulkRowAction: EnumRef<BuilderTypes, BulkRowAction>;
  readonly orderDirection: EnumRef<BuilderTypes, OrderDirection>;
}

type BuilderTypes = SubgraphBuilder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never;

// Unlike objects and inputs, Pothos does not let fields name an enum: the refs must be kept.
const sharedEnums = new WeakMap<object, SharedEnums>();

/** Gives the shared enums of a builder made by the kit. */
export function sharedEnumsOf(builder: object): SharedEnums {
  const enums = sharedEnums.get(builder);
  if (!enums) throw new Error('This builder was not made by createSubgraphBuilder.');
  return enums;
}

function addReferences(builder: SubgraphBuilder): void {
  builder.objectType('ExternalReference', {
    shareable: true,
    description: 'The id of an entity in another system, such as a CRM.',
    fields: (t) => ({
      system: t.exposeString('system', { description: 'The other system, e.g. `salesforce`.' }),
      externalId: t.exposeString('externalId', { description: 'The id of the entity there.' }),
    }),
  });
  const reference = builder.inputType('ExternalReferenceInput', {
    description: 'The id of an entity in another system, such as a CRM.',
    fields: (t) => ({
      system: t.string({ required: true, description: 'The other system, e.g. `salesforce`.' }),
      externalId: t.string({ required: true, description: 'The id of the entity there.' }),
    }),
  });
  builder.inputType('ReferenceInput', {
    description: 'Names a stored entity by exactly one of its id and its id in another system.',
    fields: (t) => ({
      id: t.id({ description: 'The global id.' }),
      externalReference: t.field({ type: reference, description: 'The id in another system.' }),
    }),
  });
}

function addActions(builder: SubgraphBuilder): void {
  builder.objectType('ActionReason', {
    shareable: true,
    description: 'Why an action is not possible now.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'A stable code to branch on.' }),
      rule: t.exposeString('rule', { description: 'The rule behind the refusal.' }),
      message: t.exposeString('message', { description: 'The reason in words.' }),
    }),
  });
  builder.objectType('AvailableAction', {
    shareable: true,
    description: 'An action on an entity, and whether the viewer may take it now.',
    fields: (t) => ({
      action: t.exposeString('action', { description: 'The action of the state machine.' }),
      isAllowed: t.exposeBoolean('isAllowed', { description: 'Whether the viewer may take it now.' }),
      reasons: t.field({
        type: ['ActionReason'],
        description: 'Why not; empty when the action is allowed.',
        resolve: ({ reasons }) => [...reasons],
      }),
    }),
  });
}

function addBulkRow(builder: SubgraphBuilder): SharedEnums['bulkRowAction'] {
  const action = builder.enumType('BulkRowAction', {
    description: 'What a bulk mutation did, or would do, with a row.',
    values: {
      CREATED: { description: 'The row made a new entity.' },
      UPDATED: { description: 'The row changed a stored entity.' },
      UNCHANGED: { description: 'The stored entity says the same already.' },
      REFUSED: { description: 'The row breaks rules; nothing of it was stored.' },
    },
  });
  builder.objectType('BulkRow', {
    shareable: true,
    description: 'The outcome of one row of a bulk mutation.',
    fields: (t) => ({
      index: t.exposeInt('index', { description: 'The place of the row in the input, from 0.' }),
      externalId: t.exposeString('externalId', {
        nullable: true,
        description: 'The id of the row in its own system; null when it has none.',
      }),
      id: t.exposeID('id', {
        nullable: true,
        description:
          'The id of the stored entity; null when the row was refused, or in a dry run that would create it.',
      }),
      action: t.expose('action', { type: action, description: 'What happened to the row.' }),
      issues: t.field({
        type: ['ValidationIssue'],
        description: 'Every problem of a refused row; empty otherwise.',
        resolve: ({ issues }) => [...issues],
      }),
    }),
  });
  return action;
}
