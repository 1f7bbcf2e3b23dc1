import { money } from '@channelgraph/core/money.ts';
import type { MspSegment as Segment } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../../builder.ts';
import { ProductLine } from '../../entities/product-line.entity.ts';
import {
  CloseWindow,
  Motion,
  MspSegment,
  OpportunityStage,
  PipelineNormalization,
  RenewalHealth,
  RenewalStage,
  RenewalWindow,
  RevenueModel,
  SourceRole,
} from '../../vocabulary.ts';
import type { Pipeline as PipelineValue } from './pipeline.loaders.ts';
import type {
  RenewalBucket as BucketValue,
  RenewalCell as RenewalCellValue,
  RenewalMeasures,
} from './pipeline.renewals.ts';
import { pipelineTotal } from './pipeline.shape.ts';
import type { Normalization, PipelineCell as CellValue, PipelineMeasures } from './pipeline.shape.ts';

const measures = {
  oneTime: 'What is paid once; 0 in a recurring line.',
  mrr: 'Monthly recurring revenue; 0 in a transactional line.',
  arr: 'Annual recurring revenue: 12 × MRR.',
  acv: 'The first year: at most 12 months of MRR, plus one-time.',
  tcv: 'The whole term of MRR, plus one-time.',
  weightedOneTime: 'One-time × likelihood that counts: the override, or else the default of the stage.',
  weightedMrr: 'MRR × likelihood that counts.',
  weightedArr: 'ARR × likelihood that counts.',
  weightedAcv: 'ACV × likelihood that counts.',
  weightedTcv: 'TCV × likelihood that counts.',
  defaultWeightedOneTime: 'One-time × default likelihood of the stage, overrides left out.',
  defaultWeightedMrr: 'MRR × default likelihood of the stage, overrides left out.',
  defaultWeightedArr: 'ARR × default likelihood of the stage, overrides left out.',
  defaultWeightedAcv: 'ACV × default likelihood of the stage, overrides left out.',
  defaultWeightedTcv: 'TCV × default likelihood of the stage, overrides left out.',
} as const satisfies Record<keyof PipelineMeasures, string>;

/** One line of a pipeline. */
export const PipelineCell = builder.objectRef<CellValue>('PipelineCell').implement({
  description:
    'One line of a pipeline. By revenue model, a mixed deal is in a transactional and in a recurring line. Weighted amounts are rounded half to even, once per line.',
  fields: (t) => ({
    motion: t.expose('motion', {
      type: Motion,
      nullable: true,
      description: 'What the deals mean for the relationship; null when not grouped by it.',
    }),
    revenueModel: t.expose('revenueModel', {
      type: RevenueModel,
      nullable: true,
      description:
        'How they are paid: `TRANSACTIONAL` or `RECURRING`, never `MIXED`; null when not grouped by it.',
    }),
    stage: t.expose('stage', {
      type: OpportunityStage,
      nullable: true,
      description: 'How far they have come; null when not grouped by it.',
    }),
    sourceRole: t.expose('sourceRole', {
      type: SourceRole,
      nullable: true,
      description: 'The part that the partner has in them; null when not recorded or not grouped by it.',
    }),
    productLine: t.field({
      type: ProductLine,
      nullable: true,
      description:
        'The product line; null for deals about none, or when not grouped by it. The amounts of a deal about several are divided among them equally, so that the lines add up to the deals; it counts in each of its lines.',
      resolve: ({ productLineId }) => (productLineId === null ? null : { id: productLineId }),
    }),
    segment: t.field({
      type: MspSegment,
      nullable: true,
      description: 'The segment that the partners are in today; null for none, or when not grouped by it.',
      resolve: ({ segment }) => segment as Segment | null,
    }),
    closeWindow: t.expose('closeWindow', {
      type: CloseWindow,
      nullable: true,
      description: 'How soon they are expected to close; null when not grouped by it.',
    }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of the amounts.' }),
    count: t.exposeInt('count', { description: 'The number of deals in the line.' }),
    mixedCount: t.exposeInt('mixedCount', {
      description:
        'How many of them are paid both ways; by revenue model, they are in a line of the other as well.',
    }),
    sharedCount: t.exposeInt('sharedCount', {
      description:
        'How many of them are in lines of other product lines as well; 0 when not grouped by product line.',
    }),
    ...(Object.fromEntries(
      Object.entries(measures).map(([name, description]) => [
        name,
        t.field({
          type: 'Money',
          description,
          resolve: (cell) => money(cell[name as keyof PipelineMeasures], cell.currency),
        }),
      ]),
    ) as Record<keyof PipelineMeasures, ReturnType<typeof t.field>>),
  }),
});

const renewalMeasures = {
  mrr: ['Their monthly recurring revenue.', 'mrrMinor'],
  weightedMrr: [
    'Revenue × likelihood of renewal that counts; that of the stage where no renewal is recorded.',
    'weightedMrrMinor',
  ],
  defaultWeightedMrr: ['Revenue × default likelihood of the stage.', 'defaultWeightedMrrMinor'],
  atRiskMrr: [
    'The part of what ends with the terms that is likely to be lost: the sum of `Renewal.atRiskMrr`, as that day knew it; by the likelihood of the stage where no renewal is recorded.',
    'atRiskMrrMinor',
  ],
} as const satisfies Record<string, readonly [string, Exclude<keyof RenewalMeasures, 'contractCount'>]>;

/** One line of the renewals of a pipeline. */
export const RenewalCell = builder.objectRef<RenewalCellValue>('RenewalCell').implement({
  description:
    'The undecided renewals of one window, stage and health. Nothing in it is in a line of the deals: recurring revenue that ends and revenue that may come are never added.',
  fields: (t) => ({
    window: t.expose('window', { type: RenewalWindow, description: 'How soon the term ends.' }),
    stage: t.expose('stage', {
      type: RenewalStage,
      description:
        'How far the renewal has come. Within 90 days of the end it is at least in its window; without a recorded renewal it is upcoming before.',
    }),
    health: t.expose('health', {
      type: RenewalHealth,
      nullable: true,
      description: 'How likely trouble is; null where no renewal is recorded yet.',
    }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of the revenue.' }),
    contractCount: t.exposeInt('contractCount', { description: 'The number of contracts.' }),
    ...(Object.fromEntries(
      Object.entries(renewalMeasures).map(([name, [description, measure]]) => [
        name,
        t.field({ type: 'Money', description, resolve: (row) => money(row[measure], row.currency) }),
      ]),
    ) as Record<keyof typeof renewalMeasures, ReturnType<typeof t.field>>),
  }),
});

const RenewalBucket = builder.objectRef<BucketValue>('RenewalBucket').implement({
  description: 'The undecided contracts whose term ends in one window.',
  fields: (t) => ({
    window: t.expose('window', { type: RenewalWindow, description: 'How soon the term ends.' }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of the revenue.' }),
    contractCount: t.exposeInt('contractCount', { description: 'The number of contracts.' }),
    ...(Object.fromEntries(
      Object.entries(renewalMeasures).map(([name, [description, measure]]) => [
        name,
        t.field({ type: 'Money', description, resolve: (row) => money(row[measure], row.currency) }),
      ]),
    ) as Record<keyof typeof renewalMeasures, ReturnType<typeof t.field>>),
    isDecisionWindow: t.exposeBoolean('isDecisionWindow', {
      description: 'Whether the window lies in the 0 to 90 days in which customers decide.',
    }),
  }),
});

interface TotalValue {
  readonly normalization: Normalization;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly weightedMinor: bigint;
  readonly defaultWeightedMinor: bigint;
  readonly leftOutCurrencies: readonly string[];
}

const PipelineTotal = builder.objectRef<TotalValue>('PipelineTotal').implement({
  description: 'The sum of a pipeline under a named measure, in one currency.',
  fields: (t) => ({
    normalization: t.expose('normalization', {
      type: PipelineNormalization,
      description: 'The measure that was added up.',
    }),
    amount: t.field({
      type: 'Money',
      description: 'The sum of the lines.',
      resolve: ({ amountMinor, currency }) => money(amountMinor, currency),
    }),
    weightedAmount: t.field({
      type: 'Money',
      description: 'The sum of the weighted lines.',
      resolve: ({ weightedMinor, currency }) => money(weightedMinor, currency),
    }),
    defaultWeightedAmount: t.field({
      type: 'Money',
      description: 'The sum of the lines weighted by the default likelihoods of the stages.',
      resolve: ({ defaultWeightedMinor, currency }) => money(defaultWeightedMinor, currency),
    }),
    leftOutCurrencies: t.field({
      type: ['CurrencyCode'],
      description: 'The currencies of lines that are not in the sum, because nothing is converted.',
      resolve: ({ leftOutCurrencies }) => [...leftOutCurrencies],
    }),
  }),
});

/** The open deals and coming renewals of a moment. */
export const Pipeline = builder.objectRef<PipelineValue>('Pipeline').implement({
  description:
    'The open deals and the coming renewals of a day. One-time and recurring money never share a line.',
  fields: (t) => ({
    asOf: t.expose('asOf', { type: 'Date', description: 'The day that it describes.' }),
    knownAt: t.expose('knownAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The instant whose knowledge it shows; null for what is known now.',
    }),
    opportunityCount: t.exposeInt('opportunityCount', {
      description: 'The number of open deals, each counted once.',
    }),
    cells: t.field({
      type: [PipelineCell],
      description: 'Its lines; empty ones are left out.',
      resolve: ({ cells }) => [...cells],
    }),
    renewals: t.field({
      type: [RenewalBucket],
      description: 'The undecided contracts by the end of their terms; empty windows are left out.',
      resolve: ({ renewals }) => [...renewals],
    }),
    renewalCells: t.field({
      type: [RenewalCell],
      description:
        'The same contracts by window, stage and health of their renewals; empty lines are left out.',
      resolve: ({ renewalCells }) => [...renewalCells],
    }),
    total: t.field({
      type: PipelineTotal,
      description: 'The sum of its lines under a measure that the caller names.',
      args: {
        normalization: t.arg({
          type: PipelineNormalization,
          required: true,
          description: 'The measure to add up.',
        }),
        currency: t.arg({
          type: 'CurrencyCode',
          required: true,
          description: 'The currency to add up; lines in others are left out and named.',
        }),
      },
      resolve: ({ cells }, { normalization, currency }) => ({
        normalization,
        currency,
        ...pipelineTotal(cells, normalization, currency),
        leftOutCurrencies: [...new Set(cells.map((cell) => cell.currency))]
          .filter((code) => code !== currency)
          .sort(),
      }),
    }),
  }),
});
