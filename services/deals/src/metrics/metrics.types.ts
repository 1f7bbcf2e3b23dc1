import type { DateWindow } from '@channelgraph/core/calendar.ts';
import type { RangeFilter } from '@channelgraph/graphql/filters.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { builder } from '../builder.ts';
import { SeatUnit } from '../vocabulary.ts';
import type { bucketUnits } from './metrics.buckets.ts';
import type { BucketUnit } from './metrics.buckets.ts';
import type { AmountPerSeat, CurrencyRate } from './metrics.values.ts';

/** The enum of the same name. */
export const TimeBucketUnit = builder.enumType('TimeBucketUnit', {
  description: 'The length of the periods into which time is cut.',
  values: described({
    DAY: 'Days.',
    WEEK: 'Weeks from Monday to Sunday, as ISO 8601 has them.',
    MONTH: 'Calendar months.',
    QUARTER: 'Calendar quarters, the first beginning on 1 January.',
    YEAR: 'Calendar years.',
  } satisfies Record<(typeof bucketUnits)[number], string>),
});

/** A period of a key. */
export const MetricsPeriod = builder.objectRef<DateWindow>('MetricsPeriod').implement({
  description: 'One of the periods into which time was cut.',
  fields: (t) => ({
    start: t.expose('from', { type: 'Date', description: 'The first day.' }),
    end: t.expose('to', { type: 'Date', description: 'The first day after.' }),
  }),
});

/** An amount per seat of a unit. */
export const MoneyPerSeat = builder.objectRef<AmountPerSeat>('MoneyPerSeat').implement({
  description: 'An amount per seat of one unit.',
  fields: (t) => ({
    seatUnit: t.field({
      type: SeatUnit,
      description: 'What the seats count.',
      resolve: ({ seatUnit }) => seatUnit as never,
    }),
    amount: t.field({
      type: 'Money',
      description: 'The amount for one of them, rounded half to even.',
      resolve: ({ amount }) => amount,
    }),
  }),
});

/** A rate of the money of one currency. */
export const CurrencyRateObject = builder.objectRef<CurrencyRate>('CurrencyRate').implement({
  description: 'A rate of the money of one currency.',
  fields: (t) => ({
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'The currency of the money.' }),
    rate: t.expose('rate', {
      type: 'Decimal',
      nullable: true,
      description: 'The rate, a fraction; null where there is nothing to divide by.',
    }),
  }),
});

/** A comparison of money. */
export interface MoneyRange extends RangeFilter<string> {
  readonly currency: string;
}

const comparisons = {
  eq: 'Equal to the amount.',
  gt: 'Greater than the amount.',
  gte: 'Greater than or equal to the amount.',
  lt: 'Less than the amount.',
  lte: 'Less than or equal to the amount.',
} as const;

/** The comparison of the money of one currency. */
export const MoneyFilter = builder.inputRef<MoneyRange>('MoneyFilter').implement({
  description: 'Compares the money of one currency. All comparisons given must hold.',
  fields: (t) => ({
    currency: t.field({
      type: 'CurrencyCode',
      required: true,
      description: 'The currency; money of others is not looked at.',
    }),
    eq: t.field({ type: 'Decimal', description: comparisons.eq }),
    gt: t.field({ type: 'Decimal', description: comparisons.gt }),
    gte: t.field({ type: 'Decimal', description: comparisons.gte }),
    lt: t.field({ type: 'Decimal', description: comparisons.lt }),
    lte: t.field({ type: 'Decimal', description: comparisons.lte }),
  }),
});

/** The comparison of rates of the money of one currency. */
export const CurrencyRateFilter = builder.inputRef<MoneyRange>('CurrencyRateFilter').implement({
  description: 'Compares the rate of the money of one currency. All comparisons given must hold.',
  fields: (t) => ({
    currency: t.field({
      type: 'CurrencyCode',
      required: true,
      description: 'The currency; money of others is not looked at.',
    }),
    eq: t.field({ type: 'Decimal', description: 'Equal to the rate.' }),
    gt: t.field({ type: 'Decimal', description: 'Greater than the rate.' }),
    gte: t.field({ type: 'Decimal', description: 'Greater than or equal to the rate.' }),
    lt: t.field({ type: 'Decimal', description: 'Less than the rate.' }),
    lte: t.field({ type: 'Decimal', description: 'Less than or equal to the rate.' }),
  }),
});

/** A comparison of an amount per seat. */
export interface MoneyPerSeatRange extends MoneyRange {
  readonly unit: string;
}

/** The comparison of the amount per seat of one currency and unit. */
export const MoneyPerSeatFilter = builder.inputRef<MoneyPerSeatRange>('MoneyPerSeatFilter').implement({
  description: 'Compares the amount per seat of one currency and unit. All comparisons given must hold.',
  fields: (t) => ({
    currency: t.field({
      type: 'CurrencyCode',
      required: true,
      description: 'The currency; money of others is not looked at.',
    }),
    unit: t.field({
      type: SeatUnit as never,
      required: true,
      description: 'What is counted; seats of other units are not looked at.',
    }),
    eq: t.field({ type: 'Decimal', description: comparisons.eq }),
    gt: t.field({ type: 'Decimal', description: comparisons.gt }),
    gte: t.field({ type: 'Decimal', description: comparisons.gte }),
    lt: t.field({ type: 'Decimal', description: comparisons.lt }),
    lte: t.field({ type: 'Decimal', description: comparisons.lte }),
  }),
});

/** A comparison of seats. */
export interface SeatRange extends RangeFilter<number> {
  readonly unit: string;
}

/** The comparison of the seats of one unit. */
export const SeatCountFilter = builder.inputRef<SeatRange>('SeatCountFilter').implement({
  description: 'Compares the seats of one unit. All comparisons given must hold.',
  fields: (t) => ({
    unit: t.field({
      type: SeatUnit as never,
      required: true,
      description: 'What is counted; seats of other units are not looked at.',
    }),
    eq: t.int({ description: 'Equal to the number.' }),
    gt: t.int({ description: 'Greater than the number.' }),
    gte: t.int({ description: 'Greater than or equal to the number.' }),
    lt: t.int({ description: 'Less than the number.' }),
    lte: t.int({ description: 'Less than or equal to the number.' }),
  }),
});

/** How a caller cuts time. */
export interface BucketInput {
  readonly field: string;
  readonly unit: BucketUnit;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}
