import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidTransitionError, PolicyViolationError } from './domain-errors.ts';
import { defineMachine } from './machine.ts';
import { roles } from './viewer.ts';
import type { Viewer } from './viewer.ts';

type State = 'DRAFT' | 'OPEN' | 'CLOSED';
type Action = 'OPEN' | 'CLOSE' | 'REOPEN' | 'RUST';
interface Facts {
  readonly isPaid: boolean;
}

const door = defineMachine<State, Action, Facts>({
  name: 'door',
  initial: 'DRAFT',
  transitions: [
    { from: 'DRAFT', action: 'OPEN', to: 'OPEN', roles: ['PARTNER_USER', 'PROGRAM_ADMIN'] },
    {
      from: 'OPEN',
      action: 'CLOSE',
      to: 'CLOSED',
      roles: ['PROGRAM_ADMIN'],
      guard: ({ isPaid }) =>
        isPaid ? null : { code: 'UNPAID', rule: 'door.paid', message: 'The door is not paid.' },
    },
    { from: ['CLOSED'], action: 'REOPEN', to: 'OPEN', roles: ['PROGRAM_ADMIN'] },
    { from: 'CLOSED', action: 'RUST', to: 'CLOSED', roles: ['SERVICE'] },
  ],
});

const as = (role: Viewer['role']): Viewer => ({
  userId: 'u',
  role,
  partnerId: null,
  capabilities: [],
  displayName: 'U',
});
const viewers = fc.constantFrom(...roles).map(as);
const states = fc.constantFrom<State>('DRAFT', 'OPEN', 'CLOSED');
const actions = fc.constantFrom<Action>('OPEN', 'CLOSE', 'REOPEN');

describe('a state machine', () => {
  it('lets happen exactly what it offers', () => {
    fc.assert(
      fc.property(states, actions, viewers, fc.boolean(), (state, action, viewer, isPaid) => {
        const offer = door.availableActions(state, viewer, { isPaid }).find((each) => each.action === action);
        let outcome: State | null = null;
        try {
          outcome = door.apply(state, action, viewer, { isPaid });
        } catch {
          outcome = null;
        }
        expect(offer?.isAllowed).toBe(outcome !== null);
        if (outcome !== null) expect(outcome).toBe(door.next(state, action));
        expect(offer?.reasons.length === 0).toBe(offer?.isAllowed);
      }),
      { numRuns: 1_000 },
    );
  });

  it('offers nobody what the program alone does', () => {
    const service = as('SERVICE');
    const offered = door.availableActions('CLOSED', service, { isPaid: true });
    expect(offered.map(({ action }) => action)).toEqual(['OPEN', 'CLOSE', 'REOPEN']);
    expect(door.apply('CLOSED', 'RUST', service, { isPaid: true })).toBe('CLOSED');
    expect(() => door.apply('DRAFT', 'RUST', service, { isPaid: true })).toThrow(
      expect.objectContaining({ allowedActions: [] }),
    );
  });

  it('names the actions that are possible when one is not', () => {
    const attempt = () => door.apply('CLOSED', 'OPEN', as('PROGRAM_ADMIN'), { isPaid: true });
    expect(attempt).toThrow(InvalidTransitionError);
    expect(attempt).toThrow(
      expect.objectContaining({ fromState: 'CLOSED', action: 'OPEN', allowedActions: ['REOPEN'] }),
    );
  });

  it('tells a missing role from a failed guard', () => {
    expect(() => door.apply('OPEN', 'CLOSE', as('PARTNER_USER'), { isPaid: true })).toThrow(
      expect.objectContaining({ rule: 'door.CLOSE.role' }),
    );
    expect(() => door.apply('OPEN', 'CLOSE', as('PROGRAM_ADMIN'), { isPaid: false })).toThrow(
      PolicyViolationError,
    );
    expect(() => door.apply('OPEN', 'CLOSE', as('PROGRAM_ADMIN'), { isPaid: false })).toThrow(
      expect.objectContaining({ rule: 'door.paid' }),
    );
  });

  it('lists its states and actions once', () => {
    expect(door.states).toEqual(['DRAFT', 'OPEN', 'CLOSED']);
    expect(door.actions).toEqual(['OPEN', 'CLOSE', 'REOPEN', 'RUST']);
  });
});
