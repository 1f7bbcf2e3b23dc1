import { isLocalDate } from '@channelgraph/core/calendar.ts';
import { isCountryCode } from '@channelgraph/core/countries.ts';
import { isCurrencyCode } from '@channelgraph/core/money.ts';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import type { SubgraphBuilder } from './builder.ts';

const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const decimal = /^-?\d{1,24}(\.\d{1,18})?$/;
// No record of a partner program is older or reaches further: a day beyond is a slip of the pen.
const earliestDay = '1900-01-01';
const latestDay = '2199-12-31';

/** Adds the scalars, each with strict input: what is stored is what was meant, or nothing. */
export function addScalars(builder: SubgraphBuilder): void {
  builder.scalarType('DateTime', {
    description:
      'An instant in RFC 3339 with a zone, e.g. `2026-10-15T09:00:00.000Z`. Always returned in UTC with milliseconds.',
    serialize: (value) => value.toISOString(),
    parseValue: (value) => {
      const text = requireText('DateTime', value, dateTime, '2026-10-15T09:00:00Z');
      const instant = new Date(text);
      if (Number.isNaN(instant.getTime()) || !isWithinReach(instant.toISOString().slice(0, 10)))
        throw invalid('DateTime', text, '2026-10-15T09:00:00Z');
      return instant;
    },
  });
  builder.scalarType('Date', {
    description: 'A calendar date without time or zone, `YYYY-MM-DD`.',
    serialize: (value) => value,
    parseValue: (value) => {
      if (typeof value !== 'string' || !isLocalDate(value) || !isWithinReach(value))
        throw invalid('Date', value, '2026-10-15');
      return value;
    },
  });
  builder.scalarType('Decimal', {
    description: 'An exact decimal number as text, e.g. `"1234.50"`. Rates are fractions: `"0.15"` is 15 %.',
    serialize: (value) => value,
    parseValue: (value) =>
      requireText('Decimal', typeof value === 'number' ? String(value) : value, decimal, '"1234.50"'),
  });
  builder.scalarType('CurrencyCode', {
    description: 'An ISO 4217 currency code in upper case, e.g. `USD`.',
    serialize: (value) => value,
    parseValue: (value) => {
      if (typeof value !== 'string' || !isCurrencyCode(value)) throw invalid('CurrencyCode', value, 'USD');
      return value;
    },
  });
  builder.scalarType('CountryCode', {
    description: 'An ISO 3166-1 alpha-2 country code in upper case, e.g. `US`.',
    serialize: (value) => value,
    parseValue: (value) => {
      if (typeof value !== 'string' || !isCountryCode(value)) throw invalid('CountryCode', value, 'US');
      return value;
    },
  });
}

function isWithinReach(day: string): boolean {
  return day >= earliestDay && day <= latestDay;
}

function requireText(scalar: string, value: unknown, shape: RegExp, example: string): string {
  if (typeof value !== 'string' || !shape.test(value)) throw invalid(scalar, value, example);
  return value;
}

function invalid(scalar: string, value: unknown, example: string): BadUserInputError {
  const shown = JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
  return new BadUserInputError(`${shown} is no ${scalar}: write it like ${example}.`);
}
