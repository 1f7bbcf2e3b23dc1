import { Kind } from 'graphql';
import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import type { DateWindow } from '@channelgraph/core/calendar.ts';
import { MoneyFormatError, parseMoney } from '@channelgraph/core/money.ts';
import type { RangeFilter } from '@channelgraph/graphql/filters.ts';
import { joinSql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { OrderDirection } from '@channelgraph/graphql/shared-types.ts';
import type { Context } from '../context.ts';
import { readMetrics } from './metrics.answer.ts';
import { periodFrom, periodSql, rangeSql } from './metrics.buckets.ts';
import type { Bucket, TimeColumn } from './metrics.buckets.ts';
import type {
  GroupOrder,
  HavingCondition,
  Measure,
  Metrics,
  MetricsDefinition,
} from './metrics.definition.ts';
import {
  checkBucket,
  checkDimensions,
  checkFirst,
  checkTimeZone,
  MetricsLimitError,
} from './metrics.limits.ts';
import type { BucketInput, MoneyRange, SeatRange } from './metrics.types.ts';

type Maybe<T> = T | null | undefined;

/** How a caller orders groups. */
export interface OrderInput {
  readonly field: string;
  readonly direction: OrderDirection;
  readonly currency?: Maybe<string>;
  readonly seatUnit?: Maybe<string>;
}

/** The arguments that every question of metrics has. */
export interface MetricsArgs<Dim extends string> {
  readonly groupBy: readonly Dim[];
  readonly bucket?: Maybe<BucketInput>;
  readonly timeZone?: Maybe<string>;
  readonly having?: Maybe<Readonly<Record<string, unknown>>>;
  readonly orderBy?: Maybe<OrderInput>;
  readonly first?: Maybe<number>;
}

/** What a kind of metrics adds to the definition: what its arguments mean. */
export interface MetricsField<Dim extends string, Name extends string> {
  readonly definition: MetricsDefinition<Dim, Name>;
  readonly timeColumns: Readonly<Record<string, TimeColumn>>;
  /** The dimensions of which there may be any number of values. */
  readonly openDimensions: ReadonlySet<string>;
  readonly defaultMeasure: Name;
}

/** The key of a group by the names of its dimensions. */
export interface GroupKey {
  readonly values: Readonly<Record<string, string | null>>;
  readonly period: DateWindow | null;
}

/** An answer with what was asked, for the types to read. */
export interface MetricsAnswer extends Metrics {
  readonly timeZone: string;
  keyOf(parts: readonly (string | null)[]): GroupKey;
}

/** How many groups are shown when nobody says. */
export const defaultFirst = 20;

/** Checks the arguments of a question of metrics and answers it. */
export async function askMetrics<Dim extends string, Name extends string>(
  field: MetricsField<Dim, Name>,
  args: MetricsArgs<Dim>,
  ask: { readonly context: Context; readonly info: GraphQLResolveInfo; readonly condition: SqlFragment },
): Promise<MetricsAnswer> {
  const { definition, openDimensions } = field;
  const timeZone = args.timeZone ?? ask.context.timeZone;
  const bucket = bucketOf(field, args, timeZone);
  const first = args.first ?? defaultFirst;
  checkFirst(first);
  checkDimensions(args.groupBy, { isCut: bucket !== null, open: openDimensions });
  const selected = selectedNames(ask.info);
  const metrics = await readMetrics(ask.context.db.read, definition, {
    dimensions: args.groupBy,
    period: bucket && periodSql(bucket),
    condition: bucket ? joinSql([ask.condition, rangeSql(bucket)], ' AND ') : ask.condition,
    measures: new Set((Object.keys(definition.measures) as Name[]).filter((name) => selected.has(name))),
    having: havingOf(definition, args.having ?? {}),
    order: orderOf(field, args),
    first,
    withTotals: selected.has('totals'),
  });
  return { ...metrics, timeZone, keyOf: (parts) => keyOf(args.groupBy, bucket, parts) };
}

function bucketOf<Dim extends string, Name extends string>(
  { timeColumns }: MetricsField<Dim, Name>,
  { bucket: input }: MetricsArgs<Dim>,
  timeZone: string,
): Bucket | null {
  checkTimeZone(timeZone);
  const column = input && timeColumns[input.field];
  if (!column) return null;
  const bucket = { column, unit: input.unit, timeZone, from: input.from ?? null, to: input.to ?? null };
  checkBucket(bucket);
  return bucket;
}

function keyOf(
  dimensions: readonly string[],
  bucket: Bucket | null,
  parts: readonly (string | null)[],
): GroupKey {
  const start = bucket ? parts[dimensions.length] : null;
  return {
    values: Object.fromEntries(dimensions.map((dimension, index) => [dimension, parts[index] ?? null])),
    period: bucket && start ? periodFrom(start, bucket.unit) : null,
  };
}

/** Lists the names of all fields selected below a field, so that nothing is computed that nobody sees. */
function selectedNames(info: GraphQLResolveInfo): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (selections: SelectionSetNode | undefined): void => {
    for (const selection of selections?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) visit(info.fragments[selection.name.value]?.selectionSet);
      else visit(selection.selectionSet);
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
    }
  };
  for (const node of info.fieldNodes) visit(node.selectionSet);
  return names;
}

const operators = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function havingOf<Dim extends string, Name extends string>(
  { measures }: MetricsDefinition<Dim, Name>,
  having: Readonly<Record<string, unknown>>,
): HavingCondition<Name>[] {
  return Object.entries(having).flatMap(([name, range]) => {
    if (range === null || range === undefined) return [];
    const measure = name as Name;
    return conditionsOf(measures[measure], range as RangeFilter<string | number>).map((condition) => ({
      measure,
      ...condition,
    }));
  });
}

function conditionsOf(
  measure: Measure,
  range: RangeFilter<string | number>,
): Omit<HavingCondition<never>, 'measure'>[] {
  const currency = measure.kind === 'MONEY' ? (range as unknown as MoneyRange).currency : null;
  const seatUnit = measure.kind === 'SEATS' ? (range as unknown as SeatRange).unit : null;
  return Object.entries(operators).flatMap(([key, comparison]) => {
    const bound = range[key as keyof typeof operators];
    if (bound === null || bound === undefined) return [];
    const value = currency === null ? String(bound) : minorUnits(String(bound), currency);
    return { comparison, value, currency, seatUnit };
  });
}

function minorUnits(amount: string, currency: string): string {
  try {
    return parseMoney(amount, currency).amountMinor.toString();
  } catch (error) {
    if (!(error instanceof MoneyFormatError)) throw error;
    throw new MetricsLimitError(
      'metrics.amount',
      error.message,
      `Send an amount of ${currency} in \`having\`.`,
    );
  }
}

function orderOf<Dim extends string, Name extends string>(
  { definition, defaultMeasure }: MetricsField<Dim, Name>,
  { groupBy, bucket, orderBy }: MetricsArgs<Dim>,
): GroupOrder<Name> {
  const none = { currency: null, seatUnit: null };
  if (!orderBy) {
    return bucket
      ? { ...none, by: { keyIndex: groupBy.length }, direction: 'ASC' }
      : { ...none, by: { measure: defaultMeasure }, direction: 'DESC' };
  }
  const { field, direction } = orderBy;
  if (field in definition.measures) {
    const measure = field as Name;
    return { by: { measure }, direction, ...sliceOf(definition.measures[measure], orderBy) };
  }
  const keyIndex = field === 'PERIOD' && bucket ? groupBy.length : groupBy.indexOf(field as Dim);
  if (keyIndex >= 0) return { ...none, by: { keyIndex }, direction };
  throw new MetricsLimitError(
    'metrics.order',
    `Groups have no ${field} to be ordered by.`,
    field === 'PERIOD' ? 'Send `bucket`.' : `Add ${field} to \`groupBy\`, or order by a measure.`,
  );
}

function sliceOf(measure: Measure, { currency, seatUnit }: OrderInput) {
  const isMoney = measure.kind.startsWith('MONEY');
  const isPerSeat = measure.kind === 'SEATS' || measure.kind === 'MONEY_PER';
  if (isMoney && !currency) {
    throw new MetricsLimitError(
      'metrics.currency',
      'Money of different currencies has no order.',
      'Send `currency` in `orderBy`.',
    );
  }
  if (isPerSeat && !seatUnit) {
    throw new MetricsLimitError(
      'metrics.seatUnit',
      'Seats of different units have no order.',
      'Send `seatUnit` in `orderBy`.',
    );
  }
  return { currency: isMoney ? (currency ?? null) : null, seatUnit: isPerSeat ? (seatUnit ?? null) : null };
}
