import { isCurrencyCode, MoneyFormatError, parseMoney } from '@channelgraph/core/money.ts';
import { z } from 'zod';
import { calendarSchema } from '../../business-calendar.policy.ts';
import type { PolicyDefinition } from '../../policies.ts';

const days = z.number().int().min(1).max(3660);
const amount = z
  .strictObject({
    amount: z.string().max(40),
    currency: z.string().refine(isCurrencyCode, 'is not an ISO 4217 code'),
  })
  .refine(isAmount, 'is not an amount of its currency of 0 or more');
const onePerCurrency = z
  .array(amount)
  .max(200)
  .refine((amounts) => new Set(amounts.map(({ currency }) => currency)).size === amounts.length, {
    message: 'names a currency twice',
  });
const kind = z.enum(['OPPORTUNITY', 'CUSTOMER_ENGAGEMENT', 'RENEWAL', 'EXPANSION', 'RENEGOTIATION']);

/** Days from the approval, more by the rank of the partner's tier: the first number is rank 1's. */
const fromApproval = z.strictObject({
  baseDays: days,
  tierDays: z.array(z.number().int().min(0).max(3660)).max(20),
  maximumDays: days,
});

const protection = z.strictObject({
  OPPORTUNITY: fromApproval,
  CUSTOMER_ENGAGEMENT: fromApproval.extend({
    tailDays: z.number().int().min(0).max(366),
    maximumTermMonths: z.number().int().min(1).max(120),
  }),
  RENEWAL: z.strictObject({
    windowDays: days,
    tailDays: z.number().int().min(0).max(366),
    /** Whether the incumbent's is approved as soon as it is submitted. */
    isAutomatic: z.boolean(),
  }),
  EXPANSION: fromApproval,
  RENEGOTIATION: fromApproval,
});

const body = z.strictObject({
  protection,
  extension: z.strictObject({
    maximum: z.number().int().min(0).max(10),
    camDays: days,
    administratorDays: days,
    totalDays: days,
    evidenceDays: days,
  }),
  decision: z.strictObject({ businessHours: z.number().int().min(1).max(1000), calendar: calendarSchema }),
  recall: z.strictObject({ keepsPlaceHours: z.number().int().min(0).max(720) }),
  /** Up to which value of the first year an account manager decides, by currency; others are decided by administrators. */
  camLimits: onePerCurrency,
  /** The least value of the first year that is registered, by currency; none for a currency without an entry. */
  minimums: onePerCurrency,
  autoApproval: z.strictObject({
    isEnabled: z.boolean(),
    kinds: z.array(kind).max(5),
    minimumRank: z.number().int().min(1).max(20),
    limits: onePerCurrency,
  }),
  /** The most open registrations of a partner of a type. */
  capacity: z
    .array(
      z.strictObject({
        partnerType: z.string().min(1).max(40),
        maximumOpen: z.number().int().min(0).max(100_000),
      }),
    )
    .max(20),
  evidence: z.strictObject({
    mediaTypes: z
      .array(z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/))
      .min(1)
      .max(50),
    maximumBytes: z.number().int().min(1).max(2_000_000_000),
    maximumCount: z.number().int().min(1).max(200),
  }),
  exclusiveTerritories: z
    .array(
      z.strictObject({
        partnerId: z.string().min(1).max(100),
        /** Null for all. */
        productLineId: z.string().min(1).max(100).nullable(),
        region: z.string().min(1).max(200),
      }),
    )
    .max(2000),
});

/** What the program has decided about registrations and their protection. */
export type RegistrationPolicy = z.infer<typeof body>;

/** How the policy of registrations is stored. */
export const registrationPolicy: PolicyDefinition<RegistrationPolicy> = {
  kind: 'REGISTRATION',
  schema: body,
};

const office = [{ from: '09:00', to: '17:00' }];
const tierDays = [0, 30, 60, 90];

/** The rules with which a program starts; the migration seeds the same. */
export const defaultRegistrationPolicy: RegistrationPolicy = {
  protection: {
    OPPORTUNITY: { baseDays: 90, tierDays, maximumDays: 365 },
    CUSTOMER_ENGAGEMENT: { baseDays: 120, tierDays, maximumDays: 365, tailDays: 30, maximumTermMonths: 36 },
    RENEWAL: { windowDays: 90, tailDays: 30, isAutomatic: true },
    EXPANSION: { baseDays: 60, tierDays: [], maximumDays: 240 },
    RENEGOTIATION: { baseDays: 60, tierDays: [], maximumDays: 240 },
  },
  extension: { maximum: 2, camDays: 60, administratorDays: 120, totalDays: 180, evidenceDays: 30 },
  decision: {
    businessHours: 48,
    calendar: { timeZone: null, week: [office, office, office, office, office, [], []], holidays: [] },
  },
  recall: { keepsPlaceHours: 24 },
  camLimits: [{ amount: '250000.00', currency: 'USD' }],
  minimums: [],
  autoApproval: { isEnabled: false, kinds: ['OPPORTUNITY'], minimumRank: 3, limits: [] },
  capacity: [{ partnerType: 'REFERRAL', maximumOpen: 25 }],
  evidence: {
    mediaTypes: [
      'application/pdf',
      'image/png',
      'image/jpeg',
      'text/plain',
      'message/rfc822',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
    maximumBytes: 26_214_400,
    maximumCount: 20,
  },
  exclusiveTerritories: [],
};

/** Gives the amount of a list that is in the currency, in minor units; null when there is none. */
export function amountIn(
  amounts: readonly { readonly amount: string; readonly currency: string }[],
  currency: string,
): bigint | null {
  const found = amounts.find((each) => each.currency === currency);
  return found ? parseMoney(found.amount, currency).amountMinor : null;
}

function isAmount({
  amount: text,
  currency,
}: {
  readonly amount: string;
  readonly currency: string;
}): boolean {
  try {
    return parseMoney(text, currency).amountMinor >= 0n;
  } catch (error) {
    if (error instanceof MoneyFormatError) return false;
    throw error;
  }
}
