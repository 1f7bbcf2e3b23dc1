import { defineMachine } from '@channelgraph/core/machine.ts';

/** The states of an alert. */
export const alertStatuses = [
  'OPEN',
  'ACKNOWLEDGED',
  'SNOOZED',
  'DISMISSED',
  'AUTO_RESOLVED',
  'RESOLVED',
] as const;
export type AlertStatus = (typeof alertStatuses)[number];

/** What can be done with an alert. */
export const alertActions = ['ACKNOWLEDGE', 'SNOOZE', 'DISMISS', 'RESOLVE', 'AUTO_RESOLVE'] as const;
export type AlertAction = (typeof alertActions)[number];

/** The guards look at nothing: who may act is said by role, and who sees the alert by its row. */
export type AlertFacts = Readonly<Record<never, never>>;

const staff = ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] as const;

/** The transition table of an alert. A snoozed one wakes by the clock, without an action. */
export const alertMachine = defineMachine<AlertStatus, AlertAction, AlertFacts>({
  name: 'alert',
  initial: 'OPEN',
  transitions: [
    { from: 'OPEN', action: 'ACKNOWLEDGE', to: 'ACKNOWLEDGED', roles: staff },
    { from: ['OPEN', 'ACKNOWLEDGED'], action: 'SNOOZE', to: 'SNOOZED', roles: staff },
    { from: ['OPEN', 'ACKNOWLEDGED', 'SNOOZED'], action: 'DISMISS', to: 'DISMISSED', roles: staff },
    { from: ['OPEN', 'ACKNOWLEDGED', 'SNOOZED'], action: 'RESOLVE', to: 'RESOLVED', roles: staff },
    {
      from: ['OPEN', 'ACKNOWLEDGED', 'SNOOZED'],
      action: 'AUTO_RESOLVE',
      to: 'AUTO_RESOLVED',
      roles: ['SERVICE'],
    },
  ],
});

/** Gives the state of an alert at an instant: a snoozed one is open again when its time is over. */
export function alertStatusAt(
  { status, snoozedUntil }: { readonly status: AlertStatus; readonly snoozedUntil: Date | null },
  now: Date,
): AlertStatus {
  return status === 'SNOOZED' && snoozedUntil !== null && snoozedUntil <= now ? 'OPEN' : status;
}
