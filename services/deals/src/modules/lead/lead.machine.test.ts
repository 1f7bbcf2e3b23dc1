import fc from 'fast-check';
import { expect, test } from 'vitest';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { leadMachine, statusAt } from './lead.machine.ts';
import type { LeadAction, LeadDirection, LeadStatus } from './lead.machine.ts';

const viewers: readonly Viewer[] = [
  { ...serviceViewer('x'), role: 'SERVICE' },
  { ...serviceViewer('x'), role: 'PROGRAM_ADMIN' },
  { ...serviceViewer('x'), role: 'CAM' },
  { ...serviceViewer('x'), role: 'ANALYST' },
  { ...serviceViewer('x'), role: 'PARTNER_USER', partnerId: 'prt_a', capabilities: ['SALES'] },
  { ...serviceViewer('x'), role: 'PARTNER_USER', partnerId: 'prt_a', capabilities: ['FINANCE'] },
];

/** The rules in plain words, written without the table. */
function modelled(
  state: LeadStatus,
  action: LeadAction,
  viewer: Viewer,
  direction: LeadDirection,
): LeadStatus | null {
  const isVendors = direction === 'VENDOR_TO_PARTNER';
  const isStaff = ['CAM', 'PROGRAM_ADMIN', 'SERVICE'].includes(viewer.role);
  const isSeller = viewer.role === 'PARTNER_USER' && viewer.capabilities.includes('SALES');
  const works = isStaff || (isSeller && isVendors);
  if (action === 'EXPIRE') return state === 'ROUTED' && viewer.role === 'SERVICE' ? 'EXPIRED' : null;
  if (action === 'ROUTE')
    return isStaff && isVendors && /^(NEW|DECLINED|EXPIRED)$/.test(state) ? 'ROUTED' : null;
  const isWaiting = state === 'ROUTED' || (state === 'NEW' && !isVendors && isStaff);
  if (action === 'ACCEPT') return works && isWaiting ? 'ACCEPTED' : null;
  if (action === 'DECLINE') return works && isWaiting ? 'DECLINED' : null;
  if (action === 'QUALIFY') return works && state === 'ACCEPTED' ? 'QUALIFIED' : null;
  if (action === 'DISQUALIFY') return works && /^(ACCEPTED|QUALIFIED)$/.test(state) ? 'UNQUALIFIED' : null;
  return works && state === 'QUALIFIED' ? 'CONVERTED' : null;
}

const commands = fc.array(
  fc.record({ action: fc.constantFrom(...leadMachine.actions), viewer: fc.constantFrom(...viewers) }),
  { maxLength: 30 },
);
const directions = fc.constantFrom<LeadDirection>('VENDOR_TO_PARTNER', 'PARTNER_TO_VENDOR');

test('the table does what the rules say, after any sequence of commands', () => {
  fc.assert(
    fc.property(directions, commands, (direction, sequence) => {
      let state: LeadStatus = 'NEW';
      for (const { action, viewer } of sequence) {
        const expected = modelled(state, action, viewer, direction);
        const offered = leadMachine
          .availableActions(state, viewer, { direction })
          .find((each) => each.action === action);
        expect(offered?.isAllowed).toBe(action === 'EXPIRE' ? undefined : expected !== null);
        if (expected === null) {
          expect(() => leadMachine.apply(state, action, viewer, { direction })).toThrow();
        } else {
          state = leadMachine.apply(state, action, viewer, { direction });
          expect(state).toBe(expected);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('a time to answer is over at its instant, not after it, and only while an answer is awaited', () => {
  const respondBy = new Date('2026-10-15T09:00:00Z');
  const before = new Date('2026-10-15T08:59:59.999Z');
  expect(statusAt({ status: 'ROUTED', respondBy }, before)).toBe('ROUTED');
  expect(statusAt({ status: 'ROUTED', respondBy }, respondBy)).toBe('EXPIRED');
  expect(statusAt({ status: 'ACCEPTED', respondBy }, respondBy)).toBe('ACCEPTED');
  expect(statusAt({ status: 'ROUTED', respondBy: null }, respondBy)).toBe('ROUTED');
});
