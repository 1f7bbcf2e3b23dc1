import type { Money } from './__generated__/graph.ts';

interface Exact {
  readonly digits: bigint;
  readonly scale: number;
}

function parse(amount: string): Exact {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(amount);
  if (match === null) throw new RangeError('An amount must be a decimal string such as "12.50".');
  const [, sign = '', whole = '', fraction = ''] = match;
  return { digits: BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`), scale: fraction.length };
}

function aligned(a: Money, b: Money): { left: bigint; right: bigint; scale: number } {
  if (a.currency !== b.currency) throw new RangeError('Amounts in different currencies cannot be combined.');
  const [left, right] = [parse(a.amount), parse(b.amount)];
  const scale = Math.max(left.scale, right.scale);
  const raise = (value: Exact): bigint => value.digits * 10n ** BigInt(scale - value.scale);
  return { left: raise(left), right: raise(right), scale };
}

function print(digits: bigint, scale: number): string {
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  return `${digits < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${text.slice(-scale)}`}`;
}

/**
 * Compares two amounts of one currency: negative, zero or positive, as `sort` wants it.
 *
 * @throws RangeError when the currencies differ.
 */
export function compareMoney(a: Money, b: Money): number {
  const { left, right } = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Adds two amounts of one currency exactly.
 *
 * @throws RangeError when the currencies differ.
 */
export function addMoney(a: Money, b: Money): Money {
  const { left, right, scale } = aligned(a, b);
  return Object.freeze({ amount: print(left + right, scale), currency: a.currency });
}

/**
 * Formats an amount for people, without ever passing through a binary number.
 *
 * @example
 * ```ts
 * formatMoney({ amount: '1234.50', currency: 'USD' }, 'en-US'); // '$1,234.50'
 * ```
 */
export function formatMoney(money: Money, locale?: string, options: Intl.NumberFormatOptions = {}): string {
  const { digits, scale } = parse(money.amount);
  const format = new Intl.NumberFormat(locale, { ...options, style: 'currency', currency: money.currency });
  return format.format(print(digits, scale) as Intl.StringNumericLiteral);
}
