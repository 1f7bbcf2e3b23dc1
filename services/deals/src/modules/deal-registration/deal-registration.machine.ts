import { defineMachine } from '@channelgraph/core/machine.ts';
import type { Reason } from '@channelgraph/core/machine.ts';
import { maySell } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';

/** The states of a registration. */
export const registrationStatuses = [
  'DRAFT',
  'SUBMITTED',
  'UNDER_REVIEW',
  'INFO_REQUESTED',
  'CONFLICTED',
  'APPROVED',
  'REJECTED',
  'WON',
  'LOST',
  'EXPIRED',
  'REVOKED',
  'TRANSFERRED',
  'WITHDRAWN',
] as const;
export type RegistrationState = (typeof registrationStatuses)[number];

/** What can be done with a registration. OPEN_CONFLICT, RESOLVE_… and EXPIRE are taken by the program itself. */
export const registrationActions = [
  'UPDATE',
  'ADD_EVIDENCE',
  'SUBMIT',
  'RECALL',
  'CLAIM_REVIEW',
  'REQUEST_INFO',
  'RESUBMIT',
  'APPROVE',
  'REJECT',
  'OPEN_CONFLICT',
  'RESOLVE_APPROVE',
  'RESOLVE_REJECT',
  'REQUEST_EXTENSION',
  'EXTEND',
  'DENY_EXTENSION',
  'REVOKE',
  'TRANSFER',
  'PROPOSE_OUTCOME',
  'WIN',
  'LOSE',
  'EXPIRE',
  'WITHDRAW',
  'CLONE',
] as const;
export type RegistrationAction = (typeof registrationActions)[number];

/** How an amount stands to what an account manager may decide. */
export type LimitVerdict = 'WITHIN' | 'ABOVE' | 'OTHER_CURRENCY';

/** What the guards look at. */
export interface RegistrationFacts {
  /** Who submitted it, or entered it for the partner; they do not decide about it. */
  readonly submitters: readonly string[];
  readonly camLimit: LimitVerdict;
  /** Whether it is a side of a conflict that is not decided for good. */
  readonly isInConflict: boolean;
  readonly extensionCount: number;
  readonly maximumExtensions: number;
  readonly isExtensionRequested: boolean;
  /** Whether its protection follows a contract instead of a number of days. */
  readonly isFollowingContract: boolean;
}

const sellers = ['PARTNER_USER', 'CAM', 'PROGRAM_ADMIN', 'SERVICE'] as const;
const staff = ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] as const;
const administrators = ['PROGRAM_ADMIN', 'SERVICE'] as const;
const program = ['SERVICE'] as const;
type Guard = (facts: RegistrationFacts, viewer: Viewer) => Reason | null;

const partnerSells: Guard = (_facts, viewer) => {
  if (maySell(viewer)) return null;
  return reason('CAPABILITY', 'capability', 'Only users with the capability SALES or ADMIN register deals.');
};

const decides: Guard = (facts, viewer) => {
  if (viewer.role === 'SERVICE') return null;
  if (facts.submitters.includes(viewer.userId)) {
    return reason(
      'SEPARATION_OF_DUTIES',
      'separation',
      'Whoever submitted a registration does not decide about it.',
    );
  }
  if (viewer.role !== 'CAM') return null;
  if (facts.isInConflict) {
    return reason(
      'PARTY_TO_CONFLICT',
      'conflict',
      'A program administrator decides about a registration in conflict.',
    );
  }
  if (facts.camLimit === 'WITHIN') return null;
  return facts.camLimit === 'ABOVE'
    ? reason(
        'ABOVE_LIMIT',
        'limit',
        'The amount is above the limit of account managers: a program administrator decides.',
      )
    : reason(
        'OTHER_CURRENCY',
        'limit',
        'Account managers have no limit in this currency: a program administrator decides.',
      );
};

const mayExtend: Guard = (facts, viewer) => {
  if (facts.isFollowingContract) {
    return reason(
      'FOLLOWS_CONTRACT',
      'extension.contract',
      'The protection follows a contract and is not extended by days.',
    );
  }
  if (facts.extensionCount >= facts.maximumExtensions) {
    return reason(
      'EXTENSIONS_USED',
      'extension.maximum',
      `A registration is extended at most ${facts.maximumExtensions} times.`,
    );
  }
  if (viewer.role === 'CAM' && facts.extensionCount > 0) {
    return reason(
      'FURTHER_EXTENSION',
      'extension.further',
      'Only a program administrator extends a second time.',
    );
  }
  return null;
};

const asksToExtend: Guard = (facts, viewer) => {
  const refusal = partnerSells(facts, viewer) ?? mayExtend(facts, { ...viewer, role: 'PROGRAM_ADMIN' });
  if (refusal) return refusal;
  return facts.isExtensionRequested
    ? reason(
        'ALREADY_REQUESTED',
        'extension.requested',
        'An extension was requested already and is not decided.',
      )
    : null;
};

const answersExtension: Guard = ({ isExtensionRequested }) =>
  isExtensionRequested ? null : reason('NOT_REQUESTED', 'extension.requested', 'No extension is requested.');

function reason(code: string, rule: string, message: string): Reason {
  return { code, rule: `dealRegistration.${rule}`, message };
}

const beforeDecision = ['SUBMITTED', 'UNDER_REVIEW', 'INFO_REQUESTED'] as const;

/** The transition table of a registration. */
export const registrationMachine = defineMachine<RegistrationState, RegistrationAction, RegistrationFacts>({
  name: 'dealRegistration',
  initial: 'DRAFT',
  transitions: [
    { from: 'DRAFT', action: 'UPDATE', to: 'DRAFT', roles: sellers, guard: partnerSells },
    { from: 'INFO_REQUESTED', action: 'UPDATE', to: 'INFO_REQUESTED', roles: sellers, guard: partnerSells },
    { from: 'DRAFT', action: 'ADD_EVIDENCE', to: 'DRAFT', roles: sellers, guard: partnerSells },
    { from: 'SUBMITTED', action: 'ADD_EVIDENCE', to: 'SUBMITTED', roles: sellers, guard: partnerSells },
    { from: 'UNDER_REVIEW', action: 'ADD_EVIDENCE', to: 'UNDER_REVIEW', roles: sellers, guard: partnerSells },
    {
      from: 'INFO_REQUESTED',
      action: 'ADD_EVIDENCE',
      to: 'INFO_REQUESTED',
      roles: sellers,
      guard: partnerSells,
    },
    { from: 'CONFLICTED', action: 'ADD_EVIDENCE', to: 'CONFLICTED', roles: sellers, guard: partnerSells },
    { from: 'APPROVED', action: 'ADD_EVIDENCE', to: 'APPROVED', roles: sellers, guard: partnerSells },
    // Where somebody else claims the scope, a conflict begins at once; a policy may approve at once.
    {
      from: 'DRAFT',
      action: 'SUBMIT',
      to: 'SUBMITTED',
      orTo: ['CONFLICTED', 'APPROVED'],
      roles: sellers,
      guard: partnerSells,
    },
    { from: 'SUBMITTED', action: 'RECALL', to: 'DRAFT', roles: sellers, guard: partnerSells },
    { from: 'SUBMITTED', action: 'CLAIM_REVIEW', to: 'UNDER_REVIEW', roles: staff },
    { from: 'UNDER_REVIEW', action: 'REQUEST_INFO', to: 'INFO_REQUESTED', roles: staff },
    {
      from: 'INFO_REQUESTED',
      action: 'RESUBMIT',
      to: 'UNDER_REVIEW',
      orTo: ['CONFLICTED'],
      roles: sellers,
      guard: partnerSells,
    },
    {
      from: 'UNDER_REVIEW',
      action: 'APPROVE',
      to: 'APPROVED',
      orTo: ['CONFLICTED'],
      roles: staff,
      guard: decides,
    },
    { from: 'UNDER_REVIEW', action: 'REJECT', to: 'REJECTED', roles: staff, guard: decides },
    { from: beforeDecision, action: 'OPEN_CONFLICT', to: 'CONFLICTED', roles: program },
    // Two customers were found to be one, or an appeal reversed a decision.
    { from: ['APPROVED', 'REJECTED', 'REVOKED'], action: 'OPEN_CONFLICT', to: 'CONFLICTED', roles: program },
    { from: 'CONFLICTED', action: 'RESOLVE_APPROVE', to: 'APPROVED', roles: program },
    { from: 'CONFLICTED', action: 'RESOLVE_REJECT', to: 'REJECTED', roles: program },
    { from: 'APPROVED', action: 'REQUEST_EXTENSION', to: 'APPROVED', roles: sellers, guard: asksToExtend },
    { from: 'APPROVED', action: 'EXTEND', to: 'APPROVED', roles: staff, guard: mayExtend },
    { from: 'APPROVED', action: 'DENY_EXTENSION', to: 'APPROVED', roles: staff, guard: answersExtension },
    { from: 'APPROVED', action: 'REVOKE', to: 'REVOKED', roles: administrators },
    { from: 'APPROVED', action: 'TRANSFER', to: 'TRANSFERRED', roles: administrators },
    {
      from: 'APPROVED',
      action: 'PROPOSE_OUTCOME',
      to: 'APPROVED',
      roles: ['PARTNER_USER'],
      guard: partnerSells,
    },
    { from: 'APPROVED', action: 'WIN', to: 'WON', roles: staff },
    { from: 'APPROVED', action: 'LOSE', to: 'LOST', roles: staff },
    { from: 'APPROVED', action: 'EXPIRE', to: 'EXPIRED', roles: program },
    {
      from: ['DRAFT', ...beforeDecision, 'APPROVED'],
      action: 'WITHDRAW',
      to: 'WITHDRAWN',
      roles: sellers,
      guard: partnerSells,
    },
    { from: 'REJECTED', action: 'CLONE', to: 'REJECTED', roles: sellers, guard: partnerSells },
    { from: 'EXPIRED', action: 'CLONE', to: 'EXPIRED', roles: sellers, guard: partnerSells },
  ],
});

/** Gives the state by the clock: a protection that has run out is expired, whether or not a job has noted it. */
export function statusAt(
  { status, protectedUntil }: { readonly status: RegistrationState; readonly protectedUntil: Date | null },
  now: Date,
): RegistrationState {
  return status === 'APPROVED' && protectedUntil !== null && protectedUntil <= now ? 'EXPIRED' : status;
}

/** What decides whether a registration protects at a moment. */
export interface ProtectedState {
  readonly status: RegistrationState;
  readonly kind: string;
  /** The first instant of the protection. */
  readonly protectedSince: Date | null;
  /** The first instant after it. */
  readonly protectedUntil: Date | null;
}

/**
 * Tells whether the registration protects at the moment.
 *
 * @remarks What was won protects on while it follows a contract: a relationship lasts, a sale is over.
 */
export function isProtectedAt(registration: ProtectedState, now: Date): boolean {
  const { status, kind, protectedSince, protectedUntil } = registration;
  if (status !== 'APPROVED' && !(status === 'WON' && lastsAfterWinning(kind))) return false;
  return protectedSince !== null && protectedUntil !== null && protectedSince <= now && now < protectedUntil;
}

/** Tells whether a registration of the kind goes on protecting after it was won. */
export function lastsAfterWinning(kind: string): boolean {
  return kind === 'CUSTOMER_ENGAGEMENT' || kind === 'RENEWAL';
}
