/** What the lines of a pipeline can be told apart by; the currency always is. */
export const everyDimension = [
  'MOTION',
  'REVENUE_MODEL',
  'STAGE',
  'SOURCE_ROLE',
  'PRODUCT_LINE',
  'SEGMENT',
  'CLOSE_WINDOW',
] as const;
export type PipelineDimension = (typeof everyDimension)[number];

/** The lines of a pipeline for which nobody names dimensions. */
export const usualDimensions: readonly PipelineDimension[] = [
  'MOTION',
  'REVENUE_MODEL',
  'STAGE',
  'SOURCE_ROLE',
];

/** How soon an open deal is expected to close. */
export const closeWindows = [
  'OVERDUE',
  'D0_30',
  'D31_60',
  'D61_90',
  'D91_180',
  'D181_PLUS',
  'NO_DATE',
] as const;
export type CloseWindow = (typeof closeWindows)[number];

/** Gives the window of a deal that is expected to close in so many days; null for a deal without a day. */
export function closeWindowOf(days: number | null): CloseWindow {
  if (days === null) return 'NO_DATE';
  if (days < 0) return 'OVERDUE';
  if (days <= 30) return 'D0_30';
  if (days <= 60) return 'D31_60';
  if (days <= 90) return 'D61_90';
  return days <= 180 ? 'D91_180' : 'D181_PLUS';
}
