import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { defineMachine } from '@channelgraph/core/machine.ts';
import type { Reason } from '@channelgraph/core/machine.ts';
import { maySell } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';

/** The states of a conflict. */
export type ConflictState = 'OPEN' | 'INVESTIGATING' | 'DECIDED' | 'APPEALED' | 'FINAL' | 'CLOSED';

/** What can be done with a conflict. */
export type ConflictAction = 'INVESTIGATE' | 'ADD_EVIDENCE' | 'DECIDE' | 'APPEAL' | 'DECIDE_APPEAL' | 'CLOSE';

/** What the guards look at. */
export interface ConflictFacts {
  /** Who submitted the registrations of the parties, or entered them for a partner. */
  readonly submitters: readonly string[];
  readonly decidedBy: string | null;
  /** The partners that the decision went against. */
  readonly losers: readonly string[];
  /** The last day on which the decision can be appealed; null while there is none. */
  readonly appealableUntil: LocalDate | null;
  readonly today: LocalDate;
}

const staff = ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] as const;
const everybody = ['PARTNER_USER', ...staff] as const;
const administrators = ['PROGRAM_ADMIN', 'SERVICE'] as const;

/** The transition table of a conflict. */
export const conflictMachine = defineMachine<ConflictState, ConflictAction, ConflictFacts>({
  name: 'conflictCase',
  initial: 'OPEN',
  transitions: [
    { from: ['OPEN', 'INVESTIGATING'], action: 'INVESTIGATE', to: 'INVESTIGATING', roles: staff },
    { from: 'OPEN', action: 'ADD_EVIDENCE', to: 'OPEN', roles: everybody, guard: speaksForPartner },
    {
      from: 'INVESTIGATING',
      action: 'ADD_EVIDENCE',
      to: 'INVESTIGATING',
      roles: everybody,
      guard: speaksForPartner,
    },
    { from: 'APPEALED', action: 'ADD_EVIDENCE', to: 'APPEALED', roles: everybody, guard: speaksForPartner },
    { from: 'INVESTIGATING', action: 'DECIDE', to: 'DECIDED', roles: administrators, guard: didNotSubmit },
    { from: 'DECIDED', action: 'APPEAL', to: 'APPEALED', roles: ['PARTNER_USER'], guard: mayAppeal },
    { from: 'APPEALED', action: 'DECIDE_APPEAL', to: 'FINAL', roles: administrators, guard: judgesAnew },
    { from: 'DECIDED', action: 'CLOSE', to: 'CLOSED', roles: administrators, guard: isBeyondAppeal },
  ],
});

function speaksForPartner(_: ConflictFacts, viewer: Viewer): Reason | null {
  if (maySell(viewer)) return null;
  return reason(
    'CAPABILITY',
    'capability',
    'Only users with the capability SALES or ADMIN bring evidence forward.',
  );
}

function didNotSubmit({ submitters }: ConflictFacts, viewer: Viewer): Reason | null {
  if (!submitters.includes(viewer.userId)) return null;
  return reason(
    'SEPARATION_OF_DUTIES',
    'separation',
    'Whoever submitted a party’s registration does not decide.',
  );
}

function mayAppeal({ losers, appealableUntil, today }: ConflictFacts, viewer: Viewer): Reason | null {
  if (!viewer.capabilities.includes('ADMIN')) {
    return reason('CAPABILITY', 'appeal.capability', 'Only users with the capability ADMIN appeal.');
  }
  if (viewer.partnerId === null || !losers.includes(viewer.partnerId)) {
    return reason('NOT_AGGRIEVED', 'appeal.side', 'The decision did not go against your company.');
  }
  if (appealableUntil !== null && today <= appealableUntil) return null;
  return reason('TOO_LATE', 'appeal.deadline', `The decision could be appealed until ${appealableUntil}.`);
}

function judgesAnew(facts: ConflictFacts, viewer: Viewer): Reason | null {
  if (facts.decidedBy !== viewer.userId) return didNotSubmit(facts, viewer);
  return reason(
    'SAME_JUDGE',
    'appeal.judge',
    'Another administrator than the one who decided judges an appeal.',
  );
}

function isBeyondAppeal({ losers, appealableUntil, today }: ConflictFacts): Reason | null {
  if (losers.length === 0 || appealableUntil === null || today > appealableUntil) return null;
  return reason('APPEALABLE', 'close.deadline', `The decision can be appealed until ${appealableUntil}.`);
}

function reason(code: string, rule: string, message: string): Reason {
  return { code, rule: `conflictCase.${rule}`, message };
}
