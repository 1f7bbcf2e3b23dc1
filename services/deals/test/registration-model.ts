import type { Viewer } from '@channelgraph/core/viewer.ts';
import type {
  RegistrationAction,
  RegistrationFacts,
  RegistrationState,
} from '../src/modules/deal-registration/deal-registration.machine.ts';

/** The life of a registration, written down a second time and by state. */
export const life: Readonly<
  Record<RegistrationState, Partial<Record<RegistrationAction, RegistrationState>>>
> = {
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
export function isLet(action: RegistrationAction, viewer: Viewer, facts: RegistrationFacts): boolean {
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
