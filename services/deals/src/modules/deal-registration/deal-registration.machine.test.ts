import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidTransitionError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import type { Capability, Role, Viewer } from '@channelgraph/core/viewer.ts';
import {
  isProtectedAt,
  registrationActions,
  registrationMachine,
  registrationStatuses,
  statusAt,
} from './deal-registration.machine.ts';
import type {
  RegistrationAction,
  RegistrationFacts,
  RegistrationState,
} from './deal-registration.machine.ts';

/** The life of a registration, written down a second time and by state. */
const life: Readonly<Record<RegistrationState, Partial<Record<RegistrationAction, RegistrationState>>>> = {
  DRAFT: { UPDATE: 'DRAFT', ADD_EVIDENCE: 'DRAFT', SUBMIT: 'SUBMITTED', WITHDRAW: 'WITHDRAWN' },
  SUBMITTED: {
    ADD_EVIDENCE: 'SUBMITTED',
    RECALL: 'DRAFT',
    CLAIM_REVIEW: 'UNDER_REVIEW',
    OPEN_CONFLICT: 'CONFLICTED',
    WITHDRAW: 'WITHDRAWN',
  },
  UNDER_REVIEW: {
    ADD_EVIDENCE: 'UNDER_REVIEW',
    REQUEST_INFO: 'INFO_REQUESTED',
    APPROVE: 'APPROVED',
    REJECT: 'REJECTED',
    OPEN_CONFLICT: 'CONFLICTED',
    WITHDRAW: 'WITHDRAWN',
  },
  INFO_REQUESTED: {
    UPDATE: 'INFO_REQUESTED',
    ADD_EVIDENCE: 'INFO_REQUESTED',
    RESUBMIT: 'UNDER_REVIEW',
    OPEN_CONFLICT: 'CONFLICTED',
    WITHDRAW: 'WITHDRAWN',
  },
  CONFLICTED: { ADD_EVIDENCE: 'CONFLICTED', RESOLVE_APPROVE: 'APPROVED', RESOLVE_REJECT: 'REJECTED' },
  APPROVED: {
    ADD_EVIDENCE: 'APPROVED',
    REQUEST_EXTENSION: 'APPROVED',
    EXTEND: 'APPROVED',
    DENY_EXTENSION: 'APPROVED',
    REVOKE: 'REVOKED',
    TRANSFER: 'TRANSFERRED',
    PROPOSE_OUTCOME: 'APPROVED',
    WIN: 'WON',
    LOSE: 'LOST',
    EXPIRE: 'EXPIRED',
    WITHDRAW: 'WITHDRAWN',
    OPEN_CONFLICT: 'CONFLICTED',
  },
  REJECTED: { CLONE: 'REJECTED', OPEN_CONFLICT: 'CONFLICTED' },
  EXPIRED: { CLONE: 'EXPIRED' },
  WON: {},
  LOST: {},
  REVOKED: { OPEN_CONFLICT: 'CONFLICTED' },
  TRANSFERRED: {},
  WITHDRAWN: {},
};

const bySellers = 'UPDATE ADD_EVIDENCE SUBMIT RECALL RESUBMIT REQUEST_EXTENSION WITHDRAW CLONE'.split(' ');
const byStaff = 'CLAIM_REVIEW REQUEST_INFO APPROVE REJECT EXTEND DENY_EXTENSION WIN LOSE'.split(' ');
const byAdministrators = ['REVOKE', 'TRANSFER'];

/** Whether the viewer may take the action at all, said plainly. */
function isLet(action: RegistrationAction, viewer: Viewer, facts: RegistrationFacts): boolean {
  const { role, capabilities, userId } = viewer;
  if (role === 'ANALYST') return false;
  if (role === 'PARTNER_USER') {
    const sells = capabilities.includes('SALES') || capabilities.includes('ADMIN');
    if (!sells || !(bySellers.includes(action) || action === 'PROPOSE_OUTCOME')) return false;
  } else if (role === 'CAM') {
    if (!bySellers.includes(action) && !byStaff.includes(action)) return false;
  } else if (role === 'PROGRAM_ADMIN') {
    if (![...bySellers, ...byStaff, ...byAdministrators].includes(action)) return false;
  } else if (action === 'PROPOSE_OUTCOME') {
    return false;
  }
  if (action === 'APPROVE' || action === 'REJECT') {
    if (role !== 'SERVICE' && facts.submitters.includes(userId)) return false;
    if (role === 'CAM' && (facts.isInConflict || facts.camLimit !== 'WITHIN')) return false;
  }
  if (action === 'EXTEND' || action === 'REQUEST_EXTENSION') {
    if (facts.isFollowingContract || facts.extensionCount >= facts.maximumExtensions) return false;
    if (action === 'EXTEND' && role === 'CAM' && facts.extensionCount > 0) return false;
  }
  if (action === 'REQUEST_EXTENSION' && facts.isExtensionRequested) return false;
  return action !== 'DENY_EXTENSION' || facts.isExtensionRequested;
}

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

  test('from any state it offers what the model allows', () => {
    fc.assert(
      fc.property(fc.constantFrom(...registrationStatuses), viewers, factsOf, (state, viewer, facts) => {
        const offered = registrationMachine.availableActions(state, viewer, facts);
        const allowed = registrationActions.filter(
          (action) => life[state][action] !== undefined && isLet(action, viewer, facts),
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
