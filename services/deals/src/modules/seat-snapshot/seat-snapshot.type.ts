import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import { byKey, defineLoader } from '@channelgraph/graphql/loaders.ts';
import { emptySql, nestedKeysetPages, sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SeatSnapshot as SnapshotRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import { dateText } from '../../stored-rows.ts';
import { SeatProvenance, SeatUnit } from '../../vocabulary.ts';
import { contractById } from '../managed-contract/managed-contract.loaders.ts';
import { ManagedContract } from '../managed-contract/managed-contract.type.ts';
import { believedFirst, seatImport } from './seat-snapshot.import.ts';
import type { SeatItem } from './seat-snapshot.import.ts';

const SeatSnapshot = builder.objectRef<SnapshotRow>('SeatSnapshot').implement({
  description:
    'A count of a contract’s seats on a day. Never changed: a restatement is a further count of the same day.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    contract: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract whose seats were counted.',
      resolve: ({ contractId }, _, context) => contractById(context, contractId),
    }),
    date: t.field({
      type: 'Date',
      description: 'The day of the count.',
      resolve: ({ date }) => dateText(date),
    }),
    provisioned: t.exposeInt('provisioned', { description: 'The seats set up.' }),
    active: t.exposeInt('active', { description: 'The seats in use.' }),
    billable: t.exposeInt('billable', { description: 'The seats charged for; what growth compares.' }),
    unit: t.expose('unit', { type: SeatUnit, description: 'What was counted.' }),
    provenance: t.expose('provenance', { type: SeatProvenance, description: 'Where the count comes from.' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was recorded.' }),
    recordedBy: t.field({
      type: 'ID',
      description: 'Who recorded it; hidden from analysts.',
      resolve: ({ recordedBy }, _, { viewer }) => maskPersonalData(viewer, recordedBy),
    }),
  }),
});

const snapshotById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await context.db.read.seatSnapshot.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

builder.asEntity(SeatSnapshot, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => snapshotById(context, id),
});

const SeatSnapshotConnection = connectionOf(builder, SeatSnapshot, 'SeatSnapshot');

interface ListArgs extends PageArgs {
  readonly includeRestated: boolean;
}

const onlyBelieved = sql`AND t.id = (
  SELECT s.id FROM seat_snapshot s WHERE s.contract_id = t.contract_id AND s.date = t.date ORDER BY ${believedFirst} LIMIT 1)`;

const snapshotsOf = nestedLoader<Context, ListArgs, Page<SnapshotRow>>(
  (context, parentIds, { includeRestated, ...args }) =>
    nestedKeysetPages<SnapshotRow, 'DATE'>({
      client: context.db.read,
      table: 'seat_snapshot',
      parentColumn: 'contract_id',
      parentIds,
      args,
      order: { field: 'DATE', direction: 'DESC' },
      columns: { DATE: { column: 'date', type: 'date', property: 'date' } },
      where: includeRestated ? emptySql : onlyBelieved,
      load: (ids) => context.db.read.seatSnapshot.findMany({ where: { id: { in: [...ids] } } }),
    }),
);

builder.objectField(ManagedContract, 'seatSnapshots', (t) =>
  t.field({
    type: SeatSnapshotConnection,
    description: 'The counts of its seats, the latest day first.',
    args: {
      includeRestated: t.arg.boolean({
        description:
          'Whether counts that another of the same day has replaced are listed too. A verified count comes before a measured, an imported and a reported one; then the latest counts. Default `false`.',
      }),
      ...pageArgs(t),
    },
    resolve: async ({ id }, { includeRestated, ...args }, context) =>
      snapshotsOf(context, {
        parentId: id,
        args: { ...args, includeRestated: includeRestated ?? false },
      }),
  }),
);

const SeatSnapshotRecordItem = builder.inputRef<SeatItem>('SeatSnapshotRecordItem').implement({
  description: 'One count of a contract’s seats.',
  fields: (t) => ({
    contract: t.field({
      type: 'ReferenceInput',
      required: true,
      description: 'The contract whose seats were counted.',
    }),
    date: t.field({
      type: 'Date',
      required: true,
      description: 'The day of the count, in the term and not after today.',
    }),
    provisioned: t.int({ required: true, description: 'The seats set up; not negative.' }),
    active: t.int({ required: true, description: 'The seats in use; not negative.' }),
    billable: t.int({ required: true, description: 'The seats charged for; not negative.' }),
    unit: t.field({
      type: SeatUnit,
      description: 'What was counted; another unit than the contract’s is refused. Default: the contract’s.',
    }),
    provenance: t.field({
      type: SeatProvenance,
      description:
        'Where the count comes from. Default `IMPORT`; of a partner user always `PARTNER_REPORTED`.',
    }),
  }),
});

addBulkMutation(builder, {
  name: 'seatSnapshotRecordMany',
  description:
    'Records many counts of seats. Partner users with TECHNICAL, SALES or ADMIN record those of their own contracts, marked as reported by the partner; otherwise requires PROGRAM_ADMIN.',
  item: SeatSnapshotRecordItem,
  authScopes: {
    role: ['PARTNER_USER', 'PROGRAM_ADMIN', 'SERVICE'],
    capability: ['TECHNICAL', 'SALES', 'ADMIN'],
  },
  definition: (context, items) => seatImport(context, items) as never,
});
