import { money } from '@channelgraph/core/money.ts';
import type { Money } from '@channelgraph/core/money.ts';
import type { Measure, Sums } from './metrics.definition.ts';

type OfKind<Kind extends Measure['kind']> = Extract<Measure, { readonly kind: Kind }>;

/** An amount per seat of a unit. */
export interface AmountPerSeat {
  readonly seatUnit: string;
  readonly amount: Money;
}

/** A fraction of the money of one currency. */
export interface CurrencyRate {
  readonly currency: string;
  readonly rate: string | null;
}

/** Gives a count. */
export function countOf({ part }: OfKind<'COUNT'>, { counts }: Sums): number {
  return Number(counts[part] ?? 0n);
}

/** Gives a quotient of sums; null when there is nothing to divide by. */
export function ratioOf(
  { numerator, denominator, digits }: OfKind<'RATIO'>,
  { counts }: Sums,
): string | null {
  const sum = (parts: readonly string[]) => parts.reduce((total, part) => total + (counts[part] ?? 0n), 0n);
  return quotient(sum(numerator), sum(denominator), digits);
}

/** Gives one amount per currency, in the order of the codes. */
export function moneyOf({ part, scale }: OfKind<'MONEY'>, sums: Sums): Money[] {
  return [...byCurrency(sums, part)].map(([currency, sum]) => money(dividedHalfEven(sum, scale), currency));
}

/** Gives one count per seat unit, in the order of the units. */
export function seatsOf({ part }: OfKind<'SEATS'>, { slices }: Sums): { unit: string; count: number }[] {
  const units = new Map<string, bigint>();
  for (const [slice, parts] of Object.entries(slices)) {
    const unit = unitOf(slice);
    units.set(unit, (units.get(unit) ?? 0n) + (parts[part] ?? 0n));
  }
  return [...units].toSorted(byName).map(([unit, count]) => ({ unit, count: Number(count) }));
}

/** Gives one amount per currency and seat unit; none where there are no seats. */
export function moneyPerOf({ part, per }: OfKind<'MONEY_PER'>, { slices }: Sums): AmountPerSeat[] {
  return Object.entries(slices)
    .toSorted(byName)
    .flatMap(([slice, parts]) => {
      const seats = parts[per] ?? 0n;
      if (seats <= 0n) return [];
      return {
        seatUnit: unitOf(slice),
        amount: money(dividedHalfEven(parts[part] ?? 0n, seats), currencyOf(slice)),
      };
    });
}

/** Gives one fraction per currency. */
export function moneyRatioOf({ part, of, digits }: OfKind<'MONEY_RATIO'>, sums: Sums): CurrencyRate[] {
  const wholes = byCurrency(sums, of);
  return [...byCurrency(sums, part)].map(([currency, sum]) => ({
    currency,
    rate: quotient(sum, wholes.get(currency) ?? 0n, digits),
  }));
}

function byCurrency({ slices }: Sums, part: string): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const [slice, parts] of Object.entries(slices).toSorted(byName)) {
    const currency = currencyOf(slice);
    sums.set(currency, (sums.get(currency) ?? 0n) + (parts[part] ?? 0n));
  }
  return sums;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function currencyOf(slice: string): string {
  return slice.split('|')[0] ?? '';
}

function unitOf(slice: string): string {
  return slice.split('|')[1] ?? '';
}

// Half away from zero, as the database rounds where it compares and orders the same quotient.
function quotient(numerator: bigint, denominator: bigint, digits: number): string | null {
  if (denominator === 0n) return null;
  const [top, bottom] = [magnitude(numerator), magnitude(denominator)];
  const scaled = (2n * top * 10n ** BigInt(digits) + bottom) / (2n * bottom);
  const isNegative = scaled > 0n && numerator < 0n !== denominator < 0n;
  const text = scaled.toString().padStart(digits + 1, '0');
  return `${isNegative ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function dividedHalfEven(sum: bigint, divisor: bigint): bigint {
  const whole = magnitude(sum) / divisor;
  const twice = 2n * (magnitude(sum) % divisor);
  const rounded = twice > divisor || (twice === divisor && whole % 2n === 1n) ? whole + 1n : whole;
  return sum < 0n ? -rounded : rounded;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
