import { addDays, daysBetween, startOfQuarter } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { outcomeOf } from '../opportunity/opportunity.stages.ts';
import type { Motion, OpportunityStage } from '../opportunity/opportunity.stages.ts';

/** The stages in which a deal is neither won nor lost, in the order of sales and then of renewals. */
export const openStages = [
  'PROSPECT',
  'QUALIFIED',
  'TECHNICAL_VALIDATION',
  'BUSINESS_VALIDATION',
  'UPCOMING',
  'IN_WINDOW',
  'ENGAGED',
  'QUOTED',
  'COMMITTED',
] as const satisfies readonly OpportunityStage[];
export type OpenStage = (typeof openStages)[number];

/** How many days a deal usually stays in a stage. */
export type StageDays = Readonly<Record<OpenStage, number>>;

/** In what way a deal is late. */
export const delayKinds = ['PUSHED', 'PAST_QUARTER', 'SLIPPING', 'STUCK'] as const;
export type DelayKind = (typeof delayKinds)[number];

/** From when on a deal counts as late. */
export interface DelayRules {
  /** How often its close date was pushed until it counts as slipping. */
  readonly slippingPushes: number;
  /** How many times the usual days of a stage it may stay there until it counts as stuck. */
  readonly stuckFactor: number;
  readonly usualDays: StageDays;
}

/** A span of days in which nothing about a deal changed; `to` is the first day after it, null while it lasts. */
export interface DealSpell {
  readonly from: LocalDate;
  readonly to: LocalDate | null;
  readonly motion: Motion;
  readonly stage: OpportunityStage;
  readonly closeDate: LocalDate | null;
}

/** How late an open deal is. */
export interface DealDelay {
  readonly stage: OpportunityStage;
  /** The day on which it came into its stage. */
  readonly stageSince: LocalDate;
  readonly daysInStage: number;
  /** The first close date that was expected; null while none was. */
  readonly firstCloseDate: LocalDate | null;
  readonly closeDate: LocalDate | null;
  /** How often the close date was moved to a later day. */
  readonly pushCount: number;
  readonly kinds: readonly DelayKind[];
}

/** A stay in a stage that is over. */
export interface StageStay {
  readonly motion: Motion;
  readonly stage: OpenStage;
  readonly days: number;
}

/** Gives the longest time in each stage that is not yet stuck. */
export function longestDays({ stuckFactor, usualDays }: DelayRules): StageDays {
  // Factors have few decimals: what a product of floating point lacks is given back before it is cut.
  return Object.fromEntries(
    openStages.map((stage) => [stage, Math.floor(stuckFactor * usualDays[stage] + 1e-6)]),
  ) as StageDays;
}

/**
 * Tells how late a deal is at the end of a day; null when it is not open then.
 *
 * @param history what is known of it, in order; later days than the one asked about do not count.
 */
export function delayOf(history: readonly DealSpell[], asOf: LocalDate, rules: DelayRules): DealDelay | null {
  const past = history.filter(({ from }) => from <= asOf);
  const now = past.at(-1);
  if (!now || (now.to !== null && now.to <= asOf) || outcomeOf(now.stage) !== 'OPEN') return null;
  const stageSince = sinceOf(past);
  const daysInStage = daysBetween(stageSince, asOf);
  const dates = past.flatMap(({ closeDate }) => closeDate ?? []);
  const pushCount = dates.filter((date, index) => index > 0 && date > (dates[index - 1] ?? date)).length;
  const firstCloseDate = dates[0] ?? null;
  const { stage, closeDate } = now;
  const isPushed = closeDate !== null && firstCloseDate !== null && closeDate > firstCloseDate;
  const verdicts: Record<DelayKind, boolean> = {
    PUSHED: isPushed,
    PAST_QUARTER: isPushed && startOfQuarter(closeDate) > startOfQuarter(firstCloseDate),
    SLIPPING: pushCount >= rules.slippingPushes,
    STUCK: daysInStage > longestDays(rules)[stage as OpenStage],
  };
  const kinds = delayKinds.filter((kind) => verdicts[kind]);
  return { stage, stageSince, daysInStage, firstCloseDate, closeDate, pushCount, kinds };
}

/** Lists the stays in open stages that ended within so many days, up to and including a day. */
export function finishedStays(
  history: readonly DealSpell[],
  asOf: LocalDate,
  days: number,
): readonly StageStay[] {
  const past = history.filter(({ from }) => from <= asOf);
  return past.flatMap((spell, index) => {
    const next = past[index + 1];
    const { to, motion, stage } = spell;
    const goesOn = next?.stage === stage && next.from === to;
    if (goesOn || to === null || to > asOf || to <= addDays(asOf, -days)) return [];
    if (outcomeOf(stage) !== 'OPEN') return [];
    const stay = daysBetween(sinceOf(past.slice(0, index + 1)), to);
    return [{ motion, stage: stage as OpenStage, days: stay }];
  });
}

// The day on which the last spell's stage began; a day without the deal interrupts it.
function sinceOf(past: readonly DealSpell[]): LocalDate {
  const begun = past.findLastIndex(
    ({ stage, from }, index) => past[index - 1]?.stage !== stage || past[index - 1]?.to !== from,
  );
  const last = past.slice(begun)[0];
  if (!last) throw new Error('A deal without a history is in no stage.');
  return last.from;
}

/** Gives the middle of an odd number of days, or the mean of the two in the middle, as a decimal; null below a sample. */
export function medianDays(days: readonly number[], sample: number): string | null {
  if (days.length === 0 || days.length < sample) return null;
  const sorted = days.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return String(((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2);
}
