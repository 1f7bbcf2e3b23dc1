import { Decimal } from 'decimal.js';

/** An ISO 4217 code in upper case. */
export type CurrencyCode = string;

/** An exact amount: whole minor units (cents, yen, fils) of one currency. */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: CurrencyCode;
}

/** The text is not an amount of the currency. */
export class MoneyFormatError extends Error {
  override readonly name = 'MoneyFormatError';
}

/** Two amounts of different currencies met in one calculation. */
export class CurrencyMismatchError extends Error {
  override readonly name = 'CurrencyMismatchError';

  constructor(a: CurrencyCode, b: CurrencyCode) {
    super(`Amounts in ${a} and ${b} cannot be combined without a rate.`);
  }
}

const knownCurrencies = new Set(Intl.supportedValuesOf('currency'));

// ISO 4217 exponents that differ from 2. Intl is not asked: its display digits follow CLDR, which
// drops the minor units of currencies whose coins fell out of use (IQD, LBP, …).
const exponents: Readonly<Record<CurrencyCode, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0,
  VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
  CLF: 4, UYW: 4,
}; // prettier-ignore

/** Tells whether the text is an ISO 4217 code that this runtime knows. */
export function isCurrencyCode(value: string): value is CurrencyCode {
  return knownCurrencies.has(value);
}

/** Gives the number of decimals of a currency: 2 for USD, 0 for JPY, 3 for BHD. */
export function minorDigits(currency: CurrencyCode): number {
  return exponents[currency] ?? 2;
}

/** Makes an amount from whole minor units. */
export function money(amountMinor: bigint | number, currency: CurrencyCode): Money {
  return { amountMinor: BigInt(amountMinor), currency };
}

/**
 * Reads a decimal text (`'1234.5'`, `'-0.07'`) as an amount of the currency.
 *
 * @throws {@link MoneyFormatError} for an unknown currency, a text that is no plain decimal number, or
 * more decimals than the currency has: an amount is never rounded on the way in.
 */
export function parseMoney(text: string, currency: CurrencyCode): Money {
  if (!isCurrencyCode(currency)) throw new MoneyFormatError(`${currency} is not an ISO 4217 code.`);
  const match = /^(-?)(\d{1,18})(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (!match) throw new MoneyFormatError(`"${text}" is not a decimal amount such as 1234.50.`);
  const digits = minorDigits(currency);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) {
    throw new MoneyFormatError(`"${text}" has more than the ${digits} decimals of ${currency}.`);
  }
  const units = BigInt(`${match[2]}${fraction.padEnd(digits, '0')}`);
  return { amountMinor: match[1] === '-' ? -units : units, currency };
}

/** Writes an amount with exactly the decimals of its currency, e.g. `'12.30'`. */
export function moneyToDecimal({ amountMinor, currency }: Money): string {
  const digits = minorDigits(currency);
  const sign = amountMinor < 0n ? '-' : '';
  const text = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(digits + 1, '0');
  if (digits === 0) return `${sign}${text}`;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Adds two amounts of one currency. */
export function addMoney(a: Money, b: Money): Money {
  requireSameCurrency(a, b);
  return { amountMinor: a.amountMinor + b.amountMinor, currency: a.currency };
}

/** Subtracts `b` from `a`, both of one currency. */
export function subtractMoney(a: Money, b: Money): Money {
  return addMoney(a, negateMoney(b));
}

/** Turns the sign of an amount. */
export function negateMoney(a: Money): Money {
  return { amountMinor: -a.amountMinor, currency: a.currency };
}

/** Sums amounts that all have the given currency; the sum of none is zero. */
export function sumMoney(amounts: Iterable<Money>, currency: CurrencyCode): Money {
  let sum = money(0n, currency);
  for (const amount of amounts) sum = addMoney(sum, amount);
  return sum;
}

/** Multiplies an amount by an exact rate, rounded once, half to even, to whole minor units. */
export function multiplyMoney(amount: Money, rate: Decimal | string): Money {
  const exact = new ExactDecimal(amount.amountMinor.toString()).times(rate.toString());
  return {
    amountMinor: BigInt(exact.toDecimalPlaces(0, Decimal.ROUND_HALF_EVEN).toFixed(0)),
    currency: amount.currency,
  };
}

/**
 * Splits an amount in proportion to the weights so that the parts sum exactly to the whole: the
 * minor units left over by rounding down go to the largest remainders, earlier parts first.
 *
 * @throws RangeError when a weight is negative or all are zero.
 */
export function allocateMoney(amount: Money, weights: readonly bigint[]): Money[] {
  return apportion(amount.amountMinor, weights).map((part) => money(part, amount.currency));
}

/**
 * Apportions whole units by the largest-remainder method; see {@link allocateMoney}.
 */
export function apportion(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum <= 0n || weights.some((weight) => weight < 0n)) {
    throw new RangeError('Weights must not be negative, and one must be positive.');
  }
  const sign = total < 0n ? -1n : 1n;
  const units = total * sign;
  const parts = weights.map((weight) => (units * weight) / sum);
  let left = units - parts.reduce((a, b) => a + b, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (units * weight) % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map((part) => part * sign);
}

const ExactDecimal = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_EVEN });

function requireSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new CurrencyMismatchError(a.currency, b.currency);
}
