import { money } from '@channelgraph/core/money.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import { nestedKeysetPages } from '@channelgraph/graphql/nested-keyset.ts';
import type { MrrMovement as MovementRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import { dateText } from '../../stored-rows.ts';
import { MrrKind } from '../../vocabulary.ts';
import { contractById } from '../managed-contract/managed-contract.loaders.ts';
import { ManagedContract } from '../managed-contract/managed-contract.type.ts';

const MrrMovement = builder.objectRef<MovementRow>('MrrMovement').implement({
  description:
    'A change of monthly recurring revenue. Opening revenue plus the movements of a month is its closing revenue. Never changed: a correction adds the difference.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    contract: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract that earns after the change.',
      resolve: ({ contractId }, _, context) => contractById(context, contractId),
    }),
    month: t.field({
      type: 'Date',
      description: 'The first day of the month that it belongs to.',
      resolve: ({ month }) => dateText(month),
    }),
    effectiveOn: t.field({
      type: 'Date',
      description: 'The day on which the revenue changed.',
      resolve: ({ effectiveOn }) => dateText(effectiveOn),
    }),
    kind: t.expose('kind', { type: MrrKind, description: 'Why it changed.' }),
    amount: t.field({
      type: 'Money',
      description: 'By how much; negative where revenue was lost.',
      resolve: ({ amountMinor, currency }) => money(amountMinor, currency),
    }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was recorded.' }),
  }),
});

const movementById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await context.db.read.mrrMovement.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

builder.asEntity(MrrMovement, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => movementById(context, id),
});

/** A page of movements. */
export const MrrMovementConnection = connectionOf(builder, MrrMovement, 'MrrMovement');

const movementsOf = nestedLoader<Context, PageArgs, Page<MovementRow>>((context, parentIds, args) =>
  nestedKeysetPages<MovementRow, 'EFFECTIVE_ON'>({
    client: context.db.read,
    table: 'mrr_movement',
    parentColumn: 'contract_id',
    parentIds,
    args,
    order: { field: 'EFFECTIVE_ON', direction: 'ASC' },
    columns: { EFFECTIVE_ON: { column: 'effective_on', type: 'date', property: 'effectiveOn' } },
    load: (ids) => context.db.read.mrrMovement.findMany({ where: { id: { in: [...ids] } } }),
  }),
);

builder.objectField(ManagedContract, 'mrrMovements', (t) =>
  t.field({
    type: MrrMovementConnection,
    description: 'The changes of its recurring revenue, from the first on.',
    args: pageArgs(t),
    resolve: async ({ id }, args, context) => movementsOf(context, { parentId: id, args }),
  }),
);
