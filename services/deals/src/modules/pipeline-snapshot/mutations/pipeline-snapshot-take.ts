import { NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { PipelineScopeInput } from '../../pipeline/pipeline.inputs.ts';
import { requireSnapshot } from '../pipeline-snapshot.loaders.ts';
import { takeSnapshot } from '../pipeline-snapshot.service.ts';
import type { SnapshotTakeInput } from '../pipeline-snapshot.service.ts';
import { PipelineSnapshot } from '../pipeline-snapshot.type.ts';

const PipelineSnapshotTakeInput = builder.inputRef<SnapshotTakeInput>('PipelineSnapshotTakeInput').implement({
  description: 'What `pipelineSnapshotTake` takes.',
  fields: (t) => ({
    scope: t.field({
      type: PipelineScopeInput,
      required: true,
      description:
        'Whose pipeline is kept: that of a partner, of a portfolio or of the whole program. Segments and types of partners are not kept.',
    }),
    asOf: t.field({
      type: 'Date',
      description:
        'The day to keep, not in the future. Default: today in the time zone of the partner’s program, or for more than one partner of the deployment.',
    }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

builder.mutationField('pipelineSnapshotTake', (t) =>
  t.field({
    type: PipelineSnapshot,
    description:
      'Keeps a pipeline of a day as the program knows it now. One of each month is taken without asking, of each partner, of each portfolio and of the program. Requires PROGRAM_ADMIN, or CAM for the own portfolio and the partners in it.',
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
