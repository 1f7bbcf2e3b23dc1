import { policyInForce } from '@channelgraph/core/policy-version.ts';
import type { PolicyVersion } from '@channelgraph/core/policy-version.ts';
import type { Context } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import { defaultPipelinePolicy } from '../opportunity/opportunity.stages.ts';
import type { PipelinePolicy } from '../opportunity/opportunity.stages.ts';

/** Reads the likelihoods in force today with the version that they come from. */
export async function pipelinePolicyToday(
  context: Context,
): Promise<{ readonly id: string | null; readonly policy: PipelinePolicy }> {
  const rows = await context.db.read.policyVersion.findMany({ where: { kind: 'PIPELINE' } });
  const versions = rows.map((row): PolicyVersion<PipelinePolicy> => ({
    id: row.id,
    kind: row.kind,
    version: row.version,
    effectiveFrom: dateText(row.effectiveFrom),
    effectiveTo: dateText(row.effectiveTo),
    body: row.body as unknown as PipelinePolicy,
  }));
  const inForce = policyInForce(versions, context.today);
  return { id: inForce?.id ?? null, policy: inForce?.body ?? defaultPipelinePolicy };
}
