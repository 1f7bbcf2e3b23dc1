import { MoneyFormatError, parseMoney } from '@channelgraph/core/money.ts';
import type { RangeFilter } from '@channelgraph/graphql/filters.ts';
import type {
  GroupOrder,
  HavingCondition,
  Measure,
  MetricsDefinition,
  SliceChoice,
} from './metrics.definition.ts';
import type { MetricsArgs, MetricsField, OrderInput } from './metrics.field.ts';
import { MetricsLimitError } from './metrics.limits.ts';

const operators = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** What is compared with the bounds of a condition: all rows of a group, or those of a currency and of a seat unit. */
type Range = RangeFilter<string | number> & { readonly currency?: string; readonly unit?: string };

/** Turns the conditions on groups into comparisons, money in minor units. */
export function havingOf<Dim extends string, Name extends string>(
  { measures }: MetricsDefinition<Dim, Name>,
  having: Readonly<Record<string, unknown>>,
): HavingCondition<Name>[] {
  return Object.entries(having).flatMap(([name, range]) => {
    if (range === null || range === undefined) return [];
    const measure = name as Name;
    const conditions = conditionsOf(measures[measure], name, range as Range);
    if (conditions.length === 0) throw comparesNothing(name);
    return conditions.map((condition) => ({ measure, ...condition }));
  });
}

function comparesNothing(name: string): MetricsLimitError {
  return new MetricsLimitError({
    rule: 'metrics.having',
    argument: `having.${name}`,
    message: `The condition on ${name} compares with nothing.`,
    remedy: 'Send eq, gt, gte, lt or lte, or leave it out.',
  });
}

function conditionsOf(
  measure: Measure,
  name: string,
  range: Range,
): Omit<HavingCondition<never>, 'measure'>[] {
  const { currency = null, unit: seatUnit = null } = range;
  const isAmount = measure.kind === 'MONEY' || measure.kind === 'MONEY_PER';
  return Object.entries(operators).flatMap(([key, comparison]) => {
    const bound = range[key as keyof typeof operators];
    if (bound === null || bound === undefined) return [];
    const amount = { amount: String(bound), currency: currency ?? '', argument: `having.${name}.${key}` };
    const value = isAmount ? minorUnits(amount) : String(bound);
    return { comparison, value, currency, seatUnit };
  });
}

interface AmountAt {
  readonly amount: string;
  readonly currency: string;
  readonly argument: string;
}

function minorUnits({ amount, currency, argument }: AmountAt): string {
  try {
    return parseMoney(amount, currency).amountMinor.toString();
  } catch (error) {
    if (!(error instanceof MoneyFormatError)) throw error;
    const remedy = `Send an amount of ${currency}.`;
    throw new MetricsLimitError({ rule: 'metrics.amount', argument, message: error.message, remedy });
  }
}

/** Gives the order of groups: what is asked for, else by period, else the largest first. */
export function orderOf<Dim extends string, Name extends string>(
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
  throw new MetricsLimitError({
    rule: 'metrics.order',
    argument: 'orderBy.field',
    message: `Groups have no ${field} to be ordered by.`,
    remedy: field === 'PERIOD' ? 'Send `bucket`.' : `Add ${field} to \`groupBy\`, or order by a measure.`,
  });
}

function sliceOf(measure: Measure, order: OrderInput): SliceChoice {
  const isMoney = measure.kind.startsWith('MONEY');
  const isPerSeat = measure.kind === 'SEATS' || measure.kind === 'MONEY_PER';
  return {
    currency: chosen(order.currency, 'currency', { of: 'Money', ones: 'currencies', isNeeded: isMoney }),
    seatUnit: chosen(order.seatUnit, 'seatUnit', {
      of: 'The number of seats',
      ones: 'units',
      isNeeded: isPerSeat,
    }),
  };
}

function chosen(
  value: string | null | undefined,
  argument: string,
  { of, ones, isNeeded }: { readonly of: string; readonly ones: string; readonly isNeeded: boolean },
): string | null {
  if (isNeeded === (value != null)) return value ?? null;
  throw new MetricsLimitError({
    rule: `metrics.${argument}`,
    argument: `orderBy.${argument}`,
    message: isNeeded
      ? `${of} of different ${ones} has no order.`
      : `The measure is not told apart by ${ones}.`,
    remedy: isNeeded ? `Send \`${argument}\` in \`orderBy\`.` : `Leave \`${argument}\` out of \`orderBy\`.`,
  });
}
