import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addBusinessMinutes, businessMinutesBetween } from './business-calendar.ts';
import type { BusinessCalendar } from './business-calendar.ts';

const office = [{ from: '09:00', to: '17:00' }];
const weekdays = (timeZone: string, holidays: string[] = []): BusinessCalendar => ({
  timeZone,
  week: [office, office, office, office, office, [], []],
  holidays,
});
const always = [{ from: '00:00', to: '24:00' }];
const aroundTheClock = (timeZone: string): BusinessCalendar => ({
  timeZone,
  week: [always, always, always, always, always, always, always],
  holidays: [],
});

test.each([
  [
    'a decision of 48 hours goes over a weekend',
    'America/New_York',
    [],
    '2026-10-15T14:00:00Z',
    2880,
    '2026-10-23T14:00:00.000Z',
  ],
  [
    'before opening it begins when the office opens',
    'Europe/Berlin',
    [],
    '2026-10-15T03:00:00Z',
    60,
    '2026-10-15T08:00:00.000Z',
  ],
  [
    'after closing it begins the next day',
    'Europe/Berlin',
    [],
    '2026-10-15T16:00:00Z',
    60,
    '2026-10-16T08:00:00.000Z',
  ],
  [
    'what fills the day ends when the office closes',
    'Europe/Berlin',
    [],
    '2026-10-15T07:00:00Z',
    480,
    '2026-10-15T15:00:00.000Z',
  ],
  [
    'holidays are left out',
    'Europe/Berlin',
    ['2026-10-16', '2026-10-19'],
    '2026-10-15T14:00:00Z',
    120,
    '2026-10-20T08:00:00.000Z',
  ],
  [
    'clocks going back over the weekend change the instant alone',
    'Europe/Berlin',
    [],
    '2026-10-23T14:00:00Z',
    120,
    '2026-10-26T09:00:00.000Z',
  ],
  [
    'clocks going forward over the weekend change the instant alone',
    'Europe/Berlin',
    [],
    '2026-03-27T15:00:00Z',
    120,
    '2026-03-30T08:00:00.000Z',
  ],
  ['a zone of half hours', 'Asia/Kolkata', [], '2026-10-15T03:30:00Z', 30, '2026-10-15T04:00:00.000Z'],
] as const)('%s', (_name, timeZone, holidays, since, minutes, until) => {
  const calendar = weekdays(timeZone, [...holidays]);
  expect(addBusinessMinutes(calendar, new Date(since), minutes).toISOString()).toBe(until);
  expect(businessMinutesBetween(calendar, new Date(since), new Date(until))).toBe(minutes);
});

test('an hour that clocks skip is not worked, one that they show twice is', () => {
  const berlin = aroundTheClock('Europe/Berlin');
  const hours = (from: string, to: string) =>
    businessMinutesBetween(berlin, new Date(from), new Date(to)) / 60;
  expect(hours('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toBe(23);
  expect(hours('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toBe(25);
  const night = { ...berlin, week: Array.from({ length: 7 }, () => [{ from: '02:00', to: '03:00' }]) };
  expect(
    businessMinutesBetween(night, new Date('2026-03-28T23:00:00Z'), new Date('2026-03-29T22:00:00Z')),
  ).toBe(0);
});

const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'Pacific/Apia',
);
const instant = fc
  .integer({ min: Date.UTC(2010, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 })
  .map((minute) => new Date(minute * 60_000));

test('around the clock working time is time, whatever clocks do', () => {
  fc.assert(
    fc.property(zone, instant, fc.integer({ min: 0, max: 20_000 }), (timeZone, since, minutes) => {
      const until = new Date(since.getTime() + minutes * 60_000);
      expect(addBusinessMinutes(aroundTheClock(timeZone), since, minutes)).toEqual(until);
      expect(businessMinutesBetween(aroundTheClock(timeZone), since, until)).toBe(minutes);
    }),
    { numRuns: 1000 },
  );
}, 60_000);

test('what is added is found between, parts add up, and later is never sooner', () => {
  fc.assert(
    fc.property(
      zone,
      instant,
      fc.integer({ min: 0, max: 5000 }),
      fc.integer({ min: 0, max: 5000 }),
      (timeZone, since, a, b) => {
        const calendar = weekdays(timeZone, ['2020-01-01', '2026-12-25']);
        const first = addBusinessMinutes(calendar, since, a);
        const second = addBusinessMinutes(calendar, since, a + b);
        expect(businessMinutesBetween(calendar, since, first)).toBe(a);
        expect(businessMinutesBetween(calendar, first, second)).toBe(b);
        expect(second.getTime()).toBeGreaterThanOrEqual(first.getTime());
        expect(addBusinessMinutes(calendar, first, b)).toEqual(b === 0 ? first : second);
      },
    ),
    { numRuns: 1000 },
  );
}, 60_000);

test('time does not run backwards, and a calendar that never opens says so', () => {
  const closed = { timeZone: 'UTC', week: [[], [], [], [], [], [], []], holidays: [] };
  expect(() => addBusinessMinutes(closed, new Date(0), 1)).toThrow('does not open');
  expect(() => addBusinessMinutes(closed, new Date(0), -1)).toThrow('backwards');
  expect(businessMinutesBetween(closed, new Date(1000), new Date(0))).toBe(0);
});
