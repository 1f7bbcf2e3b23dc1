import { builder } from '../../builder.ts';
import { Motion } from '../../vocabulary.ts';
import { knownAtDescription, PipelineScopeInput } from './pipeline.inputs.ts';
import { requireCloseWindow, requirePeriod } from './pipeline.period.ts';
import { selectionOf } from './pipeline.scope.ts';
import { readWaterfall } from './pipeline.waterfall.loaders.ts';
import { PipelineWaterfall } from './pipeline.waterfall.type.ts';

builder.queryField('pipelineWaterfall', (t) =>
  t.field({
    type: PipelineWaterfall,
    description:
      'How the pipeline of a part of the program changed between two days. With a window of close dates, deals are pulled into it and pushed out of it.',
    args: {
      scope: t.arg({
        type: PipelineScopeInput,
        description: 'Which part. Default: all partners that the viewer may see.',
      }),
      from: t.arg({ type: 'Date', required: true, description: 'The day at whose end it opens.' }),
      to: t.arg({
        type: 'Date',
        required: true,
        description: 'The day at whose end it closes; later than `from`, at most ten years.',
      }),
      closesFrom: t.arg({
        type: 'Date',
        description: 'Only deals while they are expected to close on this day or later. Default: any.',
      }),
      closesBefore: t.arg({
        type: 'Date',
        description: 'Only deals while they are expected to close before this day. Default: any.',
      }),
      motions: t.arg({
        type: [Motion],
        description: 'Only deals while they are of these motions. Default: any.',
      }),
      knownAt: t.arg({ type: 'DateTime', description: knownAtDescription }),
    },
    resolve: async (_, { scope, from, to, closesFrom, closesBefore, motions, knownAt }, context) => {
      const selection = scope ? selectionOf(context.viewer, scope) : {};
      const window = { closesFrom: closesFrom ?? null, closesBefore: closesBefore ?? null };
      requirePeriod({ from, to });
      requireCloseWindow(window);
      const query = { selection, from, to, ...window, motions: motions ?? null, knownAt: knownAt ?? null };
      return { query, lines: await readWaterfall(context.db.read, query) };
    },
  }),
);
