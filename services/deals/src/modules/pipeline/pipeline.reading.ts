import { policyInForce } from '@channelgraph/core/policy-version.ts';
import type { PolicyVersion } from '@channelgraph/core/policy-version.ts';
import type { PrismaClient } from '../../db.ts';
import { dateText } from '../../stored-rows.ts';
import type { PipelineDimension } from './pipeline.dimensions.ts';
import { readGroups } from './pipeline.groups.ts';
import { defaultBps, pipelinePolicy } from './pipeline.policy.ts';
import type { PipelineRules } from './pipeline.policy.ts';
import { readRenewals, shapeRenewals } from './pipeline.renewals.ts';
import type { RenewalGroup, RenewalShape } from './pipeline.renewals.ts';
import type { PipelineMoment, PipelineSelection } from './pipeline.selection.ts';
import { shapePipeline } from './pipeline.shape.ts';
import type { PipelineGroup, PipelineShape } from './pipeline.shape.ts';

/** What is asked of a pipeline. */
export interface PipelineArgs extends PipelineMoment {
  readonly dimensions: readonly PipelineDimension[];
}

/** Reads the pipeline of a part of the program in three statements; `client` is a transaction or a read client. */
export async function readPipeline(
  client: unknown,
  selection: PipelineSelection,
  args: PipelineArgs,
): Promise<PipelineShape & RenewalShape> {
  const { groups, renewals, shape } = await readParts(client, selection, { ...args, isPerPartner: false });
  return shape(groups, renewals);
}

/** Reads the parts of pipelines that are still to be shaped, for each partner by itself if asked for. */
export async function readParts(
  client: unknown,
  selection: PipelineSelection,
  { isPerPartner, dimensions, ...moment }: PipelineArgs & { readonly isPerPartner: boolean },
) {
  const query = { selection, moment, dimensions, isPerPartner };
  const [groups, renewals, rules] = await Promise.all([
    readGroups(client, query),
    readRenewals(client, query),
    readRules(client, moment),
  ]);
  return { groups, renewals, rules: rules.body, shape: shapeUnder(rules.body, dimensions) };
}

/** Reads the rules in force on a day as the program knew them at an instant. */
export async function readRules(
  client: unknown,
  { asOf, knownAt }: PipelineMoment,
): Promise<PolicyVersion<PipelineRules>> {
  const rows = await (client as Pick<PrismaClient, 'policyVersion'>).policyVersion.findMany({
    where: { kind: pipelinePolicy.kind },
    orderBy: { version: 'asc' },
  });
  // What an instant before the first version knew is judged by that version: it was seeded with the program.
  const known = rows
    .filter(({ createdAt, version }) => version === 1 || knownAt === null || createdAt <= knownAt)
    .map((row) => ({
      id: row.id,
      kind: row.kind,
      version: row.version,
      effectiveFrom: dateText(row.effectiveFrom),
      effectiveTo: dateText(row.effectiveTo),
      body: pipelinePolicy.schema.parse(row.body),
    }));
  const inForce = policyInForce(asPublished(known), asOf) ?? known[0];
  if (!inForce) throw new Error('No version of the policy PIPELINE exists.');
  return inForce;
}

// A version that was not known yet had not ended its predecessor.
function asPublished(versions: readonly PolicyVersion<PipelineRules>[]): PolicyVersion<PipelineRules>[] {
  return versions.map((each, index) =>
    index === versions.length - 1 ? { ...each, effectiveTo: null } : each,
  );
}

function shapeUnder(rules: PipelineRules, dimensions: readonly PipelineDimension[]) {
  const bps = defaultBps(rules);
  return (groups: readonly PipelineGroup[], renewals: readonly RenewalGroup[]) => ({
    ...shapePipeline(groups, { dimensions, defaultBps: bps }),
    ...shapeRenewals(renewals, (stage) => bps('RENEWAL', stage)),
  });
}
