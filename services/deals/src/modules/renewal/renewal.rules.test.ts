import { addDays } from '@channelgraph/core/calendar.ts';
import { InvalidTransitionError, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import { roles, serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { healthRules, judgeHealth } from './renewal.health.ts';
import type { HealthFacts } from './renewal.health.ts';
import { changedFrom, cutAt } from './renewal.history.ts';
import type { RenewalEntry } from './renewal.history.ts';
import { renewalMachine } from './renewal.machine.ts';
import type { RenewalAction } from './renewal.machine.ts';
import { comparedMrr, renewedOutcome } from './renewal.outcome.ts';
import { defaultRenewalPolicy as policy } from './renewal.policy.ts';
import { atRiskMinor, renewalProbability, trailingRate } from './renewal.probability.ts';
import { calendarReasons } from './renewal.reasons.ts';
import { grossRetention } from './renewal.retention.ts';
import {
  isOpenStage,
  lapsesOn,
  renewalDays,
  renewalHealths,
  renewalStages,
  stageOn,
} from './renewal.stages.ts';
import type { RenewalStage } from './renewal.stages.ts';

const runs = { numRuns: 1000 };
const today = '2026-10-15';
const aDay = fc.integer({ min: -400, max: 400 }).map((days) => addDays(today, days));
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const someFacts: fc.Arbitrary<HealthFacts> = fc.record({
  competitiveEvaluation: fc.boolean(),
  grossRetention: orNull(fc.integer({ min: 0, max: 100 }).map((n) => (n / 100).toFixed(4))),
  openSeverity1Breaches: orNull(fc.nat({ max: 3 })),
  satisfaction: orNull(fc.integer({ min: 10, max: 50 }).map((n) => (n / 10).toFixed(2))),
  seatsBefore: orNull(fc.nat({ max: 50 })),
  seatsNow: orNull(fc.nat({ max: 50 })),
  windowOpensOn: aDay,
  lastEngagedOn: orNull(aDay),
  today: fc.constant(today),
});
const rank = (health: string) => renewalHealths.findIndex((each) => each === health);

describe('health', () => {
  test('is total and explained: each rule says once what it saw, and the worst that fires counts', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const { health, rule, trace } = judgeHealth(facts, policy);
        expect(trace.map((each) => each.rule)).toEqual(healthRules);
        const firing = trace.filter(({ verdict }) => verdict === 'FIRES');
        const worst = Math.max(0, ...firing.map((each) => rank(each.health)));
        expect(health).toBe(renewalHealths[worst]);
        expect(rule).toBe(firing.find((each) => each.health === health)?.rule ?? 'NONE');
        expect(trace.every(({ saw }) => saw.length > 0)).toBe(true);
      }),
      runs,
    );
  });

  test('never gets better by worse news', () => {
    const worse = (facts: HealthFacts): HealthFacts[] => [
      { ...facts, competitiveEvaluation: true },
      { ...facts, grossRetention: '0.0000' },
      { ...facts, openSeverity1Breaches: (facts.openSeverity1Breaches ?? 0) + 1 },
      { ...facts, satisfaction: '1.00' },
      { ...facts, seatsNow: facts.seatsNow === null ? null : 0 },
      { ...facts, lastEngagedOn: null },
    ];
    fc.assert(
      fc.property(someFacts, (facts) => {
        const before = rank(judgeHealth(facts, policy).health);
        for (const each of worse(facts)) {
          expect(rank(judgeHealth(each, policy).health)).toBeGreaterThanOrEqual(before);
        }
      }),
      runs,
    );
  });

  test.each<[string, Partial<HealthFacts>, string]>([
    ['nothing known', {}, 'GREEN NONE'],
    ['a mean of 3', { satisfaction: '3.00' }, 'GREEN NONE'],
    ['a mean below 3', { satisfaction: '2.99' }, 'RED SATISFACTION'],
    ['five of a hundred seats lost', { seatsBefore: 100, seatsNow: 95 }, 'AMBER SEAT_DECLINE'],
    ['four of a hundred seats lost', { seatsBefore: 100, seatsNow: 96 }, 'GREEN NONE'],
    ['44 days without talks', { windowOpensOn: '2026-09-01' }, 'GREEN NONE'],
    ['45 days without talks', { windowOpensOn: '2026-08-31' }, 'AMBER NO_ENGAGEMENT'],
    ['revenue at the floor', { grossRetention: '0.8000' }, 'GREEN NONE'],
    ['revenue below the floor', { grossRetention: '0.7999' }, 'RED GROSS_RETENTION'],
  ])('%s', (_, over, expected) => {
    const unknown = {
      competitiveEvaluation: false, grossRetention: null, openSeverity1Breaches: null, satisfaction: null,
      seatsBefore: null, seatsNow: null, windowOpensOn: today, lastEngagedOn: null, today,
    }; // prettier-ignore
    const { health, rule } = judgeHealth({ ...unknown, ...over }, policy);
    expect(`${health} ${rule}`).toBe(expected);
  });
});

describe('the machine', () => {
  // The model knows places on a line; the machine knows a table.
  const line = ['UPCOMING', 'IN_WINDOW', 'ENGAGED', 'QUOTED', 'COMMITTED'];
  const modelNext = (stage: string, action: RenewalAction, isStaff: boolean): string | null => {
    const place = line.indexOf(stage);
    if (action === 'RENEW' || action === 'LOSE') {
      const isPossible = isStaff && (place >= 0 || stage === 'LAPSED');
      return isPossible ? (action === 'RENEW' ? 'RENEWED' : 'LOST') : null;
    }
    if (place < 0) return null;
    if (action === 'ENGAGE') return place <= 2 ? 'ENGAGED' : null;
    if (action === 'QUOTE') return place === 2 || place === 3 ? 'QUOTED' : null;
    if (action === 'COMMIT') return place === 3 ? 'COMMITTED' : null;
    return action.startsWith('OVERRIDE') && !isStaff ? null : stage;
  };

  const nextOf = (stage: RenewalStage, action: RenewalAction, viewer: Viewer): RenewalStage | null => {
    try {
      return renewalMachine.apply(stage, action, viewer, null);
    } catch (error) {
      if (error instanceof InvalidTransitionError || error instanceof PolicyViolationError) return null;
      throw error;
    }
  };

  test('random sequences of actions follow the model', () => {
    const call = fc.record({
      action: fc.constantFrom(...renewalMachine.actions),
      role: fc.constantFrom(...roles),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 12 }), fc.constantFrom(...renewalStages), (calls, first) => {
        let stage = first;
        for (const { action, role } of calls) {
          const viewer = { ...serviceViewer('test'), role };
          const wanted = role === 'ANALYST' ? null : modelNext(stage, action, role !== 'PARTNER_USER');
          expect(nextOf(stage, action, viewer)).toBe(wanted);
          stage = renewalStages.find((each) => each === wanted) ?? stage;
        }
      }),
      runs,
    );
  });
});

describe('the days', () => {
  test('the window opens 90 days before the end, in February and over a change of the clock as well', () => {
    expect(renewalDays({ termEnd: '2028-02-29', noticeDays: 30 }, 45)).toEqual({
      windowOpensOn: '2027-12-01', noticeDeadline: '2028-01-30', latestSafeStart: '2027-12-01',
    }); // prettier-ignore
    expect(renewalDays({ termEnd: '2026-12-31', noticeDays: 120 }, 45)).toEqual({
      windowOpensOn: '2026-10-02', noticeDeadline: '2026-09-02', latestSafeStart: '2026-07-19',
    }); // prettier-ignore
  });

  test('the stage of a day goes one way', () => {
    fc.assert(
      fc.property(aDay, aDay, aDay, (termEnd, a, b) => {
        const [first, second] = a < b ? [a, b] : [b, a];
        const renewal = {
          stage: 'UPCOMING' as const, termEnd, voidedOn: null, ...renewalDays({ termEnd, noticeDays: 30 }, 45),
        }; // prettier-ignore
        const place = (day: string) => renewalStages.indexOf(stageOn(renewal, day));
        expect(place(first)).toBeLessThanOrEqual(place(second));
        expect(stageOn(renewal, addDays(lapsesOn(termEnd), -1))).toBe('IN_WINDOW');
        expect(stageOn(renewal, lapsesOn(termEnd))).toBe('LAPSED');
      }),
      runs,
    );
  });

  test('a history has no gap and no overlap, whatever is recorded in whatever order', () => {
    const content = fc.record({
      stage: fc.constantFrom(...renewalStages),
      health: fc.constantFrom(...renewalHealths),
      competitiveEvaluation: fc.boolean(),
      probability: fc.constantFrom('0.8000', '0.4000'),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(aDay, content), { minLength: 1, maxLength: 8 }), aDay, (points, end) => {
        const entries = points.reduce<readonly RenewalEntry[]>(
          (all, [on, each]) => changedFrom(all, on, each),
          [],
        );
        entries.forEach((entry, index) => expect(entry.to).toBe(entries[index + 1]?.from ?? null));
        expect(entries.at(-1)?.content).toEqual(points.at(-1)?.[1]);
        expect(cutAt(entries, end).every(({ from, to }) => from < end && to !== null && to <= end)).toBe(
          true,
        );
      }),
      runs,
    );
  });
});

describe('the figures', () => {
  const state = (from: string, mrrMinor: bigint, isPriceChange = false) => ({
    from, mrrMinor, isPriceChange, status: 'ACTIVE' as const, contractedSeats: 1, setsTerms: true, setsStatus: false,
  }); // prettier-ignore

  test('an agreed change of price is no expansion, to the minor unit', () => {
    const states = [
      state('2025-01-01', 1000n),
      state('2025-06-01', 1100n, true),
      state('2026-01-01', 1155n, true),
    ];
    const compared = comparedMrr(states, { termEnd: '2026-01-01', successorStart: '2026-01-01' });
    expect(compared).toBe(1155n);
    expect([1154n, 1155n, 1156n, null].map((renewed) => renewedOutcome(compared, renewed))).toEqual([
      'CONTRACTED', 'FLAT', 'EXPANDED', 'FLAT',
    ]); // prettier-ignore
  });

  test('likelihoods are those of the table', () => {
    const of = (
      stage: string,
      health = 'GREEN',
      rate: string | null = null,
      override: string | null = null,
    ) => renewalProbability({ stage, health, trailingRate: rate, override } as never, policy);
    expect(renewalStages.map((stage) => of(stage))).toEqual([
      '0.8000', '0.8000', '0.8000', '0.8000', '0.9500', '1.0000', '0.0000', '0.0000',
    ]); // prettier-ignore
    expect(of('IN_WINDOW', 'AMBER', '0.9000')).toBe('0.7200');
    expect(of('ENGAGED', 'RED', '0.9000')).toBe('0.7000');
    expect(of('ENGAGED', 'RED', '0.9000', '0.3')).toBe('0.3000');
    expect(of('LOST', 'RED', '0.9000', '0.3')).toBe('0.0000');
    expect(trailingRate({ renewed: 4, decided: 4 }, policy)).toBeNull();
    expect(trailingRate({ renewed: 2, decided: 6 }, policy)).toBe('0.3333');
    expect(atRiskMinor(25n, '0.5000')).toBe(12n);
  });

  test('a likelihood is a fraction, and worse health never raises it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...renewalStages),
        orNull(fc.integer({ min: 0, max: 10_000 })),
        (stage, rate) => {
          const [green, amber, red] = renewalHealths.map((health) =>
            Number(
              renewalProbability(
                {
                  stage,
                  health,
                  trailingRate: rate === null ? null : (rate / 10_000).toFixed(4),
                  override: null,
                },
                policy,
              ),
            ),
          ) as [number, number, number];
          expect(green).toBeLessThanOrEqual(1);
          expect(red).toBeGreaterThanOrEqual(0);
          expect(green >= amber && amber >= red).toBe(true);
          if (!isOpenStage(stage)) expect(green).toBe(red);
        },
      ),
      runs,
    );
  });

  test('retention counts what was given up, not the price', () => {
    expect(grossRetention([state('2025-01-01', 1000n), state('2026-03-01', 700n)], today)).toBe('0.7000');
    expect(grossRetention([state('2025-01-01', 1000n), state('2026-03-01', 700n, true)], today)).toBe(
      '1.0000',
    );
    expect(grossRetention([state('2025-01-01', 1000n), state('2026-03-01', 1700n)], today)).toBe('1.0000');
    expect(grossRetention([state('2026-11-01', 1000n)], today)).toBeNull();
  });

  test('the calendar says why', () => {
    const facts = {
      today, termEnd: '2026-12-31', ...renewalDays({ termEnd: '2026-12-31', noticeDays: 120 }, 45),
      autoRenew: true, priceLockedUntil: '2026-12-01', health: 'RED' as const, healthRule: 'SATISFACTION',
    }; // prettier-ignore
    expect(calendarReasons(facts).map(({ code }) => code)).toEqual([
      'NOTICE_PASSED', 'START_NOW', 'AUTO_RENEWAL_TRAP', 'PRICE_LOCK_ENDS', 'HEALTH_RED',
    ]); // prettier-ignore
  });
});
