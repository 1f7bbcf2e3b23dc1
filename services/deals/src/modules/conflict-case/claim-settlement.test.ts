import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excludes, settleHoldings } from './claim-settlement.ts';
import type { Holding } from './claim-settlement.ts';

const holding = (over: Partial<Holding>): Holding => ({
  registrationId: 'reg_1',
  partnerId: 'prt_a',
  kind: 'OPPORTUNITY',
  submittedAt: '2026-01-01T00:00:00.000Z',
  nodeIds: ['cus_1'],
  productLineIds: ['pln_x'],
  region: null,
  since: 0,
  until: 10,
  ...over,
});

test('the first in line keeps what both hold', () => {
  const first = holding({});
  const second = holding({
    registrationId: 'reg_2',
    partnerId: 'prt_b',
    submittedAt: '2026-01-01T00:04:00.000Z',
  });
  expect(settleHoldings([second, first])).toEqual({
    standing: [first],
    displaced: [{ holding: second, by: [first] }],
  });
});

test.each<[string, Partial<Holding>, boolean]>([
  ['another customer', { nodeIds: ['cus_2'] }, false],
  ['another product line', { productLineIds: ['pln_y'] }, false],
  ['the days after', { since: 10, until: 20 }, false],
  ['another region', { region: 'EMEA/DE' }, false],
  ['a region within', { region: 'EMEA/FR/IDF' }, true],
  ['a region whose name begins alike', { region: 'EMEA/FRX' }, false],
  ['everywhere', { region: null }, true],
  ['its own claim of another kind', { partnerId: 'prt_a', kind: 'RENEWAL' }, false],
  ['its own claim of the kind', { partnerId: 'prt_a' }, true],
])('%s', (_, over, isExcluded) => {
  const own = holding({ region: 'EMEA/FR' });
  const other = holding({ registrationId: 'reg_2', partnerId: 'prt_b', region: 'EMEA/FR', ...over });
  expect([excludes(own, other), excludes(other, own)]).toEqual([isExcluded, isExcluded]);
});

const someHoldings = fc
  .array(
    fc.record({
      partnerId: fc.constantFrom('prt_a', 'prt_b', 'prt_c'),
      kind: fc.constantFrom('OPPORTUNITY', 'RENEWAL'),
      submittedAt: fc.constantFrom(
        '2026-01-01T00:00:00.000Z',
        '2026-01-02T00:00:00.000Z',
        '2026-01-03T00:00:00.000Z',
      ),
      nodeIds: fc.subarray(['cus_1', 'cus_2', 'cus_3'], { minLength: 1 }),
      productLineIds: fc.subarray(['pln_x', 'pln_y'], { minLength: 1 }),
      region: fc.constantFrom(null, 'EMEA', 'EMEA/DE', 'APAC'),
      since: fc.nat(5),
      length: fc.integer({ min: 1, max: 5 }),
    }),
    { maxLength: 8 },
  )
  .map((rows) =>
    rows.map(({ length, ...row }, index) => ({
      ...row,
      registrationId: `reg_${index}`,
      until: row.since + length,
    })),
  );

test('nobody is lost, nobody stands in another’s way, and whoever gave way gave way to an earlier one', () => {
  fc.assert(
    fc.property(someHoldings, fc.nat(7), (holdings, turn) => {
      const { standing, displaced } = settleHoldings(holdings);
      expect(standing.length + displaced.length).toBe(holdings.length);
      expect(standing.some((a) => standing.some((b) => a !== b && excludes(a, b)))).toBe(false);
      for (const { holding: late, by } of displaced) {
        expect(by.length).toBeGreaterThan(0);
        expect(by.every(({ submittedAt }) => submittedAt <= late.submittedAt)).toBe(true);
      }
      const turned = [...holdings.slice(turn), ...holdings.slice(0, turn)].toReversed();
      expect(settleHoldings(turned)).toEqual({ standing, displaced });
    }),
    { numRuns: 1000 },
  );
});
