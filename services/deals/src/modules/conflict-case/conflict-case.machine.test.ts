import fc from 'fast-check';
import { addDays } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { InvalidTransitionError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import type { Capability, Viewer } from '@channelgraph/core/viewer.ts';
import { expect, test } from 'vitest';
import { conflictMachine } from './conflict-case.machine.ts';
import type { ConflictAction, ConflictState } from './conflict-case.machine.ts';

/** The life of a conflict, written down a second time and by state. */
const life: Readonly<Record<ConflictState, Partial<Record<ConflictAction, ConflictState>>>> = {
  OPEN: { INVESTIGATE: 'INVESTIGATING', ADD_EVIDENCE: 'OPEN' },
  INVESTIGATING: { INVESTIGATE: 'INVESTIGATING', ADD_EVIDENCE: 'INVESTIGATING', DECIDE: 'DECIDED' },
  DECIDED: { APPEAL: 'APPEALED', CLOSE: 'CLOSED' },
  APPEALED: { ADD_EVIDENCE: 'APPEALED', DECIDE_APPEAL: 'FINAL' },
  FINAL: {},
  CLOSED: {},
};
const actions: readonly ConflictAction[] = ['INVESTIGATE', 'ADD_EVIDENCE', 'DECIDE', 'APPEAL', 'DECIDE_APPEAL', 'CLOSE']; // prettier-ignore

const person = (userId: string, role: Viewer['role'], over: Partial<Viewer> = {}): Viewer => ({
  userId,
  role,
  partnerId: null,
  capabilities: [],
  displayName: userId,
  ...over,
});
const partnerUser = (userId: string, partnerId: string, ...capabilities: Capability[]) =>
  person(userId, 'PARTNER_USER', { partnerId, capabilities });
const people = [
  person('ada', 'PROGRAM_ADMIN'),
  person('abe', 'PROGRAM_ADMIN'),
  person('ann', 'PROGRAM_ADMIN'),
  person('carla', 'CAM'),
  person('alex', 'ANALYST'),
  person('job', 'SERVICE'),
  partnerUser('sam', 'prt_winner', 'ADMIN'),
  partnerUser('sue', 'prt_loser', 'ADMIN', 'SALES'),
  partnerUser('sid', 'prt_loser', 'SALES'),
  partnerUser('tom', 'prt_loser', 'TECHNICAL'),
];
/** Entered one of the registrations for a partner, and therefore decides nothing. */
const submitter = 'ann';

/** What a plain person would note down of a case. */
interface Notes {
  status: ConflictState;
  today: LocalDate;
  decidedBy: string | null;
  losers: readonly string[];
  appealableUntil: LocalDate | null;
}

/** Whether somebody may do something, said plainly. */
function isLet(
  action: ConflictAction,
  { role, userId, partnerId, capabilities }: Viewer,
  notes: Notes,
): boolean {
  const isAdministrator = role === 'PROGRAM_ADMIN' || role === 'SERVICE';
  const isLate = notes.appealableUntil !== null && notes.today > notes.appealableUntil;
  if (action === 'INVESTIGATE') return isAdministrator || role === 'CAM';
  if (action === 'ADD_EVIDENCE') {
    if (role === 'PARTNER_USER') return capabilities.includes('SALES') || capabilities.includes('ADMIN');
    return role !== 'ANALYST';
  }
  if (action === 'DECIDE') return isAdministrator && userId !== submitter;
  if (action === 'DECIDE_APPEAL')
    return isAdministrator && userId !== submitter && userId !== notes.decidedBy;
  if (action === 'CLOSE') return isAdministrator && (notes.losers.length === 0 || isLate);
  return (
    role === 'PARTNER_USER' &&
    capabilities.includes('ADMIN') &&
    notes.losers.includes(partnerId ?? '') &&
    !isLate
  );
}

const appealDays = 14;
const commands = fc.array(
  fc.record({
    action: fc.constantFrom(...actions),
    viewer: fc.constantFrom(...people),
    days: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 14, 15),
    losers: fc.constantFrom(['prt_loser'], ['prt_loser'], []),
  }),
  { minLength: 20, maxLength: 80 },
);

test('whatever is tried in whatever order, a conflict lives as its plain model says', () => {
  const reached = new Set<ConflictState>();
  fc.assert(
    fc.property(commands, (tried) => {
      const notes: Notes = {
        status: 'OPEN',
        today: '2026-10-15',
        decidedBy: null,
        losers: [],
        appealableUntil: null,
      };
      for (const { action, viewer, days, losers } of tried) {
        notes.today = addDays(notes.today, days);
        const facts = { ...notes, submitters: [submitter] };
        const next = life[notes.status][action];
        const offered = conflictMachine.availableActions(notes.status, viewer, facts);
        expect(offered.find((each) => each.action === action)?.isAllowed).toBe(
          next !== undefined && isLet(action, viewer, notes),
        );
        const take = () => conflictMachine.apply(notes.status, action, viewer, facts);
        if (next === undefined) expect(take).toThrow(InvalidTransitionError);
        else if (!isLet(action, viewer, notes)) expect(take).toThrow(PolicyViolationError);
        else {
          expect(take()).toBe(next);
          if (action === 'DECIDE_APPEAL') expect([notes.decidedBy, submitter]).not.toContain(viewer.userId);
          if (action === 'DECIDE') {
            notes.decidedBy = viewer.userId;
            notes.losers = losers;
            notes.appealableUntil = addDays(notes.today, appealDays);
          }
          notes.status = next;
        }
        reached.add(notes.status);
      }
    }),
    { numRuns: 1500 },
  );
  expect([...reached].sort()).toEqual(Object.keys(life).sort());
});

test.each([
  ['decides', 'INVESTIGATING', 'DECIDE', 'ann', 'conflictCase.separation'],
  [
    'judges the appeal against the own decision',
    'APPEALED',
    'DECIDE_APPEAL',
    'ada',
    'conflictCase.appeal.judge',
  ],
  [
    'judges an appeal about an own registration',
    'APPEALED',
    'DECIDE_APPEAL',
    'ann',
    'conflictCase.separation',
  ],
  ['appeals for the winner', 'DECIDED', 'APPEAL', 'sam', 'conflictCase.appeal.side'],
  [
    'appeals without being an administrator of the company',
    'DECIDED',
    'APPEAL',
    'sid',
    'conflictCase.appeal.capability',
  ],
  ['closes while it can be appealed', 'DECIDED', 'CLOSE', 'abe', 'conflictCase.close.deadline'],
] as const)('nobody %s', (_, state, action, userId, rule) => {
  const viewer = people.find((each) => each.userId === userId);
  if (!viewer) throw new Error(`Nobody is called ${userId}.`);
  const facts = {
    submitters: [submitter],
    decidedBy: 'ada',
    losers: ['prt_loser'],
    appealableUntil: '2026-10-29',
    today: '2026-10-29',
  };
  expect(() => conflictMachine.apply(state, action, viewer, facts)).toThrow(
    expect.objectContaining({ rule }),
  );
});
