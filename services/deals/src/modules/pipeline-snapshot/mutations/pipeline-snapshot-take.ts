import { NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { requireSnapshot } from '../pipeline-snapshot.loaders.ts';
import { takeSnapshot } from '../pipeline-snapshot.service.ts';
import type { SnapshotTakeInput } from '../pipeline-snapshot.service.ts';
import { PipelineSnapshot } from '../pipeline-snapshot.type.ts';

const PipelineSnapshotTakeInput = builder.inputRef<SnapshotTakeInput>('PipelineSnapshotTakeInput').implement({
  description: 'What `pipelineSnapshotTake` takes.',
  fields: (t) => ({
    partnerId: t.id({ required: true, description: 'The partner whose pipeline is kept.' }),
    asOf: t.field({
      type: 'Date',
      description:
        'The day to keep, not in the future. Default: today in the time zone of the partner’s program.',
    }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

builder.mutationField('pipelineSnapshotTake', (t) =>
  t.field({
    type: PipelineSnapshot,
    description:
      'Keeps a partner’s pipeline of a day as the program knows it now. One of each month is taken without asking. Requires PROGRAM_ADMIN, or CAM for a partner of the own portfolio.',
    authScopes: { role: ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] },
    args: {
      input: t.arg({
        type: PipelineSnapshotTakeInput,
        required: true,
        description: 'Whose pipeline, and of which day.',
      }),
    },
    errors: resultOf({
      mutation: 'PipelineSnapshotTake',
      field: 'snapshot',
      fieldDescription: 'The new snapshot.',
      errors: [NotFoundError],
    }),
    resolve: async (_, { input }, context) => requireSnapshot(context, await takeSnapshot(context, input)),
  }),
);
