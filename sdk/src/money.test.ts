import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoney, compareMoney, formatMoney } from './money.ts';

const usd = (amount: string) => ({ amount, currency: 'USD' });
const cents = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
const print = (value: bigint): string => {
  const text = String(value < 0n ? -value : value).padStart(3, '0');
  return `${value < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
};

describe('adding money', () => {
  it('is exact at any size', () => {
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        expect(addMoney(usd(print(a)), usd(print(b)))).toEqual(usd(print(a + b)));
      }),
    );
  });

  it('keeps the finer number of decimals', () => {
    expect(addMoney(usd('0.1'), usd('0.20'))).toEqual(usd('0.30'));
    expect(addMoney(usd('-0.005'), usd('1'))).toEqual(usd('0.995'));
    expect(addMoney(usd('5'), usd('-7'))).toEqual(usd('-2'));
  });

  it('refuses two currencies and what is no decimal', () => {
    expect(() => addMoney(usd('1'), { amount: '1', currency: 'EUR' })).toThrow(RangeError);
    for (const amount of ['', '1e3', '1,00', ' 1', '.5', 'NaN'])
      expect(() => addMoney(usd(amount), usd('1'))).toThrow(RangeError);
  });
});

describe('comparing money', () => {
  it('orders as the amounts do, whatever their decimals', () => {
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        expect(Math.sign(compareMoney(usd(print(a)), usd(`${print(b)}0`)))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('refuses two currencies', () => {
    expect(() => compareMoney(usd('1'), { amount: '1', currency: 'EUR' })).toThrow(RangeError);
  });
});

describe('formatting money', () => {
  it('shows every digit of amounts that a number cannot hold', () => {
    expect(formatMoney(usd('9007199254740993.01'), 'en-US')).toBe('$9,007,199,254,740,993.01');
    expect(formatMoney(usd('-1234.50'), 'en-US')).toBe('-$1,234.50');
    expect(formatMoney({ amount: '1200', currency: 'JPY' }, 'en-US')).toBe('¥1,200');
  });

  it('takes options of Intl.NumberFormat', () => {
    expect(formatMoney(usd('1234.50'), 'en-US', { maximumFractionDigits: 0 })).toBe('$1,235');
  });
});
