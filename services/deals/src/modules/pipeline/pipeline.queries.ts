import { hiddenWhenUnauthorized } from '@channelgraph/graphql/builder.ts';
import { directoryPartnerById, todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import { builder } from '../../builder.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { PipelineDimension } from '../../vocabulary.ts';
import {
  dimensionsOf,
  groupByDescription,
  knownAtDescription,
  PipelineFilter,
  PipelineScopeInput,
} from './pipeline.inputs.ts';
import { partnerPipeline, pipelineOf } from './pipeline.loaders.ts';
import { selectionOf, todayOfScope } from './pipeline.scope.ts';
import type { PipelineSelection } from './pipeline.selection.ts';
import { Pipeline } from './pipeline.type.ts';

builder.queryFields((t) => ({
  pipeline: t.field({
    type: Pipeline,
    description: 'The pipeline of a part of the program.',
    args: {
      scope: t.arg({
        type: PipelineScopeInput,
        description: 'Which part. Default: all partners that the viewer may see.',
      }),
      filter: t.arg({ type: PipelineFilter, description: 'Which deals and contracts. Default: all.' }),
      groupBy: t.arg({ type: [PipelineDimension], description: groupByDescription }),
      asOf: t.arg({
        type: 'Date',
        description:
          'The day to describe. Default: today in the time zone of the partner’s program, or for more than one partner of the deployment.',
      }),
      knownAt: t.arg({ type: 'DateTime', description: knownAtDescription }),
    },
    resolve: async (_, { scope, filter, groupBy, asOf, knownAt }, context) => {
      const selection = scope ? selectionOf(context.viewer, scope) : {};
      return pipelineOf(context, narrowed(selection, filter ?? {}), {
        asOf: asOf ?? (await todayOfScope(context, scope ?? {})),
        knownAt: knownAt ?? null,
        dimensions: dimensionsOf(groupBy),
      });
    },
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
      groupBy: t.arg({ type: [PipelineDimension], description: groupByDescription }),
      asOf: t.arg({
        type: 'Date',
        description: 'The day to describe. Default: today in the time zone of the partner’s program.',
      }),
      knownAt: t.arg({ type: 'DateTime', description: knownAtDescription }),
    },
    resolve: async ({ id }, { groupBy, asOf, knownAt }, context) => {
      if (!(await directoryPartnerById(context, id))) return null;
      const day = asOf ?? (await todayOfPartner(context, id));
      const args = { asOf: day, knownAt: knownAt ?? null, dimensions: dimensionsOf(groupBy) };
      return partnerPipeline(context, { parentId: id, args });
    },
  }),
);

/** Puts the filter on top of the scope: what both restrict must satisfy both. */
function narrowed(scope: PipelineSelection, filter: PipelineSelection): PipelineSelection {
  const both = <Value>(a: readonly Value[] | null | undefined, b: readonly Value[] | null | undefined) =>
    a && b ? a.filter((each) => b.includes(each)) : (a ?? b);
  return {
    ...filter,
    ...scope,
    partnerIds: both(scope.partnerIds, filter.partnerIds),
    segments: both(scope.segments, filter.segments),
  };
}
