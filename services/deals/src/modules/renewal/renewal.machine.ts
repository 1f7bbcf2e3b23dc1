import { defineMachine } from '@channelgraph/core/machine.ts';
import type { RenewalStage } from './renewal.stages.ts';

/** What can be done with a renewal. The window opens and a renewal lapses by the date alone, so no row does that. */
export type RenewalAction =
  | 'ENGAGE'
  | 'QUOTE'
  | 'COMMIT'
  | 'RENEW'
  | 'LOSE'
  | 'SET_COMPETITIVE_EVALUATION'
  | 'OVERRIDE_HEALTH'
  | 'OVERRIDE_PROBABILITY'
  | 'CLOSE_STEP';

const staff = ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] as const;
const everybody = ['PARTNER_USER', ...staff] as const;
const open = ['UPCOMING', 'IN_WINDOW', 'ENGAGED', 'QUOTED', 'COMMITTED'] as const;

const staysOpen = (action: RenewalAction, roles: typeof staff | typeof everybody) =>
  open.map((stage) => ({ from: stage, action, to: stage, roles }));

/** The transition table of a renewal. */
export const renewalMachine = defineMachine<RenewalStage, RenewalAction, null>({
  name: 'renewal',
  initial: 'UPCOMING',
  transitions: [
    { from: ['UPCOMING', 'IN_WINDOW', 'ENGAGED'], action: 'ENGAGE', to: 'ENGAGED', roles: everybody },
    { from: ['ENGAGED', 'QUOTED'], action: 'QUOTE', to: 'QUOTED', roles: everybody },
    { from: 'QUOTED', action: 'COMMIT', to: 'COMMITTED', roles: everybody },
    { from: [...open, 'LAPSED'], action: 'RENEW', to: 'RENEWED', roles: staff },
    { from: [...open, 'LAPSED'], action: 'LOSE', to: 'LOST', roles: staff },
    ...staysOpen('SET_COMPETITIVE_EVALUATION', everybody),
    ...staysOpen('OVERRIDE_HEALTH', staff),
    ...staysOpen('OVERRIDE_PROBABILITY', staff),
    ...staysOpen('CLOSE_STEP', everybody),
  ],
});
