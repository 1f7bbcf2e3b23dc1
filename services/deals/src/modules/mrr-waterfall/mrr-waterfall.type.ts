import { money } from '@channelgraph/core/money.ts';
import { pageArgs } from '@channelgraph/graphql/connections.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { builder } from '../../builder.ts';
import { MrrKind } from '../../vocabulary.ts';
import { MrrMovementConnection } from '../mrr-movement/mrr-movement.type.ts';
import { readMovements } from './mrr-waterfall.loaders.ts';
import type { MrrWaterfallQuery } from './mrr-waterfall.loaders.ts';
import type { MrrLine, MrrMonth, MrrStep } from './mrr-waterfall.shape.ts';

interface Within {
  readonly currency: string;
  readonly query: MrrWaterfallQuery;
  /** The first day of the month; null for the whole period. */
  readonly month: LocalDate | null;
}
type StepValue = MrrStep & Within;
type RowValue = Omit<MrrMonth, 'month'> & Within;
type LineValue = MrrLine & Pick<Within, 'query'>;

const Step = builder.objectRef<StepValue>('MrrWaterfallStep').implement({
  description: 'All movements of one kind.',
  fields: (t) => ({
    kind: t.expose('kind', { type: MrrKind, description: 'Why the revenue changed.' }),
    amount: t.field({
      type: 'Money',
      description: 'By how much; negative where revenue was lost.',
      resolve: ({ amountMinor, currency }) => money(amountMinor, currency),
    }),
    movementCount: t.exposeInt('movementCount', { description: 'The number of movements.' }),
    movements: t.field({
      type: MrrMovementConnection,
      description: 'The movements behind it with their contracts, the earliest first.',
      args: pageArgs(t),
      resolve: ({ query, currency, month, kind }, args, context) =>
        readMovements(context, query, { ...args, currency, month, kind }),
    }),
  }),
});

const Sums = builder.objectRef<RowValue>('MrrWaterfallSums').implement({
  description: 'Opening revenue plus all steps is closing revenue, to the minor unit.',
  fields: (t) => ({
    opening: t.field({
      type: 'Money',
      description: 'What was earned per month before.',
      resolve: ({ openingMinor, currency }) => money(openingMinor, currency),
    }),
    steps: t.field({
      type: [Step],
      description: 'Every kind of movement, also those that did not occur.',
      resolve: ({ steps, currency, query, month }) =>
        steps.map((step) => ({ ...step, currency, query, month })),
    }),
    closing: t.field({
      type: 'Money',
      description: 'What was earned per month afterwards.',
      resolve: ({ closingMinor, currency }) => money(closingMinor, currency),
    }),
    grossNew: t.field({
      type: 'Money',
      description: 'What customers began or took more of: `NEW`, `REACTIVATION` and `EXPANSION`.',
      resolve: ({ grossNewMinor, currency }) => money(grossNewMinor, currency),
    }),
    net: t.field({
      type: 'Money',
      description: 'All steps together.',
      resolve: ({ netMinor, currency }) => money(netMinor, currency),
    }),
    isDistressed: t.exposeBoolean('isDistressed', {
      description: 'Whether revenue shrank although new revenue came.',
    }),
  }),
});

const Month = builder.objectRef<RowValue & { readonly month: LocalDate }>('MrrWaterfallMonth').implement({
  description: 'One month of a waterfall of recurring revenue.',
  fields: (t) => ({
    month: t.expose('month', { type: 'Date', description: 'The first day of the month.' }),
    sums: t.field({
      type: Sums,
      description: 'What the month did; of the first and the last month, only the days within the period.',
      resolve: (month) => month,
    }),
  }),
});

const Line = builder.objectRef<LineValue>('MrrWaterfallLine').implement({
  description: 'A waterfall of recurring revenue in one currency.',
  fields: (t) => ({
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of the amounts.' }),
    sums: t.field({
      type: Sums,
      description: 'What the whole period did.',
      resolve: (line) => ({ ...line, month: null }),
    }),
    months: t.field({
      type: [Month],
      description: 'What each month did, from the first on.',
      resolve: ({ months, currency, query }) => months.map((month) => ({ ...month, currency, query })),
    }),
  }),
});

/** A waterfall as it is read. */
export interface MrrWaterfallValue {
  readonly query: MrrWaterfallQuery;
  readonly lines: readonly MrrLine[];
}

/** How recurring revenue became what it is. */
export const MrrWaterfall = builder.objectRef<MrrWaterfallValue>('MrrWaterfall').implement({
  description:
    'How the recurring revenue under contract of one day became that of a later one. It never shares a total with the waterfall of a pipeline, which is about what may come.',
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
    lines: t.field({
      type: [Line],
      description: 'One line for each currency.',
      resolve: ({ lines, query }) => lines.map((line) => ({ ...line, query })),
    }),
  }),
});
