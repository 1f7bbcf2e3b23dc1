import { defineMachine } from '@channelgraph/core/machine.ts';
import type { Reason } from '@channelgraph/core/machine.ts';
import { maySell } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import type { RegistrationState } from '../deal-registration/deal-registration.machine.ts';
import type { StageOutcome } from './opportunity.stages.ts';

/** What can be done with an opportunity. */
const opportunityActions = ['UPDATE', 'MOVE', 'WIN', 'LOSE', 'REOPEN', 'SET_CREDITS'] as const;
export type OpportunityAction = (typeof opportunityActions)[number];

const staff = ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] as const;
const everybodyAtWork = ['PARTNER_USER', ...staff] as const;

/**
 * The transition table of an opportunity; stages within OPEN are moved freely.
 *
 * @remarks Its guards look at the state of the registration that the deal came from, null for none.
 */
export const opportunityMachine = defineMachine<StageOutcome, OpportunityAction, RegistrationState | null>({
  name: 'opportunity',
  initial: 'OPEN',
  transitions: [
    {
      from: 'OPEN',
      action: 'UPDATE',
      to: 'OPEN',
      roles: everybodyAtWork,
      guard: sellsForThePartner('UPDATE'),
    },
    { from: 'OPEN', action: 'MOVE', to: 'OPEN', roles: everybodyAtWork, guard: sellsForThePartner('MOVE') },
    { from: 'OPEN', action: 'WIN', to: 'WON', roles: staff },
    { from: 'OPEN', action: 'LOSE', to: 'LOST', roles: staff },
    {
      from: ['WON', 'LOST'],
      action: 'REOPEN',
      to: 'OPEN',
      roles: ['PROGRAM_ADMIN', 'SERVICE'],
      guard: keepsWhatWasWon,
    },
    { from: 'OPEN', action: 'SET_CREDITS', to: 'OPEN', roles: staff },
    { from: 'WON', action: 'SET_CREDITS', to: 'WON', roles: staff },
    { from: 'LOST', action: 'SET_CREDITS', to: 'LOST', roles: staff },
  ],
});

function keepsWhatWasWon(registration: RegistrationState | null): Reason | null {
  if (registration !== 'WON') return null;
  return {
    code: 'REGISTRATION_WON',
    rule: 'opportunity.REOPEN.registration',
    message: 'Its registration is won: the deal of a won registration stays won.',
  };
}

/** Makes the guard that lets only those users of a partner act who sell for it. */
export function sellsForThePartner(action: string) {
  return (_facts: unknown, viewer: Viewer): Reason | null => {
    if (maySell(viewer)) return null;
    return {
      code: 'CAPABILITY',
      rule: `opportunity.${action}.capability`,
      message: 'Only users with the capability SALES or ADMIN change their company’s opportunities.',
    };
  };
}
