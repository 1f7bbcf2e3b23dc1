import type { Motion, OpportunityStage } from '../opportunity/opportunity.stages.ts';
import type { DealTerms, RevenueModel } from '../opportunity/opportunity.amounts.ts';

/** How a partner takes part in a deal. */
export const sourceRoles = ['SOURCED', 'INFLUENCED', 'FULFILLED', 'CO_SELL', 'REFERRED'] as const;
export type SourceRole = (typeof sourceRoles)[number];

/** The measure by which unlike deals are added up, named by the caller. */
const normalizations = ['ACV', 'TCV', 'MRR'] as const;
export type Normalization = (typeof normalizations)[number];

/** One open deal as a pipeline sees it. */
export interface PipelineDeal extends DealTerms {
  readonly partnerId: string;
  readonly motion: Motion;
  readonly revenueModel: RevenueModel;
  readonly stage: OpportunityStage;
  readonly sourceRole: SourceRole | null;
  readonly currency: string;
  /** The likelihood of winning in basis points: 2,500 is one in four. */
  readonly probabilityBps: number;
}

interface Dimensions {
  readonly partnerId: string;
  readonly motion: Motion;
  readonly revenueModel: RevenueModel;
  readonly stage: OpportunityStage;
  readonly sourceRole: SourceRole | null;
  readonly currency: string;
}

/**
 * Deals of equal dimensions, summed exactly; `MIXED` is still one group here.
 *
 * @remarks Sums are minor units; the weighted ones are ten-thousandths of them, exact, rounded once in the line.
 */
export interface PipelineGroup extends Dimensions {
  readonly count: number;
  readonly oneTime: bigint;
  readonly mrr: bigint;
  /** Σ min(12, term) × MRR. */
  readonly firstYear: bigint;
  /** Σ term × MRR. */
  readonly wholeTerm: bigint;
  readonly weightedOneTime: bigint;
  readonly weightedMrr: bigint;
  readonly weightedFirstYear: bigint;
  readonly weightedWholeTerm: bigint;
}

/** The measures of a pipeline line in minor units of its currency. */
export interface PipelineMeasures {
  readonly oneTime: bigint;
  readonly mrr: bigint;
  readonly arr: bigint;
  readonly acv: bigint;
  readonly tcv: bigint;
  readonly weightedOneTime: bigint;
  readonly weightedMrr: bigint;
  readonly weightedArr: bigint;
  readonly weightedAcv: bigint;
  readonly weightedTcv: bigint;
}

/** One line of a pipeline: never both one-time and recurring. */
export interface PipelineCell extends PipelineMeasures {
  readonly motion: Motion;
  readonly revenueModel: Exclude<RevenueModel, 'MIXED'>;
  readonly stage: OpportunityStage;
  readonly sourceRole: SourceRole | null;
  readonly currency: string;
  /** The deals in the line. */
  readonly count: number;
  /** How many of them are mixed, and so appear in a line of the other revenue model as well. */
  readonly mixedCount: number;
}

/** A pipeline's lines and the number of deals behind them, each deal counted once. */
export interface PipelineShape {
  readonly opportunityCount: number;
  readonly cells: readonly PipelineCell[];
}

/** Makes the group of a single deal. */
export function groupOf(deal: PipelineDeal): PipelineGroup {
  const firstYear = BigInt(Math.min(12, deal.termMonths)) * deal.mrrMinor;
  const wholeTerm = BigInt(deal.termMonths) * deal.mrrMinor;
  const weighted = (amount: bigint): bigint => amount * BigInt(deal.probabilityBps);
  const { partnerId, motion, revenueModel, stage, sourceRole, currency } = deal;
  return {
    partnerId,
    motion,
    revenueModel,
    stage,
    sourceRole,
    currency,
    count: 1,
    oneTime: deal.oneTimeMinor,
    mrr: deal.mrrMinor,
    firstYear,
    wholeTerm,
    weightedOneTime: weighted(deal.oneTimeMinor),
    weightedMrr: weighted(deal.mrrMinor),
    weightedFirstYear: weighted(firstYear),
    weightedWholeTerm: weighted(wholeTerm),
  };
}

/**
 * Shapes groups into the lines of a pipeline.
 *
 * @remarks A mixed deal becomes a transactional and a recurring line. Weighted amounts are rounded half
 * to even once per line, and totals add the rounded lines, so that a table of the lines adds up.
 */
export function shapePipeline(groups: Iterable<PipelineGroup>): PipelineShape {
  const lines = new Map<string, Line>();
  let opportunityCount = 0;
  for (const group of groups) {
    opportunityCount += group.count;
    for (const line of linesOf(group)) {
      const key = [line.motion, line.revenueModel, line.stage, line.sourceRole ?? '', line.currency].join(
        '|',
      );
      const known = lines.get(key);
      lines.set(key, known ? addLines(known, line) : line);
    }
  }
  const cells = [...lines.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => cellOf(line));
  return { opportunityCount, cells };
}

/** Adds up the lines of one currency under a named normalisation; lines of other currencies are left out. */
export function pipelineTotal(
  cells: readonly PipelineCell[],
  normalization: Normalization,
  currency: string,
): { readonly amountMinor: bigint; readonly weightedMinor: bigint } {
  const own = cells.filter((cell) => cell.currency === currency);
  const sum = (pick: (cell: PipelineCell) => bigint): bigint =>
    own.reduce((total, cell) => total + pick(cell), 0n);
  switch (normalization) {
    case 'ACV':
      return { amountMinor: sum((cell) => cell.acv), weightedMinor: sum((cell) => cell.weightedAcv) };
    case 'TCV':
      return { amountMinor: sum((cell) => cell.tcv), weightedMinor: sum((cell) => cell.weightedTcv) };
    case 'MRR':
      return { amountMinor: sum((cell) => cell.mrr), weightedMinor: sum((cell) => cell.weightedMrr) };
  }
}

interface Line extends Omit<PipelineGroup, 'revenueModel' | 'partnerId'> {
  readonly revenueModel: PipelineCell['revenueModel'];
  readonly mixedCount: number;
}

function linesOf(group: PipelineGroup): Line[] {
  const { motion, stage, sourceRole, currency, count } = group;
  const isMixed = group.revenueModel === 'MIXED';
  const shared = { motion, stage, sourceRole, currency, count, mixedCount: isMixed ? count : 0 };
  const lines: Line[] = [];
  if (isMixed || group.revenueModel === 'TRANSACTIONAL') {
    lines.push({
      ...shared,
      ...nothing,
      revenueModel: 'TRANSACTIONAL',
      oneTime: group.oneTime,
      weightedOneTime: group.weightedOneTime,
    });
  }
  if (isMixed || group.revenueModel === 'RECURRING') {
    lines.push({
      ...shared,
      ...nothing,
      revenueModel: 'RECURRING',
      mrr: group.mrr,
      firstYear: group.firstYear,
      wholeTerm: group.wholeTerm,
      weightedMrr: group.weightedMrr,
      weightedFirstYear: group.weightedFirstYear,
      weightedWholeTerm: group.weightedWholeTerm,
    });
  }
  return lines;
}

const nothing = {
  oneTime: 0n,
  mrr: 0n,
  firstYear: 0n,
  wholeTerm: 0n,
  weightedOneTime: 0n,
  weightedMrr: 0n,
  weightedFirstYear: 0n,
  weightedWholeTerm: 0n,
} as const;

function addLines(a: Line, b: Line): Line {
  return {
    ...a,
    count: a.count + b.count,
    mixedCount: a.mixedCount + b.mixedCount,
    oneTime: a.oneTime + b.oneTime,
    mrr: a.mrr + b.mrr,
    firstYear: a.firstYear + b.firstYear,
    wholeTerm: a.wholeTerm + b.wholeTerm,
    weightedOneTime: a.weightedOneTime + b.weightedOneTime,
    weightedMrr: a.weightedMrr + b.weightedMrr,
    weightedFirstYear: a.weightedFirstYear + b.weightedFirstYear,
    weightedWholeTerm: a.weightedWholeTerm + b.weightedWholeTerm,
  };
}

function cellOf(line: Line): PipelineCell {
  const { motion, revenueModel, stage, sourceRole, currency, count, mixedCount, oneTime, mrr } = line;
  return {
    motion,
    revenueModel,
    stage,
    sourceRole,
    currency,
    count,
    mixedCount,
    oneTime,
    mrr,
    arr: 12n * mrr,
    acv: line.firstYear + oneTime,
    tcv: line.wholeTerm + oneTime,
    weightedOneTime: rounded(line.weightedOneTime),
    weightedMrr: rounded(line.weightedMrr),
    weightedArr: rounded(12n * line.weightedMrr),
    weightedAcv: rounded(line.weightedFirstYear + line.weightedOneTime),
    weightedTcv: rounded(line.weightedWholeTerm + line.weightedOneTime),
  };
}

/** Rounds ten-thousandths half to even; the amounts of a pipeline are never negative. */
function rounded(scaled: bigint): bigint {
  const whole = scaled / 10_000n;
  const rest = scaled % 10_000n;
  return rest > 5_000n || (rest === 5_000n && whole % 2n === 1n) ? whole + 1n : whole;
}
