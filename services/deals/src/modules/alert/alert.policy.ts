import { z } from 'zod';
import type { PolicyDefinition } from '../../policies.ts';

const days = z.int().min(0).max(3650);
const share = z.string().regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/);

const schema = z.strictObject({
  /** The days before the end of a term at which its renewal is announced. */
  renewalDays: z.array(days).min(1),
  /** How much of the seats may be lost in so many days. */
  seatDeclines: z.array(z.strictObject({ days: days.min(1), share })).min(1),
  /** A loss of seats is over when less than this share is missing in every window. */
  seatRecovery: share,
  /** By how much the share of content customers may fall from one ninety days to the next. */
  csatDrop: share,
  csatFloor: share,
  /** The fewest answers by which satisfaction is judged. */
  csatAnswers: z.int().min(1),
  /** The days before the end of a protection at which the partner is told. */
  protectionDays: days,
});

/** When a condition is worth an alert. */
export type AlertPolicy = z.infer<typeof schema>;

/** The kind of policy that sets the thresholds of alerts. */
export const alertPolicy: PolicyDefinition<AlertPolicy> = { kind: 'ALERT', schema };

/** The thresholds with which a program starts. */
export const defaultAlertPolicy: AlertPolicy = {
  renewalDays: [90, 60, 30],
  seatDeclines: [
    { days: 30, share: '0.05' },
    { days: 90, share: '0.10' },
  ],
  seatRecovery: '0.02',
  csatDrop: '0.10',
  csatFloor: '0.75',
  csatAnswers: 5,
  protectionDays: 14,
};
