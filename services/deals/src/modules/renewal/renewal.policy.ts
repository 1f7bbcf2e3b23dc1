import { z } from 'zod';
import type { PolicyDefinition } from '../../policies.ts';

const days = z.int().min(1).max(3650);
const fraction = z.string().regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/);

const schema = z.strictObject({
  /** The renewal rate that a partner without enough decided renewals of its own is taken to have. */
  programRate: fraction,
  /** The decided renewals of the last twelve months from which on a partner's own rate counts. */
  minimumDecided: z.int().min(1).max(10_000),
  healthFactors: z.strictObject({ GREEN: fraction, AMBER: fraction, RED: fraction }),
  stageProbabilities: z.strictObject({ ENGAGED: fraction, QUOTED: fraction, COMMITTED: fraction }),
  /** Below this share of its recurring revenue of a year ago a contract is at risk. */
  grossRetentionFloor: fraction,
  /** Below this mean score of the last `surveyDays` days a contract is at risk. */
  satisfactionFloor: z.string().regex(/^[1-5](\.\d{1,2})?$/),
  surveyDays: days,
  /** A loss of this share of the seats within `seatDays` days is a warning. */
  seatDecline: fraction,
  seatDays: days,
  /** The days after the window opened in which somebody must have talked to the customer. */
  engagementDays: days,
  /** The days before the notice deadline that the playbook takes. */
  playbookLeadDays: z.int().min(0).max(3650),
  /** The steps in their order; a code names one step. */
  playbook: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[A-Z][A-Z0-9_]{0,59}$/, 'is not a code such as SEND_OFFER'),
        title: z.string().trim().min(1).max(300),
        daysBeforeTermEnd: z.int().min(0).max(3650),
        isMandatory: z.boolean(),
      }),
    )
    .max(50)
    .refine(
      (steps) => new Set(steps.map(({ code }) => code)).size === steps.length,
      'has two steps of the same code',
    ),
});

/** What a program decides about renewals. */
export type RenewalPolicy = z.infer<typeof schema>;

/** The kind of policy by which renewals are judged. */
export const renewalPolicy: PolicyDefinition<RenewalPolicy> = { kind: 'RENEWAL', schema };

/** The policy with which a program starts. */
export const defaultRenewalPolicy: RenewalPolicy = {
  programRate: '0.80',
  minimumDecided: 5,
  healthFactors: { GREEN: '1', AMBER: '0.8', RED: '0.5' },
  stageProbabilities: { ENGAGED: '0.70', QUOTED: '0.80', COMMITTED: '0.95' },
  grossRetentionFloor: '0.80',
  satisfactionFloor: '3',
  surveyDays: 180,
  seatDecline: '0.05',
  seatDays: 60,
  engagementDays: 45,
  playbookLeadDays: 45,
  playbook: [
    { code: 'REVIEW', title: 'Review usage, service results and satisfaction', daysBeforeTermEnd: 90, isMandatory: true },
    { code: 'TALK', title: 'Talk to the customer about the next term', daysBeforeTermEnd: 75, isMandatory: true },
    { code: 'SCOPE', title: 'Agree scope and price', daysBeforeTermEnd: 60, isMandatory: false },
    { code: 'QUOTE', title: 'Send the offer', daysBeforeTermEnd: 45, isMandatory: true },
    { code: 'COMMIT', title: 'Get the commitment in writing', daysBeforeTermEnd: 20, isMandatory: false },
  ],
}; // prettier-ignore
