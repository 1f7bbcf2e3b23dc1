import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidTransitionError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import type { Capability, Role } from '@channelgraph/core/viewer.ts';
import { isLet, life } from '../../../test/registration-model.ts';
import {
  isProtectedAt,
  registrationActions,
  registrationMachine,
  registrationStatuses,
  statusAt,
} from './deal-registration.machine.ts';
import type { RegistrationFacts, RegistrationState } from './deal-registration.machine.ts';

const viewers = fc.record({
  userId: fc.constantFrom('u_1', 'u_2'),
  role: fc.constantFrom<Role>('PARTNER_USER', 'CAM', 'PROGRAM_ADMIN', 'ANALYST', 'SERVICE'),
  partnerId: fc.constant('prt_a'),
  capabilities: fc.subarray<Capability>(['ADMIN', 'SALES', 'TECHNICAL', 'FINANCE']),
  displayName: fc.constant('V'),
});
const factsOf = fc.record<RegistrationFacts>({
  submitters: fc.subarray(['u_1', 'u_2']),
  camLimit: fc.constantFrom('WITHIN', 'ABOVE', 'OTHER_CURRENCY'),
  isInConflict: fc.boolean(),
  extensionCount: fc.integer({ min: 0, max: 3 }),
  maximumExtensions: fc.constant(2),
  isExtensionRequested: fc.boolean(),
  isFollowingContract: fc.boolean(),
});

describe('the machine of registrations', () => {
  test('over random commands it goes where a plain model goes, and refuses what that refuses', () => {
    const command = fc.record({
      action: fc.constantFrom(...registrationActions),
      viewer: viewers,
      facts: factsOf,
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        let state: RegistrationState = 'DRAFT';
        for (const { action, viewer, facts } of commands) {
          const to: RegistrationState | undefined = life[state][action];
          const attempt = () => registrationMachine.apply(state, action, viewer, facts);
          if (to === undefined) expect(attempt).toThrow(InvalidTransitionError);
          else if (!isLet(action, viewer, facts)) expect(attempt).toThrow(PolicyViolationError);
          else {
            expect(attempt()).toBe(to);
            state = to;
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('from any state it offers what the model allows, except what the program alone does', () => {
    const ofTheProgram = ['OPEN_CONFLICT', 'RESOLVE_APPROVE', 'RESOLVE_REJECT', 'EXPIRE'];
    fc.assert(
      fc.property(fc.constantFrom(...registrationStatuses), viewers, factsOf, (state, viewer, facts) => {
        const offered = registrationMachine.availableActions(state, viewer, facts);
        const allowed = registrationActions.filter(
          (action) =>
            !ofTheProgram.includes(action) &&
            life[state][action] !== undefined &&
            isLet(action, viewer, facts),
        );
        expect(offered.filter(({ isAllowed }) => isAllowed).map(({ action }) => action)).toEqual(allowed);
      }),
      { numRuns: 1000 },
    );
  });

  test('it knows every state and every action of the model and no other', () => {
    expect(registrationMachine.states.toSorted()).toEqual(Object.keys(life).toSorted());
    expect([...registrationMachine.actions]).toEqual([...registrationActions]);
  });
});

test('a protection that ran out is expired by the clock, and the last moment is still protected', () => {
  const until = new Date('2027-01-13T05:00:00Z');
  const approved = {
    status: 'APPROVED',
    kind: 'OPPORTUNITY',
    protectedSince: new Date('2026-10-15T04:00:00Z'),
    protectedUntil: until,
  } as const;
  const lastMoment = new Date(until.getTime() - 1);
  expect([statusAt(approved, lastMoment), statusAt(approved, until)]).toEqual(['APPROVED', 'EXPIRED']);
  expect([isProtectedAt(approved, lastMoment), isProtectedAt(approved, until)]).toEqual([true, false]);
  expect(isProtectedAt({ ...approved, status: 'WON' }, lastMoment)).toBe(false);
  expect(isProtectedAt({ ...approved, status: 'WON', kind: 'CUSTOMER_ENGAGEMENT' }, lastMoment)).toBe(true);
});
