import { defineMachine } from '@channelgraph/core/machine.ts';
import type { Reason } from '@channelgraph/core/machine.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';

/** The states of a request. */
export type ChangeRequestStatus = 'REQUESTED' | 'APPROVED' | 'REFUSED' | 'WITHDRAWN';

/** What can be done with a request. */
export type ChangeRequestAction = 'APPROVE' | 'REFUSE' | 'WITHDRAW';

/** What the guards look at. */
export interface ChangeRequestFacts {
  readonly requestedBy: string;
}

/** The transition table of a request to change a contract: whoever asked never decides. */
export const changeRequestMachine = defineMachine<
  ChangeRequestStatus,
  ChangeRequestAction,
  ChangeRequestFacts
>({
  name: 'contractChangeRequest',
  initial: 'REQUESTED',
  transitions: [
    { from: 'REQUESTED', action: 'APPROVE', to: 'APPROVED', roles: ['PROGRAM_ADMIN'], guard: isSecondPerson },
    { from: 'REQUESTED', action: 'REFUSE', to: 'REFUSED', roles: ['PROGRAM_ADMIN'], guard: isSecondPerson },
    {
      from: 'REQUESTED',
      action: 'WITHDRAW',
      to: 'WITHDRAWN',
      roles: ['CAM', 'PROGRAM_ADMIN'],
      guard: isRequester,
    },
  ],
});

function isSecondPerson({ requestedBy }: ChangeRequestFacts, { userId }: Viewer): Reason | null {
  if (userId !== requestedBy) return null;
  return {
    code: 'OWN_REQUEST',
    rule: 'contractChangeRequest.secondPerson',
    message: 'Whoever asked for a change cannot decide about it.',
  };
}

function isRequester({ requestedBy }: ChangeRequestFacts, { userId }: Viewer): Reason | null {
  if (userId === requestedBy) return null;
  return {
    code: 'NOT_REQUESTER',
    rule: 'contractChangeRequest.WITHDRAW.requester',
    message: 'Only whoever asked for a change withdraws it.',
  };
}
