import { defineMachine } from '@channelgraph/core/machine.ts';
import type { Reason } from '@channelgraph/core/machine.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';

/** The states of a partner from first contact to the end of the relationship. */
export const partnerStatuses = [
  'PROSPECT',
  'APPLICANT',
  'ONBOARDING',
  'ACTIVE',
  'INACTIVE',
  'SUSPENDED',
  'OFFBOARDING',
  'TERMINATED',
  'REJECTED',
] as const;
export type PartnerStatus = (typeof partnerStatuses)[number];

/** The actions that move a partner from one state to another. */
export type PartnerAction =
  | 'ONBOARD'
  | 'REJECT'
  | 'ACTIVATE'
  | 'DEACTIVATE'
  | 'SUSPEND'
  | 'REINSTATE'
  | 'OFFBOARD'
  | 'TERMINATE';

/** What the guards need to know of a partner. */
export interface PartnerFacts {
  /** Programs in which the partner is an active member. */
  readonly activeEnrollmentCount: number;
  /** Programs in which the membership has not ended. */
  readonly openEnrollmentCount: number;
  /** Whether the viewer is a channel account manager of this partner. */
  readonly isInPortfolio: boolean;
}

/** The partner's states as a table; checks, available actions and documentation come from it. */
export const partnerMachine = defineMachine<PartnerStatus, PartnerAction, PartnerFacts>({
  name: 'partner',
  initial: 'PROSPECT',
  transitions: [
    {
      from: ['PROSPECT', 'APPLICANT'],
      action: 'ONBOARD',
      to: 'ONBOARDING',
      roles: ['PROGRAM_ADMIN', 'SERVICE'],
    },
    {
      from: ['PROSPECT', 'APPLICANT'],
      action: 'REJECT',
      to: 'REJECTED',
      roles: ['PROGRAM_ADMIN', 'SERVICE'],
    },
    {
      from: ['ONBOARDING', 'INACTIVE'],
      action: 'ACTIVATE',
      to: 'ACTIVE',
      roles: ['CAM', 'PROGRAM_ADMIN', 'SERVICE'],
      guard: (facts, viewer) => outsidePortfolio(facts, viewer) ?? notEnrolled(facts),
    },
    { from: 'ACTIVE', action: 'DEACTIVATE', to: 'INACTIVE', roles: ['PROGRAM_ADMIN', 'SERVICE'] },
    { from: ['ACTIVE', 'INACTIVE'], action: 'SUSPEND', to: 'SUSPENDED', roles: ['PROGRAM_ADMIN', 'SERVICE'] },
    {
      from: 'SUSPENDED',
      action: 'REINSTATE',
      to: 'ACTIVE',
      roles: ['PROGRAM_ADMIN', 'SERVICE'],
      guard: notEnrolled,
    },
    {
      from: ['ONBOARDING', 'ACTIVE', 'INACTIVE', 'SUSPENDED'],
      action: 'OFFBOARD',
      to: 'OFFBOARDING',
      roles: ['PROGRAM_ADMIN', 'SERVICE'],
    },
    {
      from: 'OFFBOARDING',
      action: 'TERMINATE',
      to: 'TERMINATED',
      roles: ['PROGRAM_ADMIN', 'SERVICE'],
      guard: stillEnrolled,
    },
  ],
});

function outsidePortfolio({ isInPortfolio }: PartnerFacts, viewer: Viewer): Reason | null {
  if (viewer.role !== 'CAM' || isInPortfolio) return null;
  return {
    code: 'OUTSIDE_PORTFOLIO',
    rule: 'partner.portfolio',
    message: 'The partner is not in your portfolio.',
  };
}

function notEnrolled({ activeEnrollmentCount }: PartnerFacts): Reason | null {
  if (activeEnrollmentCount > 0) return null;
  return {
    code: 'NOT_ENROLLED',
    rule: 'partner.active.enrollment',
    message: 'An active partner is an active member of at least one program.',
  };
}

function stillEnrolled({ openEnrollmentCount }: PartnerFacts): Reason | null {
  if (openEnrollmentCount === 0) return null;
  return {
    code: 'STILL_ENROLLED',
    rule: 'partner.terminate.enrollment',
    message: 'Every program membership must have ended before the partner is terminated.',
  };
}

/** The stage of the relationship. */
const lifecycleStages = ['RECRUIT', 'ONBOARD', 'ENABLE', 'MANAGE', 'RETAIN'] as const;
export type LifecycleStage = (typeof lifecycleStages)[number];

const stages: Readonly<Record<PartnerStatus, LifecycleStage>> = {
  PROSPECT: 'RECRUIT',
  APPLICANT: 'RECRUIT',
  REJECTED: 'RECRUIT',
  ONBOARDING: 'ONBOARD',
  ACTIVE: 'MANAGE',
  INACTIVE: 'RETAIN',
  SUSPENDED: 'RETAIN',
  OFFBOARDING: 'RETAIN',
  TERMINATED: 'RETAIN',
};

/** Gives the stage that a status implies unless the program says otherwise. */
export function stageOf(status: PartnerStatus): LifecycleStage {
  return stages[status];
}
