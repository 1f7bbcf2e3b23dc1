import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { amountsOf } from '../opportunity/opportunity.amounts.ts';
import type { DealTerms } from '../opportunity/opportunity.amounts.ts';
import { outcomeOf } from '../opportunity/opportunity.stages.ts';
import type { Motion, OpportunityStage } from '../opportunity/opportunity.stages.ts';

/** Why a pipeline changed, in the order in which a waterfall shows it. */
export const waterfallSteps = [
  'CREATED',
  'REOPENED',
  'PULLED_IN',
  'MOVED_IN',
  'UPSIZED',
  'WON',
  'LOST',
  'PUSHED',
  'MOVED_OUT',
  'DOWNSIZED',
  'REMOVED',
] as const;
export type WaterfallStep = (typeof waterfallSteps)[number];

/** A deal as a waterfall sees it. */
export interface WaterfallState extends DealTerms {
  readonly motion: Motion;
  readonly stage: OpportunityStage;
  readonly currency: string;
  readonly closeDate: LocalDate | null;
}

/** Which open deals a waterfall is about; null leaves open. */
export interface WaterfallRange {
  /** The first day of the window in which they are expected to close. */
  readonly closesFrom: LocalDate | null;
  /** The first day after that window. */
  readonly closesBefore: LocalDate | null;
  readonly motions: readonly Motion[] | null;
}

/** What a waterfall counts: deals, and minor units of one currency. */
export interface WaterfallAmounts {
  readonly count: number;
  readonly oneTime: bigint;
  readonly mrr: bigint;
  readonly acv: bigint;
  readonly tcv: bigint;
}

/** By how much one change of one deal moved a pipeline; what left is negative. */
export interface WaterfallMovement {
  readonly step: WaterfallStep;
  readonly currency: string;
  readonly amounts: WaterfallAmounts;
}

/** Nothing. */
export const noAmounts: WaterfallAmounts = { count: 0, oneTime: 0n, mrr: 0n, acv: 0n, tcv: 0n };

/** Adds amounts of one currency. */
export function addAmounts(a: WaterfallAmounts, b: WaterfallAmounts): WaterfallAmounts {
  return {
    count: a.count + b.count,
    oneTime: a.oneTime + b.oneTime,
    mrr: a.mrr + b.mrr,
    acv: a.acv + b.acv,
    tcv: a.tcv + b.tcv,
  };
}

/** Gives what a state adds to a pipeline; null for one that is not in it. */
export function heldBy(state: WaterfallState | null, range: WaterfallRange): WaterfallAmounts | null {
  if (!state || !isMember(state, range)) return null;
  const { oneTimeMinor, mrrMinor, acvMinor, tcvMinor } = amountsOf(state);
  return { count: 1, oneTime: oneTimeMinor, mrr: mrrMinor, acv: acvMinor, tcv: tcvMinor };
}

/**
 * Tells how a pipeline moved when one deal passed from one state to the next; null is no deal.
 *
 * @remarks Over any history, what was held at first plus the movements is what is held at last: each
 * movement is the difference between two states, and nothing else.
 */
export function movementsBetween(
  before: WaterfallState | null,
  after: WaterfallState | null,
  range: WaterfallRange,
): readonly WaterfallMovement[] {
  const left = heldBy(before, range);
  const entered = heldBy(after, range);
  const isSameLine = left !== null && entered !== null && before?.currency === after?.currency;
  if (isSameLine) return resized(left, entered, after?.currency ?? '');
  return [
    ...(left && before ? [movement(stepOut(after, range), before.currency, negated(left))] : []),
    ...(entered && after ? [movement(stepIn(before, range), after.currency, entered)] : []),
  ];
}

function resized(left: WaterfallAmounts, entered: WaterfallAmounts, currency: string): WaterfallMovement[] {
  const difference = addAmounts(entered, negated(left));
  const part = (keep: (amount: bigint) => bigint): WaterfallAmounts => ({
    count: 0,
    oneTime: keep(difference.oneTime),
    mrr: keep(difference.mrr),
    acv: keep(difference.acv),
    tcv: keep(difference.tcv),
  });
  const up = part((amount) => (amount > 0n ? amount : 0n));
  const down = part((amount) => (amount < 0n ? amount : 0n));
  return [
    ...(isNothing(up) ? [] : [movement('UPSIZED', currency, up)]),
    ...(isNothing(down) ? [] : [movement('DOWNSIZED', currency, down)]),
  ];
}

function stepIn(before: WaterfallState | null, range: WaterfallRange): WaterfallStep {
  if (before === null) return 'CREATED';
  if (outcomeOf(before.stage) !== 'OPEN') return 'REOPENED';
  return isMember(before, range) || !isOfMotions(before, range) ? 'MOVED_IN' : 'PULLED_IN';
}

function stepOut(after: WaterfallState | null, range: WaterfallRange): WaterfallStep {
  if (after === null) return 'REMOVED';
  const outcome = outcomeOf(after.stage);
  if (outcome !== 'OPEN') return outcome;
  return isMember(after, range) || !isOfMotions(after, range) ? 'MOVED_OUT' : 'PUSHED';
}

function isMember(state: WaterfallState, range: WaterfallRange): boolean {
  const { closesFrom, closesBefore } = range;
  const { closeDate } = state;
  return (
    outcomeOf(state.stage) === 'OPEN' &&
    isOfMotions(state, range) &&
    (closesFrom === null || (closeDate !== null && closeDate >= closesFrom)) &&
    (closesBefore === null || (closeDate !== null && closeDate < closesBefore))
  );
}

const isOfMotions = ({ motion }: WaterfallState, { motions }: WaterfallRange): boolean =>
  motions === null || motions.includes(motion);

const movement = (step: WaterfallStep, currency: string, amounts: WaterfallAmounts): WaterfallMovement => ({
  step,
  currency,
  amounts,
});

const isNothing = ({ oneTime, mrr, acv, tcv }: WaterfallAmounts): boolean =>
  oneTime === 0n && mrr === 0n && acv === 0n && tcv === 0n;

const negated = ({ count, oneTime, mrr, acv, tcv }: WaterfallAmounts): WaterfallAmounts => ({
  count: -count,
  oneTime: -oneTime,
  mrr: -mrr,
  acv: -acv,
  tcv: -tcv,
});
