import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '@channelgraph/core/calendar.ts';
import { defaultRegistrationPolicy } from '../deal-registration/deal-registration.policy.ts';
import { beginOf, protectionWindow, untilOf } from './protection.window.ts';

/** The local date of an instant, as the platform's own formatter writes it. */
function localDate(instant: number, timeZone: string): string {
  const formatter = formatters.get(timeZone) ?? newFormatter(timeZone);
  formatters.set(timeZone, formatter);
  return formatter.format(instant);
}
const formatters = new Map<string, Intl.DateTimeFormat>();
const newFormatter = (timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });

/** The first instant at which it is later than the day in the zone, found by halving. */
function firstInstantAfter(day: string, timeZone: string): string {
  let before = Date.parse(`${day}T00:00:00Z`) - 36 * 3_600_000;
  let after = before + 96 * 3_600_000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localDate(middle, timeZone) > day) after = middle;
    else before = middle;
  }
  return new Date(after).toISOString();
}

/** Days from a day, by the calendar of years and months and without the code under test. */
function daysAfter(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

const edges: readonly (readonly [name: string, timeZone: string, lastDay: string])[] = [
  ['clocks forward in New York', 'America/New_York', '2026-03-08'],
  ['the day before clocks go forward in New York', 'America/New_York', '2026-03-07'],
  ['clocks back in New York', 'America/New_York', '2026-11-01'],
  ['the day before clocks go back in New York', 'America/New_York', '2026-10-31'],
  ['clocks forward in Berlin', 'Europe/Berlin', '2026-03-29'],
  ['clocks back in Berlin', 'Europe/Berlin', '2026-10-25'],
  ['clocks forward in London', 'Europe/London', '2026-03-29'],
  ['clocks back in London', 'Europe/London', '2026-10-25'],
  ['clocks forward in Sydney', 'Australia/Sydney', '2026-10-04'],
  ['clocks back in Sydney', 'Australia/Sydney', '2026-04-05'],
  ['half an hour forward on Lord Howe', 'Australia/Lord_Howe', '2026-10-04'],
  ['half an hour back on Lord Howe', 'Australia/Lord_Howe', '2026-04-05'],
  ['a midnight that São Paulo skipped', 'America/Sao_Paulo', '2018-11-03'],
  ['a midnight that São Paulo had twice', 'America/Sao_Paulo', '2018-02-17'],
  ['a midnight that Havana skips', 'America/Havana', '2026-03-07'],
  ['clocks back in Havana', 'America/Havana', '2026-11-01'],
  ['a midnight that Cairo skips', 'Africa/Cairo', '2026-04-23'],
  ['clocks back in Cairo', 'Africa/Cairo', '2026-10-29'],
  ['a midnight that Beirut skips', 'Asia/Beirut', '2026-03-28'],
  ['a midnight that Asunción skipped', 'America/Asuncion', '2023-09-30'],
  ['clocks back in Santiago', 'America/Santiago', '2026-04-04'],
  ['clocks forward in Santiago', 'America/Santiago', '2026-09-05'],
  ['the day before a day that Apia left out', 'Pacific/Apia', '2011-12-29'],
  ['the day after a day that Apia left out', 'Pacific/Apia', '2011-12-31'],
  ['31 January', 'Europe/Berlin', '2026-01-31'],
  ['28 February of a common year', 'America/New_York', '2026-02-28'],
  ['28 February of a leap year', 'America/New_York', '2028-02-28'],
  ['29 February', 'Asia/Tokyo', '2028-02-29'],
  ['29 February of a leap century', 'UTC', '2000-02-29'],
  ['28 February of a century without', 'UTC', '2100-02-28'],
  ['the end of the year in the east', 'Pacific/Kiritimati', '2026-12-31'],
  ['the end of the year in the west', 'Pacific/Pago_Pago', '2026-12-31'],
  ['the far east', 'Pacific/Kiritimati', '2026-06-30'],
  ['the far west', 'Etc/GMT+12', '2026-06-30'],
  ['half an hour: Kolkata', 'Asia/Kolkata', '2026-06-30'],
  ['half an hour: Adelaide forward', 'Australia/Adelaide', '2026-10-04'],
  ['half an hour: Adelaide back', 'Australia/Adelaide', '2026-04-05'],
  ['half an hour: St. John’s forward', 'America/St_Johns', '2026-03-08'],
  ['half an hour: St. John’s back', 'America/St_Johns', '2026-11-01'],
  ['three quarters: Kathmandu', 'Asia/Kathmandu', '2026-04-30'],
  ['three quarters: Chatham forward', 'Pacific/Chatham', '2026-09-27'],
  ['three quarters: Chatham back', 'Pacific/Chatham', '2026-04-05'],
  ['clocks of Casablanca in Ramadan', 'Africa/Casablanca', '2026-02-15'],
  ['clocks of Nuuk forward on a Saturday', 'America/Nuuk', '2026-03-28'],
  ['UTC', 'UTC', '2026-10-15'],
];

describe('the end of a protection', () => {
  test('more than forty edges of zones and calendars are named', () => {
    expect(new Set(edges.map(([name]) => name)).size).toBe(45);
  });

  test.each(edges)('%s: %s ends %s at its last moment', (_name, timeZone, lastDay) => {
    const window = { from: lastDay, to: daysAfter(lastDay, 1) };
    expect(untilOf(window, timeZone).toISOString()).toBe(firstInstantAfter(lastDay, timeZone));
    expect(beginOf(window, timeZone).toISOString()).toBe(firstInstantAfter(daysAfter(lastDay, -1), timeZone));
  });

  test('in any zone on any day it is the first moment of the next day', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 20_000 }), (timeZone, offset) => {
        const lastDay = daysAfter('1995-01-01', offset);
        const window = { from: lastDay, to: daysAfter(lastDay, 1) };
        expect(untilOf(window, timeZone).toISOString()).toBe(firstInstantAfter(lastDay, timeZone));
      }),
      { numRuns: 1000 },
    );
  });
});

const day = fc.integer({ min: 0, max: 20_000 }).map((offset) => daysAfter('1995-01-01', offset));
const tier = fc.option(fc.integer({ min: 1, max: 6 }));
const tierDays: Readonly<Record<number, number>> = { 1: 0, 2: 30, 3: 60, 4: 90, 5: 90, 6: 90 };

describe('the length of a protection', () => {
  test.each([
    ['OPPORTUNITY', null, '2026-01-31', '2026-05-01'],
    ['OPPORTUNITY', 1, '2026-01-31', '2026-05-01'],
    ['OPPORTUNITY', 2, '2028-02-29', '2028-06-28'],
    ['OPPORTUNITY', 3, '2027-12-31', '2028-05-29'],
    ['OPPORTUNITY', 4, '2026-10-15', '2027-04-13'],
    ['CUSTOMER_ENGAGEMENT', 4, '2026-10-15', '2027-05-13'],
    ['EXPANSION', 4, '2026-10-15', '2026-12-14'],
    ['RENEGOTIATION', 2, '2026-10-15', '2026-12-14'],
  ] as const)('of %s at rank %s from %s goes to %s', (kind, tierRank, approvedOn, to) => {
    const window = protectionWindow(
      kind,
      { approvedOn, tierRank, contract: null },
      defaultRegistrationPolicy,
    );
    expect(window).toMatchObject({ from: approvedOn, to });
  });

  test('from the approval it is the base and what the tier adds, and never more than the maximum', () => {
    const bases = { OPPORTUNITY: 90, CUSTOMER_ENGAGEMENT: 120, EXPANSION: 60, RENEGOTIATION: 60 } as const;
    const kinds = fc.constantFrom('OPPORTUNITY', 'CUSTOMER_ENGAGEMENT', 'EXPANSION', 'RENEGOTIATION');
    fc.assert(
      fc.property(
        kinds,
        day,
        tier,
        fc.integer({ min: 1, max: 400 }),
        (kind, approvedOn, tierRank, maximumDays) => {
          const { protection } = defaultRegistrationPolicy;
          const policy = { protection: { ...protection, [kind]: { ...protection[kind], maximumDays } } };
          const extra = kind === 'EXPANSION' || kind === 'RENEGOTIATION' ? 0 : (tierDays[tierRank ?? 1] ?? 0);
          const length = Math.min(bases[kind] + extra, maximumDays);
          const window = protectionWindow(kind, { approvedOn, tierRank, contract: null }, policy);
          expect(window).toMatchObject({ from: approvedOn, to: daysAfter(approvedOn, length) });
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('of an engagement with a contract it is the term and thirty days, at most 36 months of it', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: -400, max: 400 }),
        fc.integer({ min: 1, max: 3000 }),
        tier,
        (start, shift, term, tierRank) => {
          const approvedOn = daysAfter(start, shift);
          const end = daysAfter(start, term);
          const limit = clampedMonthsAfter(start, 36);
          const to = daysAfter(end < limit ? end : limit, 30);
          const facts = { approvedOn, tierRank, contract: { start, end } };
          const window = protectionWindow('CUSTOMER_ENGAGEMENT', facts, defaultRegistrationPolicy);
          if (to <= approvedOn) expect(window).toBeNull();
          else expect(window).toMatchObject({ from: approvedOn, to });
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('of a renewal it is from 90 days before the end of the term to 30 days after', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -500, max: 100 }), (end, shift) => {
        const approvedOn = daysAfter(end, shift);
        const facts = { approvedOn, tierRank: null, contract: { start: addDays(end, -365), end } };
        const window = protectionWindow('RENEWAL', facts, defaultRegistrationPolicy);
        if (shift >= 30) expect(window).toBeNull();
        else
          expect(window).toMatchObject({
            from: daysAfter(end, Math.max(-90, shift)),
            to: daysAfter(end, 30),
          });
      }),
      { numRuns: 1000 },
    );
    expect(
      protectionWindow(
        'RENEWAL',
        { approvedOn: '2026-01-01', tierRank: 1, contract: null },
        defaultRegistrationPolicy,
      ),
    ).toBeNull();
  });
});

/** Months from a day, the last of the month where it has no such day: counted, not computed. */
function clampedMonthsAfter(start: string, months: number): string {
  const [year = 0, month = 1, date = 1] = start.split('-').map(Number);
  const target = new Date(Date.UTC(year, month - 1 + months, 1));
  const lastDate = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(date, lastDate));
  return target.toISOString().slice(0, 10);
}
