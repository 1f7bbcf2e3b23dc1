import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  contains,
  daysBetween,
  daysUntil,
  endOfDay,
  endOfMonth,
  fromLocalDate,
  isLocalDate,
  isTimeZone,
  monthsBetween,
  overlaps,
  parseLocalDate,
  startOfMonth,
  startOfQuarter,
  toLocalDate,
  todayIn,
} from './calendar.ts';

const runs = { numRuns: 2_000 };
const dates = fc.integer({ min: -20_000, max: 30_000 }).map((days) => addDays('2026-01-01', days));

describe('calendar', () => {
  it('clamps months to the end of the month', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
    expect(addMonths('2024-02-29', 12)).toBe('2025-02-28');
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
  });

  it('agrees with itself about days', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -4_000, max: 4_000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days);
        expect(daysUntil(addDays(date, days), date)).toBe(days);
        expect(toLocalDate(fromLocalDate(date))).toBe(date);
        expect(date < addDays(date, days)).toBe(days > 0);
      }),
      runs,
    );
  });

  it('puts every date between the start and the end of its month and after the start of its quarter', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(startOfMonth(date) <= date && date <= endOfMonth(date)).toBe(true);
        expect(addDays(endOfMonth(date), 1)).toBe(startOfMonth(addDays(endOfMonth(date), 1)));
        const quarter = startOfQuarter(date);
        expect(['01', '04', '07', '10']).toContain(quarter.slice(5, 7));
        expect(monthsBetween(quarter, startOfMonth(date))).toBeLessThanOrEqual(2);
      }),
      runs,
    );
  });

  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '26-01-01', 'today', '2026-01-01T00:00:00Z', ''])(
    'refuses %j as a date',
    (text) => {
      expect(isLocalDate(text)).toBe(false);
      expect(() => parseLocalDate(text)).toThrow(RangeError);
    },
  );

  // A day that is 23 or 25 hours long must still end where the next one starts.
  it.each([
    ['2026-03-08', 'America/New_York', '2026-03-09T04:00:00.000Z'],
    ['2026-11-01', 'America/New_York', '2026-11-02T05:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    // Midnight does not exist on this day in Beirut: the day before ends one hour later.
    ['2026-03-28', 'Asia/Beirut', '2026-03-28T22:00:00.000Z'],
    ['2026-06-30', 'Pacific/Kiritimati', '2026-06-30T10:00:00.000Z'],
    ['2026-06-30', 'UTC', '2026-07-01T00:00:00.000Z'],
  ])('ends %s in %s at %s', (date, zone, instant) => {
    const end = endOfDay(date, zone);
    expect(end.toISOString()).toBe(instant);
    expect(todayIn(new Date(end.getTime() - 1), zone)).toBe(date);
    expect(todayIn(end, zone)).toBe(addDays(date, 1));
  });

  it('lets touching windows pass and catches every shared day', () => {
    const windows = fc
      .tuple(dates, fc.integer({ min: 1, max: 60 }))
      .map(([from, days]) => ({ from, to: addDays(from, days) }));
    fc.assert(
      fc.property(
        windows,
        fc.integer({ min: -70, max: 70 }),
        fc.integer({ min: 1, max: 60 }),
        (a, shift, length) => {
          const from = addDays(a.from, shift);
          const b = { from, to: addDays(from, length) };
          const days = Array.from({ length: daysBetween(a.from, a.to) }, (_, index) =>
            addDays(a.from, index),
          );
          expect(overlaps(a, b)).toBe(days.some((day) => contains(b, day)));
          expect(overlaps(a, { from: a.to, to: addDays(a.to, 1) })).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('knows time zones', () => {
    expect(isTimeZone('America/New_York')).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
  });
});
