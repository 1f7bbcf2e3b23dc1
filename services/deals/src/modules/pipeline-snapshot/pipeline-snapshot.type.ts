import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import type { PipelineSnapshot as SnapshotRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { StaffMember } from '../../entities/staff-member.entity.ts';
import { dateText } from '../../stored-rows.ts';
import { PipelineSnapshotScope } from '../../vocabulary.ts';
import { PipelineCell, RenewalCell } from '../pipeline/pipeline.type.ts';
import { readContent } from './pipeline-snapshot.content.ts';
import type { StoredContent } from './pipeline-snapshot.content.ts';
import { snapshotById } from './pipeline-snapshot.loaders.ts';

/** A pipeline as it was told at one moment. */
export const PipelineSnapshot = builder.objectRef<SnapshotRow>('PipelineSnapshot');

/** A page of snapshots. */
export const PipelineSnapshotConnection = connectionOf(builder, PipelineSnapshot, 'PipelineSnapshot');

const contentOf = ({ cells }: SnapshotRow) => readContent(cells as unknown as StoredContent);

PipelineSnapshot.implement({
  description:
    'The pipeline of a partner, of a portfolio or of the whole program as it was told at one moment. `pipeline` with its `asOf` and `knownAt` tells the same again, whatever was corrected since.',
  interfaces: ['Node'],
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    scope: t.expose('scope', { type: PipelineSnapshotScope, description: 'Whose pipeline it is.' }),
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner whose pipeline it is; null for that of a portfolio or of the program.',
      resolve: ({ partnerId: id }) => (id === null ? null : { id }),
    }),
    accountManager: t.field({
      type: StaffMember,
      nullable: true,
      description: 'The account manager whose portfolio it is about; null for another scope.',
      resolve: ({ accountManagerId: id }) => (id === null ? null : { id }),
    }),
    portfolioPartnerIds: t.exposeIDList('portfolioPartnerIds', {
      description:
        'The ids of the partners that were in the portfolio when it was taken: `pipeline` filtered by them tells the same again. Empty for another scope.',
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
    takenBy: t.field({
      type: 'ID',
      description: 'Who took it; hidden from analysts.',
      resolve: ({ takenBy }, _, { viewer }) => maskPersonalData(viewer, takenBy),
    }),
  }),
});

builder.asEntity(PipelineSnapshot, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => snapshotById(context, id),
});
