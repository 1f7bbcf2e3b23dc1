import { z } from 'zod';
import type { PolicyDefinition } from '../../policies.ts';

const fraction = z.string().regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/);

const schema = z.object({
  /** The renewal rate that a partner without enough decided renewals of its own is taken to have. */
  programRate: fraction,
  /** The decided renewals of the last twelve months from which on a partner's own rate counts. */
  minimumDecided: z.int().min(1),
  healthFactors: z.object({ GREEN: fraction, AMBER: fraction, RED: fraction }),
  stageProbabilities: z.object({ ENGAGED: fraction, QUOTED: fraction, COMMITTED: fraction }),
  /** Below this share of its recurring revenue of a year ago a contract is at risk. */
  grossRetentionFloor: fraction,
  /** Below this mean score of the last `surveyDays` days a contract is at risk. */
  satisfactionFloor: z.string().regex(/^[1-5](\.\d{1,2})?$/),
  surveyDays: z.int().min(1),
  /** A loss of this share of the seats within `seatDays` days is a warning. */
  seatDecline: fraction,
  seatDays: z.int().min(1),
  /** The days after the window opened in which somebody must have talked to the customer. */
  engagementDays: z.int().min(1),
  /** The days before the notice deadline that the playbook takes. */
  playbookLeadDays: z.int().min(0),
  playbook: z.array(
    z.object({
      code: z.string().min(1),
      title: z.string().min(1),
      daysBeforeTermEnd: z.int().min(0),
      isMandatory: z.boolean(),
    }),
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
