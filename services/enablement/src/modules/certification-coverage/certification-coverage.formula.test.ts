import { addDays } from '@channelgraph/core/calendar.ts';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsOn } from '../certification-award/certification-award.status.ts';
import { certificationScopes } from '../certification-track/certification-track.values.ts';
import { coverageOn, holdsOn } from './certification-coverage.formula.ts';
import {
  award,
  history,
  member,
  profile,
  requirement,
  someDay,
  someHistory,
} from './certification-coverage.testing.ts';

const today = '2026-10-15';
const infrastructure = 'INFRASTRUCTURE_MANAGEMENT';
const security = 'SECURITY_OPERATIONS';

const golden = history({
  awards: [
    award('usr_1', infrastructure),
    award('usr_2', infrastructure),
    award('usr_3', infrastructure),
    award('usr_1', security),
  ],
  memberships: [member('usr_1'), member('usr_2'), member('usr_3')],
  profiles: [profile({ deliveredScopes: [infrastructure, security] })],
  requirements: [requirement(infrastructure, 2), requirement(security, 2)],
});

describe('certification coverage', () => {
  it('is 0.75 with three of two people for infrastructure and one of two for security', () => {
    expect(coverageOn(golden, today)).toEqual({
      asOf: today,
      status: 'OK',
      numerator: new Decimal('1.5'),
      denominator: new Decimal(2),
      value: new Decimal('0.75'),
      hasUncoveredScope: false,
      scopes: [
        {
          scope: infrastructure,
          required: 2,
          requirementId: `req_${infrastructure}`,
          current: 3,
          expiringWithin60Days: 0,
          expiringWithin30Days: 0,
          gap: 0,
        },
        {
          scope: security,
          required: 2,
          requirementId: `req_${security}`,
          current: 1,
          expiringWithin60Days: 0,
          expiringWithin30Days: 0,
          gap: 1,
        },
      ],
    });
  });

  it('is not applicable to a partner that delivers no scope', () => {
    const coverage = coverageOn({ ...golden, profiles: [profile({ deliveredScopes: [] })] }, today);
    expect(coverage).toEqual({
      asOf: today,
      status: 'NOT_APPLICABLE',
      numerator: null,
      denominator: null,
      value: null,
      hasUncoveredScope: false,
      scopes: [],
    });
  });

  it('has no base while no delivered scope has a requirement, and shows the people all the same', () => {
    const coverage = coverageOn({ ...golden, requirements: [] }, today);
    expect(coverage).toMatchObject({ status: 'NO_BASE', value: null, hasUncoveredScope: false });
    expect(coverage?.scopes.map(({ required, current, gap }) => [required, current, gap])).toEqual([
      [null, 3, 0],
      [null, 1, 0],
    ]);
  });

  it('leaves a scope without a requirement out of the value', () => {
    const coverage = coverageOn({ ...golden, requirements: [requirement(security, 2)] }, today);
    expect(coverage).toMatchObject({
      numerator: new Decimal('0.5'),
      denominator: new Decimal(1),
      value: new Decimal('0.5'),
    });
  });

  it('raises the flag when a required scope has nobody', () => {
    const coverage = coverageOn({ ...golden, awards: [award('usr_1', infrastructure)] }, today);
    expect(coverage).toMatchObject({ value: new Decimal('0.25'), hasUncoveredScope: true });
  });

  it('counts people whose last award of the scope ends within 60 and within 30 days', () => {
    const people = ['usr_1', 'usr_2', 'usr_3', 'usr_4'];
    const coverage = coverageOn(
      {
        ...golden,
        memberships: people.map((id) => member(id)),
        awards: [
          award('usr_1', security, { expiresOn: '2026-12-14' }),
          award('usr_2', security, { expiresOn: '2026-11-14' }),
          award('usr_3', security, { expiresOn: '2026-12-15' }),
          award('usr_4', security, { expiresOn: '2026-10-15' }),
          award('usr_4', security, { expiresOn: '2027-10-15' }),
        ],
      },
      today,
    );
    expect(coverage?.scopes[1]).toMatchObject({
      current: 4,
      expiringWithin60Days: 2,
      expiringWithin30Days: 1,
    });
  });

  it('drops a person who left on that very day, and finds them again for the days before', () => {
    const left = {
      ...golden,
      memberships: [member('usr_1', { to: today }), member('usr_2'), member('usr_3')],
    };
    expect(coverageOn(left, today)?.value).toEqual(new Decimal('0.5'));
    expect(coverageOn(left, addDays(today, -1))?.value).toEqual(new Decimal('0.75'));
  });

  it('answers for a past day with the profile and the requirements of that day', () => {
    const changed = {
      ...golden,
      profiles: [
        profile({ to: '2026-07-01', deliveredScopes: [infrastructure] }),
        profile({ from: '2026-07-01', deliveredScopes: [infrastructure, security] }),
      ],
      requirements: [
        requirement(infrastructure, 6, { to: '2026-03-01' }),
        requirement(infrastructure, 2, { from: '2026-03-01' }),
        requirement(security, 2),
      ],
    };
    expect(coverageOn(changed, '2026-02-28')?.value).toEqual(new Decimal('0.5'));
    expect(coverageOn(changed, '2026-03-01')?.value).toEqual(new Decimal('1'));
    expect(coverageOn(changed, '2026-07-01')?.value).toEqual(new Decimal('0.75'));
  });

  it('knows nothing before the first profile', () => {
    expect(coverageOn({ ...golden, profiles: [profile({ from: today })] }, addDays(today, -1))).toBeNull();
  });

  it('stays between 0 and 1, counts each person once per scope, and flags exactly the empty scopes', () => {
    fc.assert(
      fc.property(someHistory, someDay, (each, day) => {
        const coverage = coverageOn(each, day);
        if (!coverage) return;
        for (const scope of coverage.scopes) {
          const people = new Set(
            each.awards
              .filter((one) => one.scope === scope.scope && countsOn(one, day))
              .map(({ userId }) => userId)
              .filter((id) => each.memberships.some((one) => one.userId === id && holdsOn(one, day))),
          );
          expect(scope.current).toBe(people.size);
          expect(scope.expiringWithin30Days).toBeLessThanOrEqual(scope.expiringWithin60Days);
          expect(scope.expiringWithin60Days).toBeLessThanOrEqual(scope.current);
          expect(scope.gap).toBe(Math.max(0, (scope.required ?? 0) - scope.current));
        }
        const scored = coverage.scopes.filter(({ required }) => required !== null);
        expect(coverage.hasUncoveredScope).toBe(scored.some(({ current }) => current === 0));
        expect(coverage.status === 'OK').toBe(scored.length > 0);
        if (coverage.value === null) return;
        expect(coverage.value.gte(0) && coverage.value.lte(1)).toBe(true);
        expect(coverage.value.eq(1)).toBe(scored.every(({ gap }) => gap === 0));
      }),
      { numRuns: 2000 },
    );
  });

  it('never rises when an award is taken away', () => {
    fc.assert(
      fc.property(someHistory, someDay, fc.nat(), (each, day, pick) => {
        fc.pre(each.awards.length > 0);
        const fewer = { ...each, awards: each.awards.toSpliced(pick % each.awards.length, 1) };
        const before = coverageOn(each, day)?.value ?? new Decimal(0);
        const after = coverageOn(fewer, day)?.value ?? new Decimal(0);
        expect(after.lte(before)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('looks at delivered scopes only, in a fixed order', () => {
    fc.assert(
      fc.property(someHistory, someDay, (each, day) => {
        const delivered = each.profiles.find((one) => holdsOn(one, day))?.deliveredScopes ?? [];
        expect(coverageOn(each, day)?.scopes.map(({ scope }) => scope) ?? []).toEqual(
          certificationScopes.filter((scope) => delivered.includes(scope)),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
