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

/** A question of metrics is too large or contradicts itself; says which rule it breaks and what to do. */
export class MetricsLimitError extends BadUserInputError {
  readonly rule: string;
  readonly remedy: string;

  constructor(rule: string, message: string, remedy: string) {
    super(`${message} ${remedy}`);
    this.rule = rule;
    this.remedy = remedy;
  }

  override get extensions(): { code: RequestErrorCode; rule: string; remedy: string } {
    return { code: this.code, rule: this.rule, remedy: this.remedy };
  }
}

/** Refuses too many groups. */
export function checkFirst(first: number): void {
  if (first >= 1 && first <= mostGroups) return;
  throw new MetricsLimitError(
    'metrics.first',
    `${first} groups cannot be shown.`,
    `Send \`first\` from 1 to ${mostGroups}.`,
  );
}

/** Refuses too many dimensions, one named twice, and too many whose values are many. */
export function checkDimensions(
  dimensions: readonly string[],
  { isCut, open }: { readonly isCut: boolean; readonly open: ReadonlySet<string> },
): void {
  if (dimensions.length + (isCut ? 1 : 0) > mostDimensions) {
    throw new MetricsLimitError(
      'metrics.dimensions',
      `More than ${mostDimensions} dimensions, \`bucket\` among them, are too many.`,
      'Leave some out of `groupBy`.',
    );
  }
  if (new Set(dimensions).size < dimensions.length) {
    throw new MetricsLimitError(
      'metrics.repeated',
      'A dimension is named twice.',
      'Name each dimension of `groupBy` once.',
    );
  }
  const many = dimensions.filter((dimension) => open.has(dimension));
  if (many.length > mostOpenDimensions) {
    throw new MetricsLimitError(
      'metrics.groups',
      `${many.join(', ')} together make too many groups.`,
      `Group by at most ${mostOpenDimensions} of them and filter by the others.`,
    );
  }
}

/** Refuses an unknown time zone, a range that ends before it begins, and more periods than anybody reads. */
export function checkBucket(bucket: Bucket): void {
  const { from, to, unit } = bucket;
  if (from !== null && to !== null && from >= to) {
    throw new MetricsLimitError(
      'metrics.range',
      'The range of `bucket` ends before it begins.',
      'Send a `to` that is later than `from`.',
    );
  }
  const isOpen = from === null || to === null;
  if (isOpen && (unit === 'DAY' || unit === 'WEEK')) {
    throw new MetricsLimitError(
      'metrics.span',
      'Days and weeks need a range.',
      'Send `from` and `to` in `bucket`, or a longer `unit`.',
    );
  }
  if (from !== null && to !== null && periodsWithin({ from, to }, unit) > mostPeriods) {
    throw new MetricsLimitError(
      'metrics.span',
      `More than ${mostPeriods} periods are too many.`,
      'Shorten the range of `bucket` or send a longer `unit`.',
    );
  }
}

// Offsets such as +02:00 are no zones, and PostgreSQL reads their signs the other way round.
/** Refuses what is no name of an IANA time zone. */
export function checkTimeZone(timeZone: string): void {
  if (/^[A-Za-z]/.test(timeZone) && isTimeZone(timeZone)) return;
  throw new MetricsLimitError(
    'metrics.timeZone',
    `"${timeZone.slice(0, 60)}" is no IANA time zone.`,
    'Send a name such as America/New_York.',
  );
}

/** Refuses to tell a partner who looks after whom. */
export function checkStaffDimensions(dimensions: readonly string[], viewer: Viewer): void {
  if (viewer.role !== 'PARTNER_USER' || !dimensions.includes('ACCOUNT_MANAGER')) return;
  throw new ForbiddenError('Only staff group by account manager.');
}
