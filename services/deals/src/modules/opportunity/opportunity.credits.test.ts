import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { apportion } from '@channelgraph/core/money.ts';
import {
  checkDivision,
  givenBps,
  groundCredits,
  importedCredits,
  leadingRole,
  withOwnRole,
} from './opportunity.credits.ts';
import type { Credit, CreditFacts, CreditWish } from './opportunity.credits.ts';

const at = (day: number): Date => new Date(Date.UTC(2026, 9, day));
const wish = (partnerId: string, role: Credit['role'], creditBps: number): CreditWish => ({
  partnerId,
  role,
  creditBps,
});
const codesOf = (wishes: readonly CreditWish[]): string[] => {
  const issues = createIssues();
  checkDivision(wishes, ['credits'], issues);
  return issues.issues.map(({ code, path }) => `${path.join('.')} ${code}`);
};
const facts = (over: Partial<CreditFacts> = {}): CreditFacts => ({
  stored: [],
  proofs: [],
  beganAt: at(10),
  mayOverride: false,
  ...over,
});
const wishes = fc.array(
  fc.record({
    partnerId: fc.constantFrom('prt_a', 'prt_b', 'prt_c'),
    role: fc.constantFrom('SOURCED', 'INFLUENCED', 'FULFILLED', 'CO_SELL', 'REFERRED'),
    creditBps: fc.integer({ min: -1, max: 10_001 }),
  }),
  { maxLength: 6 },
);

describe('the division of a deal', () => {
  test('says every problem with its place', () => {
    expect(
      codesOf([wish('a', 'SOURCED', 6000), wish('b', 'INFLUENCED', 4000), wish('b', 'CO_SELL', 10_000)]),
    ).toEqual([]);
    expect(codesOf([wish('a', 'SOURCED', 6000), wish('b', 'INFLUENCED', 4001)])).toEqual([
      'credits CREDIT_EXCEEDS_WHOLE',
    ]);
    expect(codesOf([wish('a', 'SOURCED', 0), wish('b', 'SOURCED', 0)])).toEqual(['credits SEVERAL_SOURCES']);
    expect(
      codesOf([wish('a', 'CO_SELL', -1), wish('a', 'CO_SELL', 0.5), wish('b', 'REFERRED', 10_001)]),
    ).toEqual([
      'credits.0.creditBps OUT_OF_RANGE',
      'credits.1 DUPLICATE_ROLE',
      'credits.1.creditBps OUT_OF_RANGE',
      'credits.2.creditBps OUT_OF_RANGE',
    ]);
    expect(codesOf(Array.from({ length: 51 }, (_, index) => wish(`p${index}`, 'CO_SELL', 0)))).toEqual([
      'credits TOO_MANY',
    ]);
  });

  test('never exceeds the whole and has one source, after any sequence of settings and imports', () => {
    const steps = fc.array(
      fc.oneof(
        wishes.map((set) => ({ set })),
        fc.record({
          partnerId: fc.constantFrom('prt_a', 'prt_b'),
          role: fc.constantFrom('SOURCED', 'INFLUENCED', 'REFERRED', null),
        }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, (sequence) => {
        let credits: readonly Credit[] = [];
        for (const step of sequence) {
          const next =
            'set' in step
              ? importedCredits(step.set, credits)
              : withOwnRole(credits, step.partnerId, step.role);
          if (codesOf(next).length === 0) credits = next;
          expect(givenBps(credits)).toBeLessThanOrEqual(10_000);
          expect(credits.filter(({ role }) => role === 'SOURCED').length).toBeLessThanOrEqual(1);
          expect(new Set(credits.map(({ partnerId, role }) => `${partnerId} ${role}`)).size).toBe(
            credits.length,
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('splits an amount without losing or making a cent', () => {
    const shares = fc.array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), shares, (amount, weights) => {
        fc.pre(weights.some((weight) => weight > 0n));
        const parts = apportion(amount, weights);
        const whole = weights.reduce((a, b) => a + b, 0n);
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(amount);
        parts.forEach((part, index) => {
          const floor = (amount * (weights[index] ?? 0n)) / whole;
          expect(part === floor || part === floor + 1n).toBe(true);
        });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a source', () => {
  const source = [wish('prt_a', 'SOURCED', 10_000)];
  const proof = {
    registrationId: 'reg_1',
    partnerId: 'prt_a',
    isApproved: true,
    submittedAt: at(10),
    isOrigin: false,
  };
  const judged = (over: Partial<CreditFacts>) => {
    const issues = createIssues();
    const credits = groundCredits(source, facts(over), issues);
    return issues.issues.length > 0
      ? issues.issues.map(({ code }) => code)
      : credits.map(({ basis }) => basis);
  };

  test('is proved by an approved registration that was submitted before the deal began, or that it came from', () => {
    expect(judged({ proofs: [proof] })).toEqual(['REGISTRATION']);
    expect(judged({ proofs: [{ ...proof, submittedAt: at(11) }] })).toEqual(['NOT_SOURCED']);
    expect(judged({ proofs: [{ ...proof, submittedAt: at(11), isOrigin: true }] })).toEqual(['REGISTRATION']);
    expect(judged({ proofs: [{ ...proof, isApproved: false }] })).toEqual(['NOT_SOURCED']);
    expect(judged({ proofs: [{ ...proof, partnerId: 'prt_b' }] })).toEqual(['NOT_SOURCED']);
  });

  test('is found only by an approved registration of its own partner, by a decision, or where it was one', () => {
    const partners = fc.constantFrom('prt_a', 'prt_b', 'prt_c');
    const proofs = fc.array(
      fc.record({
        registrationId: fc.constantFrom('reg_1', 'reg_2', 'reg_3'),
        partnerId: partners,
        isApproved: fc.boolean(),
        submittedAt: fc.option(fc.integer({ min: 8, max: 12 }).map(at)),
        isOrigin: fc.boolean(),
      }),
      { maxLength: 4 },
    );
    const asked = fc.record({
      partnerId: partners,
      proofs,
      mayOverride: fc.boolean(),
      wasSource: fc.boolean(),
    });
    fc.assert(
      fc.property(asked, ({ partnerId, proofs: known, mayOverride, wasSource }) => {
        const imported = { ...wish(partnerId, 'SOURCED', 1), basis: 'IMPORT', registrationId: null } as const;
        const issues = createIssues();
        const stored = wasSource ? [imported] : [];
        const [credit] = groundCredits(
          [wish(partnerId, 'SOURCED', 1)],
          facts({ proofs: known, mayOverride, stored }),
          issues,
        );
        const isOpen = ({ submittedAt, isOrigin }: (typeof known)[number]) =>
          isOrigin || (submittedAt !== null && submittedAt.getTime() <= at(10).getTime());
        const own = known.filter((each) => each.partnerId === partnerId && each.isApproved && isOpen(each));
        const basis = wasSource
          ? 'IMPORT'
          : own.length > 0
            ? 'REGISTRATION'
            : mayOverride
              ? 'OVERRIDE'
              : null;
        expect(issues.issues.map(({ code }) => code)).toEqual(basis === null ? ['NOT_SOURCED'] : []);
        if (basis === null) return;
        expect(credit?.basis).toBe(basis);
        expect(credit?.registrationId ?? null).toBe(basis === 'REGISTRATION' ? own[0]?.registrationId : null);
      }),
      { numRuns: 1000 },
    );
  });

  test('is one without proof by an administrator’s decision alone, and stays one once it is', () => {
    expect(judged({})).toEqual(['NOT_SOURCED']);
    expect(judged({ mayOverride: true })).toEqual(['OVERRIDE']);
    const stored = [{ ...wish('prt_a', 'SOURCED', 5000), basis: 'IMPORT', registrationId: null } as const];
    expect(judged({ stored })).toEqual(['IMPORT']);
  });
});

test('an import credits the only partner of a deal in full for finding or helping it, and with nothing else', () => {
  const basis = { basis: 'IMPORT', registrationId: null };
  expect(withOwnRole([], 'prt_a', 'SOURCED')).toEqual([{ ...wish('prt_a', 'SOURCED', 10_000), ...basis }]);
  expect(withOwnRole([], 'prt_a', 'INFLUENCED')).toEqual([
    { ...wish('prt_a', 'INFLUENCED', 10_000), ...basis },
  ]);
  expect(withOwnRole([], 'prt_a', 'REFERRED')).toEqual([{ ...wish('prt_a', 'REFERRED', 0), ...basis }]);
  const others = importedCredits([wish('prt_b', 'INFLUENCED', 3000)], []);
  expect(withOwnRole(others, 'prt_a', 'SOURCED')).toEqual([
    { ...wish('prt_a', 'SOURCED', 7000), ...basis },
    ...others,
  ]);
  expect(withOwnRole(others, 'prt_b', null)).toEqual([]);
  expect(leadingRole([wish('prt_a', 'FULFILLED', 0), wish('prt_a', 'INFLUENCED', 0)], 'prt_a')).toBe(
    'INFLUENCED',
  );
});
