import { addDays, addMonths, endOfMonth } from '@channelgraph/core/calendar.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  contractStatuses,
  earnedMrr,
  joinTimeline,
  stateOn,
  withStatus,
  withTerms,
} from '../managed-contract/managed-contract.timeline.ts';
import { deriveMovements, restatement } from './mrr-movement.derive.ts';
import type { RevenueContract } from './mrr-movement.derive.ts';

const started = (on: string, mrrMinor: bigint) =>
  joinTimeline([{ on, mrrMinor, contractedSeats: 1, isPriceChange: false }], [{ on, status: 'ACTIVE' }]);
const contract = (over: Partial<RevenueContract>): RevenueContract => ({
  contractId: 'ctr_1',
  partnerId: 'prt_1',
  customerId: 'cus_1',
  currency: 'USD',
  transferredFromId: null,
  states: started('2025-01-01', 1000n),
  ...over,
});
const told = (chain: readonly RevenueContract[]) =>
  deriveMovements(chain).map(({ contractId, effectiveOn, kind, amountMinor }) => [
    contractId,
    effectiveOn,
    kind,
    amountMinor,
  ]);

// A thousand cases take seconds on a busy machine.
const propertyTimeoutMs = 60_000;

test('a year of a contract: new, expansion, price change, suspension, resumption, churn', () => {
  let states = withTerms(started('2025-01-01', 1000n), [
    { on: '2025-03-01', mrrMinor: 1200n, contractedSeats: 2, isPriceChange: false },
    { on: '2025-04-01', mrrMinor: 1260n, contractedSeats: 2, isPriceChange: true },
  ]);
  states = withStatus(states, '2025-05-01', 'SUSPENDED');
  states = withStatus(states, '2025-06-01', 'ACTIVE');
  states = withStatus(states, '2026-01-01', 'ENDED_CHURNED');
  expect(told([contract({ states })])).toEqual([
    ['ctr_1', '2025-01-01', 'NEW', 1000n],
    ['ctr_1', '2025-03-01', 'EXPANSION', 200n],
    ['ctr_1', '2025-04-01', 'PRICE_CHANGE', 60n],
    ['ctr_1', '2025-05-01', 'CHURN', -1260n],
    ['ctr_1', '2025-06-01', 'REACTIVATION', 1260n],
    ['ctr_1', '2026-01-01', 'CHURN', -1260n],
  ]);
});

test('a renewal at a lower price is a contraction of the successor, neither churn nor new', () => {
  const chain = [
    contract({ states: withStatus(started('2025-01-01', 1000n), '2026-01-01', 'ENDED_RENEWED') }),
    contract({ contractId: 'ctr_2', states: started('2026-01-01', 900n) }),
  ];
  expect(told(chain)).toEqual([
    ['ctr_1', '2025-01-01', 'NEW', 1000n],
    ['ctr_2', '2026-01-01', 'CONTRACTION', -100n],
  ]);
});

test('a transfer leaves one partner and arrives at the other', () => {
  const chain = [
    contract({ states: withStatus(started('2025-01-01', 1000n), '2025-07-01', 'TRANSFERRED') }),
    contract({
      contractId: 'ctr_2',
      partnerId: 'prt_2',
      transferredFromId: 'ctr_1',
      states: started('2025-07-01', 1000n),
    }),
  ];
  expect(told(chain)).toEqual([
    ['ctr_1', '2025-01-01', 'NEW', 1000n],
    ['ctr_1', '2025-07-01', 'TRANSFER_OUT', -1000n],
    ['ctr_2', '2025-07-01', 'TRANSFER_IN', 1000n],
  ]);
});

test('a corrected price is appended as the difference', () => {
  const stored = deriveMovements([contract({})]);
  const derived = deriveMovements([contract({ states: started('2025-01-01', 1150n) })]);
  expect(restatement(stored, derived)).toEqual([
    { contractId: 'ctr_1', effectiveOn: '2025-01-01', month: '2025-01-01', kind: 'NEW', amountMinor: 150n },
  ]);
  expect(restatement(derived, derived)).toEqual([]);
});

const day = fc.integer({ min: 0, max: 400 }).map((n) => addDays('2025-01-15', n));
const anyContract = fc
  .record({
    partnerId: fc.constantFrom('prt_1', 'prt_2'),
    customerId: fc.constantFrom('cus_1', 'cus_2'),
    transferredFromId: fc.constantFrom(null, 'ctr_elsewhere'),
    currency: fc.constantFrom('USD', 'JPY'),
    terms: fc.uniqueArray(fc.tuple(day, fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.boolean()), {
      selector: ([on]) => on,
      minLength: 1,
      maxLength: 6,
    }),
    statuses: fc.uniqueArray(fc.tuple(day, fc.constantFrom(...contractStatuses)), {
      selector: ([on]) => on,
      maxLength: 6,
    }),
  })
  .map(({ terms, statuses, ...owner }) => ({
    ...owner,
    states: joinTimeline(
      terms.map(([on, mrrMinor, isPriceChange]) => ({ on, mrrMinor, isPriceChange, contractedSeats: 1 })),
      statuses.map(([on, status]) => ({ on, status })),
    ),
  }));
// A chain is what one partner has with one customer in one currency; money of different currencies never adds up.
const groups = ['prt_1', 'prt_2'].flatMap((partnerId) =>
  ['USD', 'JPY'].flatMap((currency) => [
    (each: RevenueContract) => each.partnerId === partnerId && each.currency === currency,
    ...['cus_1', 'cus_2'].map(
      (customerId) => (each: RevenueContract) =>
        each.partnerId === partnerId && each.currency === currency && each.customerId === customerId,
    ),
  ]),
);
const months = Array.from({ length: 15 }, (_, month) => addMonths('2025-01-01', month));

const anyChain = fc
  .array(anyContract, { minLength: 1, maxLength: 4 })
  .map((contracts) =>
    contracts.map((each, index): RevenueContract => ({ ...each, contractId: `ctr_${index}` })),
  );

test(
  'opening + movements = closing for every month of every chain, customer and partner, to the minor unit',
  () => {
    fc.assert(
      fc.property(anyChain, (chain) => {
        const movements = deriveMovements(chain);
        const owners = new Map(chain.map((each) => [each.contractId, each]));
        for (const isOwn of groups) {
          const own = chain.filter(isOwn);
          const earned = (on: string) =>
            own.reduce((sum, { states }) => sum + earnedMrr(stateOn(states, on)), 0n);
          const moved = Map.groupBy(
            movements.filter(({ contractId }) => own.includes(owners.get(contractId) as RevenueContract)),
            ({ month }) => month,
          );
          for (const first of months) {
            const change = (moved.get(first) ?? []).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
            expect(earned(addDays(first, -1)) + change).toBe(earned(endOfMonth(first)));
          }
        }
      }),
      { numRuns: 1000 },
    );
  },
  propertyTimeoutMs,
);

test(
  'whatever was stored, the restatement makes it add up to what is derived',
  () => {
    fc.assert(
      fc.property(anyChain, anyChain, (earlier, later) => {
        const stored = deriveMovements(earlier);
        const derived = deriveMovements(later);
        const appended = [...stored, ...restatement(stored, derived)];
        expect(restatement(appended, derived)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  },
  propertyTimeoutMs,
);
