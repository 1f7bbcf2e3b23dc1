import { isLocalDate, isTimeZone } from '@channelgraph/core/calendar.ts';
import { z } from 'zod';

const time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'is not a time of day such as 09:00');

const workday = z
  .array(z.strictObject({ from: time, to: time }))
  .max(6)
  .refine(
    (hours) => hours.every(({ from, to }, index) => from < to && (hours[index - 1]?.to ?? '00:00') <= from),
    'has hours that overlap or go backwards',
  );

/** When somebody works, as policies write it down. */
export const calendarSchema = z.strictObject({
  /** Null for the time zone of the partner's program. */
  timeZone: z.string().refine(isTimeZone, 'is not an IANA time zone').nullable(),
  week: z
    .array(workday)
    .length(7)
    .refine((week) => week.some((hours) => hours.length > 0), 'has no hours'),
  holidays: z.array(z.string().refine(isLocalDate, 'is not a date')).max(500),
});
