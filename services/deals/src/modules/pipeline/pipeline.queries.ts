import { hiddenWhenUnauthorized } from '@channelgraph/graphql/builder.ts';
import { directoryPartnerById, todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import { builder } from '../../builder.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { MspSegment } from '../../vocabulary.ts';
import { partnerPipeline, pipelineOf } from './pipeline.loaders.ts';
import type { PipelineScope } from './pipeline.loaders.ts';
import { Pipeline } from './pipeline.type.ts';

const PipelineFilter = builder.inputRef<PipelineScope>('PipelineFilter').implement({
  description: 'Which deals and contracts a pipeline is about. All conditions given must hold.',
  fields: (t) => ({
    partnerIds: t.idList({
      description: 'Those of these partners. Default: of all that the viewer may see.',
    }),
    productLineIds: t.idList({
      description: 'Those about at least one of these product lines. Default: about any.',
    }),
    regions: t.stringList({
      description: 'Deals of these sales regions; contracts have none and are left out. Default: of any.',
    }),
    segments: t.field({
      type: [MspSegment],
      description: 'Those of partners in these segments. Default: in any.',
    }),
  }),
});

const knownAtDescription =
  'The instant whose knowledge to show, later corrections left out. Default: what is known now.';

builder.queryFields((t) => ({
  pipeline: t.field({
    type: Pipeline,
    description: 'The pipeline of all partners that the viewer may see.',
    args: {
      filter: t.arg({ type: PipelineFilter, description: 'Which deals and contracts. Default: all.' }),
      asOf: t.arg({
        type: 'Date',
        description: 'The day to describe. Default: today in the time zone of the deployment.',
      }),
      knownAt: t.arg({ type: 'DateTime', description: knownAtDescription }),
    },
    resolve: (_, { filter, asOf, knownAt }, context) =>
      pipelineOf(context, filter ?? {}, { asOf: asOf ?? context.today, knownAt: knownAt ?? null }),
  }),
}));

builder.objectField(Partner, 'pipeline', (t) =>
  t.field({
    type: Pipeline,
    nullable: true,
    description: 'The partner’s pipeline; null for a viewer who may not see it.',
    authScopes: ({ id }) => ({ partner: id }),
    ...hiddenWhenUnauthorized,
    args: {
      asOf: t.arg({
        type: 'Date',
        description: 'The day to describe. Default: today in the time zone of the partner’s program.',
      }),
      knownAt: t.arg({ type: 'DateTime', description: knownAtDescription }),
    },
    resolve: async ({ id }, { asOf, knownAt }, context) => {
      if (!(await directoryPartnerById(context, id))) return null;
      const day = asOf ?? (await todayOfPartner(context, id));
      return partnerPipeline(context, { parentId: id, args: { asOf: day, knownAt: knownAt ?? null } });
    },
  }),
);
