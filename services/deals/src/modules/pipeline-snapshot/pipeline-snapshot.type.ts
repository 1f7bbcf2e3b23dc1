import { connectionOf } from '@channelgraph/graphql/connections.ts';
import type { PipelineSnapshot as SnapshotRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { dateText } from '../../stored-rows.ts';
import { PipelineCell, RenewalCell } from '../pipeline/pipeline.type.ts';
import { readContent } from './pipeline-snapshot.content.ts';
import type { StoredContent } from './pipeline-snapshot.content.ts';
import { snapshotById } from './pipeline-snapshot.loaders.ts';

/** A partner's pipeline as it was told at one moment. */
export const PipelineSnapshot = builder.objectRef<SnapshotRow>('PipelineSnapshot');

/** A page of snapshots. */
export const PipelineSnapshotConnection = connectionOf(builder, PipelineSnapshot, 'PipelineSnapshot');

const contentOf = ({ cells }: SnapshotRow) => readContent(cells as unknown as StoredContent);

PipelineSnapshot.implement({
  description:
    'A partner’s pipeline as it was told at one moment. `Partner.pipeline` with its `asOf` and `knownAt` tells the same again, whatever was corrected since.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner whose pipeline it is.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    asOf: t.field({
      type: 'Date',
      description: 'The day that it describes.',
      resolve: ({ asOf }) => dateText(asOf),
    }),
    knownAt: t.expose('knownAt', { type: 'DateTime', description: 'The instant whose knowledge it shows.' }),
    isMonthly: t.exposeBoolean('isMonthly', {
      description: 'Whether it was taken because a month had ended; of each month there is one.',
    }),
    opportunityCount: t.int({
      description: 'The number of open deals, each counted once.',
      resolve: (row) => contentOf(row).opportunityCount,
    }),
    cells: t.field({
      type: [PipelineCell],
      description: 'Its lines by motion, revenue model, stage and source role.',
      resolve: (row) => [...contentOf(row).cells],
    }),
    renewalCells: t.field({
      type: [RenewalCell],
      description: 'Its undecided renewals by window, stage and health.',
      resolve: (row) => [...contentOf(row).renewalCells],
    }),
    contentHash: t.exposeString('contentHash', {
      description: 'The SHA-256 of what it keeps, as canonical JSON with amounts in minor units as texts.',
    }),
    takenAt: t.expose('takenAt', { type: 'DateTime', description: 'When it was taken.' }),
    takenBy: t.exposeID('takenBy', { description: 'Who took it.' }),
  }),
});

builder.asEntity(PipelineSnapshot, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => snapshotById(context, id),
});
