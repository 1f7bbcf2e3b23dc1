import { z } from 'zod';
import { calendarSchema } from '../../business-calendar.policy.ts';
import type { PolicyDefinition } from '../../policies.ts';

const codes = z.array(z.string().min(1).max(60)).max(50);
const mostOpen = z.number().int().min(0).max(100_000);

const body = z.strictObject({
  /** How long a partner has to accept: in hours of the business calendar, or around the clock. */
  response: z.strictObject({
    hours: z.number().int().min(1).max(1000),
    clock: z.enum(['BUSINESS', 'ELAPSED']),
    calendar: calendarSchema,
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
