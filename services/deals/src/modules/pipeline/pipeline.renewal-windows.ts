/** How soon a contract's term ends, in the buckets by which renewals are worked. */
export const renewalWindows = ['OVERDUE', 'D0_30', 'D31_60', 'D61_90', 'D91_180', 'D181_PLUS'] as const;
export type RenewalWindow = (typeof renewalWindows)[number];

/** The days before the term's end in which the customer decides. */
export const decisionWindowDays = 90;

/** The days after the term's end in which an undecided renewal is still open; afterwards it has lapsed. */
export const graceDays = 30;

/** Gives the bucket of a contract whose term ends in so many days (negative: ended); null when it lapsed. */
export function renewalWindowOf(daysUntilTermEnd: number): RenewalWindow | null {
  if (daysUntilTermEnd < -graceDays) return null;
  if (daysUntilTermEnd < 0) return 'OVERDUE';
  if (daysUntilTermEnd <= 30) return 'D0_30';
  if (daysUntilTermEnd <= 60) return 'D31_60';
  if (daysUntilTermEnd <= 90) return 'D61_90';
  return daysUntilTermEnd <= 180 ? 'D91_180' : 'D181_PLUS';
}

/** Tells whether the customer decides now: 0 to 90 days before the term ends. */
export function isInDecisionWindow(daysUntilTermEnd: number): boolean {
  return daysUntilTermEnd >= 0 && daysUntilTermEnd <= decisionWindowDays;
}

/** Tells whether a bucket lies in the decision window. */
export function isDecisionBucket(window: RenewalWindow): boolean {
  return window === 'D0_30' || window === 'D31_60' || window === 'D61_90';
}
