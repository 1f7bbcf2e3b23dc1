import { z } from 'zod';
import type { PolicyDefinition } from '../../policies.ts';
import { defaultPipelinePolicy, defaultProbability } from '../opportunity/opportunity.stages.ts';
import type { Motion, OpportunityStage, PipelinePolicy } from '../opportunity/opportunity.stages.ts';
import { openStages } from './pipeline.delays.ts';
import type { StageDays } from './pipeline.delays.ts';

const fraction = z.string().regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/);
const stages = (names: Readonly<Record<string, string>>) =>
  z.strictObject(Object.fromEntries(Object.keys(names).map((name) => [name, fraction])));

const schema = z.strictObject({
  salesProbabilities: stages(defaultPipelinePolicy.salesProbabilities),
  renewalProbabilities: stages(defaultPipelinePolicy.renewalProbabilities),
  /** How often a close date was pushed until a deal counts as slipping. */
  slippingPushes: z.int().min(1).max(100).default(2),
  /** How many times the usual days of a stage a deal may stay in it until it counts as stuck. */
  stuckFactor: z.number().min(1).max(100).default(1.5),
  /** The usual days in a stage that `stageDays` does not name. */
  usualStageDays: z.int().min(1).max(1_000).default(30),
  /** The usual days in a stage; a renewal is upcoming for most of its term. */
  stageDays: z.partialRecord(z.enum(openStages), z.int().min(1).max(1_000)).default({ UPCOMING: 365 }),
  /** Of which stays in a stage the velocity is the median: those that ended in so many days. */
  velocityDays: z.int().min(30).max(730).default(365),
  /** The fewest of them that make a median. */
  velocitySample: z.int().min(5).max(10_000).default(5),
  /** The last days of a protection in which it counts as expiring. */
  expiringProtectionDays: z.int().min(1).max(365).default(14),
});

/** What a pipeline is judged by: likelihoods and the thresholds of what is derived from it. */
export type PipelineRules = Omit<z.infer<typeof schema>, 'salesProbabilities' | 'renewalProbabilities'> &
  PipelinePolicy;

/** The policy of pipelines; versions from before a threshold existed get its default. */
export const pipelinePolicy: PolicyDefinition<PipelineRules> = {
  kind: 'PIPELINE',
  schema: schema as unknown as z.ZodType<PipelineRules>,
};

/** Gives the default likelihood of a stage in basis points. */
export function defaultBps(rules: PipelinePolicy) {
  const known = new Map<string, number>();
  return (motion: Motion, stage: OpportunityStage): number => {
    const key = `${motion} ${stage}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const bps = Math.round(Number(defaultProbability(rules, motion, stage)) * 10_000);
    known.set(key, bps);
    return bps;
  };
}

/** Gives the usual days in each stage. */
export function usualDays({ usualStageDays, stageDays }: PipelineRules): StageDays {
  return Object.fromEntries(
    openStages.map((stage) => [stage, stageDays[stage] ?? usualStageDays]),
  ) as StageDays;
}
