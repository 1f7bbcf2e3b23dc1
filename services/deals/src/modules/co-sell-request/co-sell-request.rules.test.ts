import { addDays } from '@channelgraph/core/calendar.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { roles, serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coSellRequestMachine, coSellStatuses, isOpenStatus, statusAt } from './co-sell-request.machine.ts';
import type { CoSellAction, CoSellStatus } from './co-sell-request.machine.ts';
import { defaultCoSellPolicy } from './co-sell-request.policy.ts';
import {
  checkNeededBy,
  coSellKinds,
  readHelp,
  readNote,
  readSubject,
  respondBy,
} from './co-sell-request.rules.ts';
import type { SubjectField } from './co-sell-request.rules.ts';

describe('the machine', () => {
  const viewers: readonly Viewer[] = roles.flatMap((role) =>
    (role === 'PARTNER_USER' ? (['SALES', 'TECHNICAL'] as const) : (['ADMIN'] as const)).map(
      (capability) => ({ ...serviceViewer('x'), role, capabilities: [capability] }),
    ),
  );

  /** The rules in plain words, written without the table. */
  function modelled(state: CoSellStatus, action: CoSellAction, viewer: Viewer): CoSellStatus | null {
    if (viewer.role === 'ANALYST') return null;
    const isPartner = viewer.role === 'PARTNER_USER';
    if (action === 'WITHDRAW') {
      const asks = !isPartner || viewer.capabilities.includes('SALES');
      return asks && /^(REQUESTED|ACCEPTED|IN_PROGRESS)$/.test(state) ? 'WITHDRAWN' : null;
    }
    if (isPartner) return null;
    if (action === 'EXPIRE') return viewer.role === 'SERVICE' && state === 'REQUESTED' ? 'EXPIRED' : null;
    if (action === 'DECLINE') return /^(REQUESTED|ACCEPTED)$/.test(state) ? 'DECLINED' : null;
    const steps = { REQUESTED: 'ACCEPT', ACCEPTED: 'START', IN_PROGRESS: 'COMPLETE' } as const;
    const next = { ACCEPT: 'ACCEPTED', START: 'IN_PROGRESS', COMPLETE: 'COMPLETED' } as const;
    return (steps as Readonly<Record<string, string>>)[state] === action ? next[action] : null;
  }

  test('does what the rules say, after any sequence of commands', () => {
    const command = fc.record({
      action: fc.constantFrom(...coSellRequestMachine.actions),
      viewer: fc.constantFrom(...viewers),
    });
    fc.assert(
      fc.property(
        fc.array(command, { maxLength: 20 }),
        fc.constantFrom(...coSellStatuses),
        (calls, first) => {
          let state = first;
          for (const { action, viewer } of calls) {
            const wanted = modelled(state, action, viewer);
            const offered = coSellRequestMachine
              .availableActions(state, viewer, null)
              .find((each) => each.action === action);
            expect(offered?.isAllowed).toBe(action === 'EXPIRE' ? undefined : wanted !== null);
            expect(coSellRequestMachine.next(state, action) ?? wanted).toBe(
              wanted ?? coSellRequestMachine.next(state, action),
            );
            state = wanted ?? state;
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('knows which states wait for something, and that time runs out at its instant', () => {
    expect(coSellStatuses.filter(isOpenStatus)).toEqual(['REQUESTED', 'ACCEPTED', 'IN_PROGRESS']);
    const end = new Date('2026-10-21T04:00:00Z');
    const shown = (status: CoSellStatus, now: string) => statusAt({ status, respondBy: end }, new Date(now));
    expect(shown('REQUESTED', '2026-10-21T03:59:59.999Z')).toBe('REQUESTED');
    expect(shown('REQUESTED', '2026-10-21T04:00:00Z')).toBe('EXPIRED');
    expect(shown('ACCEPTED', '2027-10-21T04:00:00Z')).toBe('ACCEPTED');
  });
});

describe('the time to answer', () => {
  const end = (kind: (typeof coSellKinds)[number], today: string, timeZone = 'America/New_York') =>
    respondBy(kind, defaultCoSellPolicy, { today, timeZone }).toISOString();

  test.each([
    ['INITIAL_DEPLOYMENT', '2026-10-15', '2026-10-21T04:00:00.000Z'],
    ['AT_RISK_RENEWAL', '2026-10-15', '2026-10-18T04:00:00.000Z'],
    ['CO_DELIVERY', '2026-10-15', '2026-10-26T04:00:00.000Z'],
    // The clocks of New York go back on 1 November and forward on 14 March.
    ['AT_RISK_RENEWAL', '2026-10-30', '2026-11-02T05:00:00.000Z'],
    ['AT_RISK_RENEWAL', '2026-10-29', '2026-11-01T04:00:00.000Z'],
    ['AT_RISK_RENEWAL', '2027-03-12', '2027-03-15T04:00:00.000Z'],
    ['EXECUTIVE', '2028-02-24', '2028-03-01T05:00:00.000Z'],
  ] as const)('of %s asked on %s is over at %s', (kind, today, expected) => {
    expect(end(kind, today)).toBe(expected);
  });

  test('is the end of a day of the partner', () => {
    expect(end('AT_RISK_RENEWAL', '2026-10-15', 'Asia/Tokyo')).toBe('2026-10-17T15:00:00.000Z');
  });
});

describe('what is asked for', () => {
  const problems = (check: (issues: ReturnType<typeof createIssues>) => unknown) => {
    const issues = createIssues();
    const value = check(issues);
    return [value, ...issues.issues.map(({ path, code }) => `${path.join('.')} ${code}`)];
  };

  test('is about exactly one thing, of a type that the kind allows', () => {
    const all: readonly SubjectField[] = ['opportunity', 'contract', 'renewalId'];
    const allowed = coSellKinds.map((kind) =>
      all.filter((field) => problems((i) => readSubject(kind, [field], i))[0] === field),
    );
    expect(Object.fromEntries(coSellKinds.map((kind, index) => [kind, allowed[index]]))).toEqual({
      INITIAL_DEPLOYMENT: ['opportunity', 'contract'],
      AT_RISK_RENEWAL: ['renewalId'],
      ENGINEERING: all,
      CO_DELIVERY: ['opportunity', 'contract'],
      EXECUTIVE: all,
    });
    expect(problems((i) => readSubject('CO_DELIVERY', ['renewalId'], i))).toEqual([
      null,
      'renewalId WRONG_SUBJECT',
    ]);
    expect(problems((i) => readSubject('ENGINEERING', [], i))).toEqual([null, 'opportunity REQUIRED']);
    expect(problems((i) => readSubject('ENGINEERING', ['contract', 'renewalId'], i))).toEqual([
      null,
      'renewalId ONE_SUBJECT',
    ]);
  });

  test('is said in 1 to 2000 characters', () => {
    expect(problems((i) => readHelp(' Bring an engineer. ', i))).toEqual(['Bring an engineer.']);
    expect(problems((i) => readHelp(' ', i))).toEqual(['', 'requestedHelp LENGTH']);
    expect(problems((i) => readHelp('x'.repeat(2001), i))[1]).toBe('requestedHelp LENGTH');
    expect(problems((i) => readNote(null, { field: 'note', isRequired: false }, i))).toEqual([null]);
    expect(problems((i) => readNote(' ', { field: 'reason', isRequired: true }, i))).toEqual([
      null,
      'reason LENGTH',
    ]);
    expect(problems((i) => readNote('x'.repeat(2001), { field: 'note', isRequired: false }, i))[1]).toBe(
      'note LENGTH',
    );
  });

  test('is needed today or later, within three years', () => {
    const at = (day: string | null) => problems((i) => checkNeededBy(day, '2026-10-15', i)).slice(1);
    expect([null, '2026-10-15', addDays('2026-10-15', 1095)].map(at)).toEqual([[], [], []]);
    expect(['2026-10-14', addDays('2026-10-15', 1096)].map(at)).toEqual([
      ['neededBy OUT_OF_RANGE'],
      ['neededBy OUT_OF_RANGE'],
    ]);
  });
});
