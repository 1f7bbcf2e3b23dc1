import { z } from 'zod';
import type { PolicyDefinition } from '../../policies.ts';

const days = z.int().min(1).max(365);

const body = z.strictObject({
  /** The days after the day of the request at whose end it must be answered. */
  respondDays: z.strictObject({
    INITIAL_DEPLOYMENT: days,
    AT_RISK_RENEWAL: days,
    ENGINEERING: days,
    CO_DELIVERY: days,
    EXECUTIVE: days,
  }),
});

/** What the program has decided about requests for its help. */
export type CoSellPolicy = z.infer<typeof body>;

/** How the policy of requests for help is stored. */
export const coSellPolicy: PolicyDefinition<CoSellPolicy> = { kind: 'CO_SELL', schema: body };

/** The rules with which a program starts; the migration seeds the same. */
export const defaultCoSellPolicy: CoSellPolicy = {
  respondDays: { INITIAL_DEPLOYMENT: 5, AT_RISK_RENEWAL: 2, ENGINEERING: 5, CO_DELIVERY: 10, EXECUTIVE: 5 },
};
