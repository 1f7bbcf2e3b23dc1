import type { Role, Viewer } from '@channelgraph/core/viewer.ts';
import { roles } from '@channelgraph/core/viewer.ts';
import { describe, expect, it } from 'vitest';
import type { PartnerAction, PartnerFacts, PartnerStatus } from './partner.machine.ts';
import { partnerMachine, partnerStatuses } from './partner.machine.ts';

const viewer = (role: Role): Viewer => ({
  userId: role,
  role,
  partnerId: null,
  capabilities: [],
  displayName: role,
});
const enrolled: PartnerFacts = { activeEnrollmentCount: 1, openEnrollmentCount: 1, isInPortfolio: true };
const ended: PartnerFacts = { activeEnrollmentCount: 0, openEnrollmentCount: 0, isInPortfolio: true };

const allowedMoves: Readonly<Record<PartnerAction, readonly [PartnerStatus[], PartnerStatus]>> = {
  ONBOARD: [['PROSPECT', 'APPLICANT'], 'ONBOARDING'],
  REJECT: [['PROSPECT', 'APPLICANT'], 'REJECTED'],
  ACTIVATE: [['ONBOARDING', 'INACTIVE'], 'ACTIVE'],
  DEACTIVATE: [['ACTIVE'], 'INACTIVE'],
  SUSPEND: [['ACTIVE', 'INACTIVE'], 'SUSPENDED'],
  REINSTATE: [['SUSPENDED'], 'ACTIVE'],
  OFFBOARD: [['ONBOARDING', 'ACTIVE', 'INACTIVE', 'SUSPENDED'], 'OFFBOARDING'],
  TERMINATE: [['OFFBOARDING'], 'TERMINATED'],
};

describe('the partner machine', () => {
  it.each(partnerMachine.actions)('moves by %s from exactly the states of the table', (action) => {
    const [from, to] = allowedMoves[action];
    for (const status of partnerStatuses) {
      expect([status, partnerMachine.next(status, action)]).toEqual([
        status,
        from.includes(status) ? to : null,
      ]);
    }
  });

  it('lets nobody leave TERMINATED or REJECTED', () => {
    for (const status of ['TERMINATED', 'REJECTED'] as const) {
      const open = partnerMachine.availableActions(status, viewer('PROGRAM_ADMIN'), enrolled);
      expect(open.filter(({ isAllowed }) => isAllowed)).toEqual([]);
    }
  });

  it.each(roles)('tells %s what is possible from ACTIVE', (role) => {
    const open = partnerMachine
      .availableActions('ACTIVE', viewer(role), enrolled)
      .filter(({ isAllowed }) => isAllowed);
    const administrators = ['DEACTIVATE', 'SUSPEND', 'OFFBOARD'];
    expect(open.map(({ action }) => action)).toEqual(
      ['PROGRAM_ADMIN', 'SERVICE'].includes(role) ? administrators : [],
    );
  });

  it('lets a channel account manager activate inside the portfolio only', () => {
    expect(partnerMachine.apply('ONBOARDING', 'ACTIVATE', viewer('CAM'), enrolled)).toBe('ACTIVE');
    expect(() =>
      partnerMachine.apply('ONBOARDING', 'ACTIVATE', viewer('CAM'), { ...enrolled, isInPortfolio: false }),
    ).toThrow('The partner is not in your portfolio.');
  });

  it('keeps a partner without a program from being active', () => {
    expect(() => partnerMachine.apply('SUSPENDED', 'REINSTATE', viewer('PROGRAM_ADMIN'), ended)).toThrow(
      'An active partner is an active member of at least one program.',
    );
  });

  it('terminates only when every membership has ended', () => {
    expect(partnerMachine.apply('OFFBOARDING', 'TERMINATE', viewer('PROGRAM_ADMIN'), ended)).toBe(
      'TERMINATED',
    );
    expect(() => partnerMachine.apply('OFFBOARDING', 'TERMINATE', viewer('PROGRAM_ADMIN'), enrolled)).toThrow(
      'Every program membership must have ended before the partner is terminated.',
    );
  });
});
