import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { Context } from '../../context.ts';
import type { PipelineOrigin } from './pipeline.origin.ts';
import { readParts } from './pipeline.reading.ts';
import type { PipelineArgs } from './pipeline.reading.ts';
import type { RenewalShape } from './pipeline.renewals.ts';
import type { PipelineMoment, PipelineSelection } from './pipeline.selection.ts';
import type { PipelineShape } from './pipeline.shape.ts';

/** A pipeline of one moment. */
export interface Pipeline extends PipelineShape, RenewalShape, PipelineOrigin {}

/** Reads the pipeline of a scope in three statements. */
export async function pipelineOf(
  context: Context,
  selection: PipelineSelection,
  args: PipelineArgs,
): Promise<Pipeline> {
  const { groups, renewals, shape, rules } = await readParts(context.db.read, selection, {
    ...args,
    isPerPartner: false,
  });
  return { ...momentOf(args), selection, partnerId: null, rules, ...shape(groups, renewals) };
}

/** Loads the pipelines of many partners in three statements, whatever their number. */
export const partnerPipeline = nestedLoader<Context, PipelineArgs, Pipeline>(
  async (context, partnerIds, args) => {
    const { groups, renewals, shape, rules } = await readParts(
      context.db.read,
      { partnerIds },
      { ...args, isPerPartner: true },
    );
    const ownGroups = Map.groupBy(groups, ({ partnerId }) => partnerId);
    const ownRenewals = Map.groupBy(renewals, ({ partnerId }) => partnerId);
    return new Map(
      partnerIds.map((id) => [
        id,
        {
          ...momentOf(args),
          selection: { partnerIds: [id] },
          partnerId: id,
          rules,
          ...shape(ownGroups.get(id) ?? [], ownRenewals.get(id) ?? []),
        },
      ]),
    );
  },
);

const momentOf = ({ asOf, knownAt }: PipelineMoment): PipelineMoment => ({ asOf, knownAt });
