import { policyInForce } from '@channelgraph/core/policy-version.ts';
import type { PolicyVersion } from '@channelgraph/core/policy-version.ts';
import { defineLoader } from '@channelgraph/graphql/loaders.ts';
import type { Context } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import { pipelinePolicy } from './pipeline.policy.ts';
import type { PipelineRules } from './pipeline.policy.ts';
import type { PipelineMoment } from './pipeline.selection.ts';

const versionsOf = defineLoader(async (context: Context, kinds: readonly string[]) => {
  const rows = await context.db.read.policyVersion.findMany({
    where: { kind: { in: [...kinds] } },
    orderBy: { version: 'asc' },
  });
  const versions = rows.map((row) => ({
    createdAt: row.createdAt,
    id: row.id,
    kind: row.kind,
    version: row.version,
    effectiveFrom: dateText(row.effectiveFrom),
    effectiveTo: dateText(row.effectiveTo),
    body: pipelinePolicy.schema.parse(row.body),
  }));
  return Map.groupBy(versions, ({ kind }) => kind);
});

/** Reads the rules in force on a day as the program knew them at an instant; one statement per request. */
export async function pipelineRulesOn(
  context: Context,
  { asOf, knownAt }: PipelineMoment,
): Promise<PolicyVersion<PipelineRules>> {
  const versions = (await versionsOf(context, pipelinePolicy.kind)) ?? [];
  const [first] = versions;
  if (!first) throw new Error('No version of the policy PIPELINE exists.');
  // What an instant before the first version knew is judged by that version: it was seeded with the program.
  const known = versions.filter(
    ({ createdAt, version }) => version === 1 || knownAt === null || createdAt <= knownAt,
  );
  return policyInForce(asPublished(known), asOf) ?? first;
}

// A version that was not known yet had not ended its predecessor.
function asPublished(versions: readonly PolicyVersion<PipelineRules>[]): PolicyVersion<PipelineRules>[] {
  return versions.map((each, index) =>
    index === versions.length - 1 ? { ...each, effectiveTo: null } : each,
  );
}
