import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { Context } from '../../context.ts';
import type { PipelineDimension } from './pipeline.dimensions.ts';
import { readGroups } from './pipeline.groups.ts';
import { defaultBps } from './pipeline.policy.ts';
import type { PipelineRules } from './pipeline.policy.ts';
import { readRenewals, shapeRenewals } from './pipeline.renewals.ts';
import type { RenewalGroup, RenewalShape } from './pipeline.renewals.ts';
import { pipelineRulesOn } from './pipeline.rules.loaders.ts';
import type { PipelineMoment, PipelineSelection } from './pipeline.selection.ts';
import { shapePipeline } from './pipeline.shape.ts';
import type { PipelineGroup, PipelineShape } from './pipeline.shape.ts';

/** Which part of the program a pipeline is about, and how what hangs on it is loaded. */
export interface PipelineSubject {
  readonly selection: PipelineSelection;
  /** The partner whose pipeline it is; null for the pipeline of a scope. */
  readonly partnerId: string | null;
}

/** A pipeline of one moment. */
export interface Pipeline extends PipelineShape, RenewalShape, PipelineMoment, PipelineSubject {}

/** What is asked of a pipeline. */
export interface PipelineArgs extends PipelineMoment {
  readonly dimensions: readonly PipelineDimension[];
}

/** Reads the pipeline of a scope in three statements. */
export async function pipelineOf(
  context: Context,
  selection: PipelineSelection,
  args: PipelineArgs,
): Promise<Pipeline> {
  const { groups, renewals, shape } = await readBoth(context, selection, { ...args, isPerPartner: false });
  return { ...momentOf(args), selection, partnerId: null, ...shape(groups, renewals) };
}

/** Loads the pipelines of many partners in three statements, whatever their number. */
export const partnerPipeline = nestedLoader<Context, PipelineArgs, Pipeline>(
  async (context, partnerIds, args) => {
    const { groups, renewals, shape } = await readBoth(
      context,
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
          selection: {},
          partnerId: id,
          ...shape(ownGroups.get(id) ?? [], ownRenewals.get(id) ?? []),
        },
      ]),
    );
  },
);

async function readBoth(
  context: Context,
  selection: PipelineSelection,
  { isPerPartner, dimensions, ...moment }: PipelineArgs & { readonly isPerPartner: boolean },
) {
  const query = { selection, moment, dimensions, isPerPartner };
  const [groups, renewals, { body }] = await Promise.all([
    readGroups(context.db.read, query),
    readRenewals(context.db.read, query),
    pipelineRulesOn(context, moment),
  ]);
  return { groups, renewals, shape: shapeUnder(body, dimensions) };
}

function shapeUnder(rules: PipelineRules, dimensions: readonly PipelineDimension[]) {
  const bps = defaultBps(rules);
  return (groups: readonly PipelineGroup[], renewals: readonly RenewalGroup[]) => ({
    ...shapePipeline(groups, { dimensions, defaultBps: bps }),
    ...shapeRenewals(renewals, (stage) => bps('RENEWAL', stage)),
  });
}

const momentOf = ({ asOf, knownAt }: PipelineMoment): PipelineMoment => ({ asOf, knownAt });
