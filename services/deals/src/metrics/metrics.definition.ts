import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';

/** By what rows are grouped. All expressions are on the alias `t` or on the join that they name. */
export interface Dimension {
  readonly expression: SqlFragment;
  /** A table that must be joined for it; each is joined once. */
  readonly join?: Join;
  /** Whether a row belongs to several groups, in each of which it counts whole. */
  readonly isMany?: boolean;
}

/** A join with a name by which it is told from others. */
export interface Join {
  readonly name: string;
  readonly sql: SqlFragment;
}

/**
 * How a measure comes out of the sums of a group. Sums named by `part` are whole numbers; those of money and of
 * seats are kept apart by slice, so that nothing of different currencies or units is ever added.
 */
export type Measure =
  | { readonly kind: 'COUNT'; readonly part: string }
  | {
      readonly kind: 'RATIO';
      readonly numerator: readonly string[];
      readonly denominator: readonly string[];
      readonly digits: number;
    }
  | { readonly kind: 'MEDIAN'; readonly column: string }
  | {
      readonly kind: 'MONEY';
      readonly part: string;
      /** What the sum is to be divided by to be minor units. */
      readonly scale: bigint;
    }
  | {
      readonly kind: 'MONEY_PER';
      readonly part: string;
      readonly per: string;
    }
  | { readonly kind: 'MONEY_RATIO'; readonly part: string; readonly of: string; readonly digits: number }
  | { readonly kind: 'SEATS'; readonly part: string };

/** What can be asked about the rows of one table. */
export interface MetricsDefinition<Dim extends string, Name extends string> {
  /** The table or sub-query with its alias `t`. */
  readonly source: SqlFragment;
  /** Whether facts are derived with effort: then each is computed once per row, not once for every sum that uses it. */
  readonly isDerived?: boolean;
  readonly dimensions: Readonly<Record<Dim, Dimension>>;
  readonly measures: Readonly<Record<Name, Measure>>;
  /** Columns that the sums need, by name. */
  readonly facts: Readonly<Record<string, SqlFragment>>;
  /** Sums of whole numbers over the facts `f`, by part. */
  readonly counts: Readonly<Record<string, SqlFragment>>;
  /** Sums over the facts `f` that are kept apart by slice, by part. */
  readonly sliced: Readonly<Record<string, SqlFragment>>;
  /** What keeps sums apart: `currency`, or currency and seat unit. */
  readonly slice: SqlFragment;
}

/** The currency and the seat unit whose sums are compared or ordered; null takes all. */
export interface SliceChoice {
  readonly currency: string | null;
  readonly seatUnit: string | null;
}

/** A measure that groups must satisfy. Bounds are decimals; of money in minor units. */
export interface HavingCondition<Name extends string> extends SliceChoice {
  readonly measure: Name;
  readonly comparison: '=' | '>' | '>=' | '<' | '<=';
  readonly value: string;
}

/** By what groups are ordered; equal ones by their keys. */
export interface GroupOrder<Name extends string> extends SliceChoice {
  readonly by: { readonly measure: Name } | { readonly keyIndex: number };
  readonly direction: 'ASC' | 'DESC';
}

/** One question of metrics, checked. */
export interface MetricsQuery<Dim extends string, Name extends string> {
  readonly dimensions: readonly Dim[];
  /** The period of a row, the last part of the key; null when time is not cut. */
  readonly period: SqlFragment | null;
  readonly condition: SqlFragment;
  /** Tables that the period or the condition speaks of. */
  readonly joins: readonly Join[];
  /** The measures that somebody wants to see. */
  readonly measures: ReadonlySet<Name>;
  readonly having: readonly HavingCondition<Name>[];
  readonly order: GroupOrder<Name>;
  readonly first: number;
  /** Whether somebody wants to see the sums over all rows. */
  readonly withTotals: boolean;
}

/** The sums of one group, or of many. */
export interface Sums {
  readonly counts: Readonly<Record<string, bigint>>;
  /** By slice: the currency, or currency and seat unit with a bar between. */
  readonly slices: Readonly<Record<string, Readonly<Record<string, bigint>>>>;
  /** Null where there is none, or where it cannot be derived. */
  readonly median: string | null;
}

/** One group with the parts of its key, in the order of the dimensions, the period last. */
export interface Group extends Sums {
  readonly key: readonly (string | null)[];
}

/** The answer to a question of metrics. */
export interface Metrics {
  readonly groups: readonly Group[];
  /** The number of groups that satisfy the conditions. */
  readonly totalCount: number;
  /** The sums of all groups that are not among `groups`. */
  readonly others: Sums & { readonly groupCount: number };
  /** The sums over all rows, each counted once. */
  readonly totals: Sums;
}
