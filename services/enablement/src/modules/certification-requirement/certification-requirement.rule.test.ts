import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requirement } from '../certification-coverage/certification-coverage.testing.ts';
import { requirementFor } from './certification-requirement.rule.ts';

const security = 'SECURITY_OPERATIONS';
const day = '2026-10-15';
const mssp = { types: ['MSP'], segment: 'MSSP' };

describe('the requirement for a partner', () => {
  it('is the rule of the segment before the rule of the type', () => {
    const versions = [requirement(security, 2), requirement(security, 4, { segment: 'MSSP' })];
    expect(requirementFor(versions, mssp, security, day)?.body.minimumPeople).toBe(4);
    expect(requirementFor(versions, { ...mssp, segment: 'CLOUD' }, security, day)?.body.minimumPeople).toBe(
      2,
    );
  });

  it('is lifted for a segment whose own rule says 0', () => {
    const versions = [requirement(security, 2), requirement(security, 0, { segment: 'MSSP' })];
    expect(requirementFor(versions, mssp, security, day)).toBeNull();
  });

  it('is the strictest of the partner’s types', () => {
    const versions = [requirement(security, 2), requirement(security, 3, { partnerType: 'VAR' })];
    expect(requirementFor(versions, { types: ['MSP', 'VAR'], segment: null }, security, day)?.body).toEqual({
      partnerType: 'VAR',
      segment: null,
      scope: security,
      minimumPeople: 3,
    });
  });

  it('is the version in force on the day', () => {
    const versions = [
      requirement(security, 1, { from: '2025-01-01', to: '2026-01-01' }),
      requirement(security, 2, { from: '2026-01-01' }),
    ];
    expect(requirementFor(versions, mssp, security, '2024-12-31')).toBeNull();
    expect(requirementFor(versions, mssp, security, '2025-12-31')?.body.minimumPeople).toBe(1);
    expect(requirementFor(versions, mssp, security, '2026-01-01')?.body.minimumPeople).toBe(2);
  });

  it('does not depend on the order of types or versions', () => {
    const rules = fc.uniqueArray(
      fc.record({
        partnerType: fc.constantFrom('MSP', 'VAR', 'ISV'),
        segment: fc.constantFrom(null, 'MSSP', 'CLOUD'),
        minimumPeople: fc.nat(5),
      }),
      { selector: ({ partnerType, segment }) => `${partnerType}${segment}`, maxLength: 9 },
    );
    fc.assert(
      fc.property(rules, fc.subarray(['MSP', 'VAR', 'ISV']), (each, types) => {
        const versions = each.map(({ minimumPeople, ...options }) =>
          requirement(security, minimumPeople, options),
        );
        const profile = { types, segment: 'MSSP' };
        const reversed = { types: types.toReversed(), segment: 'MSSP' };
        expect(requirementFor(versions, profile, security, day)?.body.minimumPeople).toBe(
          requirementFor(versions.toReversed(), reversed, security, day)?.body.minimumPeople,
        );
      }),
      { numRuns: 1000 },
    );
  });
});
