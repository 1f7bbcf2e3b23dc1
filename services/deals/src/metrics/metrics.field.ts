import { Kind } from 'graphql';
import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import type { DateWindow } from '@channelgraph/core/calendar.ts';
import { joinSql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { OrderDirection } from '@channelgraph/graphql/shared-types.ts';
import type { Context } from '../context.ts';
import { readMetrics } from './metrics.answer.ts';
import { joinsOf, periodFrom, periodSql, rangeSql } from './metrics.buckets.ts';
import type { Bucket, TimeColumn } from './metrics.buckets.ts';
import type { Metrics, MetricsDefinition } from './metrics.definition.ts';
import { checkBucket, checkDimensions, checkFirst, checkTimeZone } from './metrics.limits.ts';
import { havingOf, orderOf } from './metrics.order.ts';
import type { BucketInput } from './metrics.types.ts';

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
  /** Null: that of the program of the partner of each row. */
  readonly timeZone: string | null;
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
  const timeZone = args.timeZone ?? null;
  const bucket = bucketOf(field, args, ask.context);
  const first = args.first ?? defaultFirst;
  checkFirst(first);
  checkDimensions(args.groupBy, { isCut: bucket !== null, open: openDimensions });
  const selected = selectedNames(ask.info);
  const metrics = await readMetrics(ask.context.db.read, definition, {
    dimensions: args.groupBy,
    period: bucket && periodSql(bucket),
    condition: bucket ? joinSql([ask.condition, rangeSql(bucket)], ' AND ') : ask.condition,
    joins: bucket ? joinsOf(bucket) : [],
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
  { bucket: input, timeZone }: MetricsArgs<Dim>,
  { timeZone: defaultZone }: Context,
): Bucket | null {
  if (timeZone != null) checkTimeZone(timeZone);
  const column = input && timeColumns[input.field];
  if (!column) return null;
  const { unit, from, to } = input;
  const zones = { timeZone: timeZone ?? null, defaultZone };
  const bucket = { column, unit, ...zones, from: from ?? null, to: to ?? null };
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
