import { isTimeZone } from '@channelgraph/core/calendar.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { BadUserInputError, ForbiddenError } from '@channelgraph/server/request-errors.ts';
import type { RequestErrorCode } from '@channelgraph/server/request-errors.ts';
import { periodsWithin } from './metrics.buckets.ts';
import type { Bucket } from './metrics.buckets.ts';

/** The most dimensions of one question, the period among them. */
export const mostDimensions = 4;
/** The most dimensions whose values are not counted on one’s fingers: partners, customers and the like. */
export const mostOpenDimensions = 2;
/** The most groups of one answer. */
export const mostGroups = 100;
/** The most periods into which a range is cut. */
export const mostPeriods = 400;

/** What is wrong with a question of metrics, and what to do. */
export interface MetricsProblem {
  readonly rule: string;
  /** Where it is wrong: `orderBy.currency`. */
  readonly argument: string;
  readonly message: string;
  readonly remedy: string;
}

/** A question of metrics is too large or contradicts itself; says which rule it breaks, where, and what to do. */
export class MetricsLimitError extends BadUserInputError {
  readonly #problem: MetricsProblem;

  constructor(problem: MetricsProblem) {
    super(`${problem.message} ${problem.remedy}`);
    this.#problem = problem;
  }

  override get extensions(): { code: RequestErrorCode } & Omit<MetricsProblem, 'message'> {
    const { rule, argument, remedy } = this.#problem;
    return { code: this.code, rule, argument, remedy };
  }
}

/** Refuses too many groups. */
export function checkFirst(first: number): void {
  if (first >= 1 && first <= mostGroups) return;
  throw new MetricsLimitError({
    rule: 'metrics.first',
    argument: 'first',
    message: `${first} groups cannot be shown.`,
    remedy: `Send \`first\` from 1 to ${mostGroups}.`,
  });
}

/** Refuses too many dimensions, one named twice, and too many whose values are many. */
export function checkDimensions(
  dimensions: readonly string[],
  { isCut, open }: { readonly isCut: boolean; readonly open: ReadonlySet<string> },
): void {
  if (dimensions.length + (isCut ? 1 : 0) > mostDimensions) {
    throw new MetricsLimitError({
      rule: 'metrics.dimensions',
      argument: 'groupBy',
      message: `More than ${mostDimensions} dimensions, \`bucket\` among them, are too many.`,
      remedy: 'Leave some out of `groupBy`.',
    });
  }
  if (new Set(dimensions).size < dimensions.length) {
    throw new MetricsLimitError({
      rule: 'metrics.repeated',
      argument: 'groupBy',
      message: 'A dimension is named twice.',
      remedy: 'Name each dimension of `groupBy` once.',
    });
  }
  const many = dimensions.filter((dimension) => open.has(dimension));
  if (many.length > mostOpenDimensions) {
    throw new MetricsLimitError({
      rule: 'metrics.groups',
      argument: 'groupBy',
      message: `${many.join(', ')} together make too many groups.`,
      remedy: `Group by at most ${mostOpenDimensions} of them and filter by the others.`,
    });
  }
}

/** Refuses an unknown time zone, a range that ends before it begins, and more periods than anybody reads. */
export function checkBucket(bucket: Bucket): void {
  const { from, to, unit } = bucket;
  if (from !== null && to !== null && from >= to) {
    throw new MetricsLimitError({
      rule: 'metrics.range',
      argument: 'bucket.to',
      message: 'The range of `bucket` ends before it begins.',
      remedy: 'Send a `to` that is later than `from`.',
    });
  }
  const isOpen = from === null || to === null;
  if (isOpen && (unit === 'DAY' || unit === 'WEEK')) {
    throw new MetricsLimitError({
      rule: 'metrics.span',
      argument: 'bucket',
      message: 'Days and weeks need a range.',
      remedy: 'Send `from` and `to` in `bucket`, or a longer `unit`.',
    });
  }
  if (from !== null && to !== null && periodsWithin({ from, to }, unit) > mostPeriods) {
    throw new MetricsLimitError({
      rule: 'metrics.span',
      argument: 'bucket',
      message: `More than ${mostPeriods} periods are too many.`,
      remedy: 'Shorten the range of `bucket` or send a longer `unit`.',
    });
  }
}

// Offsets such as +02:00 are no zones, and PostgreSQL reads their signs the other way round.
/** Refuses what is no name of an IANA time zone. */
export function checkTimeZone(timeZone: string): void {
  if (/^[A-Za-z]/.test(timeZone) && isTimeZone(timeZone)) return;
  throw new MetricsLimitError({
    rule: 'metrics.timeZone',
    argument: 'timeZone',
    message: `"${timeZone.slice(0, 60)}" is no IANA time zone.`,
    remedy: 'Send a name such as America/New_York.',
  });
}

/** Refuses to tell a partner who looks after whom. */
export function checkStaffDimensions(dimensions: readonly string[], viewer: Viewer): void {
  if (viewer.role !== 'PARTNER_USER' || !dimensions.includes('ACCOUNT_MANAGER')) return;
  throw new ForbiddenError('Only staff group by account manager.');
}
