import { addDays, daysBetween, todayIn } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AwardDates, awardStatusOn, countsOn, daysUntilExpiry } from './certification-award.status.ts';

const award: AwardDates = {
  awardedOn: '2024-12-14',
  expiresOn: '2026-12-14',
  supersededOn: null,
  revokedOn: null,
};

const someDay = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2022-01-01', days));
const someAward: fc.Arbitrary<AwardDates> = fc.record({
  awardedOn: someDay,
  expiresOn: someDay,
  supersededOn: fc.option(someDay, { nil: null }),
  revokedOn: fc.option(someDay, { nil: null }),
});

describe('the status of an award', () => {
  it.each([
    ['2024-12-13', null],
    ['2024-12-14', 'ACTIVE'],
    ['2026-10-14', 'ACTIVE'],
    ['2026-10-15', 'EXPIRING'],
    ['2026-12-14', 'EXPIRING'],
    ['2026-12-15', 'EXPIRED'],
  ])('on %s is %s', (day, status) => {
    expect(awardStatusOn(award, day)).toBe(status);
  });

  it('counts the days that are left, down to the last day and beyond', () => {
    expect(daysUntilExpiry(award, '2026-10-15')).toBe(60);
    expect(daysUntilExpiry(award, '2026-12-14')).toBe(0);
    expect(daysUntilExpiry(award, '2026-12-15')).toBe(-1);
  });

  it('is SUPERSEDED from the day of the later award, and REVOKED from the day of the revocation', () => {
    expect(awardStatusOn({ ...award, supersededOn: '2026-01-10' }, '2026-01-09')).toBe('ACTIVE');
    expect(awardStatusOn({ ...award, supersededOn: '2026-01-10' }, '2026-01-10')).toBe('SUPERSEDED');
    expect(awardStatusOn({ ...award, supersededOn: '2026-01-10' }, '2027-01-10')).toBe('SUPERSEDED');
    expect(awardStatusOn({ ...award, revokedOn: '2026-01-10' }, '2026-01-09')).toBe('ACTIVE');
    expect(awardStatusOn({ ...award, revokedOn: '2026-01-10' }, '2026-01-10')).toBe('REVOKED');
  });

  it('counts through the end of the last day in the time zone of the program', () => {
    const lastSecond = new Date('2026-12-15T04:59:59Z');
    const nextDay = new Date('2026-12-15T05:00:00Z');
    expect(countsOn(award, todayIn(lastSecond, 'America/New_York'))).toBe(true);
    expect(countsOn(award, todayIn(nextDay, 'America/New_York'))).toBe(false);
    expect(countsOn(award, todayIn(lastSecond, 'Europe/Berlin'))).toBe(false);
  });

  it('counts exactly while it is ACTIVE or EXPIRING', () => {
    fc.assert(
      fc.property(someAward, someDay, (each, day) => {
        const status = awardStatusOn(each, day);
        expect(countsOn(each, day)).toBe(status === 'ACTIVE' || status === 'EXPIRING');
      }),
      { numRuns: 2000 },
    );
  });

  it('never counts again once it has stopped', () => {
    fc.assert(
      fc.property(someAward, someDay, fc.nat(2000), (each, day, later) => {
        fc.pre(day >= each.awardedOn && !countsOn(each, day));
        expect(countsOn(each, addDays(day, later))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('is EXPIRING exactly on the last day and the 60 days before it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), (days) => {
        const day = addDays('2024-12-14', days);
        const left = daysBetween(day, '2026-12-14');
        expect(awardStatusOn(award, day) === 'EXPIRING').toBe(left >= 0 && left <= 60);
      }),
      { numRuns: 1000 },
    );
  });
});
