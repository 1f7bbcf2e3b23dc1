import { defineMachine } from '@channelgraph/core/machine.ts';
import type { Reason } from '@channelgraph/core/machine.ts';
import { maySell } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';

/** The states of a lead. */
export const leadStatuses = [
  'NEW',
  'ROUTED',
  'ACCEPTED',
  'QUALIFIED',
  'CONVERTED',
  'DECLINED',
  'UNQUALIFIED',
  'EXPIRED',
] as const;
export type LeadStatus = (typeof leadStatuses)[number];

/** Who passes a lead to whom. */
export const leadDirections = ['VENDOR_TO_PARTNER', 'PARTNER_TO_VENDOR'] as const;
export type LeadDirection = (typeof leadDirections)[number];

/** What can be done with a lead. */
const leadActions = ['ROUTE', 'ACCEPT', 'DECLINE', 'QUALIFY', 'DISQUALIFY', 'CONVERT', 'EXPIRE'] as const;
export type LeadAction = (typeof leadActions)[number];

/** What the guards look at. */
export interface LeadFacts {
  readonly direction: LeadDirection;
}

const staff = ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] as const;
const everybodyAtWork = ['PARTNER_USER', ...staff] as const;

/** The transition table of a lead. */
export const leadMachine = defineMachine<LeadStatus, LeadAction, LeadFacts>({
  name: 'lead',
  initial: 'NEW',
  transitions: [
    {
      from: ['NEW', 'DECLINED', 'EXPIRED'],
      action: 'ROUTE',
      to: 'ROUTED',
      roles: staff,
      guard: isTheVendors,
    },
    { from: 'ROUTED', action: 'ACCEPT', to: 'ACCEPTED', roles: everybodyAtWork, guard: isTheReceiver },
    { from: 'NEW', action: 'ACCEPT', to: 'ACCEPTED', roles: staff, guard: isAReferral },
    // The lead is passed on at once where there is another partner for it.
    {
      from: 'ROUTED',
      action: 'DECLINE',
      to: 'DECLINED',
      orTo: ['ROUTED'],
      roles: everybodyAtWork,
      guard: isTheReceiver,
    },
    { from: 'NEW', action: 'DECLINE', to: 'DECLINED', roles: staff, guard: isAReferral },
    { from: 'ACCEPTED', action: 'QUALIFY', to: 'QUALIFIED', roles: everybodyAtWork, guard: isTheReceiver },
    {
      from: ['ACCEPTED', 'QUALIFIED'],
      action: 'DISQUALIFY',
      to: 'UNQUALIFIED',
      roles: everybodyAtWork,
      guard: isTheReceiver,
    },
    { from: 'QUALIFIED', action: 'CONVERT', to: 'CONVERTED', roles: everybodyAtWork, guard: isTheReceiver },
    { from: 'ROUTED', action: 'EXPIRE', to: 'EXPIRED', orTo: ['ROUTED'], roles: ['SERVICE'] },
  ],
});

/** A lead whose time to answer is over has expired, whether or not a task has said so yet. */
export function statusAt(
  lead: { readonly status: LeadStatus; readonly respondBy: Date | null },
  now: Date,
): LeadStatus {
  const isOver = lead.status === 'ROUTED' && lead.respondBy !== null && lead.respondBy <= now;
  return isOver ? 'EXPIRED' : lead.status;
}

function isTheVendors({ direction }: LeadFacts): Reason | null {
  if (direction === 'VENDOR_TO_PARTNER') return null;
  return reason('ROUTE', 'direction', 'A partner’s referral is not passed on to partners.');
}

function isAReferral({ direction }: LeadFacts): Reason | null {
  if (direction === 'PARTNER_TO_VENDOR') return null;
  return reason('ACCEPT', 'direction', 'The lead waits to be routed to a partner.');
}

/** Who got the lead works on it: the partner that it was routed to, or the vendor for a referral. */
function isTheReceiver({ direction }: LeadFacts, viewer: Viewer): Reason | null {
  if (viewer.role !== 'PARTNER_USER') return null;
  if (direction === 'PARTNER_TO_VENDOR') return reason('WORK', 'receiver', 'The vendor works on a referral.');
  if (maySell(viewer)) return null;
  return reason('WORK', 'capability', 'Only users with the capability SALES or ADMIN work on leads.');
}

function reason(action: string, kind: string, message: string): Reason {
  return {
    code: kind === 'capability' ? 'CAPABILITY' : 'DIRECTION',
    rule: `lead.${action}.${kind}`,
    message,
  };
}
