import { addDays } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileDateFormat } from './date-format.ts';
import { parseNumber } from './number-format.ts';

const anyDay = fc.integer({ min: 0, max: 36_000 }).map((days) => addDays('1970-01-01', days));
const formats = [
  'DD-MM-YYYY',
  'YYYY/MM/DD',
  'D.M.YYYY',
  'M/D/YYYY',
  'YYYYMMDD',
  'DD MMM YYYY',
  '(DD)MM.YYYY',
];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function write(date: string, format: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const parts: Record<string, string> = {
    YYYY: year,
    YY: year.slice(2),
    MMM: months[Number(month) - 1] ?? '',
    MM: month,
    M: String(Number(month)),
    DD: day,
    D: String(Number(day)),
  };
  return format.replace(/YYYY|YY|MMM|MM|M|DD|D/g, (token) => parts[token] ?? '');
}

test('every day written in a format is read back from it', () => {
  fc.assert(
    fc.property(anyDay, fc.constantFrom(...formats), (date, format) => {
      expect(compileDateFormat(format, undefined).parse(write(date, format))).toBe(date);
    }),
  );
});

test('two-digit years belong to the century that the pivot says', () => {
  const format = compileDateFormat('DD-MM-YY', 70);
  expect([format.parse('20-10-16'), format.parse('31-12-69'), format.parse('01-01-70')]).toEqual([
    '2016-10-20',
    '2069-12-31',
    '1970-01-01',
  ]);
});

test.each(['31-02-17', '1-2-17', '01-13-17', '', '01-02-2017', ' 01-02-17', '٠١-٠٢-١٧'])(
  '%o is no date of DD-MM-YY',
  (text) => {
    expect(compileDateFormat('DD-MM-YY', 70).parse(text)).toBeNull();
  },
);

test.each([
  ['DD-MM', 'the day, the month and the year once each'],
  ['DD-MM-YYYY YY', 'the day, the month and the year once each'],
  ['DDxMM-YYYY', 'letters or digits'],
  ['DD-MM-YY', 'no "twoDigitYearPivot"'],
])('the date format %o cannot be used: %s', (format, reason) => {
  expect(() => compileDateFormat(format, undefined)).toThrow(reason);
});

const styles = [
  { decimalSeparator: '.', groupSeparator: '' },
  { decimalSeparator: '.', groupSeparator: ',' },
  { decimalSeparator: ',', groupSeparator: '.' },
  { decimalSeparator: ',', groupSeparator: ' ' },
  { decimalSeparator: '.', groupSeparator: "'" },
];

test('every number written in a style is read back as a plain decimal text', () => {
  const whole = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
  fc.assert(
    fc.property(
      whole,
      fc.stringMatching(/^\d{0,4}$/),
      fc.constantFrom(...styles),
      (integer, fraction, style) => {
        const digits = String(integer).replace(/\B(?=(\d{3})+$)/g, style.groupSeparator);
        const written = fraction === '' ? digits : `${digits}${style.decimalSeparator}${fraction}`;
        const expected = fraction === '' ? String(integer) : `${integer}.${fraction}`;
        expect(parseNumber(written, style)).toBe(expected);
      },
    ),
  );
});

test.each(['1,23', '1,2345', ',5', '5.', '1e3', '0x10', 'NaN', '$5', '1 000', '--1', ''])(
  '%o is no number with thousands',
  (text) => {
    expect(parseNumber(text, { decimalSeparator: '.', groupSeparator: ',' })).toBeNull();
  },
);
