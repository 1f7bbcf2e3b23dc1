import { type LocalDate, addDays } from '@channelgraph/core/calendar.ts';
import { type Coverage, type CoverageHistory, coverageOn } from './certification-coverage.formula.ts';

/** A coverage figure that was reported to the scorecard for a day. */
export interface ReportedCoverage {
  readonly asOf: LocalDate;
  readonly status: string;
  readonly numerator: string | null;
  readonly denominator: string | null;
}

/** Lists the days in `[from, through]` on which a partner's coverage may change, `from` always among them. */
export function turningDays(history: CoverageHistory, from: LocalDate, through: LocalDate): LocalDate[] {
  const days = new Set<LocalDate>([from]);
  const add = (day: LocalDate | null) => {
    if (day !== null && from < day && day <= through) days.add(day);
  };
  for (const award of history.awards) {
    add(award.awardedOn);
    add(addDays(award.expiresOn, 1));
    add(award.supersededOn);
    add(award.revokedOn);
  }
  for (const period of [...history.memberships, ...history.profiles]) {
    add(period.from);
    add(period.to);
  }
  for (const version of history.requirements) {
    add(version.effectiveFrom);
    add(version.effectiveTo);
  }
  return [...days].sort();
}

/**
 * Lists the figures that must be reported so that, for every day in `[from, through]`, the figure reported
 * last at or before the day is the true one.
 *
 * @remarks Only changes are listed. A day that was reported and is no longer true is listed again: a record
 * that arrived late restates it.
 */
export function coverageToReport(
  history: CoverageHistory,
  reported: readonly ReportedCoverage[],
  from: LocalDate,
  through: LocalDate,
): Coverage[] {
  if (from > through) return [];
  const reportedOn = new Map(reported.map((figure) => [figure.asOf, figure]));
  const reportedDays = [...reportedOn.keys()].filter((day) => from <= day && day <= through);
  const days = [...new Set([...turningDays(history, from, through), ...reportedDays])].sort();
  let standing =
    reported
      .filter(({ asOf }) => asOf < from)
      .sort(byDay)
      .at(-1) ?? null;
  const changes: Coverage[] = [];
  for (const day of days) {
    standing = reportedOn.get(day) ?? standing;
    const coverage = coverageOn(history, day);
    if (!coverage) continue;
    const figure = figureOf(coverage);
    if (standing && sameFigure(standing, figure)) continue;
    changes.push(coverage);
    standing = figure;
  }
  return changes;
}

/** Gives the form in which a coverage is reported. */
export function figureOf(coverage: Coverage): ReportedCoverage {
  return {
    asOf: coverage.asOf,
    status: coverage.status,
    numerator: coverage.numerator?.toFixed() ?? null,
    denominator: coverage.denominator?.toFixed() ?? null,
  };
}

function sameFigure(a: ReportedCoverage, b: ReportedCoverage): boolean {
  return a.status === b.status && a.numerator === b.numerator && a.denominator === b.denominator;
}

function byDay(a: ReportedCoverage, b: ReportedCoverage): number {
  return a.asOf < b.asOf ? -1 : 1;
}
