import { addDays, addMonths, daysBetween, monthsBetween } from '@channelgraph/core/calendar.ts';
import type { DateWindow, LocalDate } from '@channelgraph/core/calendar.ts';
import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import { raw } from '@prisma/client/runtime/client';
import type { Join } from './metrics.definition.ts';
import { directoryJoin } from './metrics.partner.ts';

/** The lengths of the periods into which time is cut. */
export const bucketUnits = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type BucketUnit = (typeof bucketUnits)[number];

/** A column by which time is cut: a calendar date stands for itself, an instant falls on a day of a time zone. */
export interface TimeColumn {
  readonly column: string;
  readonly kind: 'DATE' | 'INSTANT';
}

/** How time is cut. */
export interface Bucket {
  readonly column: TimeColumn;
  readonly unit: BucketUnit;
  /** In which instants fall on days; null: in that of the program of the partner of each row. */
  readonly timeZone: string | null;
  /** That of the deployment, for a partner whose program is not known. */
  readonly defaultZone: string;
  readonly from: LocalDate | null;
  /** The first day after. */
  readonly to: LocalDate | null;
}

const months: Readonly<Partial<Record<BucketUnit, number>>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

/** Gives the period that begins on a day. */
export function periodFrom(from: LocalDate, unit: BucketUnit): DateWindow {
  const length = months[unit];
  return {
    from,
    to: length === undefined ? addDays(from, unit === 'WEEK' ? 7 : 1) : addMonths(from, length),
  };
}

/** Gives the greatest number of periods that a range can touch. */
export function periodsWithin({ from, to }: DateWindow, unit: BucketUnit): number {
  const length = months[unit];
  if (length !== undefined) return Math.floor(monthsBetween(from, to) / length) + 2;
  return unit === 'WEEK' ? Math.floor(daysBetween(from, to) / 7) + 2 : daysBetween(from, to);
}

/** Gives the first day of the period of a row; weeks begin on Monday. */
export function periodSql(bucket: Bucket): SqlFragment {
  const { column, unit } = bucket;
  const stored = sql`t.${raw(column.column)}`;
  const local =
    column.kind === 'DATE' ? sql`${stored}::timestamp` : sql`${stored} AT TIME ZONE ${zoneSql(bucket)}`;
  return sql`date_trunc(${raw(`'${unit.toLowerCase()}'`)}, ${local})::date`;
}

/** Gives the condition that a row lies in the range of the buckets. */
export function rangeSql(bucket: Bucket): SqlFragment {
  const { column, from, to } = bucket;
  const stored = sql`t.${raw(column.column)}`;
  const start = (day: LocalDate) =>
    column.kind === 'DATE'
      ? sql`${day}::text::date`
      : sql`(${day}::text::timestamp AT TIME ZONE ${zoneSql(bucket)})`;
  return sql`${from === null ? sql`true` : sql`${stored} >= ${start(from)}`}
    AND ${to === null ? sql`true` : sql`${stored} < ${start(to)}`}`;
}

/** Lists the tables that must be joined to cut time. */
export function joinsOf({ column, timeZone }: Bucket): readonly Join[] {
  return column.kind === 'INSTANT' && timeZone === null ? [directoryJoin] : [];
}

function zoneSql({ timeZone, defaultZone }: Bucket): SqlFragment {
  return timeZone === null ? sql`coalesce(d.time_zone, ${defaultZone}::text)` : sql`${timeZone}::text`;
}
