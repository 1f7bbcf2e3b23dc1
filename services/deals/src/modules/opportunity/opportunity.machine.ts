import { defineMachine } from '@channelgraph/core/machine.ts';
import type { Reason } from '@channelgraph/core/machine.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import type { StageOutcome } from './opportunity.stages.ts';

/** What can be done with an opportunity. */
const opportunityActions = ['MOVE', 'WIN', 'LOSE', 'REOPEN'] as const;
export type OpportunityAction = (typeof opportunityActions)[number];

const staff = ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] as const;

/** The transition table of an opportunity; stages within OPEN are moved freely. */
export const opportunityMachine = defineMachine<StageOutcome, OpportunityAction, null>({
  name: 'opportunity',
  initial: 'OPEN',
  transitions: [
    {
      from: 'OPEN',
      action: 'MOVE',
      to: 'OPEN',
      roles: ['PARTNER_USER', ...staff],
      guard: sellsForThePartner,
    },
    { from: 'OPEN', action: 'WIN', to: 'WON', roles: staff },
    { from: 'OPEN', action: 'LOSE', to: 'LOST', roles: staff },
    { from: ['WON', 'LOST'], action: 'REOPEN', to: 'OPEN', roles: ['PROGRAM_ADMIN', 'SERVICE'] },
  ],
});

/** Names the action that brings a deal from one outcome to another. */
export function actionTowards(from: StageOutcome, to: StageOutcome): OpportunityAction {
  if (to === 'WON') return 'WIN';
  if (to === 'LOST') return 'LOSE';
  return from === 'OPEN' ? 'MOVE' : 'REOPEN';
}

function sellsForThePartner(_facts: null, viewer: Viewer): Reason | null {
  if (viewer.role !== 'PARTNER_USER') return null;
  if (viewer.capabilities.some((capability) => capability === 'SALES' || capability === 'ADMIN')) return null;
  return {
    code: 'CAPABILITY',
    rule: 'opportunity.MOVE.capability',
    message: 'Only users with the capability SALES or ADMIN move their company’s opportunities.',
  };
}
