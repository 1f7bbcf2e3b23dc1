import { Decimal } from 'decimal.js';
import type { RenewalPolicy } from './renewal.policy.ts';
import type { RenewalHealth, RenewalStage } from './renewal.stages.ts';

/** What the likelihood of a renewal follows from. */
export interface ProbabilityFacts {
  readonly stage: RenewalStage;
  readonly health: RenewalHealth;
  /** The share of the partner's decided renewals that were renewed; null for too few of them. */
  readonly trailingRate: string | null;
  /** What an account manager put in its place; null while the rules decide. */
  readonly override: string | null;
}

/**
 * Gives the likelihood of a renewal as a decimal fraction with four places.
 *
 * @remarks The rate is the partner's own, else the program's. From the opening of the window on it is
 * weighed by the health; talks lift it to a least value, an offer and a promise have values of their own.
 * An override holds while the renewal is undecided.
 */
export function renewalProbability(facts: ProbabilityFacts, policy: RenewalPolicy): string {
  const { stage, health, trailingRate, override } = facts;
  if (stage === 'RENEWED') return '1.0000';
  if (stage === 'LOST' || stage === 'LAPSED') return '0.0000';
  if (override !== null) return fixed(new Decimal(override));
  const rate = new Decimal(trailingRate ?? policy.programRate);
  if (stage === 'UPCOMING') return fixed(rate);
  const weighed = rate.times(policy.healthFactors[health]);
  if (stage === 'IN_WINDOW') return fixed(weighed);
  if (stage === 'ENGAGED') return fixed(Decimal.max(weighed, policy.stageProbabilities.ENGAGED));
  return fixed(new Decimal(policy.stageProbabilities[stage]));
}

/** Gives the share of renewed among decided renewals; null when fewer are decided than the policy asks for. */
export function trailingRate(
  { renewed, decided }: { readonly renewed: number; readonly decided: number },
  { minimumDecided }: RenewalPolicy,
): string | null {
  return decided < minimumDecided ? null : fixed(new Decimal(renewed).div(decided));
}

/** Gives the part of the expiring revenue that is likely to be lost, in whole minor units, half to even. */
export function atRiskMinor(expiringMrrMinor: bigint, probability: string): bigint {
  const share = new Decimal(1).minus(probability).times(expiringMrrMinor.toString());
  return BigInt(share.toDecimalPlaces(0, Decimal.ROUND_HALF_EVEN).toFixed(0));
}

const fixed = (value: Decimal): string => value.toDecimalPlaces(4, Decimal.ROUND_HALF_EVEN).toFixed(4);
