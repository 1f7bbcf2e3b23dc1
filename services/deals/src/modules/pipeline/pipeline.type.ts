import { money } from '@channelgraph/core/money.ts';
import { builder } from '../../builder.ts';
import {
  Motion,
  OpportunityStage,
  PipelineNormalization,
  RenewalWindow,
  RevenueModel,
  SourceRole,
} from '../../vocabulary.ts';
import type { Pipeline as PipelineValue, RenewalBucket as BucketValue } from './pipeline.loaders.ts';
import { pipelineTotal } from './pipeline.shape.ts';
import type { Normalization, PipelineCell as CellValue, PipelineMeasures } from './pipeline.shape.ts';

const measures = {
  oneTime: 'What is paid once; 0 in a recurring line.',
  mrr: 'Monthly recurring revenue; 0 in a transactional line.',
  arr: 'Annual recurring revenue: 12 × MRR.',
  acv: 'The first year: at most 12 months of MRR, plus one-time.',
  tcv: 'The whole term of MRR, plus one-time.',
  weightedOneTime: 'One-time × likelihood.',
  weightedMrr: 'MRR × likelihood.',
  weightedArr: 'ARR × likelihood.',
  weightedAcv: 'ACV × likelihood.',
  weightedTcv: 'TCV × likelihood.',
} as const satisfies Record<keyof PipelineMeasures, string>;

const PipelineCell = builder.objectRef<CellValue>('PipelineCell').implement({
  description:
    'One line of a pipeline. A mixed deal is in a transactional and in a recurring line. Weighted amounts are rounded half to even, once per line.',
  fields: (t) => ({
    motion: t.expose('motion', { type: Motion, description: 'What the deals mean for the relationship.' }),
    revenueModel: t.expose('revenueModel', {
      type: RevenueModel,
      description: 'How they are paid: `TRANSACTIONAL` or `RECURRING`, never `MIXED`.',
    }),
    stage: t.expose('stage', { type: OpportunityStage, description: 'How far they have come.' }),
    sourceRole: t.expose('sourceRole', {
      type: SourceRole,
      nullable: true,
      description: 'The part that the partner has in them; null when not recorded.',
    }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of the amounts.' }),
    count: t.exposeInt('count', { description: 'The number of deals in the line.' }),
    mixedCount: t.exposeInt('mixedCount', {
      description: 'How many of them are in a line of the other revenue model as well.',
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

const RenewalBucket = builder.objectRef<BucketValue>('RenewalBucket').implement({
  description: 'The undecided contracts whose term ends in one window.',
  fields: (t) => ({
    window: t.expose('window', { type: RenewalWindow, description: 'How soon the term ends.' }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of the revenue.' }),
    contractCount: t.exposeInt('contractCount', { description: 'The number of contracts.' }),
    mrr: t.field({
      type: 'Money',
      description: 'Their monthly recurring revenue.',
      resolve: ({ mrrMinor, currency }) => money(mrrMinor, currency),
    }),
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
