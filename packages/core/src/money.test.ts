import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CurrencyMismatchError,
  MoneyFormatError,
  addMoney,
  allocateMoney,
  money,
  moneyToDecimal,
  multiplyMoney,
  negateMoney,
  parseMoney,
  subtractMoney,
  sumMoney,
} from './money.ts';

const runs = { numRuns: 2_000 };
const currencies = fc.constantFrom('USD', 'EUR', 'JPY', 'BHD');
const minor = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const amounts = fc.tuple(minor, currencies).map(([units, currency]) => money(units, currency));

describe('money', () => {
  it('reads back every amount that it writes', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(parseMoney(moneyToDecimal(amount), amount.currency)).toEqual(amount);
      }),
      runs,
    );
  });

  it('writes as many decimals as the currency has', () => {
    expect(moneyToDecimal(money(5, 'USD'))).toBe('0.05');
    expect(moneyToDecimal(money(-1_234_567, 'USD'))).toBe('-12345.67');
    expect(moneyToDecimal(money(500, 'JPY'))).toBe('500');
    expect(moneyToDecimal(money(1, 'BHD'))).toBe('0.001');
  });

  it.each([
    ['12.345', 'USD', 'more than the 2 decimals'],
    ['1.5', 'JPY', 'more than the 0 decimals'],
    ['1,000', 'USD', 'is not a decimal amount'],
    ['', 'USD', 'is not a decimal amount'],
    ['1e3', 'USD', 'is not a decimal amount'],
    ['10', 'XYZ', 'is not an ISO 4217 code'],
  ])('refuses %j in %s', (text, currency, problem) => {
    expect(() => parseMoney(text, currency)).toThrow(MoneyFormatError);
    expect(() => parseMoney(text, currency)).toThrow(problem);
  });

  it('takes trailing zeros for what they are', () => {
    expect(parseMoney('1.500', 'USD')).toEqual(money(150, 'USD'));
    expect(parseMoney('7.0', 'JPY')).toEqual(money(7, 'JPY'));
  });

  it('adds, subtracts and negates consistently', () => {
    fc.assert(
      fc.property(minor, minor, currencies, (a, b, currency) => {
        const [x, y] = [money(a, currency), money(b, currency)];
        expect(subtractMoney(addMoney(x, y), y)).toEqual(x);
        expect(addMoney(x, negateMoney(x)).amountMinor).toBe(0n);
        expect(sumMoney([x, y], currency)).toEqual(addMoney(x, y));
      }),
      runs,
    );
  });

  it('refuses to mix currencies', () => {
    expect(() => addMoney(money(1, 'USD'), money(1, 'EUR'))).toThrow(CurrencyMismatchError);
    expect(() => sumMoney([money(1, 'USD')], 'EUR')).toThrow(CurrencyMismatchError);
  });

  it('rounds a product once, half to even', () => {
    expect(multiplyMoney(money(125, 'USD'), '0.1')).toEqual(money(12, 'USD'));
    expect(multiplyMoney(money(135, 'USD'), '0.1')).toEqual(money(14, 'USD'));
    expect(multiplyMoney(money(-125, 'USD'), '0.1')).toEqual(money(-12, 'USD'));
    expect(multiplyMoney(money(10n ** 17n + 1n, 'USD'), '1')).toEqual(money(10n ** 17n + 1n, 'USD'));
  });

  it('splits so that the parts sum to the whole and none is off by more than one unit', () => {
    const weights = fc
      .array(fc.bigInt({ min: 0n, max: 1_000_000n }), { minLength: 1, maxLength: 50 })
      .filter((list) => list.some((weight) => weight > 0n));
    fc.assert(
      fc.property(amounts, weights, (amount, list) => {
        const parts = allocateMoney(amount, list);
        expect(sumMoney(parts, amount.currency)).toEqual(amount);
        const whole = list.reduce((a, b) => a + b, 0n);
        for (const [index, part] of parts.entries()) {
          const off = part.amountMinor * whole - amount.amountMinor * list[index]!;
          expect(off < whole && off > -whole).toBe(true);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('refuses weights that say nothing', () => {
    expect(() => allocateMoney(money(1, 'USD'), [0n, 0n])).toThrow(RangeError);
    expect(() => allocateMoney(money(1, 'USD'), [2n, -1n])).toThrow(RangeError);
  });
});
