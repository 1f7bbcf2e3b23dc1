import { addDays, addMonths } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expiryOf, supersessionBetween } from './certification-award.renewal.ts';

const someDay = fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2020-01-01', days));

describe('the last day of an award', () => {
  it.each([
    ['2026-10-15', 24, null, '2028-10-15'],
    ['2026-10-15', 24, '2026-12-14', '2028-12-14'],
    ['2026-10-15', 24, '2026-10-15', '2028-10-15'],
    ['2026-10-15', 24, '2026-03-01', '2028-10-15'],
    ['2026-01-31', 1, null, '2026-02-28'],
    ['2024-01-31', 1, null, '2024-02-29'],
    ['2024-02-29', 12, null, '2025-02-28'],
  ])(
    'awarded %s for %i months, renewing one until %s: %s',
    (awardedOn, validityMonths, renewedExpiresOn, last) => {
      expect(expiryOf({ awardedOn, validityMonths, renewedExpiresOn })).toBe(last);
    },
  );

  it('never loses a day by renewing early, and never gains one by renewing late', () => {
    fc.assert(
      fc.property(
        someDay,
        someDay,
        fc.integer({ min: 1, max: 60 }),
        (renewedOn, oldLastDay, validityMonths) => {
          const last = expiryOf({ awardedOn: renewedOn, validityMonths, renewedExpiresOn: oldLastDay });
          const later = renewedOn > oldLastDay ? renewedOn : oldLastDay;
          expect(last).toBe(addMonths(later, validityMonths));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('supersession', () => {
  it('lets the later award stand, in whatever order the two are recorded', () => {
    const older = { id: 'awd_1', awardedOn: '2024-05-01' };
    const newer = { id: 'awd_2', awardedOn: '2026-05-01' };
    const expected = { supersededId: 'awd_1', byId: 'awd_2', on: '2026-05-01' };
    expect(supersessionBetween(older, newer)).toEqual(expected);
    expect(supersessionBetween(newer, older)).toEqual(expected);
  });

  it('lets the one recorded last stand when both are of one day', () => {
    const first = { id: 'awd_1', awardedOn: '2026-05-01' };
    const second = { id: 'awd_2', awardedOn: '2026-05-01' };
    expect(supersessionBetween(first, second)).toEqual({
      supersededId: 'awd_1',
      byId: 'awd_2',
      on: '2026-05-01',
    });
  });

  it('leaves exactly one award standing, one of the latest day, in any order of recording', () => {
    fc.assert(
      fc.property(fc.array(someDay, { minLength: 1, maxLength: 12 }), (days) => {
        const awards = days.map((awardedOn, index) => ({ id: `awd_${index}`, awardedOn }));
        const superseded = new Set<string>();
        let standing = awards[0]!;
        for (const added of awards.slice(1)) {
          const { supersededId } = supersessionBetween(standing, added);
          superseded.add(supersededId);
          standing = supersededId === standing.id ? added : standing;
        }
        expect(superseded.size).toBe(days.length - 1);
        expect(superseded.has(standing.id)).toBe(false);
        expect(standing.awardedOn).toBe([...days].sort().at(-1));
      }),
      { numRuns: 1000 },
    );
  });
});
