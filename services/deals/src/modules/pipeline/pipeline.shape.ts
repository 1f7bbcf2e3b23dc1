import type { Motion, OpportunityStage } from '../opportunity/opportunity.stages.ts';
import type { DealTerms, RevenueModel } from '../opportunity/opportunity.amounts.ts';
import type { CloseWindow, PipelineDimension } from './pipeline.dimensions.ts';

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
  readonly productLineIds: readonly string[];
  readonly segment: string | null;
  readonly closeWindow: CloseWindow;
  readonly currency: string;
  /** The likelihood of winning that counts, in basis points: 2,500 is one in four. */
  readonly probabilityBps: number;
}

interface Dimensions {
  readonly motion: Motion;
  readonly revenueModel: RevenueModel;
  readonly stage: OpportunityStage;
  readonly sourceRole: SourceRole | null;
  readonly productLineId: string | null;
  readonly segment: string | null;
  readonly closeWindow: CloseWindow | null;
  readonly currency: string;
}

interface Sums {
  /** Deals that are in here with at least a part. */
  readonly count: number;
  /** How many of them are mixed. */
  readonly mixedCount: number;
  /** How many of them are about further product lines, and so stand there as well. */
  readonly sharedCount: number;
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

/**
 * Deals of equal dimensions, summed exactly; `MIXED` is still one group here.
 *
 * @remarks Sums are minor units; the weighted ones are ten-thousandths of them, exact, rounded once in
 * the line. A dimension that nobody asked for is null, apart from those that decide a default likelihood.
 */
export interface PipelineGroup extends Dimensions, Omit<Sums, 'mixedCount'> {
  readonly partnerId: string;
  /** Deals counted here and nowhere else: a deal about several product lines counts with the first. */
  readonly dealCount: number;
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
  readonly defaultWeightedOneTime: bigint;
  readonly defaultWeightedMrr: bigint;
  readonly defaultWeightedArr: bigint;
  readonly defaultWeightedAcv: bigint;
  readonly defaultWeightedTcv: bigint;
}

/** One line of a pipeline; a dimension that it is not grouped by is null. */
export interface PipelineCell extends PipelineMeasures {
  readonly motion: Motion | null;
  readonly revenueModel: Exclude<RevenueModel, 'MIXED'> | null;
  readonly stage: OpportunityStage | null;
  readonly sourceRole: SourceRole | null;
  readonly productLineId: string | null;
  readonly segment: string | null;
  readonly closeWindow: CloseWindow | null;
  readonly currency: string;
  readonly count: number;
  readonly mixedCount: number;
  readonly sharedCount: number;
}

/** A pipeline's lines and the number of deals behind them, each deal counted once. */
export interface PipelineShape {
  readonly opportunityCount: number;
  readonly cells: readonly PipelineCell[];
}

/** How a pipeline is cut into lines, and what a stage is worth by default. */
export interface ShapeOptions {
  readonly dimensions: readonly PipelineDimension[];
  /** The default likelihood of a stage in basis points. */
  readonly defaultBps: (motion: Motion, stage: OpportunityStage) => number;
}

/**
 * Makes the groups of a single deal: one for each of its product lines when those are asked for.
 *
 * @remarks The amounts of a deal about several product lines are divided among them equally, what cannot
 * be divided going to the first ones, so that the lines by product add up to the deal to the minor unit.
 */
export function groupsOf(deal: PipelineDeal, dimensions: readonly PipelineDimension[]): PipelineGroup[] {
  const asked = new Set(dimensions);
  const lines = asked.has('PRODUCT_LINE') && deal.productLineIds.length > 0 ? deal.productLineIds : [null];
  return lines.map((productLineId, index) => {
    const share = (amount: bigint): bigint => {
      const parts = BigInt(lines.length);
      return amount / parts + (BigInt(index) < amount % parts ? 1n : 0n);
    };
    return {
      partnerId: deal.partnerId,
      motion: deal.motion,
      revenueModel: deal.revenueModel,
      stage: deal.stage,
      sourceRole: asked.has('SOURCE_ROLE') ? deal.sourceRole : null,
      productLineId,
      segment: asked.has('SEGMENT') ? deal.segment : null,
      closeWindow: asked.has('CLOSE_WINDOW') ? deal.closeWindow : null,
      currency: deal.currency,
      count: 1,
      dealCount: index === 0 ? 1 : 0,
      sharedCount: lines.length > 1 ? 1 : 0,
      ...amountsOfPart(deal, share(deal.oneTimeMinor), share(deal.mrrMinor)),
    };
  });
}

function amountsOfPart({ termMonths, probabilityBps }: PipelineDeal, oneTime: bigint, mrr: bigint) {
  const firstYear = BigInt(Math.min(12, termMonths)) * mrr;
  const wholeTerm = BigInt(termMonths) * mrr;
  const weighted = (amount: bigint): bigint => amount * BigInt(probabilityBps);
  return {
    oneTime,
    mrr,
    firstYear,
    wholeTerm,
    weightedOneTime: weighted(oneTime),
    weightedMrr: weighted(mrr),
    weightedFirstYear: weighted(firstYear),
    weightedWholeTerm: weighted(wholeTerm),
  };
}

/**
 * Shapes groups into the lines of a pipeline.
 *
 * @remarks By revenue model, a mixed deal becomes a transactional and a recurring line. Weighted amounts
 * are rounded half to even once per line, and totals add the rounded lines, so that a table of the lines
 * adds up.
 */
export function shapePipeline(
  groups: Iterable<PipelineGroup>,
  { dimensions, defaultBps }: ShapeOptions,
): PipelineShape {
  const asked = new Set(dimensions);
  const lines = new Map<string, Line>();
  let opportunityCount = 0;
  for (const group of groups) {
    opportunityCount += group.dealCount;
    for (const line of linesOf(group, asked, BigInt(defaultBps(group.motion, group.stage)))) {
      const key = keyOf(line);
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
): { readonly amountMinor: bigint; readonly weightedMinor: bigint; readonly defaultWeightedMinor: bigint } {
  const own = cells.filter((cell) => cell.currency === currency);
  const sum = (measure: keyof PipelineMeasures): bigint =>
    own.reduce((total, cell) => total + cell[measure], 0n);
  const suffix = ({ ACV: 'Acv', TCV: 'Tcv', MRR: 'Mrr' } as const)[normalization];
  const plain = ({ ACV: 'acv', TCV: 'tcv', MRR: 'mrr' } as const)[normalization];
  return {
    amountMinor: sum(plain),
    weightedMinor: sum(`weighted${suffix}`),
    defaultWeightedMinor: sum(`defaultWeighted${suffix}`),
  };
}

type LineKey = Pick<PipelineCell, 'motion' | 'revenueModel' | 'stage' | 'sourceRole' | 'productLineId' | 'segment' | 'closeWindow' | 'currency'>; // prettier-ignore

interface Line extends LineKey, Sums {
  readonly defaultOneTime: bigint;
  readonly defaultMrr: bigint;
  readonly defaultFirstYear: bigint;
  readonly defaultWholeTerm: bigint;
}

const summed = [
  'count', 'mixedCount', 'sharedCount', 'oneTime', 'mrr', 'firstYear', 'wholeTerm', 'weightedOneTime',
  'weightedMrr', 'weightedFirstYear', 'weightedWholeTerm', 'defaultOneTime', 'defaultMrr', 'defaultFirstYear',
  'defaultWholeTerm',
] as const satisfies readonly (keyof Line)[]; // prettier-ignore

const keyOf = (line: LineKey): string =>
  [
    line.motion, line.revenueModel, line.stage, line.sourceRole, line.productLineId, line.segment,
    line.closeWindow, line.currency,
  ].join('|'); // prettier-ignore

function linesOf(group: PipelineGroup, asked: ReadonlySet<PipelineDimension>, bps: bigint): Line[] {
  const isMixed = group.revenueModel === 'MIXED';
  const whole: Line = {
    motion: asked.has('MOTION') ? group.motion : null,
    revenueModel: null,
    stage: asked.has('STAGE') ? group.stage : null,
    sourceRole: group.sourceRole,
    productLineId: group.productLineId,
    segment: group.segment,
    closeWindow: group.closeWindow,
    currency: group.currency,
    count: group.count,
    mixedCount: isMixed ? group.count : 0,
    sharedCount: group.sharedCount,
    oneTime: group.oneTime,
    mrr: group.mrr,
    firstYear: group.firstYear,
    wholeTerm: group.wholeTerm,
    weightedOneTime: group.weightedOneTime,
    weightedMrr: group.weightedMrr,
    weightedFirstYear: group.weightedFirstYear,
    weightedWholeTerm: group.weightedWholeTerm,
    defaultOneTime: group.oneTime * bps,
    defaultMrr: group.mrr * bps,
    defaultFirstYear: group.firstYear * bps,
    defaultWholeTerm: group.wholeTerm * bps,
  };
  if (!asked.has('REVENUE_MODEL')) return [whole];
  const once: Line = { ...whole, ...noRecurring, revenueModel: 'TRANSACTIONAL' };
  const monthly: Line = { ...whole, ...noOneTime, revenueModel: 'RECURRING' };
  if (isMixed) return [once, monthly];
  return [group.revenueModel === 'RECURRING' ? monthly : once];
}

const noOneTime = { oneTime: 0n, weightedOneTime: 0n, defaultOneTime: 0n } as const;
const noRecurring = {
  mrr: 0n,
  firstYear: 0n,
  wholeTerm: 0n,
  weightedMrr: 0n,
  weightedFirstYear: 0n,
  weightedWholeTerm: 0n,
  defaultMrr: 0n,
  defaultFirstYear: 0n,
  defaultWholeTerm: 0n,
} as const;

function addLines(a: Line, b: Line): Line {
  const sums = summed.map((name) => {
    const [left, right] = [a[name], b[name]];
    return [name, typeof left === 'bigint' ? left + (right as bigint) : left + (right as number)] as const;
  });
  return { ...a, ...Object.fromEntries(sums) };
}

function cellOf(line: Line): PipelineCell {
  const { motion, revenueModel, stage, sourceRole, productLineId, segment, closeWindow, currency } = line;
  const { count, mixedCount, sharedCount, oneTime, mrr } = line;
  return {
    motion,
    revenueModel,
    stage,
    sourceRole,
    productLineId,
    segment,
    closeWindow,
    currency,
    count,
    mixedCount,
    sharedCount,
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
    defaultWeightedOneTime: rounded(line.defaultOneTime),
    defaultWeightedMrr: rounded(line.defaultMrr),
    defaultWeightedArr: rounded(12n * line.defaultMrr),
    defaultWeightedAcv: rounded(line.defaultFirstYear + line.defaultOneTime),
    defaultWeightedTcv: rounded(line.defaultWholeTerm + line.defaultOneTime),
  };
}

/** Rounds ten-thousandths half to even; the amounts of a pipeline are never negative. */
export function rounded(scaled: bigint): bigint {
  const whole = scaled / 10_000n;
  const rest = scaled % 10_000n;
  return rest > 5_000n || (rest === 5_000n && whole % 2n === 1n) ? whole + 1n : whole;
}
