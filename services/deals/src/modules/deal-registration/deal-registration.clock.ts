import { addBusinessMinutes, businessMinutesBetween } from '../../business-calendar.ts';
import type { BegunAction } from './deal-registration.action.ts';
import type { RegistrationValues } from './deal-registration.store.ts';

type ClockValues = Pick<RegistrationValues, 'decisionDueAt' | 'decisionMinutesUsed' | 'decisionClockSince'>;
type ClockAction = Pick<BegunAction, 'stored' | 'policy' | 'calendar' | 'now'>;

/** Starts the decision clock of a registration anew. */
export function decisionStarted({ policy, calendar, now }: ClockAction): ClockValues {
  return {
    decisionDueAt: addBusinessMinutes(calendar, now, policy.body.decision.businessHours * 60),
    decisionMinutesUsed: 0,
    decisionClockSince: now,
  };
}

/** Stops the decision clock of a registration; the time used up so far is kept. */
export function decisionStopped({ stored, calendar, now }: ClockAction): ClockValues {
  const { decisionClockSince: since, decisionMinutesUsed } = stored;
  const used = since === null ? 0 : businessMinutesBetween(calendar, since, now);
  return { decisionDueAt: null, decisionMinutesUsed: decisionMinutesUsed + used, decisionClockSince: null };
}

/** Lets the decision clock of a registration go on where it stood; what is overdue is due at once. */
export function decisionResumed({ stored, policy, calendar, now }: ClockAction): ClockValues {
  const left = policy.body.decision.businessHours * 60 - stored.decisionMinutesUsed;
  return {
    decisionDueAt: addBusinessMinutes(calendar, now, Math.max(0, left)),
    decisionMinutesUsed: stored.decisionMinutesUsed,
    decisionClockSince: now,
  };
}
