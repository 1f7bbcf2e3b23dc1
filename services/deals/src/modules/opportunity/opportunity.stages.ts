/** What a deal means for the customer's relationship. */
export const motions = ['NEW', 'EXPANSION', 'RENEWAL', 'WIN_BACK'] as const;
export type Motion = (typeof motions)[number];

/** The stages of a sale in the order in which it passes them; the last two close it. */
const salesStages = [
  'PROSPECT',
  'QUALIFIED',
  'TECHNICAL_VALIDATION',
  'BUSINESS_VALIDATION',
  'COMMITTED',
  'WON',
  'LOST',
] as const;

/** The stages of a renewal in the order in which it passes them; the last three close it. */
const renewalStages = [
  'UPCOMING',
  'IN_WINDOW',
  'ENGAGED',
  'QUOTED',
  'COMMITTED',
  'RENEWED',
  'LOST',
  'LAPSED',
] as const;
export type OpportunityStage = (typeof salesStages)[number] | (typeof renewalStages)[number];

/** Whether a stage still leaves the deal open, or how it ended. */
export type StageOutcome = 'OPEN' | 'WON' | 'LOST';

/** Gives the stages that a deal of this motion can be in. */
export function stagesOf(motion: Motion): readonly OpportunityStage[] {
  return motion === 'RENEWAL' ? renewalStages : salesStages;
}

/** Gives the stage in which a deal of this motion begins. */
export function firstStageOf(motion: Motion): OpportunityStage {
  return motion === 'RENEWAL' ? 'UPCOMING' : 'PROSPECT';
}

/** Tells whether a stage is open, won or lost. */
export function outcomeOf(stage: OpportunityStage): StageOutcome {
  if (stage === 'WON' || stage === 'RENEWED') return 'WON';
  return stage === 'LOST' || stage === 'LAPSED' ? 'LOST' : 'OPEN';
}

/** The likelihood of winning by stage, as policy data: decimal fractions such as `0.25`. */
export interface PipelinePolicy {
  readonly salesProbabilities: Readonly<Record<(typeof salesStages)[number], string>>;
  readonly renewalProbabilities: Readonly<Record<(typeof renewalStages)[number], string>>;
}

/**
 * The likelihoods with which a program starts.
 *
 * @remarks UPCOMING and IN_WINDOW stand for the program's renewal rate until a partner has its own.
 */
export const defaultPipelinePolicy: PipelinePolicy = {
  salesProbabilities: {
    PROSPECT: '0.10',
    QUALIFIED: '0.25',
    TECHNICAL_VALIDATION: '0.50',
    BUSINESS_VALIDATION: '0.65',
    COMMITTED: '0.90',
    WON: '1',
    LOST: '0',
  },
  renewalProbabilities: {
    UPCOMING: '0.80',
    IN_WINDOW: '0.80',
    ENGAGED: '0.80',
    QUOTED: '0.80',
    COMMITTED: '0.95',
    RENEWED: '1',
    LOST: '0',
    LAPSED: '0',
  },
};

/**
 * Gives the likelihood of winning from a stage under a policy.
 *
 * @throws RangeError when the motion does not know the stage.
 */
export function defaultProbability(policy: PipelinePolicy, motion: Motion, stage: OpportunityStage): string {
  const table: Readonly<Record<string, string>> =
    motion === 'RENEWAL' ? policy.renewalProbabilities : policy.salesProbabilities;
  const probability = table[stage];
  if (probability === undefined) throw new RangeError(`${stage} is no stage of ${motion}.`);
  return probability;
}
