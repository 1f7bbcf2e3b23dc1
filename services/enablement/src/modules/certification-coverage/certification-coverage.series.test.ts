import { type LocalDate, addDays } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ReportedCoverage,
  coverageToReport,
  figureOf,
  turningDays,
} from './certification-coverage.series.ts';
import { coverageOn } from './certification-coverage.formula.ts';
import {
  award,
  history,
  member,
  profile,
  requirement,
  someDay,
  someHistory,
} from './certification-coverage.testing.ts';

const security = 'SECURITY_OPERATIONS';
const base = history({
  awards: [award('usr_1', security, { awardedOn: '2025-06-01', expiresOn: '2026-10-20' })],
  memberships: [member('usr_1')],
  profiles: [profile({ deliveredScopes: [security] })],
  requirements: [requirement(security, 1)],
});

function figures(reported: readonly ReportedCoverage[]): string[] {
  return reported.map(({ asOf, status, numerator, denominator }) =>
    status === 'OK' ? `${asOf} ${numerator}/${denominator}` : `${asOf} ${status}`,
  );
}

/** Applies a report to what was reported before, as the store does. */
function afterReport(
  before: readonly ReportedCoverage[],
  report: readonly ReportedCoverage[],
): ReportedCoverage[] {
  const byDay = new Map(before.map((figure) => [figure.asOf, figure]));
  for (const figure of report) byDay.set(figure.asOf, figure);
  return [...byDay.values()];
}

function answerOn(
  reported: readonly ReportedCoverage[],
  day: LocalDate,
): Omit<ReportedCoverage, 'asOf'> | null {
  const last = reported
    .filter(({ asOf }) => asOf <= day)
    .sort((a, b) => (a.asOf < b.asOf ? -1 : 1))
    .at(-1);
  return last ? { status: last.status, numerator: last.numerator, denominator: last.denominator } : null;
}

function expectTrue(
  each: typeof base,
  reported: readonly ReportedCoverage[],
  from: LocalDate,
  through: LocalDate,
) {
  for (let day = from; day <= through; day = addDays(day, 1)) {
    const coverage = coverageOn(each, day);
    if (!coverage) continue;
    const { asOf: _, ...figure } = figureOf(coverage);
    expect(answerOn(reported, day)).toEqual(figure);
  }
}

describe('the coverage figures to report', () => {
  it('are the days of change and no others', () => {
    const report = coverageToReport(base, [], '2025-01-01', '2026-10-15').map(figureOf);
    expect(figures(report)).toEqual(['2025-01-01 0/1', '2025-06-01 1/1']);
  });

  it('never look ahead: an expiry is reported when its day has come', () => {
    const report = coverageToReport(base, [], '2025-06-01', '2026-10-20').map(figureOf);
    expect(figures(coverageToReport(base, report, '2025-06-01', '2026-10-20').map(figureOf))).toEqual([]);
    expect(figures(coverageToReport(base, report, '2025-06-01', '2026-10-21').map(figureOf))).toEqual([
      '2026-10-21 0/1',
    ]);
  });

  it('name the day of each missed change after forty days without a run', () => {
    const two = {
      ...base,
      awards: [
        ...base.awards,
        award('usr_2', security, { awardedOn: '2025-06-01', expiresOn: '2026-11-01' }),
      ],
      memberships: [member('usr_1'), member('usr_2')],
      requirements: [requirement(security, 2)],
    };
    const reported = coverageToReport(two, [], '2025-06-01', '2026-10-15').map(figureOf);
    const caughtUp = coverageToReport(two, reported, '2025-06-01', '2026-11-24').map(figureOf);
    expect(figures(caughtUp)).toEqual(['2026-10-21 0.5/1', '2026-11-02 0/1']);
  });

  it('restate the days that a late record makes untrue', () => {
    const reported = coverageToReport(base, [], '2025-01-01', '2026-10-25').map(figureOf);
    const late = {
      ...base,
      awards: [
        ...base.awards,
        award('usr_1', security, { awardedOn: '2025-03-01', expiresOn: '2027-03-01' }),
      ],
    };
    const restated = coverageToReport(late, reported, '2025-01-01', '2026-10-25').map(figureOf);
    expect(figures(reported)).toEqual(['2025-01-01 0/1', '2025-06-01 1/1', '2026-10-21 0/1']);
    expect(figures(restated)).toEqual(['2025-03-01 1/1', '2026-10-21 1/1']);
    expect(figures(afterReport(reported, restated)).sort()).toEqual([
      '2025-01-01 0/1',
      '2025-03-01 1/1',
      '2025-06-01 1/1',
      '2026-10-21 1/1',
    ]);
  });

  it('turn only on days on which something can turn', () => {
    fc.assert(
      fc.property(someHistory, someDay, (each, day) => {
        fc.pre(day > '2026-01-01' && !turningDays(each, '2026-01-01', '2027-03-01').includes(day));
        const { asOf: _a, ...before } = figuresOn(each, addDays(day, -1));
        const { asOf: _b, ...after } = figuresOn(each, day);
        expect(after).toEqual(before);
      }),
      { numRuns: 3000 },
    );
  });

  it('make every day true, whatever was reported before, and are then complete', () => {
    fc.assert(
      fc.property(someHistory, someHistory, someDay, someDay, (before, after, one, other) => {
        const from = '2026-01-01';
        const [early, late] = [one, other].sort() as [string, string];
        const first = coverageToReport(before, [], from, early).map(figureOf);
        const second = coverageToReport(after, first, from, late).map(figureOf);
        const reported = afterReport(first, second);
        expectTrue(after, reported, from, late);
        expect(coverageToReport(after, reported, from, late)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

function figuresOn(each: typeof base, day: LocalDate): ReportedCoverage {
  const coverage = coverageOn(each, day);
  return coverage ? figureOf(coverage) : { asOf: day, status: 'UNKNOWN', numerator: null, denominator: null };
}
