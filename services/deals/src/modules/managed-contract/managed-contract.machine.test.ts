import { serviceViewer } from '@channelgraph/core/viewer.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contractActions, contractMachine } from './managed-contract.machine.ts';
import type { ContractAction } from './managed-contract.machine.ts';
import { contractStatuses } from './managed-contract.timeline.ts';
import type { ContractStatus } from './managed-contract.timeline.ts';

const facts = { termStart: '2026-01-01', termEnd: '2027-01-01', today: '2026-06-01' };
const admin = serviceViewer('test');

/** The machine written down a second time, by state. */
const model: Record<ContractStatus, Partial<Record<ContractAction, ContractStatus>>> = {
  DRAFT: { ACTIVATE: 'ACTIVE', AMEND: 'DRAFT' },
  ACTIVE: {
    AMEND: 'ACTIVE',
    SUSPEND: 'SUSPENDED',
    RENEW: 'ENDED_RENEWED',
    END: 'ENDED_CHURNED',
    TERMINATE_EARLY: 'TERMINATED_EARLY',
    TRANSFER: 'TRANSFERRED',
  },
  SUSPENDED: {
    AMEND: 'SUSPENDED',
    RESUME: 'ACTIVE',
    RENEW: 'ENDED_RENEWED',
    END: 'ENDED_CHURNED',
    TERMINATE_EARLY: 'TERMINATED_EARLY',
    TRANSFER: 'TRANSFERRED',
  },
  ENDED_RENEWED: {},
  ENDED_CHURNED: {},
  TERMINATED_EARLY: {},
  TRANSFERRED: {},
};

test('random sequences of actions follow the model', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...contractActions), { maxLength: 20 }), (actions) => {
      let state: ContractStatus = 'DRAFT';
      for (const action of actions) {
        const expected: ContractStatus | undefined = model[state][action];
        const offered = contractMachine
          .availableActions(state, admin, facts)
          .find((each) => each.action === action);
        expect(offered?.isAllowed).toBe(expected !== undefined);
        if (expected === undefined)
          expect(() => contractMachine.apply(state, action, admin, facts)).toThrow();
        else state = contractMachine.apply(state, action, admin, facts);
      }
    }),
    { numRuns: 1000 },
  );
});

test('an ended contract knows no action', () => {
  for (const state of contractStatuses.slice(3)) {
    expect(contractMachine.availableActions(state, admin, facts).every(({ isAllowed }) => !isAllowed)).toBe(
      true,
    );
  }
});

test('a contract is not activated before its term, nor terminated early after it', () => {
  expect(() => contractMachine.apply('DRAFT', 'ACTIVATE', admin, { ...facts, today: '2025-12-31' })).toThrow(
    'begins on 2026-01-01',
  );
  expect(() =>
    contractMachine.apply('ACTIVE', 'TERMINATE_EARLY', admin, { ...facts, today: '2027-01-01' }),
  ).toThrow('ended on 2027-01-01');
});

test('partner users cannot change a contract, and are told so', () => {
  const partnerUser = { ...admin, role: 'PARTNER_USER' as const, partnerId: 'prt_1' };
  const suspend = contractMachine
    .availableActions('ACTIVE', partnerUser, facts)
    .find(({ action }) => action === 'SUSPEND');
  expect(suspend).toEqual({
    action: 'SUSPEND',
    isAllowed: false,
    reasons: [
      {
        code: 'ROLE',
        rule: 'managedContract.SUSPEND.role',
        message: 'SUSPEND is reserved for CAM, PROGRAM_ADMIN, SERVICE.',
      },
    ],
  });
});
