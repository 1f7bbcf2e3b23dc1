import { money } from '@channelgraph/core/money.ts';
import { connectionOf, pageArgs } from '@channelgraph/graphql/connections.ts';
import { builder } from '../../builder.ts';
import { Motion, PipelineWaterfallStepKind } from '../../vocabulary.ts';
import { opportunityById } from '../opportunity/opportunity.loaders.ts';
import { motions } from '../opportunity/opportunity.stages.ts';
import { Opportunity } from '../opportunity/opportunity.type.ts';
import { readChanges } from './pipeline.waterfall.loaders.ts';
import type {
  WaterfallChange as ChangeValue,
  WaterfallLine as LineValue,
  WaterfallQuery,
  WaterfallStepSum,
} from './pipeline.waterfall.loaders.ts';
import type { WaterfallAmounts } from './pipeline.waterfall.ts';

interface AmountsValue extends WaterfallAmounts {
  readonly currency: string;
}

const WaterfallAmountsType = builder.objectRef<AmountsValue>('PipelineWaterfallAmounts').implement({
  description: 'What a waterfall counts in one place. In a step, what left the pipeline is negative.',
  fields: (t) => ({
    count: t.exposeInt('count', {
      description: 'The number of deals; 0 where deals only changed their size.',
    }),
    oneTime: t.field({
      type: 'Money',
      description: 'What is paid once.',
      resolve: ({ oneTime, currency }) => money(oneTime, currency),
    }),
    mrr: t.field({
      type: 'Money',
      description: 'Monthly recurring revenue.',
      resolve: ({ mrr, currency }) => money(mrr, currency),
    }),
    arr: t.field({
      type: 'Money',
      description: 'Annual recurring revenue: 12 × MRR.',
      resolve: ({ mrr, currency }) => money(12n * mrr, currency),
    }),
    acv: t.field({
      type: 'Money',
      description: 'The first year: at most 12 months of MRR, plus one-time.',
      resolve: ({ acv, currency }) => money(acv, currency),
    }),
    tcv: t.field({
      type: 'Money',
      description: 'The whole term of MRR, plus one-time.',
      resolve: ({ tcv, currency }) => money(tcv, currency),
    }),
  }),
});

const Change = builder.objectRef<ChangeValue>('PipelineWaterfallChange').implement({
  description: 'One change of one deal behind a step of a waterfall.',
  fields: (t) => ({
    opportunity: t.field({
      type: Opportunity,
      nullable: true,
      description: 'The deal.',
      resolve: ({ id }, _, context) => opportunityById(context, id),
    }),
    on: t.field({ type: 'Date', description: 'The day of the change.', resolve: ({ day }) => day }),
    amounts: t.field({
      type: WaterfallAmountsType,
      description: 'By how much the pipeline changed.',
      resolve: (change) => change,
    }),
  }),
});

const ChangeConnection = connectionOf(builder, Change, 'PipelineWaterfallChange');

const Step = builder.objectRef<WaterfallStepSum>('PipelineWaterfallStep').implement({
  description: 'All changes of one kind between the two days of a waterfall.',
  fields: (t) => ({
    kind: t.field({
      type: PipelineWaterfallStepKind,
      description: 'Why the pipeline changed.',
      resolve: ({ step }) => step,
    }),
    amounts: t.field({
      type: WaterfallAmountsType,
      description: 'By how much it changed.',
      resolve: (step) => step,
    }),
    changes: t.field({
      type: ChangeConnection,
      description: 'The changes behind it, the earliest first.',
      args: pageArgs(t),
      resolve: (step, args, context) => readChanges(context, step, args),
    }),
  }),
});

const Line = builder.objectRef<LineValue>('PipelineWaterfallLine').implement({
  description:
    'A waterfall in one currency. Opening plus all steps is closing, to the minor unit, in every measure.',
  fields: (t) => ({
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of the amounts.' }),
    opening: t.field({
      type: WaterfallAmountsType,
      description: 'What was open at the end of the day `from`.',
      resolve: ({ opening, currency }) => ({ ...opening, currency }),
    }),
    steps: t.field({
      type: [Step],
      description: 'Every kind of change in its usual order, also those that did not occur.',
      resolve: ({ steps }) => [...steps],
    }),
    closing: t.field({
      type: WaterfallAmountsType,
      description: 'What was open at the end of the day `to`.',
      resolve: ({ closing, currency }) => ({ ...closing, currency }),
    }),
  }),
});

/** A waterfall as it is read. */
export interface WaterfallValue {
  readonly query: WaterfallQuery;
  readonly lines: readonly LineValue[];
}

/** How a pipeline became what it is. */
export const PipelineWaterfall = builder.objectRef<WaterfallValue>('PipelineWaterfall').implement({
  description:
    'How a pipeline of one day became that of a later one, change by change. It never shares a total with the waterfall of recurring revenue, which is about contracts.',
  fields: (t) => ({
    from: t.field({
      type: 'Date',
      description: 'The day at whose end it opens.',
      resolve: ({ query }) => query.from,
    }),
    to: t.field({
      type: 'Date',
      description: 'The day at whose end it closes.',
      resolve: ({ query }) => query.to,
    }),
    knownAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The instant whose knowledge it shows; null for what is known now.',
      resolve: ({ query }) => query.knownAt,
    }),
    closesFrom: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day on which the deals are expected to close; null for any.',
      resolve: ({ query }) => query.closesFrom,
    }),
    closesBefore: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day after the window in which they are expected to close; null for any.',
      resolve: ({ query }) => query.closesBefore,
    }),
    motions: t.field({
      type: [Motion],
      description: 'What the deals mean for the relationship; every motion when none was named.',
      resolve: ({ query }) => [...(query.motions ?? motions)],
    }),
    lines: t.field({
      type: [Line],
      description: 'One line for each currency.',
      resolve: ({ lines }) => [...lines],
    }),
  }),
});
