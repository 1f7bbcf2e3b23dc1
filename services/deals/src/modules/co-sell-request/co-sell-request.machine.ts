import { defineMachine } from '@channelgraph/core/machine.ts';
import type { Reason } from '@channelgraph/core/machine.ts';
import { maySell } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';

/** The states of a request for the vendor's help. */
export const coSellStatuses = [
  'REQUESTED',
  'ACCEPTED',
  'IN_PROGRESS',
  'COMPLETED',
  'DECLINED',
  'EXPIRED',
  'WITHDRAWN',
] as const;
export type CoSellStatus = (typeof coSellStatuses)[number];

/** What can be done with a request. */
export type CoSellAction = 'ACCEPT' | 'DECLINE' | 'START' | 'COMPLETE' | 'WITHDRAW' | 'EXPIRE';

const staff = ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] as const;

/** The transition table of a request: the partner asks and may take it back, the vendor answers and helps. */
export const coSellRequestMachine = defineMachine<CoSellStatus, CoSellAction, null>({
  name: 'coSellRequest',
  initial: 'REQUESTED',
  transitions: [
    { from: 'REQUESTED', action: 'ACCEPT', to: 'ACCEPTED', roles: staff },
    { from: ['REQUESTED', 'ACCEPTED'], action: 'DECLINE', to: 'DECLINED', roles: staff },
    { from: 'ACCEPTED', action: 'START', to: 'IN_PROGRESS', roles: staff },
    { from: 'IN_PROGRESS', action: 'COMPLETE', to: 'COMPLETED', roles: staff },
    {
      from: ['REQUESTED', 'ACCEPTED', 'IN_PROGRESS'],
      action: 'WITHDRAW',
      to: 'WITHDRAWN',
      roles: ['PARTNER_USER', ...staff],
      guard: sellsForThePartner,
    },
    { from: 'REQUESTED', action: 'EXPIRE', to: 'EXPIRED', roles: ['SERVICE'] },
  ],
});

/** Tells whether a state leaves something to be done. */
export function isOpenStatus(status: CoSellStatus): boolean {
  return status === 'REQUESTED' || status === 'ACCEPTED' || status === 'IN_PROGRESS';
}

/** A request whose time to answer is over has expired, whether or not a task has said so yet. */
export function statusAt(
  request: { readonly status: CoSellStatus; readonly respondBy: Date },
  now: Date,
): CoSellStatus {
  return request.status === 'REQUESTED' && request.respondBy <= now ? 'EXPIRED' : request.status;
}

function sellsForThePartner(_: null, viewer: Viewer): Reason | null {
  if (maySell(viewer)) return null;
  return {
    code: 'CAPABILITY',
    rule: 'coSellRequest.WITHDRAW.capability',
    message: 'Only users with the capability SALES or ADMIN withdraw requests.',
  };
}
