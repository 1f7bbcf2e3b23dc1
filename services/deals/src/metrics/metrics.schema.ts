import type { KitSchemaTypes } from '@channelgraph/graphql/connections.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import { sharedEnumsOf } from '@channelgraph/graphql/shared-types.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { SeatCount } from '../modules/managed-base/managed-base.type.ts';
import { SeatUnit } from '../vocabulary.ts';
import type { Measure, Sums } from './metrics.definition.ts';
import { defaultFirst } from './metrics.field.ts';
import type { GroupKey, MetricsAnswer, OrderInput } from './metrics.field.ts';
import { mostDimensions, mostGroups } from './metrics.limits.ts';
import {
  CurrencyRateFilter,
  CurrencyRateObject,
  MoneyFilter,
  MoneyPerSeat,
  MoneyPerSeatFilter,
  SeatCountFilter,
  TimeBucketUnit,
} from './metrics.types.ts';
import type { BucketInput } from './metrics.types.ts';
import { countOf, moneyOf, moneyPerOf, moneyRatioOf, ratioOf, seatsOf } from './metrics.values.ts';

const { orderDirection } = sharedEnumsOf(builder);

/** The words of one kind of metrics. */
export interface MetricsVocabulary<Dim extends string, Name extends string, Field extends string> {
  /** `Deal`: the types are `DealMetrics`, `DealDimension` and so on. */
  readonly name: string;
  /** What is counted, in the plural: `deals`. */
  readonly rows: string;
  readonly dimensions: Readonly<Record<Dim, string>>;
  readonly timeFields: Readonly<Record<Field, string>>;
  readonly measures: Readonly<Record<Name, string>>;
}

type QueryFields = PothosSchemaTypes.QueryFieldBuilder<KitSchemaTypes<Context>, object>;
/** The inputs of one kind of metrics. */
type MetricsInputs<Dim extends string> = ReturnType<typeof addMetricsInputs<Dim, string, string>>;
type FieldBuilder<Parent> = PothosSchemaTypes.ObjectFieldBuilder<KitSchemaTypes<Context>, Parent>;

/** Adds the enums and inputs of one kind of metrics. */
export function addMetricsInputs<Dim extends string, Name extends string, Field extends string>(
  vocabulary: MetricsVocabulary<Dim, Name, Field>,
  measures: Readonly<Record<Name, Measure>>,
) {
  const { name, rows, dimensions, timeFields } = vocabulary;
  const dimension = builder.enumType(`${name}Dimension`, {
    description: `By what ${rows} are grouped.`,
    values: described(dimensions),
  });
  const timeField = builder.enumType(`${name}TimeField`, {
    description: `The days by which the time of ${rows} is cut.`,
    values: described(timeFields),
  });
  const bucket = builder.inputRef<BucketInput>(`${name}BucketInput`).implement({
    description: 'How time is cut into periods. Only periods with rows are shown.',
    fields: (t) => ({
      field: t.field({ type: timeField as never, required: true, description: 'Whose days are cut.' }),
      unit: t.field({ type: TimeBucketUnit, required: true, description: 'The length of a period.' }),
      from: t.field({
        type: 'Date',
        description:
          'The first day of the range; earlier rows, and rows without a day, are left out. Default: any. Required for days and weeks.',
      }),
      to: t.field({
        type: 'Date',
        description:
          'The first day after the range; later rows, and rows without a day, are left out. Default: any. Required for days and weeks.',
      }),
    }),
  });
  return { dimension, bucket, order: addOrder(vocabulary), having: addHaving(vocabulary, measures) };
}

function addOrder<Dim extends string, Name extends string, Field extends string>({
  name,
  rows,
  dimensions,
  measures,
}: MetricsVocabulary<Dim, Name, Field>) {
  const field = builder.enumType(`${name}MetricsOrderField`, {
    description: `By what groups of ${rows} are ordered.`,
    values: {
      ...Object.fromEntries(
        Object.keys(measures).map((measure) => [
          upperSnake(measure),
          { value: measure, description: `By \`${measure}\`.` },
        ]),
      ),
      ...Object.fromEntries(
        Object.keys(dimensions).map((each) => [
          each,
          { value: each, description: `By the ${each} of the key; it must be grouped by.` },
        ]),
      ),
      PERIOD: { value: 'PERIOD', description: 'By the period of the key; needs `bucket`.' },
    },
  });
  return builder.inputRef<OrderInput>(`${name}MetricsOrder`).implement({
    description: `The order of groups of ${rows}. Groups without a value come last; equal ones are ordered by their keys.`,
    fields: (t) => ({
      field: t.field({ type: field as never, required: true, description: 'By what.' }),
      direction: t.field({
        type: orderDirection,
        required: true,
        defaultValue: 'DESC',
        description: 'The direction. Default: the greatest first.',
      }),
      currency: t.field({
        type: 'CurrencyCode',
        description:
          'The currency to order by; required for money and what is told per currency, refused for all else.',
      }),
      seatUnit: t.field({
        type: SeatUnit,
        description:
          'The unit to order by; required for seats and what is told per seat, refused for all else.',
      }),
    }),
  });
}

function addHaving<Dim extends string, Name extends string, Field extends string>(
  { name, rows, measures: words }: MetricsVocabulary<Dim, Name, Field>,
  measures: Readonly<Record<Name, Measure>>,
) {
  return builder.inputRef<Readonly<Record<string, unknown>>>(`${name}MetricsHavingInput`).implement({
    description: `Which groups of ${rows} are shown. All conditions given must hold.`,
    fields: (t) =>
      Object.fromEntries(
        (Object.keys(words) as Name[]).map((measure) => [
          measure,
          t.field({ type: filterOf(measures[measure]) as never, description: `By \`${measure}\`.` }),
        ]),
      ) as never,
  });
}

function filterOf({ kind }: Measure): unknown {
  switch (kind) {
    case 'COUNT':
      return 'IntFilter';
    case 'RATIO':
    case 'MEDIAN':
      return 'DecimalFilter';
    case 'MONEY':
      return MoneyFilter;
    case 'MONEY_RATIO':
      return CurrencyRateFilter;
    case 'MONEY_PER':
      return MoneyPerSeatFilter;
    default:
      return SeatCountFilter;
  }
}

/** Adds the answer of one kind of metrics, given the type of its keys. */
export function addMetricsTypes<Dim extends string, Name extends string, Field extends string>(
  { name, rows, measures: words }: MetricsVocabulary<Dim, Name, Field>,
  measures: Readonly<Record<Name, Measure>>,
  key: unknown,
) {
  const values = builder.objectRef<Sums>(`${name}Measures`).implement({
    description: `What ${rows} add up to. Money of different currencies is never added.`,
    fields: (t) =>
      Object.fromEntries(
        (Object.keys(words) as Name[]).map((measure) => [
          measure,
          measureField(t, measures[measure], words[measure]),
        ]),
      ) as never,
  });
  const group = builder
    .objectRef<{ readonly key: GroupKey; readonly sums: Sums }>(`${name}MetricsGroup`)
    .implement({
      description: `The ${rows} with one key.`,
      fields: (t) => ({
        key: t.field({
          type: key as never,
          description: 'What they have in common.',
          resolve: (row) => row.key as never,
        }),
        measures: t.field({ type: values, description: 'What they add up to.', resolve: ({ sums }) => sums }),
      }),
    });
  const others = builder.objectRef<MetricsAnswer['others']>(`${name}MetricsOthers`).implement({
    description: `The groups of ${rows} that are not shown: those after \`first\`, and those that \`having\` leaves out.`,
    fields: (t) => ({
      groupCount: t.exposeInt('groupCount', { description: 'How many they are.' }),
      measures: t.field({
        type: values,
        description:
          'What they add up to; a median of many groups is null, as it cannot be told from theirs.',
        resolve: (sums) => sums,
      }),
    }),
  });
  return builder.objectRef<MetricsAnswer>(`${name}Metrics`).implement({
    description: `The ${rows} that the viewer may see, in groups.`,
    fields: (t) => ({
      groups: t.field({
        type: [group],
        description: `The groups, at most ${mostGroups}; a group without rows does not exist.`,
        resolve: ({ groups, keyOf }) => groups.map((each) => ({ key: keyOf(each.key), sums: each })),
      }),
      totalCount: t.exposeInt('totalCount', {
        description: 'The number of groups that `having` lets through.',
      }),
      others: t.field({
        type: others,
        description: 'All other groups: what is shown and they together are all groups.',
        resolve: (answer) => answer.others,
      }),
      totals: t.field({
        type: values,
        description: `All ${rows} of the filter and the range, each counted once, whatever \`having\` and \`first\` say.`,
        resolve: ({ totals }) => totals,
      }),
      timeZone: t.exposeString('timeZone', {
        nullable: true,
        description:
          'The IANA time zone in which instants fall on days; null when it is that of each partner’s program.',
      }),
    }),
  });
}

function measureField(t: FieldBuilder<Sums>, measure: Measure, description: string): unknown {
  switch (measure.kind) {
    case 'COUNT':
      return t.int({ description, resolve: (sums) => countOf(measure, sums) });
    case 'RATIO':
      return t.field({
        type: 'Decimal',
        nullable: true,
        description,
        resolve: (sums) => ratioOf(measure, sums),
      });
    case 'MEDIAN':
      return t.field({ type: 'Decimal', nullable: true, description, resolve: ({ median }) => median });
    case 'MONEY':
      return t.field({ type: ['Money'], description, resolve: (sums) => moneyOf(measure, sums) });
    case 'MONEY_PER':
      return t.field({ type: [MoneyPerSeat], description, resolve: (sums) => moneyPerOf(measure, sums) });
    case 'MONEY_RATIO':
      return t.field({
        type: [CurrencyRateObject],
        description,
        resolve: (sums) => moneyRatioOf(measure, sums),
      });
    default:
      return t.field({ type: [SeatCount], description, resolve: (sums) => seatsOf(measure, sums) as never });
  }
}

function upperSnake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** The arguments that every question of metrics has; the filter is its own. */
export function metricsArguments<Dim extends string>(
  { arg: t }: QueryFields,
  { dimension, bucket, order, having }: MetricsInputs<Dim>,
) {
  return {
    groupBy: t({
      type: [dimension],
      required: true,
      description: `By what to group, in the order of the keys: at most ${mostDimensions}, \`bucket\` among them. Empty for one group of all.`,
    }),
    bucket: t({ type: bucket, description: 'How to cut time. Default: not at all.' }),
    timeZone: t.string({
      description:
        'The IANA time zone in which instants fall on days. Default: that of each partner’s program.',
    }),
    having: t({ type: having, description: 'Which groups to show. Default: all.' }),
    orderBy: t({
      type: order,
      description: 'The order of the groups. Default: by period when time is cut, or else the largest first.',
    }),
    first: t.int({ description: `How many groups to show, at most ${mostGroups}. Default ${defaultFirst}.` }),
  };
}
