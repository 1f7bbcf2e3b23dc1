import { addDays } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NewAward, lineKey, openAwardBook } from './certification-award.book.ts';
import { countsOn } from './certification-award.status.ts';

const line = { partnerId: 'prt_1', userId: 'usr_1', trackId: 'trk_1' };

function newAward(id: string, awardedOn: string, fields: Partial<NewAward> = {}): NewAward {
  return {
    ...line,
    id,
    scope: 'SECURITY_OPERATIONS',
    awardedOn,
    expiresOn: null,
    validityMonths: 24,
    evidence: null,
    revokedOn: null,
    revocationReason: null,
    ...fields,
  };
}

function placesOf(book: ReturnType<typeof openAwardBook>) {
  return book.added.map(({ id, expiresOn, supersededById, supersededOn }) => [
    id,
    expiresOn,
    supersededById,
    supersededOn,
  ]);
}

describe('the book of awards', () => {
  it('lets a first award stand for the validity of its track', () => {
    const book = openAwardBook(new Map());
    book.add(newAward('awd_1', '2026-10-15'));
    expect(placesOf(book)).toEqual([['awd_1', '2028-10-15', null, null]]);
    expect(book.standingOf(line)?.id).toBe('awd_1');
  });

  it('renews a stored award from its last day on and supersedes it', () => {
    const stored = { id: 'awd_0', awardedOn: '2024-12-14', expiresOn: '2026-12-14' };
    const book = openAwardBook(new Map([[lineKey(line), stored]]));
    book.add(newAward('awd_1', '2026-10-15'));
    expect(placesOf(book)).toEqual([['awd_1', '2028-12-14', null, null]]);
    expect(book.superseded).toEqual([{ supersededId: 'awd_0', byId: 'awd_1', on: '2026-10-15' }]);
  });

  it('puts an older award that arrives late behind the one that stands', () => {
    const stored = { id: 'awd_9', awardedOn: '2026-05-01', expiresOn: '2028-05-01' };
    const book = openAwardBook(new Map([[lineKey(line), stored]]));
    book.add(newAward('awd_1', '2024-05-01'));
    expect(placesOf(book)).toEqual([['awd_1', '2026-05-01', 'awd_9', '2026-05-01']]);
    expect(book.superseded).toEqual([]);
    expect(book.standingOf(line)?.id).toBe('awd_9');
  });

  it('chains several awards of one call', () => {
    const book = openAwardBook(new Map());
    book.add(newAward('awd_1', '2022-05-01'));
    book.add(newAward('awd_2', '2024-03-01'));
    book.add(newAward('awd_3', '2026-05-02'));
    expect(placesOf(book)).toEqual([
      ['awd_1', '2024-05-01', 'awd_2', '2024-03-01'],
      ['awd_2', '2026-05-01', 'awd_3', '2026-05-02'],
      ['awd_3', '2028-05-02', null, null],
    ]);
  });

  it('keeps an award that was revoked elsewhere out of the line', () => {
    const book = openAwardBook(new Map());
    book.add(newAward('awd_1', '2026-01-01', { revokedOn: '2026-02-01', revocationReason: 'Exam fraud.' }));
    expect(book.standingOf(line)).toBeNull();
    book.add(newAward('awd_2', '2026-03-01'));
    expect(placesOf(book)).toEqual([
      ['awd_1', '2028-01-01', null, null],
      ['awd_2', '2028-03-01', null, null],
    ]);
  });

  it('starts anew after a revocation', () => {
    const stored = { id: 'awd_0', awardedOn: '2025-12-14', expiresOn: '2027-12-14' };
    const book = openAwardBook(new Map([[lineKey(line), stored]]));
    book.revoke(line);
    book.add(newAward('awd_1', '2026-10-15'));
    expect(placesOf(book)).toEqual([['awd_1', '2028-10-15', null, null]]);
    expect(book.superseded).toEqual([]);
  });

  it('never leaves more than one award of a line standing, and never takes cover away', () => {
    const someDays = fc.array(
      fc.nat(2000).map((days) => addDays('2021-01-01', days)),
      { minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(
        someDays,
        fc.nat(2600).map((days) => addDays('2021-01-01', days)),
        (days, day) => {
          const book = openAwardBook(new Map());
          days.forEach((awardedOn, index) => book.add(newAward(`awd_${index}`, awardedOn)));
          expect(book.added.filter(({ supersededById }) => supersededById === null)).toHaveLength(1);
          const covered = book.added.some((award) => countsOn(award, day));
          const coveredAlone = book.added.some(
            ({ awardedOn }) => awardedOn <= day && day <= addDays(awardedOn, 700),
          );
          if (coveredAlone) expect(covered).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
