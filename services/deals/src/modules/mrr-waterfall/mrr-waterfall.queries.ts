import { builder } from '../../builder.ts';
import { knownAtDescription, PipelineScopeInput } from '../pipeline/pipeline.inputs.ts';
import { requirePeriod } from '../pipeline/pipeline.period.ts';
import { selectionOf } from '../pipeline/pipeline.scope.ts';
import { readMrrWaterfall } from './mrr-waterfall.loaders.ts';
import { MrrWaterfall } from './mrr-waterfall.type.ts';

builder.queryField('mrrWaterfall', (t) =>
  t.field({
    type: MrrWaterfall,
    description: 'How the recurring revenue of a part of the program changed between two days, by month.',
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
      knownAt: t.arg({ type: 'DateTime', description: knownAtDescription }),
    },
    resolve: async (_, { scope, from, to, knownAt }, context) => {
      const selection = scope ? selectionOf(context.viewer, scope) : {};
      requirePeriod({ from, to });
      const query = { selection, from, to, knownAt: knownAt ?? null };
      return { query, lines: await readMrrWaterfall(context.db.read, query) };
    },
  }),
);
