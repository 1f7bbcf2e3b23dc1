import { money, multiplyMoney, type Money } from '@channelgraph/core/money.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recomputeAmount } from './settlement.commission.ts';
import {
  settleMonths,
  type AccrualDraft,
  type ContractFacts,
  type StatedMonth,
} from './settlement.drafts.ts';

const months = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'] as const;
const rates = [
  { tierRank: 1, rate: '0.05' },
  { tierRank: 2, rate: '0.0825' },
];

/** A message of deals about one month, or of partners about a tier, in the order in which it arrives. */
type Message =
  | {
      readonly kind: 'MONTH';
      readonly month: string;
      readonly minor: bigint;
      readonly currency: string;
      readonly partnerId: string;
    }
  | { readonly kind: 'TIER'; readonly month: string; readonly tierRank: number | null };

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    kind: fc.constant('MONTH' as const),
    month: fc.constantFrom(...months),
    minor: fc.bigInt({ min: 0n, max: 10_000_000n }),
    currency: fc.constantFrom('USD', 'JPY', 'BHD'),
    partnerId: fc.constantFrom('prt_a', 'prt_b'),
  }),
  fc.record({
    kind: fc.constant('TIER' as const),
    month: fc.constantFrom(...months),
    tierRank: fc.constantFrom(null, 1, 2, 3),
  }),
);

/** Feeds messages one by one and settles after each, as the service does. */
function run(messages: readonly Message[], capMonths: number | null) {
  const stated = new Map<string, StatedMonth>();
  const tiers = new Map<string, number | null>();
  const written: AccrualDraft[] = [];
  const facts = (): ContractFacts => ({
    contractId: 'ctr_1',
    months: [...stated.values()].map((month) => ({ ...month, tierRank: tiers.get(month.month) ?? null })),
    accruals: written.map((draft) => ({
      ...draft,
      currency: draft.amount.currency,
      isReversed: false,
      isReversal: false,
    })),
    versions: [
      {
        id: 'pol_1',
        kind: 'MRR_COMMISSION',
        version: 1,
        effectiveFrom: '2026-01-01',
        effectiveTo: null,
        body: { planCode: 'P', planVersionId: 'pol_1', version: 1, rates, capMonths, includedPartnerIds: [] },
      },
    ],
  });
  for (const next of messages) {
    if (next.kind === 'TIER') tiers.set(next.month, next.tierRank);
    else {
      const { month, partnerId, minor, currency } = next;
      stated.set(month, {
        month,
        partnerId,
        mrr: money(minor, currency),
        partnerTypes: ['MSP'],
        tierRank: null,
      });
    }
    written.push(...settleMonths(facts()).flatMap(({ drafts }) => drafts));
  }
  return { written, stated, tiers, again: () => settleMonths(facts()).flatMap(({ drafts }) => drafts) };
}

/** What every partner is owed per month and currency, without zeros. */
function owed(written: readonly AccrualDraft[]): Record<string, bigint> {
  const sums: Record<string, bigint> = {};
  for (const { month, partnerId, amount } of written) {
    const key = `${month} ${partnerId} ${amount.currency}`;
    sums[key] = (sums[key] ?? 0n) + amount.amountMinor;
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0n));
}

describe('the settlement of a contract', () => {
  it('ends at rate × MRR of what was said last, whatever was said before', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
        const { written, stated, tiers } = run(messages, null);
        const expected: Record<string, bigint> = {};
        for (const { month, partnerId, mrr } of stated.values()) {
          const rate = rates.find(({ tierRank }) => tierRank === tiers.get(month))?.rate ?? '0';
          const amount: Money = multiplyMoney(mrr, rate);
          if (amount.amountMinor !== 0n)
            expected[`${month} ${partnerId} ${mrr.currency}`] = amount.amountMinor;
        }
        expect(owed(written)).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not depend on the order in which months arrive, capped or not', () => {
    const distinct = fc.uniqueArray(message, {
      selector: (each) => `${each.kind} ${each.month}`,
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        distinct,
        fc.constantFrom(null, 1, 2),
        fc.infiniteStream(fc.nat()),
        (messages, cap, keys) => {
          const shuffled = messages
            .map((each) => ({ each, key: keys.next().value }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ each }) => each);
          expect(owed(run(shuffled, cap).written)).toEqual(owed(run(messages, cap).written));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('has nothing left to do when it is done, names each accrual once, and explains each exactly', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), fc.constantFrom(null, 2), (messages, cap) => {
        const { written, again } = run(messages, cap);
        expect(again()).toEqual([]);
        const names = written.map(({ partnerId, sourceKey }) => `${partnerId} ${sourceKey}`);
        expect(new Set(names).size).toBe(names.length);
        for (const draft of written) expect(recomputeAmount(draft.explanation)).toEqual(draft.amount);
      }),
      { numRuns: 2_000 },
    );
  });
});
