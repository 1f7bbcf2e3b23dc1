import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { defineMachine } from '@channelgraph/core/machine.ts';
import type { Reason } from '@channelgraph/core/machine.ts';
import type { ContractStatus } from './managed-contract.timeline.ts';

/** What can be done with a managed contract. */
export const contractActions = [
  'ACTIVATE',
  'AMEND',
  'SUSPEND',
  'RESUME',
  'RENEW',
  'END',
  'TERMINATE_EARLY',
  'TRANSFER',
] as const;
export type ContractAction = (typeof contractActions)[number];

/** What the guards look at. */
export interface ContractFacts {
  readonly termStart: LocalDate;
  readonly termEnd: LocalDate;
  readonly today: LocalDate;
}

const staff = ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] as const;

/** The transition table of a managed contract. */
export const contractMachine = defineMachine<ContractStatus, ContractAction, ContractFacts>({
  name: 'managedContract',
  initial: 'DRAFT',
  transitions: [
    { from: 'DRAFT', action: 'ACTIVATE', to: 'ACTIVE', roles: staff, guard: hasBegun },
    { from: 'DRAFT', action: 'AMEND', to: 'DRAFT', roles: staff },
    { from: 'ACTIVE', action: 'AMEND', to: 'ACTIVE', roles: staff },
    { from: 'SUSPENDED', action: 'AMEND', to: 'SUSPENDED', roles: staff },
    { from: 'ACTIVE', action: 'SUSPEND', to: 'SUSPENDED', roles: staff },
    { from: 'SUSPENDED', action: 'RESUME', to: 'ACTIVE', roles: staff },
    { from: ['ACTIVE', 'SUSPENDED'], action: 'RENEW', to: 'ENDED_RENEWED', roles: staff },
    { from: ['ACTIVE', 'SUSPENDED'], action: 'END', to: 'ENDED_CHURNED', roles: staff },
    {
      from: ['ACTIVE', 'SUSPENDED'],
      action: 'TERMINATE_EARLY',
      to: 'TERMINATED_EARLY',
      roles: staff,
      guard: isInTerm('TERMINATE_EARLY', 'end the contract instead'),
    },
    {
      from: ['ACTIVE', 'SUSPENDED'],
      action: 'TRANSFER',
      to: 'TRANSFERRED',
      roles: ['PROGRAM_ADMIN', 'SERVICE'],
      guard: isInTerm('TRANSFER', 'the other partner agrees on a new contract'),
    },
  ],
});

function hasBegun({ termStart, today }: ContractFacts): Reason | null {
  if (termStart <= today) return null;
  return {
    code: 'TERM_NOT_STARTED',
    rule: 'managedContract.ACTIVATE.start',
    message: `The term begins on ${termStart}.`,
  };
}

function isInTerm(action: ContractAction, remedy: string) {
  return ({ termEnd, today }: ContractFacts): Reason | null => {
    if (today < termEnd) return null;
    return {
      code: 'TERM_OVER',
      rule: `managedContract.${action}.term`,
      message: `The term ended on ${termEnd}: ${remedy}.`,
    };
  };
}
