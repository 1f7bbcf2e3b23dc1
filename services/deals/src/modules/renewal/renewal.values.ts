import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import type { HealthFinding } from './renewal.health.ts';
import { changedFrom } from './renewal.history.ts';
import type { RenewalContent, RenewalEntry } from './renewal.history.ts';
import type { RenewalOutcome } from './renewal.outcome.ts';
import type { RenewalPolicy } from './renewal.policy.ts';
import { renewalProbability } from './renewal.probability.ts';
import { isOpenStage, lapsesOn } from './renewal.stages.ts';
import type { RenewalDays, RenewalHealth, RenewalStage } from './renewal.stages.ts';

/** The comparable state of a renewal, its history included. */
export interface RenewalValues extends RenewalDays {
  readonly contractId: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly termEnd: LocalDate;
  readonly stage: RenewalStage;
  readonly stageSince: LocalDate;
  /** What the rules say; an override stands beside it. */
  readonly health: RenewalHealth;
  readonly healthRule: string;
  readonly healthTrace: readonly HealthFinding[];
  readonly healthOverride: RenewalHealth | null;
  readonly healthOverrideReason: string | null;
  readonly competitiveEvaluation: boolean;
  readonly competitor: string | null;
  readonly currency: string;
  readonly expiringMrrMinor: bigint;
  readonly quotedMrrMinor: bigint | null;
  readonly probability: string;
  readonly probabilityOverride: string | null;
  readonly lastEngagedOn: LocalDate | null;
  readonly outcome: RenewalOutcome | null;
  readonly decidedOn: LocalDate | null;
  readonly lossReason: LossReason | null;
  readonly successorContractId: string | null;
  readonly renewedMrrMinor: bigint | null;
  readonly policyVersionId: string | null;
  /** The first day on which there is nothing to decide; null while there is, or was until the decision. */
  readonly voidedOn: LocalDate | null;
  readonly history: readonly RenewalEntry[];
}

/** What the likelihood of a partner's renewals is computed with. */
export interface Odds {
  readonly policyVersionId: string;
  readonly policy: RenewalPolicy;
  readonly trailingRate: string | null;
}

/** Gives the health that counts: what an account manager said, else what the rules say. */
export function healthOf({
  health,
  healthOverride,
}: Pick<RenewalValues, 'health' | 'healthOverride'>): RenewalHealth {
  return healthOverride ?? health;
}

/** Changes a renewal from a day on; the likelihood and the history follow. */
export function changeFrom(
  values: RenewalValues,
  { on, ...patch }: Partial<Omit<RenewalValues, 'history'>> & { readonly on: LocalDate },
  { policy, policyVersionId, trailingRate }: Odds,
): RenewalValues {
  const began = values.history[0]?.from ?? on;
  const day = on < began ? began : on;
  const next = { ...values, ...patch };
  const probability = renewalProbability(
    { stage: next.stage, health: healthOf(next), trailingRate, override: next.probabilityOverride },
    policy,
  );
  const stageSince = next.stage === values.stage ? values.stageSince : day;
  const changed = { ...next, probability, stageSince, policyVersionId };
  return { ...changed, history: changedFrom(values.history, day, contentOf(changed)) };
}

/** Lets the clock do what is due until today, each on the day on which it was due. */
export function advance(values: RenewalValues, today: LocalDate, odds: Odds): RenewalValues {
  let next = values;
  if (next.voidedOn !== null) return next;
  if (next.stage === 'UPCOMING' && next.windowOpensOn <= today) {
    next = changeFrom(next, { on: later(next.windowOpensOn, next.stageSince), stage: 'IN_WINDOW' }, odds);
  }
  if (isOpenStage(next.stage) && lapsesOn(next.termEnd) <= today) {
    const on = later(lapsesOn(next.termEnd), next.stageSince);
    next = changeFrom(next, { on, stage: 'LAPSED', outcome: 'LAPSED', decidedOn: on }, odds);
  }
  return next;
}

function contentOf(values: Omit<RenewalValues, 'history'>): RenewalContent {
  const { stage, competitiveEvaluation, probability } = values;
  return { stage, health: healthOf(values), competitiveEvaluation, probability };
}

const later = (a: LocalDate, b: LocalDate): LocalDate => (a < b ? b : a);
