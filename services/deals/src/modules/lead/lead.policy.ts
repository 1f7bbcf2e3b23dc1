import { isLocalDate, isTimeZone } from '@channelgraph/core/calendar.ts';
import { z } from 'zod';
import type { PolicyDefinition } from '../../policies.ts';

const time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'is not a time of day such as 09:00');
const workday = z
  .array(z.strictObject({ from: time, to: time }))
  .max(6)
  .refine(
    (hours) => hours.every(({ from, to }, index) => from < to && (hours[index - 1]?.to ?? '00:00') <= from),
    'has hours that overlap or go backwards',
  );
const calendar = z.strictObject({
  /** Null for the time zone of the partner's program. */
  timeZone: z.string().refine(isTimeZone, 'is not an IANA time zone').nullable(),
  week: z
    .array(workday)
    .length(7)
    .refine((week) => week.some((hours) => hours.length > 0), 'has no hours'),
  holidays: z.array(z.string().refine(isLocalDate, 'is not a date')).max(500),
});
const codes = z.array(z.string().min(1).max(60)).max(50);
const mostOpen = z.number().int().min(0).max(100_000);

const body = z.strictObject({
  /** How long a partner has to accept: in hours of the business calendar, or around the clock. */
  response: z.strictObject({
    hours: z.number().int().min(1).max(1000),
    clock: z.enum(['BUSINESS', 'ELAPSED']),
    calendar,
  }),
  /** After how many partners the program stops to pass a lead on by itself. */
  maximumRounds: z.number().int().min(1).max(50),
  /** The types of partners that get leads; empty for all. */
  partnerTypes: codes,
  /** What partners must be and deliver to get leads about a product line; one without an entry is for all. */
  products: z
    .array(
      z.strictObject({
        productLineId: z.string().min(1).max(100),
        partnerTypes: codes,
        deliveredScopes: codes,
      }),
    )
    .max(2000),
  /** The most open leads of a partner; the first number is rank 1's, the last holds for all higher ranks. */
  capacity: z.strictObject({ withoutTier: mostOpen, byRank: z.array(mostOpen).min(1).max(20) }),
});

/** What the program has decided about leads. */
export type LeadPolicy = z.infer<typeof body>;

/** How the policy of leads is stored. */
export const leadPolicy: PolicyDefinition<LeadPolicy> = { kind: 'LEAD', schema: body };

const office = [{ from: '09:00', to: '17:00' }];

/** The rules with which a program starts; the migration seeds the same. */
export const defaultLeadPolicy: LeadPolicy = {
  response: {
    hours: 16,
    clock: 'BUSINESS',
    calendar: { timeZone: null, week: [office, office, office, office, office, [], []], holidays: [] },
  },
  maximumRounds: 3,
  partnerTypes: [],
  products: [],
  capacity: { withoutTier: 5, byRank: [10, 20, 40, 80] },
};
